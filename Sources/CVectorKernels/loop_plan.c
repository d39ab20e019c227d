#include "loop_plan.h"

#include "chunks.h"
#include "loop_order.h"
#include "tile_operations.h"

/// A chunk folds so many elements into each of its accumulators before they are joined with those of the next.
#define CVK_FOLDED_BY_A_CHUNK 32
/// The longest pattern that is repeated in the workspace.
#define CVK_LONGEST_PATTERN 4096

int64_t cvk_loop_count(const cvk_loop *loop) {
    int64_t count = 1;
    for (int axis = 0; axis < loop->rank; axis++) { count *= loop->sizes[axis]; }
    return count;
}

static int64_t cvk_round_up(int64_t number, int64_t unit) { return (number + unit - 1) / unit * unit; }

static int cvk_repeats_a_run(const cvk_cursor *cursor) {
    for (int axis = 0; axis < cursor->rank; axis++) {
        if (cursor->strides[axis] != 0) { return 0; }
    }
    return cursor->rank > 0;
}

static void cvk_plan_load(cvk_plan *plan, const cvk_load *load, cvk_load_plan *result) {
    const cvk_loop *loop = plan->loop;
    result->kind = CVK_STREAM;
    result->is_overwritten = 0;
    result->buffer = plan->workspace;
    plan->workspace += CVK_BUFFER;
    if (load->source == CVK_FROM_CONSTANT) {
        result->kind = CVK_UNIFORM;
        return;
    }
    cvk_make_cursor(&result->cursor, loop->rank, loop->sizes, load->strides);
    int64_t run = result->cursor.run;
    if (result->cursor.rank == 0 && result->cursor.step == 0) {
        result->kind = CVK_UNIFORM;
    } else if (
        cvk_repeats_a_run(&result->cursor) && run <= CVK_LONGEST_PATTERN
        && plan->count > 4 * (CVK_TILE + run)) {
        result->kind = CVK_PATTERN;
        plan->workspace += cvk_round_up(run, 16);
    }
}

static void cvk_plan_store(cvk_plan *plan, const cvk_store *store, cvk_store_plan *result) {
    const cvk_loop *loop = plan->loop;
    result->is_direct = 0;
    result->fold = store->fold;
    if (store->fold != CVK_STORE) {
        cvk_plan_fold(&result->folding, loop, store);
        if (result->folding.extent == 1) { result->fold = CVK_STORE; }
    }
    if (result->fold == CVK_STORE) {
        cvk_make_cursor(&result->cursor, loop->rank, loop->sizes, store->strides);
    } else {
        result->accumulators = plan->accumulators;
        plan->accumulators += cvk_fold_accumulators(&result->folding);
    }
}

/// Decides which registers the steps write directly to memory, and which loads must be copied first because
/// their memory is written while their elements are needed.
static void cvk_plan_aliases(cvk_plan *plan, void *const *pointers) {
    const cvk_loop *loop = plan->loop;
    const int32_t never = INT32_MAX;
    int32_t first_write[CVK_REGISTERS], last_read[CVK_MAX_OPERANDS];
    int8_t load_in[CVK_REGISTERS];
    for (int i = 0; i < CVK_REGISTERS; i++) { first_write[i] = never, load_in[i] = -1; }
    for (int i = 0; i < loop->load_count; i++) {
        last_read[i] = -1;
        load_in[loop->loads[i].target] = (int8_t)i;
    }
    for (int i = 0; i < loop->step_count; i++) {
        cvk_step step = loop->steps[i];
        const uint8_t sources[] = {step.a, step.b, step.c};
        for (int j = 0; j < cvk_tile_operations[step.operation].operands; j++) {
            if (load_in[sources[j]] >= 0) { last_read[load_in[sources[j]]] = i; }
        }
        load_in[step.target] = -1;
        if (first_write[step.target] == never) { first_write[step.target] = i; }
    }
    for (int i = 0; i < loop->store_count; i++) {
        int load = load_in[loop->stores[i].source];
        if (load >= 0) { last_read[load] = never; }
    }
    uint32_t directed = 0;
    for (int i = 0; i < loop->store_count; i++) {
        const cvk_store *store = &loop->stores[i];
        cvk_store_plan *result = &plan->stores[i];
        if (result->fold != CVK_STORE) { continue; }
        result->is_direct = store->element == CVK_FLOAT32 && result->cursor.rank == 0
            && result->cursor.step == 1 && load_in[store->source] < 0 && !(directed >> store->source & 1);
        for (int j = 0; j < loop->load_count; j++) {
            if (loop->loads[j].source != CVK_FROM_MEMORY || pointers[j] != pointers[loop->load_count + i]) {
                continue;
            }
            if (last_read[j] > first_write[store->source]) { result->is_direct = 0; }
            if (last_read[j] == never) { plan->loads[j].is_overwritten = 1; }
        }
        if (result->is_direct) { directed |= (uint32_t)1 << store->source; }
    }
}

static void cvk_plan_chunks(cvk_plan *plan) {
    const cvk_loop *loop = plan->loop;
    int64_t cost = loop->load_count + loop->store_count, extent = 1, kept = 1;
    for (int i = 0; i < loop->load_count; i++) {
        if (loop->loads[i].source == CVK_FROM_RANDOM) { cost += 12; }
    }
    for (int i = 0; i < loop->step_count; i++) { cost += cvk_tile_operations[loop->steps[i].operation].cost; }
    for (int i = 0; i < loop->store_count; i++) {
        const cvk_store_plan *store = &plan->stores[i];
        if (store->fold == CVK_STORE) { continue; }
        extent = cvk_max(extent, store->folding.extent);
        kept = cvk_max(kept, store->folding.kept);
    }
    int64_t work = plan->count * cost, most = plan->count;
    plan->unit = loop == &plan->reordered ? plan->tile : 64;
    plan->chunks = cvk_chunk_count(most, work);
    if (extent > 1) {
        // Whole subspaces, if there are enough of them, leave nothing to join.
        if (plan->count / extent >= 2 * plan->chunks) {
            plan->unit = cvk_round_up(64, extent);
        } else {
            most = plan->count / kept / CVK_FOLDED_BY_A_CHUNK;
        }
    }
    int64_t units = (plan->count + plan->unit - 1) / plan->unit;
    plan->chunks = cvk_chunk_count(cvk_min(units, most), work);
}

void cvk_make_plan(cvk_plan *plan, const cvk_loop *loop, void *const *pointers) {
    plan->loop = loop;
    plan->count = cvk_loop_count(loop);
    plan->tile = CVK_TILE;
    if (plan->count > CVK_TILE && cvk_reorder_loop(loop, &plan->reordered, &plan->tile)) {
        plan->loop = loop = &plan->reordered;
    }
    int registers = 0;
    for (int i = 0; i < loop->step_count; i++) {
        if (loop->steps[i].target >= registers) { registers = loop->steps[i].target + 1; }
    }
    plan->workspace = registers * CVK_BUFFER;
    plan->accumulators = 0;
    for (int i = 0; i < loop->load_count; i++) { cvk_plan_load(plan, &loop->loads[i], &plan->loads[i]); }
    for (int i = 0; i < loop->store_count; i++) { cvk_plan_store(plan, &loop->stores[i], &plan->stores[i]); }
    if (pointers) { cvk_plan_aliases(plan, pointers); }
    cvk_plan_chunks(plan);
}
