#include "direct_strips.h"
#include "panel_product.h"
#include "thread_pool.h"

#include <string.h>

/// Each chunk adds up a gradient of its own: there must be much more to compute than that is worth.
#define CVK_MOST_GRADIENTS 16
#define CVK_PLACES_OF_GRADIENT 512
/// Rows of a kernel, and taps of each, whose sums with a panel are in registers.
#define CVK_KERNEL_ROWS 2
#define CVK_TAPS CVK_PANEL_ROWS

typedef struct {
    cvk_direct_plan plan;
    int chunks;
    const float *images, *upstream;
    float *result;
    /// Every chunk's [tap][vector], so many floats apart; then each worker's padded strip.
    float *gradients, *padded;
    int64_t gradient_size, workspace_size;
} cvk_direct_gradient_task;

static cvk_direct_gradient_task cvk_direct_gradient_task_of(const cvk_direct_convolution *shape, float *workspace) {
    cvk_direct_gradient_task task = {.plan = cvk_plan_direct_convolution(shape)};
    const cvk_direct_plan *plan = &task.plan;
    int64_t places = shape->images * plan->output_height * plan->output_width;
    task.chunks = (int)cvk_min(plan->chunks, CVK_MOST_GRADIENTS);
    while (task.chunks > 1 && places / task.chunks < CVK_PLACES_OF_GRADIENT) { task.chunks /= 2; }
    task.gradient_size = plan->taps * plan->vectors * CVK_LANES;
    int64_t gradients = task.gradient_size * task.chunks;
    task.workspace_size = gradients + plan->padded_size * ctp_thread_count();
    if (!workspace) { return task; }
    task.gradients = workspace;
    task.padded = workspace + gradients;
    return task;
}

size_t cvk_direct_weight_gradient_workspace(const cvk_direct_convolution *shape) {
    return sizeof(float) * (size_t)cvk_direct_gradient_task_of(shape, NULL).workspace_size;
}

/// Places of some rows, and what is added up over them: taps of a kernel's row, or the same ones of two. Steps are in floats.
typedef struct {
    const float *window, *upstream;
    float *gradient;
    int64_t rows, columns;
    /// Of the windows of a row and of rows, of the upstream gradients, and of the taps of their sum.
    int64_t window_step, row_step, upstream_step, gradient_step;
    /// To the next row of a kernel, in the image, and among the taps of the sum.
    int64_t image_row, gradient_row;
    /// Where the panel's last vector lies behind the first.
    int64_t last_vector;
    /// What is wanted next from memory, and how far that is from place to place, in bytes.
    const char *ahead;
    int64_t ahead_step;
} cvk_direct_sums;

/// Where a tap's sum with a panel is.
CVK_INLINE float *cvk_sum(const cvk_direct_sums *s, int row, int tap) {
    return s->gradient + row * s->gradient_row + tap * s->gradient_step;
}

/// `kernel_rows`, `taps` of each, and `vectors` are constants.
CVK_INLINE void cvk_add_taps(cvk_direct_sums s, int kernel_rows, int taps, int vectors) {
    cvk_floats sums[CVK_KERNEL_ROWS][CVK_TAPS][CVK_PANEL_VECTORS];
    CVK_UNROLLED
    for (int r = 0; r < kernel_rows; r++) {
        CVK_UNROLLED
        for (int t = 0; t < taps; t++) {
            CVK_UNROLLED
            for (int v = 0; v < vectors; v++) { sums[r][t][v] = cvk_read(cvk_sum(&s, r, t) + v * CVK_LANES); }
        }
    }
    for (int64_t row = 0; row < s.rows; row++, s.window += s.row_step) {
        const float *factors[CVK_KERNEL_ROWS] = {s.window, s.window + s.image_row};
        for (int64_t place = 0; place < s.columns; place++) {
            __builtin_prefetch(s.ahead, 0, 2);
            s.ahead += s.ahead_step;
            cvk_floats upstream[CVK_PANEL_VECTORS];
            CVK_UNROLLED
            for (int v = 0; v < vectors; v++) {
                upstream[v] = cvk_read(s.upstream + (v < vectors - 1 ? v * CVK_LANES : s.last_vector));
            }
            s.upstream += s.upstream_step;
            CVK_UNROLLED
            for (int r = 0; r < kernel_rows; r++) {
                CVK_UNROLLED
                for (int t = 0; t < taps; t++) {
                    cvk_floats factor = cvk_repeated(factors[r][t]);
                    CVK_UNROLLED
                    for (int v = 0; v < vectors; v++) { sums[r][t][v] += factor * upstream[v]; }
                }
                factors[r] += s.window_step;
            }
        }
    }
    CVK_UNROLLED
    for (int r = 0; r < kernel_rows; r++) {
        CVK_UNROLLED
        for (int t = 0; t < taps; t++) {
            CVK_UNROLLED
            for (int v = 0; v < vectors; v++) { cvk_write(cvk_sum(&s, r, t) + v * CVK_LANES, sums[r][t][v]); }
        }
    }
}

/// All taps of some rows of a kernel; `blocks` times some of them.
CVK_INLINE void cvk_add_kernel_rows(cvk_direct_sums row, int64_t run, int64_t blocks, int kernel_rows, int vectors) {
    cvk_direct_sums s = row;
    for (int64_t block = 0; block < blocks; block++) {
        int64_t first = run * block / blocks;
        s.window = row.window + first;
        s.gradient = row.gradient + first * s.gradient_step;
        switch (run * (block + 1) / blocks - first) {
            case 6: cvk_add_taps(s, kernel_rows, 6, vectors); break;
            case 5: cvk_add_taps(s, kernel_rows, 5, vectors); break;
            case 4: cvk_add_taps(s, kernel_rows, 4, vectors); break;
            case 3: cvk_add_taps(s, kernel_rows, 3, vectors); break;
            case 2: cvk_add_taps(s, kernel_rows, 2, vectors); break;
            default: cvk_add_taps(s, kernel_rows, 1, vectors);
        }
        s.ahead += s.ahead_step * s.rows * s.columns;
    }
}

/// All taps, for some rows of places. While the taps are added one group after the other, the next rows' upstream gradients come
/// from memory, some by some.
CVK_INLINE void cvk_add_all_taps(cvk_direct_sums s, const cvk_direct_plan *plan, int vectors) {
    // Two rows of a kernel together, where their sums have room in the registers.
    int at_once = vectors <= 2 ? CVK_KERNEL_ROWS : 1;
    int64_t height = plan->shape->kernel[0], blocks = cvk_blocks(plan->run, CVK_TAPS);
    s.ahead = (const char *)(s.upstream + s.rows * s.columns * s.upstream_step);
    s.ahead_step = (int64_t)sizeof(float) * vectors * CVK_LANES / (blocks * cvk_blocks(height, at_once));
    int64_t row = 0;
    for (; row + at_once <= height; row += at_once) {
        cvk_add_kernel_rows(s, plan->run, blocks, at_once, vectors);
        s.window += at_once * s.image_row;
        s.gradient += at_once * s.gradient_row;
        s.ahead += s.ahead_step * s.rows * s.columns * blocks;
    }
    if (row < height) { cvk_add_kernel_rows(s, plan->run, blocks, 1, vectors); }
}

/// Adds what a strip contributes to a chunk's gradient.
CVK_MULTIVERSION static void cvk_add_strip(
    const cvk_direct_gradient_task *task, const cvk_direct_strip *strip, float *gradient) {
    const cvk_direct_plan *plan = &task->plan;
    const cvk_direct_convolution *shape = plan->shape;
    const float *upstream = task->upstream + cvk_strip_output(plan, strip);
    cvk_direct_sums sums = {
        .window = strip->window, .rows = strip->rows, .columns = plan->output_width,
        .window_step = shape->stride[1] * shape->channels, .row_step = shape->stride[0] * strip->row_step,
        .upstream_step = shape->outputs, .gradient_step = plan->vectors * CVK_LANES,
        .image_row = strip->row_step, .gradient_row = plan->run * plan->vectors * CVK_LANES};
    for (int panel = 0; panel < plan->panels; panel++) {
        int64_t first = cvk_panel_start(plan, panel), end = cvk_panel_start(plan, panel + 1);
        int64_t channel = cvk_first_channel(plan, first);
        sums.upstream = upstream + channel;
        sums.gradient = gradient + first * CVK_LANES;
        sums.last_vector = cvk_first_channel(plan, end - 1) - channel;
        switch (end - first) {
            case 4: cvk_add_all_taps(sums, plan, 4); break;
            case 3: cvk_add_all_taps(sums, plan, 3); break;
            case 2: cvk_add_all_taps(sums, plan, 2); break;
            default: cvk_add_all_taps(sums, plan, 1);
        }
    }
}

static void cvk_add_chunk(int chunk, int worker, void *context) {
    const cvk_direct_gradient_task *task = context;
    const cvk_direct_plan *plan = &task->plan;
    float *gradient = task->gradients + chunk * task->gradient_size;
    memset(gradient, 0, sizeof(float) * (size_t)task->gradient_size);
    int64_t end = cvk_start(plan->strips, chunk + 1, task->chunks);
    for (int64_t number = cvk_start(plan->strips, chunk, task->chunks); number < end; number++) {
        cvk_direct_strip strip =
            cvk_take_strip(plan, number, task->images, task->padded + worker * plan->padded_size);
        cvk_add_strip(task, &strip, gradient);
    }
}

/// The sums of the chunks' gradients, in the chunks' order, for some taps in the order in which the weight lies.
CVK_MULTIVERSION static void cvk_finish_taps(int64_t begin, int64_t end, void *context) {
    const cvk_direct_gradient_task *task = context;
    const cvk_direct_plan *plan = &task->plan;
    int64_t step = plan->vectors * CVK_LANES;
    for (int64_t tap = begin; tap < end; tap++) {
        float *sums = task->gradients + cvk_tap_of_runs(plan, tap) * step;
        for (int chunk = 1; chunk < task->chunks; chunk++) {
            const float *next = sums + chunk * task->gradient_size;
            CVK_VECTOR_LOOP
            for (int64_t i = 0; i < step; i++) { sums[i] += next[i]; }
        }
        for (int64_t v = 0; v < plan->vectors; v++, sums += CVK_LANES) {
            float *target = task->result + cvk_first_channel(plan, v) * plan->taps + tap;
            for (int64_t i = 0; i < CVK_LANES; i++) { target[i * plan->taps] = sums[i]; }
        }
    }
}

void cvk_direct_convolution_weight_gradient(
    const cvk_direct_convolution *shape, const float *images, const float *upstream, float *gradient, void *workspace) {
    cvk_direct_gradient_task task = cvk_direct_gradient_task_of(shape, workspace);
    task.images = images;
    task.upstream = upstream;
    task.result = gradient;
    ctp_run(task.chunks, cvk_add_chunk, &task);
    cvk_for_chunks(task.plan.taps, task.gradient_size * task.chunks, cvk_finish_taps, &task);
}
