#include "direct_places.h"
#include "direct_strips.h"
#include "thread_pool.h"

#include <string.h>

/// Of the runs of a panel that are multiplied before the next ones: half of the nearest cache.
#define CVK_BYTES_OF_RUNS 24576

typedef struct {
    cvk_direct_plan plan;
    int accumulates;
    const float *images, *weight, *bias;
    float *output;
    /// Zeros for a panel, the bias as whole vectors, and the weight as panels [tap][vector]; then each worker's padded strip.
    float *zeros, *bias_vectors, *panels, *padded;
    int64_t workspace_size;
} cvk_direct_task;

static cvk_direct_task cvk_direct_forward_task(const cvk_direct_convolution *shape, float *workspace) {
    cvk_direct_task task = {.plan = cvk_plan_direct_convolution(shape)};
    int64_t zeros = CVK_PANEL_VECTORS * CVK_LANES, bias = task.plan.vectors * CVK_LANES, weight = bias * task.plan.taps;
    task.workspace_size = zeros + bias + weight + task.plan.padded_size * ctp_thread_count();
    if (!workspace) { return task; }
    task.zeros = workspace;
    task.bias_vectors = task.zeros + zeros;
    task.panels = task.bias_vectors + bias;
    task.padded = task.panels + weight;
    return task;
}

size_t cvk_direct_forward_workspace(const cvk_direct_convolution *shape) {
    return sizeof(float) * (size_t)cvk_direct_forward_task(shape, NULL).workspace_size;
}

/// Some taps of all panels, in the order in which the weight lies.
CVK_MULTIVERSION static void cvk_pack_taps(int64_t begin, int64_t end, void *context) {
    const cvk_direct_task *task = context;
    const cvk_direct_plan *plan = &task->plan;
    for (int panel = 0; panel < plan->panels; panel++) {
        int64_t first = cvk_panel_start(plan, panel), vectors = cvk_panel_start(plan, panel + 1) - first;
        for (int64_t tap = begin; tap < end; tap++) {
            float *target = task->panels + (first * plan->taps + cvk_tap_of_runs(plan, tap) * vectors) * CVK_LANES;
            for (int64_t v = 0; v < vectors; v++, target += CVK_LANES) {
                const float *source = task->weight + cvk_first_channel(plan, first + v) * plan->taps + tap;
                for (int64_t i = 0; i < CVK_LANES; i++) { target[i] = source[i * plan->taps]; }
            }
        }
    }
}

CVK_INLINE void cvk_add_panel(const cvk_direct_task *task, const cvk_direct_strip *strip, int64_t vector, int vectors) {
    const cvk_direct_plan *plan = &task->plan;
    const cvk_direct_convolution *shape = plan->shape;
    int64_t channel = cvk_first_channel(plan, vector), run_size = plan->run * vectors * CVK_LANES;
    int64_t most = cvk_max(1, CVK_BYTES_OF_RUNS / ((int64_t)sizeof(float) * run_size));
    for (int64_t y = 0; y < strip->rows; y++) {
        for (int64_t first = 0; first < shape->kernel[0]; first += most) {
            cvk_direct_places row = {
                .window = strip->window + (y * shape->stride[0] + first) * strip->row_step,
                .panel = task->panels + vector * plan->taps * CVK_LANES + first * run_size,
                .bias = first > 0 ? task->zeros : task->bias_vectors + vector * CVK_LANES,
                .output = task->output + cvk_strip_output(plan, strip) + y * plan->output_width * shape->outputs + channel,
                .row_step = strip->row_step, .window_step = shape->stride[1] * shape->channels,
                .output_step = shape->outputs, .rows = cvk_min(most, shape->kernel[0] - first), .run = plan->run,
                .last_vector = cvk_first_channel(plan, vector + vectors - 1) - channel, .last_lanes = CVK_LANES,
                .accumulates = task->accumulates || first > 0};
            cvk_add_line(row, plan->output_width, vectors);
        }
    }
}

CVK_MULTIVERSION static void cvk_convolve_strip(const cvk_direct_task *task, const cvk_direct_strip *strip) {
    const cvk_direct_plan *plan = &task->plan;
    for (int panel = 0; panel < plan->panels; panel++) {
        int64_t vector = cvk_panel_start(plan, panel);
        switch (cvk_panel_start(plan, panel + 1) - vector) {
            case 4: cvk_add_panel(task, strip, vector, 4); break;
            case 3: cvk_add_panel(task, strip, vector, 3); break;
            case 2: cvk_add_panel(task, strip, vector, 2); break;
            default: cvk_add_panel(task, strip, vector, 1);
        }
    }
}

static void cvk_convolve_chunk(int chunk, int worker, void *context) {
    const cvk_direct_task *task = context;
    const cvk_direct_plan *plan = &task->plan;
    int64_t end = cvk_start(plan->strips, chunk + 1, plan->chunks);
    for (int64_t number = cvk_start(plan->strips, chunk, plan->chunks); number < end; number++) {
        cvk_direct_strip strip =
            cvk_take_strip(plan, number, task->images, task->padded + worker * plan->padded_size);
        cvk_convolve_strip(task, &strip);
    }
}

void cvk_direct_convolution_forward(
    const cvk_direct_convolution *shape, const float *images, const float *weight, const float *bias, int accumulates,
    float *output, void *workspace) {
    cvk_direct_task task = cvk_direct_forward_task(shape, workspace);
    task.images = images;
    task.weight = weight;
    task.accumulates = accumulates;
    task.output = output;
    memset(task.zeros, 0, sizeof(float) * (size_t)(task.panels - task.zeros));
    for (int64_t v = 0; bias && v < task.plan.vectors; v++) {
        const float *source = bias + cvk_first_channel(&task.plan, v);
        memcpy(task.bias_vectors + v * CVK_LANES, source, sizeof(float) * CVK_LANES);
    }
    cvk_for_chunks(task.plan.taps, task.plan.taps * shape->outputs, cvk_pack_taps, &task);
    ctp_run(task.plan.chunks, cvk_convolve_chunk, &task);
}
