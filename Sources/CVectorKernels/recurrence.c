#include "recurrence.h"

#include <string.h>

#include "chunks.h"
#include "panel_product.h"
#include "recurrent_cells.h"
#include "thread_pool.h"

/// A weight of so many bytes stays in a core's cache. Then each thread takes some examples through all steps; of a larger one
/// each takes some columns, and they wait for each other after every step.
#define CVK_BYTES_OF_NEAR_WEIGHT (1 << 20)
/// Some 20 microseconds of products.
#define CVK_OPERATIONS_OF_CHUNK (4 << 20)
/// Rows of the vectors that are multiplied begin in different sets of the cache.
#define CVK_ROW_PADDING 16

typedef struct {
    const cvk_recurrence *shape;
    cvk_recurrence_operands operands;
    const float *products, *bias;
    float *values, *gradients;
    /// Numbers of a unit among the products, the recurrent gradients, all gradients, and states.
    int64_t gates, recurrent_gradients, all_gradients, states;
    int is_gradient;
    /// The weight as panels of `vectors` columns of 16, each of `depth` rows.
    int vectors;
    int64_t depth, panels;
    float *packed;
    /// Two rows of factors for every example, of which one is read while the other is written.
    float *factors;
    int64_t factor_step;
    /// Of the backward pass: the gradients of h and c.
    float *h, *c;
    /// Blocks of rows and panels, and into how many chunks they are cut.
    int64_t row_blocks;
    int row_chunks, panel_chunks;
    /// The step that all chunks make, where they wait for each other.
    int64_t step;
    int64_t workspace_size;
} cvk_recurrence_task;

static int64_t cvk_rounded_up(int64_t number, int64_t unit) { return (number + unit - 1) / unit * unit; }

/// The products of a unit.
CVK_INLINE int cvk_gates(cvk_cell cell) { return cell == CVK_CELL_LSTM ? 4 : cell == CVK_CELL_GRU ? 3 : 1; }

/// What there is to do, with places in `workspace`; their size in floats is `workspace_size`.
static cvk_recurrence_task cvk_recurrence_plan(const cvk_recurrence *shape, int is_gradient, float *workspace) {
    cvk_recurrence_task task = {.shape = shape, .is_gradient = is_gradient};
    task.gates = task.recurrent_gradients = cvk_gates(shape->cell);
    task.all_gradients = shape->cell == CVK_CELL_GRU ? 4 : task.gates;
    task.states = shape->cell == CVK_CELL_LSTM ? 2 : 1;
    task.vectors = is_gradient ? CVK_PANEL_VECTORS : (int)task.gates;
    task.depth = is_gradient ? task.recurrent_gradients * shape->units : shape->units;
    int64_t width = is_gradient ? task.vectors * CVK_LANES : CVK_LANES;
    task.panels = cvk_rounded_up(shape->units, width) / width;
    task.factor_step = task.depth + CVK_ROW_PADDING;
    task.row_blocks = cvk_rounded_up(shape->batch, CVK_PANEL_ROWS) / CVK_PANEL_ROWS;

    int64_t weight = task.panels * task.depth * task.vectors * CVK_LANES;
    int64_t operations = 2 * weight * shape->batch;
    task.row_chunks = task.panel_chunks = 1;
    if ((size_t)weight * sizeof(float) <= CVK_BYTES_OF_NEAR_WEIGHT) {
        int64_t most = cvk_min(task.row_blocks, operations * shape->steps / CVK_OPERATIONS_OF_CHUNK);
        while (2 * task.row_chunks <= most && task.row_chunks < CVK_MOST_CHUNKS) { task.row_chunks *= 2; }
    } else {
        int64_t most = cvk_min(task.panels, operations / CVK_OPERATIONS_OF_CHUNK);
        while (2 * task.panel_chunks <= most && task.panel_chunks < CVK_MOST_CHUNKS) { task.panel_chunks *= 2; }
    }

    int64_t cells = cvk_rounded_up(shape->batch * shape->units, CVK_LANES);
    int64_t factors = cvk_rounded_up(2 * shape->batch * task.factor_step, CVK_LANES);
    task.workspace_size = weight + factors + (is_gradient ? 2 * cells : 0);
    if (!workspace) { return task; }
    task.packed = workspace;
    task.factors = workspace + weight;
    task.h = task.factors + factors;
    task.c = task.h + cells;
    return task;
}

size_t cvk_recurrence_workspace(const cvk_recurrence *recurrence, int is_gradient) {
    return sizeof(float) * (size_t)cvk_recurrence_plan(recurrence, is_gradient, NULL).workspace_size;
}

/// Panel p of the weight, from which products with h are made: [k][gate][unit].
CVK_MULTIVERSION static void cvk_pack_forward(const cvk_recurrence_task *task, int64_t panel) {
    int64_t units = task->shape->units, first = panel * CVK_LANES, count = cvk_min(CVK_LANES, units - first);
    float *packed = task->packed + panel * task->depth * task->vectors * CVK_LANES;
    if (count < CVK_LANES) { memset(packed, 0, sizeof(float) * (size_t)(task->depth * task->vectors * CVK_LANES)); }
    for (int64_t gate = 0; gate < task->gates; gate++) {
        const float *rows = task->operands.weight + (gate * units + first) * units;
        float *target = packed + gate * CVK_LANES;
        int64_t step = task->vectors * CVK_LANES;
        for (int64_t k = 0; k < units; k++) {
            for (int64_t i = 0; i < count; i++) { target[k * step + i] = rows[i * units + k]; }
        }
    }
}

/// Panel p of the weight, from which products with gradients are made: [row][unit].
static void cvk_pack_gradient(const cvk_recurrence_task *task, int64_t panel) {
    int64_t width = task->vectors * CVK_LANES, units = task->shape->units, first = panel * width;
    int64_t count = cvk_min(width, units - first);
    float *packed = task->packed + panel * task->depth * width;
    for (int64_t k = 0; k < task->depth; k++) {
        memcpy(packed + k * width, task->operands.weight + k * units + first, sizeof(float) * (size_t)count);
        if (count < width) { memset(packed + k * width + count, 0, sizeof(float) * (size_t)(width - count)); }
    }
}

static void cvk_pack_panel(int panel, int worker, void *context) {
    (void)worker;
    const cvk_recurrence_task *task = context;
    if (task->is_gradient) {
        cvk_pack_gradient(task, panel);
    } else {
        cvk_pack_forward(task, panel);
    }
}

/// The place of the step that is made as number `step`.
CVK_INLINE int64_t cvk_time(const cvk_recurrence *shape, int64_t step) {
    return shape->is_reversed ? shape->steps - 1 - step : step;
}

/// The numbers of one kind of state before a step.
CVK_INLINE const float *cvk_state_before(const cvk_recurrence_task *task, const float *values, int64_t kind, int64_t step) {
    int64_t cells = task->shape->batch * task->shape->units;
    if (step == 0) { return task->operands.state + kind * cells; }
    return values + (kind * task->shape->steps + cvk_time(task->shape, step - 1)) * cells;
}

CVK_INLINE int cvk_is_inside(const cvk_recurrence_task *task, int64_t example, int64_t time) {
    return !task->operands.lengths || task->operands.lengths[example] > time;
}

CVK_INLINE float *cvk_factors(const cvk_recurrence_task *task, int64_t step, int64_t example) {
    return task->factors + ((step & 1) * task->shape->batch + example) * task->factor_step;
}

/// A step of an example whose sequence has ended.
static void cvk_keep_state(const cvk_recurrence_task *task, const cvk_cell_step *cell, int64_t count) {
    for (int64_t i = 0; i < count; i++) { cell->values[i] = cell->next[i] = cell->h[i]; }
    if (task->states > 1) { memcpy(cell->values + cell->value_step, cell->c, sizeof(float) * (size_t)count); }
    if (task->gates == 1) { return; }
    for (int64_t kind = task->states; kind < task->states + 4; kind++) {
        memset(cell->values + kind * cell->value_step, 0, sizeof(float) * (size_t)count);
    }
}

/// Makes step `step` of the units of some panels and of some examples.
CVK_INLINE void cvk_step_forward(
    const cvk_recurrence_task *task, cvk_cell kind, int64_t step, int64_t first_row, int64_t end_row,
    int64_t first_panel, int64_t end_panel) {
    const cvk_recurrence *shape = task->shape;
    int vectors = cvk_gates(kind);
    int64_t units = shape->units, cells = shape->batch * units, time = cvk_time(shape, step);
    const float *h = cvk_state_before(task, task->values, 0, step);
    const float *c = kind == CVK_CELL_LSTM ? cvk_state_before(task, task->values, 1, step) : h;
    float tile[CVK_PANEL_ROWS * CVK_PANEL_VECTORS * CVK_LANES];
    for (int64_t panel = first_panel; panel < end_panel; panel++) {
        const float *packed = task->packed + panel * task->depth * vectors * CVK_LANES;
        int64_t unit = panel * CVK_LANES, count = cvk_min(CVK_LANES, units - unit);
        for (int64_t row = first_row; row < end_row; row += CVK_PANEL_ROWS) {
            int64_t rows = cvk_min(CVK_PANEL_ROWS, end_row - row);
            cvk_panel_product(
                rows, vectors, task->depth, cvk_factors(task, step, row), task->factor_step, 1, packed, tile);
            for (int64_t r = 0; r < rows; r++) {
                int64_t example = row + r, place = example * units + unit;
                cvk_cell_step cell = {
                    .x = task->products + ((time * shape->batch + example) * task->gates) * units + unit,
                    .z = tile + r * vectors * CVK_LANES, .bias = task->bias ? task->bias + unit : NULL,
                    .h = h + place, .c = c + place, .x_step = units, .z_step = CVK_LANES,
                    .values = task->values + time * cells + place,
                    .next = cvk_factors(task, step + 1, example) + unit, .value_step = shape->steps * cells};
                if (!cvk_is_inside(task, example, time)) {
                    cvk_keep_state(task, &cell, count);
                } else if (count == CVK_LANES) {
                    cvk_step_cell(kind, &cell, CVK_LANES);
                } else {
                    cvk_step_cell(kind, &cell, count);
                }
            }
        }
    }
}

/// Where the gradients of an example's sums at a step are, or those of the initial state behind all steps.
CVK_INLINE float *cvk_gradient_row(const cvk_recurrence_task *task, int64_t time, int64_t example) {
    return task->gradients + (time * task->shape->batch + example) * task->all_gradients * task->shape->units;
}

/// The gradients of the initial state, when all steps have been gone back.
static void cvk_finish_row(const cvk_recurrence_task *task, int64_t example, int64_t unit, int64_t count) {
    int64_t units = task->shape->units, place = example * units + unit;
    float *row = cvk_gradient_row(task, task->shape->steps, example) + unit;
    memcpy(row, task->h + place, sizeof(float) * (size_t)count);
    for (int64_t kind = 1; kind < task->all_gradients; kind++) {
        if (kind < task->states) {
            memcpy(row + kind * units, task->c + place, sizeof(float) * (size_t)count);
        } else {
            memset(row + kind * units, 0, sizeof(float) * (size_t)count);
        }
    }
}

/// A step back of an example whose sequence has ended.
static void cvk_keep_gradient(
    const cvk_recurrence_task *task, const cvk_cell_gradient *cell, int64_t count) {
    if (cell->upstream_c) {
        for (int64_t i = 0; i < count; i++) { cell->c[i] += cell->upstream_c[i]; }
    }
    for (int64_t kind = 0; kind < task->all_gradients; kind++) {
        memset(cell->sums + kind * cell->sum_step, 0, sizeof(float) * (size_t)count);
    }
    for (int64_t kind = 0; kind < task->recurrent_gradients; kind++) {
        memset(cell->next + kind * cell->sum_step, 0, sizeof(float) * (size_t)count);
    }
}

CVK_INLINE void cvk_step_back(cvk_cell kind, const cvk_cell_gradient *cell, int64_t count) {
    if (cell->upstream_saved) {
        cvk_step_cell_back(kind, cell, cell->upstream_c != NULL, 1, count);
    } else if (cell->upstream_c) {
        cvk_step_cell_back(kind, cell, 1, 0, count);
    } else {
        cvk_step_cell_back(kind, cell, 0, 0, count);
    }
}

/// Goes step `step` back for the units of some panels and for some examples; -1 is what was before the first step.
CVK_INLINE void cvk_step_gradient(
    const cvk_recurrence_task *task, cvk_cell kind, int64_t step, int64_t first_row, int64_t end_row,
    int64_t first_panel, int64_t end_panel) {
    const cvk_recurrence *shape = task->shape;
    const cvk_recurrence_operands *operands = &task->operands;
    int64_t units = shape->units, cells = shape->batch * units, width = CVK_PANEL_VECTORS * CVK_LANES;
    int64_t time = step < 0 ? 0 : cvk_time(shape, step), is_last = step == shape->steps - 1;
    const float *h = step < 0 ? NULL : cvk_state_before(task, operands->values, 0, step);
    const float *c = step < 0 || kind != CVK_CELL_LSTM ? h : cvk_state_before(task, operands->values, 1, step);
    float tile[CVK_PANEL_ROWS * CVK_PANEL_VECTORS * CVK_LANES];
    for (int64_t panel = first_panel; panel < end_panel; panel++) {
        const float *packed = task->packed + panel * task->depth * width;
        int64_t unit = panel * width, count = cvk_min(width, units - unit);
        for (int64_t row = first_row; row < end_row; row += CVK_PANEL_ROWS) {
            int64_t rows = cvk_min(CVK_PANEL_ROWS, end_row - row);
            if (!is_last) {
                cvk_panel_product(
                    rows, CVK_PANEL_VECTORS, task->depth, cvk_factors(task, step + 1, row), task->factor_step, 1,
                    packed, tile);
            }
            for (int64_t r = 0; r < rows; r++) {
                int64_t example = row + r, place = example * units + unit, now = time * cells + place;
                float *later_h = task->h + place, *later_c = task->c + place;
                if (is_last) {
                    memset(later_h, 0, sizeof(float) * (size_t)count);
                    memset(later_c, 0, sizeof(float) * (size_t)count);
                } else {
                    const float *product = tile + r * width;
                    CVK_VECTOR_LOOP
                    for (int64_t i = 0; i < count; i++) { later_h[i] += product[i]; }
                }
                if (step < 0) {
                    cvk_finish_row(task, example, unit, count);
                    continue;
                }
                if (operands->upstream_h) {
                    const float *upstream = operands->upstream_h + now;
                    CVK_VECTOR_LOOP
                    for (int64_t i = 0; i < count; i++) { later_h[i] += upstream[i]; }
                }
                cvk_cell_gradient cell = {
                    .h = later_h, .c = later_c,
                    .upstream_c = operands->upstream_c ? operands->upstream_c + now : NULL,
                    .upstream_saved = operands->upstream_saved ? operands->upstream_saved + now : NULL,
                    .values = operands->values + now, .h_before = h + place, .c_before = c + place,
                    .value_step = shape->steps * cells, .sums = cvk_gradient_row(task, time, example) + unit,
                    .next = cvk_factors(task, step, example) + unit, .sum_step = units};
                if (!cvk_is_inside(task, example, time)) {
                    cvk_keep_gradient(task, &cell, count);
                } else if (count == width) {
                    cvk_step_back(kind, &cell, CVK_PANEL_VECTORS * CVK_LANES);
                } else {
                    cvk_step_back(kind, &cell, count);
                }
            }
        }
    }
}

/// Calls `function(task, cell, ...)` with a constant cell.
#define CVK_WITH_CELL(function, task, ...) \
    switch ((task)->shape->cell) { \
    case CVK_CELL_TANH: function(task, CVK_CELL_TANH, __VA_ARGS__); break; \
    case CVK_CELL_RELU: function(task, CVK_CELL_RELU, __VA_ARGS__); break; \
    case CVK_CELL_LSTM: function(task, CVK_CELL_LSTM, __VA_ARGS__); break; \
    case CVK_CELL_GRU: function(task, CVK_CELL_GRU, __VA_ARGS__); break; \
    }

/// What a chunk does of a step: all rows and some panels, or all panels and some rows.
CVK_INLINE void cvk_recurrence_step(const cvk_recurrence_task *task, int chunk, int64_t step) {
    int64_t rows = task->row_blocks, batch = task->shape->batch;
    int64_t first_row = 0, end_row = batch, first_panel = 0, end_panel = task->panels;
    if (task->row_chunks > 1) {
        first_row = cvk_start(rows, chunk, task->row_chunks) * CVK_PANEL_ROWS;
        end_row = cvk_min(batch, cvk_start(rows, chunk + 1, task->row_chunks) * CVK_PANEL_ROWS);
    } else {
        first_panel = cvk_start(task->panels, chunk, task->panel_chunks);
        end_panel = cvk_start(task->panels, chunk + 1, task->panel_chunks);
    }
    if (task->is_gradient) {
        CVK_WITH_CELL(cvk_step_gradient, task, step, first_row, end_row, first_panel, end_panel)
    } else {
        CVK_WITH_CELL(cvk_step_forward, task, step, first_row, end_row, first_panel, end_panel)
    }
}

/// One step of all examples, some panels.
CVK_MULTIVERSION static void cvk_step_of_panels(int chunk, int worker, void *context) {
    (void)worker;
    const cvk_recurrence_task *task = context;
    cvk_recurrence_step(task, chunk, task->step);
}

/// All steps of some examples: other examples have no influence on them.
CVK_MULTIVERSION static void cvk_steps_of_rows(int chunk, int worker, void *context) {
    (void)worker;
    const cvk_recurrence_task *task = context;
    if (task->is_gradient) {
        for (int64_t step = task->shape->steps - 1; step >= -1; step--) { cvk_recurrence_step(task, chunk, step); }
    } else {
        for (int64_t step = 0; step < task->shape->steps; step++) { cvk_recurrence_step(task, chunk, step); }
    }
}

static void cvk_run_recurrence(cvk_recurrence_task *task) {
    ctp_run((int)task->panels, cvk_pack_panel, task);
    if (task->panel_chunks == 1) {
        ctp_run(task->row_chunks, cvk_steps_of_rows, task);
    } else if (task->is_gradient) {
        for (task->step = task->shape->steps - 1; task->step >= -1; task->step--) {
            ctp_run(task->panel_chunks, cvk_step_of_panels, task);
        }
    } else {
        for (task->step = 0; task->step < task->shape->steps; task->step++) {
            ctp_run(task->panel_chunks, cvk_step_of_panels, task);
        }
    }
}

void cvk_recurrence_forward(
    const cvk_recurrence *recurrence, const float *products, const float *weight, const float *state,
    const float *bias, const int32_t *lengths, float *values, void *workspace) {
    cvk_recurrence_task task = cvk_recurrence_plan(recurrence, 0, workspace);
    task.operands = (cvk_recurrence_operands){.weight = weight, .state = state, .lengths = lengths};
    task.products = products;
    task.bias = bias;
    task.values = values;
    for (int64_t example = 0; example < recurrence->batch; example++) {
        const float *h = state + example * recurrence->units;
        memcpy(cvk_factors(&task, 0, example), h, sizeof(float) * (size_t)recurrence->units);
    }
    cvk_run_recurrence(&task);
}

void cvk_recurrence_gradient(
    const cvk_recurrence *recurrence, const cvk_recurrence_operands *operands, float *gradients, void *workspace) {
    cvk_recurrence_task task = cvk_recurrence_plan(recurrence, 1, workspace);
    task.operands = *operands;
    task.gradients = gradients;
    cvk_run_recurrence(&task);
}
