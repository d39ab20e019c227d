#include "vector_loop.h"

#include <string.h>

#include "loop_plan.h"
#include "thread_pool.h"
#include "tile_memory.h"
#include "tile_operations.h"

/// Shorter tiles than this are not split into whole blocks and a rest.
#define CVK_SHORT_TILE 64

typedef struct {
    const cvk_plan *plan;
    void *const *pointers;
    float *workspace;
    /// One for every part of the first store, then of the second, and so on; those of folds are used.
    cvk_fold_state *folds;
} cvk_run;

/// What one thread knows while it goes through its tiles.
typedef struct {
    const cvk_plan *plan;
    void *const *pointers;
    float *workspace;
    cvk_fold_state *folds[CVK_MAX_OPERANDS];
    /// Where a register is written, and where its elements are at the moment.
    float *written[CVK_REGISTERS];
    const float *current[CVK_REGISTERS];
    cvk_cursor loads[CVK_MAX_OPERANDS], stores[CVK_MAX_OPERANDS];
} cvk_worker;

static int64_t cvk_whole_blocks(int64_t count) { return (count + CVK_BLOCK - 1) / CVK_BLOCK * CVK_BLOCK; }

static void cvk_begin_load(cvk_worker *worker, int index, int64_t begin, int64_t count) {
    const cvk_load *load = &worker->plan->loop->loads[index];
    const cvk_load_plan *plan = &worker->plan->loads[index];
    float *buffer = worker->workspace + plan->buffer;
    cvk_cursor *cursor = &worker->loads[index];
    if (plan->kind == CVK_UNIFORM) {
        float number = load->constant;
        if (load->source != CVK_FROM_CONSTANT) {
            *cursor = plan->cursor;
            cvk_seek(cursor, 0);
            cvk_read_tile(load, worker->pointers[index], cursor, 1, buffer);
            number = *buffer;
        }
        cvk_fill(number, count < CVK_TILE ? count : CVK_TILE, buffer);
        return;
    }
    *cursor = plan->cursor;
    if (plan->kind == CVK_PATTERN) {
        cvk_seek(cursor, 0);
        cvk_read_tile(load, worker->pointers[index], cursor, cursor->run + CVK_TILE, buffer);
        cursor->rank = 0;
    }
    cvk_seek(cursor, begin);
}

/// Where a load's elements of the next tile are.
static const float *cvk_load_tile(cvk_worker *worker, int index, int64_t count) {
    const cvk_load *load = &worker->plan->loop->loads[index];
    const cvk_load_plan *plan = &worker->plan->loads[index];
    float *buffer = worker->workspace + plan->buffer;
    if (plan->kind == CVK_UNIFORM) { return buffer; }
    cvk_cursor *cursor = &worker->loads[index];
    if (plan->kind == CVK_PATTERN) {
        const float *elements = buffer + cursor->place;
        cursor->place = (cursor->place + count) % cursor->run;
        return elements;
    }
    int is_side_by_side = load->source == CVK_FROM_MEMORY && load->element == CVK_FLOAT32 && cursor->step == 1
        && count % CVK_BLOCK == 0 && cvk_run_length(cursor, count) == count;
    if (is_side_by_side && !plan->is_overwritten) {
        const float *elements = (const float *)worker->pointers[index] + cvk_position(cursor);
        cvk_advance(cursor, count);
        return elements;
    }
    cvk_read_tile(load, worker->pointers[index], cursor, count, buffer);
    for (int64_t i = count; i < cvk_whole_blocks(count); i++) { buffer[i] = 0; }
    return buffer;
}

static void cvk_run_tile(cvk_worker *worker, int64_t begin, int64_t count) {
    const cvk_plan *plan = worker->plan;
    const cvk_loop *loop = plan->loop;
    int64_t blocks = cvk_whole_blocks(count) / CVK_BLOCK;
    int is_whole = count % CVK_BLOCK == 0;
    for (int i = 0; i < loop->load_count; i++) {
        worker->current[loop->loads[i].target] = cvk_load_tile(worker, i, count);
    }
    for (int i = 0; i < loop->store_count; i++) {
        if (plan->stores[i].is_direct) {
            int source = loop->stores[i].source;
            float *memory = (float *)worker->pointers[loop->load_count + i] + begin;
            worker->written[source] = is_whole ? memory : worker->workspace + source * CVK_BUFFER;
        }
    }
    for (int i = 0; i < loop->step_count; i++) {
        cvk_step step = loop->steps[i];
        float *target = worker->written[step.target];
        cvk_tile_operations[step.operation].run(
            target, worker->current[step.a], worker->current[step.b], worker->current[step.c], blocks);
        worker->current[step.target] = target;
    }
    for (int i = 0; i < loop->store_count; i++) {
        const float *source = worker->current[loop->stores[i].source];
        if (plan->stores[i].fold != CVK_STORE) {
            cvk_fold_tile(worker->folds[i], source, count);
        } else if (plan->stores[i].is_direct && is_whole) {
            cvk_advance(&worker->stores[i], count);
        } else {
            void *memory = worker->pointers[loop->load_count + i];
            cvk_write_tile(loop->stores[i].element, source, &worker->stores[i], count, memory);
        }
    }
}

static void cvk_run_share(int part, int parts, void *context) {
    const cvk_run *run = context;
    const cvk_plan *plan = run->plan;
    const cvk_loop *loop = plan->loop;
    int64_t units = (plan->count + plan->unit - 1) / plan->unit;
    int64_t begin = units * part / parts * plan->unit, end = units * (part + 1) / parts * plan->unit;
    if (end > plan->count) { end = plan->count; }

    cvk_worker worker;
    worker.plan = plan;
    worker.pointers = run->pointers;
    worker.workspace = run->workspace + part * plan->workspace;
    for (int i = 0; i < CVK_REGISTERS; i++) {
        worker.written[i] = worker.workspace + i * CVK_BUFFER;
        worker.current[i] = NULL;
    }
    for (int i = 0; i < loop->load_count; i++) { cvk_begin_load(&worker, i, begin, end - begin); }
    for (int i = 0; i < loop->store_count; i++) {
        const cvk_store_plan *store = &plan->stores[i];
        if (store->fold == CVK_STORE) {
            worker.stores[i] = store->cursor;
            cvk_seek(&worker.stores[i], begin);
        } else {
            double *accumulators = (double *)(worker.workspace + store->accumulators);
            float *output = run->pointers[loop->load_count + i];
            worker.folds[i] = &run->folds[i * parts + part];
            cvk_begin_fold(worker.folds[i], &store->folding, begin, accumulators, output);
        }
    }
    while (begin < end) {
        int64_t count = end - begin < plan->tile ? end - begin : plan->tile;
        if (count > CVK_SHORT_TILE) { count -= count % CVK_BLOCK; }
        cvk_run_tile(&worker, begin, count);
        begin += count;
    }
}

/// The bytes of the threads' workspaces, which the states of the folds follow.
static size_t cvk_workspace_of_parts(const cvk_plan *plan) {
    return (size_t)plan->parts * (size_t)plan->workspace * sizeof(float);
}

size_t cvk_loop_workspace(const cvk_loop *loop, int threads) {
    if (cvk_loop_count(loop) == 0) { return 0; }
    cvk_plan plan;
    cvk_make_plan(&plan, loop, NULL, threads);
    size_t folds = (size_t)(loop->store_count * plan.parts) * sizeof(cvk_fold_state);
    return cvk_workspace_of_parts(&plan) + folds;
}

void cvk_run_loop(const cvk_loop *loop, void *const *pointers, void *workspace, int threads) {
    if (cvk_loop_count(loop) == 0) {
        for (int i = 0; i < loop->store_count; i++) {
            if (loop->stores[i].fold != CVK_STORE) {
                cvk_fold_nothing(loop, &loop->stores[i], pointers[loop->load_count + i]);
            }
        }
        return;
    }
    cvk_plan plan;
    cvk_make_plan(&plan, loop, pointers, threads);
    cvk_run run = {&plan, pointers, workspace, NULL};
    run.folds = (cvk_fold_state *)((char *)workspace + cvk_workspace_of_parts(&plan));
    cvk_parallel(plan.parts, cvk_run_share, &run);
    for (int i = 0; i < loop->store_count; i++) {
        if (plan.parts > 1 && plan.stores[i].fold != CVK_STORE) {
            cvk_join_folds(run.folds + i * plan.parts, plan.parts);
        }
    }
}
