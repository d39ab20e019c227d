#include "vector_loop.h"

#include <string.h>

#include "chunks.h"
#include "loop_plan.h"
#include "thread_pool.h"
#include "tile_memory.h"
#include "tile_operations.h"

/// Shorter tiles than this are not split into whole blocks and a rest.
#define CVK_SHORT_TILE 64

typedef struct {
    const cvk_plan *plan;
    void *const *pointers;
    /// One for every chunk of the first store, then of the second, and so on; those of folds are used.
    cvk_fold_state *folds;
    double *accumulators;
    /// Which workers have the elements that repeat in their workspaces.
    uint8_t *is_prepared;
    float *workspaces;
} cvk_run;

/// What is known while the tiles of a chunk are gone through.
typedef struct {
    const cvk_plan *plan;
    void *const *pointers;
    float *workspace;
    cvk_fold_state *folds[CVK_MAX_OPERANDS];
    /// Where a register is written, and where its elements are at the moment.
    float *written[CVK_REGISTERS];
    const float *current[CVK_REGISTERS];
    cvk_cursor loads[CVK_MAX_OPERANDS], stores[CVK_MAX_OPERANDS];
} cvk_chunk;

static int64_t cvk_whole_blocks(int64_t count) { return (count + CVK_BLOCK - 1) / CVK_BLOCK * CVK_BLOCK; }

/// Puts the elements of a load that repeat, if they do, into a worker's workspace.
static void cvk_prepare_load(const cvk_plan *plan, int index, const void *memory, float *workspace) {
    const cvk_load *load = &plan->loop->loads[index];
    const cvk_load_plan *load_plan = &plan->loads[index];
    float *buffer = workspace + load_plan->buffer;
    if (load_plan->kind == CVK_STREAM) { return; }
    float number = load->constant;
    if (load->source != CVK_FROM_CONSTANT) {
        cvk_cursor cursor = load_plan->cursor;
        int64_t count = load_plan->kind == CVK_PATTERN ? cursor.run + CVK_TILE : 1;
        cvk_seek(&cursor, 0);
        cvk_read_tile(load, memory, &cursor, count, buffer);
        number = *buffer;
    }
    if (load_plan->kind == CVK_UNIFORM) {
        cvk_fill(number, plan->count < CVK_TILE ? plan->count : CVK_TILE, buffer);
    }
}

static void cvk_begin_load(cvk_chunk *chunk, int index, int64_t begin) {
    const cvk_load_plan *plan = &chunk->plan->loads[index];
    if (plan->kind == CVK_UNIFORM) { return; }
    cvk_cursor *cursor = &chunk->loads[index];
    *cursor = plan->cursor;
    if (plan->kind == CVK_PATTERN) { cursor->rank = 0; }
    cvk_seek(cursor, begin);
}

/// Where a load's elements of the next tile are.
static const float *cvk_load_tile(cvk_chunk *chunk, int index, int64_t count) {
    const cvk_load *load = &chunk->plan->loop->loads[index];
    const cvk_load_plan *plan = &chunk->plan->loads[index];
    float *buffer = chunk->workspace + plan->buffer;
    if (plan->kind == CVK_UNIFORM) { return buffer; }
    cvk_cursor *cursor = &chunk->loads[index];
    if (plan->kind == CVK_PATTERN) {
        const float *elements = buffer + cursor->place;
        cursor->place = (cursor->place + count) % cursor->run;
        return elements;
    }
    int is_side_by_side = load->source == CVK_FROM_MEMORY && load->element == CVK_FLOAT32 && cursor->step == 1
        && count % CVK_BLOCK == 0 && cvk_run_length(cursor, count) == count;
    if (is_side_by_side && !plan->is_overwritten) {
        const float *elements = (const float *)chunk->pointers[index] + cvk_position(cursor);
        cvk_advance(cursor, count);
        return elements;
    }
    cvk_read_tile(load, chunk->pointers[index], cursor, count, buffer);
    for (int64_t i = count; i < cvk_whole_blocks(count); i++) { buffer[i] = 0; }
    return buffer;
}

static void cvk_run_tile(cvk_chunk *chunk, int64_t begin, int64_t count) {
    const cvk_plan *plan = chunk->plan;
    const cvk_loop *loop = plan->loop;
    int64_t blocks = cvk_whole_blocks(count) / CVK_BLOCK;
    int is_whole = count % CVK_BLOCK == 0;
    for (int i = 0; i < loop->load_count; i++) {
        chunk->current[loop->loads[i].target] = cvk_load_tile(chunk, i, count);
    }
    for (int i = 0; i < loop->store_count; i++) {
        if (plan->stores[i].is_direct) {
            int source = loop->stores[i].source;
            float *memory = (float *)chunk->pointers[loop->load_count + i] + begin;
            chunk->written[source] = is_whole ? memory : chunk->workspace + source * CVK_BUFFER;
        }
    }
    for (int i = 0; i < loop->step_count; i++) {
        cvk_step step = loop->steps[i];
        float *target = chunk->written[step.target];
        cvk_tile_operations[step.operation].run(
            target, chunk->current[step.a], chunk->current[step.b], chunk->current[step.c], blocks);
        chunk->current[step.target] = target;
    }
    for (int i = 0; i < loop->store_count; i++) {
        const float *source = chunk->current[loop->stores[i].source];
        if (plan->stores[i].fold != CVK_STORE) {
            cvk_fold_tile(chunk->folds[i], source, count);
        } else if (plan->stores[i].is_direct && is_whole) {
            cvk_advance(&chunk->stores[i], count);
        } else {
            void *memory = chunk->pointers[loop->load_count + i];
            cvk_write_tile(loop->stores[i].element, source, &chunk->stores[i], count, memory);
        }
    }
}

/// Makes a chunk ready for its first tile, but for its stores and folds.
static void cvk_begin_chunk(cvk_chunk *chunk, cvk_run *run, void *const *pointers, int worker, int64_t begin) {
    const cvk_plan *plan = run->plan;
    chunk->plan = plan;
    chunk->pointers = pointers;
    chunk->workspace = run->workspaces + worker * plan->workspace;
    for (int i = 0; i < CVK_REGISTERS; i++) {
        chunk->written[i] = chunk->workspace + i * CVK_BUFFER;
        chunk->current[i] = NULL;
    }
    for (int i = 0; i < plan->loop->load_count; i++) {
        if (!run->is_prepared[worker]) { cvk_prepare_load(plan, i, pointers[i], chunk->workspace); }
        cvk_begin_load(chunk, i, begin);
    }
    run->is_prepared[worker] = 1;
}

static void cvk_begin_store(cvk_chunk *chunk, int index, int64_t begin) {
    chunk->stores[index] = chunk->plan->stores[index].cursor;
    cvk_seek(&chunk->stores[index], begin);
}

static void cvk_run_tiles(cvk_chunk *chunk, int64_t begin, int64_t end) {
    while (begin < end) {
        int64_t count = cvk_min(end - begin, chunk->plan->tile);
        if (count > CVK_SHORT_TILE) { count -= count % CVK_BLOCK; }
        cvk_run_tile(chunk, begin, count);
        begin += count;
    }
}

static void cvk_run_chunk(int number, int worker, void *context) {
    cvk_run *run = context;
    const cvk_plan *plan = run->plan;
    const cvk_loop *loop = plan->loop;
    int64_t units = (plan->count + plan->unit - 1) / plan->unit;
    int64_t begin = cvk_start(units, number, plan->chunks) * plan->unit;
    int64_t end = cvk_min(cvk_start(units, number + 1, plan->chunks) * plan->unit, plan->count);

    cvk_chunk chunk;
    cvk_begin_chunk(&chunk, run, run->pointers, worker, begin);
    double *accumulators = run->accumulators + number * plan->accumulators;
    for (int i = 0; i < loop->store_count; i++) {
        const cvk_store_plan *store = &plan->stores[i];
        if (store->fold == CVK_STORE) {
            cvk_begin_store(&chunk, i, begin);
        } else {
            float *output = run->pointers[loop->load_count + i];
            chunk.folds[i] = &run->folds[i * plan->chunks + number];
            cvk_begin_fold(chunk.folds[i], &store->folding, begin, accumulators + store->accumulators, output);
        }
    }
    cvk_run_tiles(&chunk, begin, end);
}

static size_t cvk_whole_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }

/// The bytes of the accumulators of all chunks, which come first, and of the states of their folds.
static size_t cvk_accumulator_bytes(const cvk_plan *plan) {
    return (size_t)plan->chunks * (size_t)plan->accumulators * sizeof(double);
}

static size_t cvk_state_bytes(const cvk_plan *plan) {
    if (plan->accumulators == 0) { return 0; }
    return cvk_whole_lines((size_t)plan->chunks * (size_t)plan->loop->store_count * sizeof(cvk_fold_state));
}

size_t cvk_loop_workspace(const cvk_loop *loop, int threads) {
    if (cvk_loop_count(loop) == 0) { return 0; }
    cvk_plan plan;
    cvk_make_plan(&plan, loop, NULL);
    size_t workers = (size_t)cvk_min(threads, plan.chunks);
    return cvk_accumulator_bytes(&plan) + cvk_state_bytes(&plan)
        + workers * (size_t)plan.workspace * sizeof(float);
}

void cvk_run_loop(const cvk_loop *loop, void *const *pointers, void *workspace) {
    if (cvk_loop_count(loop) == 0) {
        for (int i = 0; i < loop->store_count; i++) {
            if (loop->stores[i].fold != CVK_STORE) {
                cvk_fold_nothing(loop, &loop->stores[i], pointers[loop->load_count + i]);
            }
        }
        return;
    }
    cvk_plan plan;
    cvk_make_plan(&plan, loop, pointers);
    char *states = (char *)workspace + cvk_accumulator_bytes(&plan);
    uint8_t is_prepared[CVK_MOST_CHUNKS] = {0};
    cvk_run run = {.plan = &plan, .pointers = pointers, .accumulators = workspace, .is_prepared = is_prepared};
    run.folds = (cvk_fold_state *)states;
    run.workspaces = (float *)(states + cvk_state_bytes(&plan));
    ctp_run(plan.chunks, cvk_run_chunk, &run);
    for (int i = 0; i < loop->store_count; i++) {
        if (plan.chunks > 1 && plan.stores[i].fold != CVK_STORE) {
            cvk_join_folds(run.folds + i * plan.chunks, plan.chunks);
        }
    }
}

/// What `cvk_begin_ranges` leaves at the beginning of the workspace.
typedef struct {
    cvk_run run;
    cvk_plan plan;
    int load;
} cvk_ranges;

/// The bytes before the workers' workspaces: after what is known of the run comes which workers are prepared.
static size_t cvk_ranges_bytes(int workers) { return cvk_whole_lines(sizeof(cvk_ranges) + (size_t)workers); }

size_t cvk_ranges_workspace(const cvk_loop *loop, int workers) {
    cvk_plan plan;
    cvk_make_plan(&plan, loop, NULL);
    return cvk_ranges_bytes(workers) + (size_t)workers * (size_t)plan.workspace * sizeof(float);
}

void cvk_begin_ranges(const cvk_loop *loop, int load, void *const *pointers, int workers, void *workspace) {
    cvk_ranges *ranges = workspace;
    cvk_make_plan(&ranges->plan, loop, pointers);
    ranges->load = load;
    ranges->run = (cvk_run){.plan = &ranges->plan, .pointers = pointers};
    ranges->run.is_prepared = memset(ranges + 1, 0, (size_t)workers);
    ranges->run.workspaces = (float *)((char *)workspace + cvk_ranges_bytes(workers));
}

void cvk_run_range(void *workspace, int worker, int64_t begin, int64_t end, const float *elements) {
    cvk_ranges *ranges = workspace;
    const cvk_loop *loop = ranges->plan.loop;
    void *pointers[2 * CVK_MAX_OPERANDS];
    memcpy(pointers, ranges->run.pointers, (size_t)(loop->load_count + loop->store_count) * sizeof *pointers);
    // Loads count from the loop's first element.
    pointers[ranges->load] = (void *)((uintptr_t)elements - (uintptr_t)begin * sizeof(float));
    cvk_chunk chunk;
    cvk_begin_chunk(&chunk, &ranges->run, pointers, worker, begin);
    for (int i = 0; i < loop->store_count; i++) { cvk_begin_store(&chunk, i, begin); }
    cvk_run_tiles(&chunk, begin, end);
}
