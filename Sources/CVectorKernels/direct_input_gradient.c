#include "direct_convolution.h"
#include "direct_places.h"
#include "thread_pool.h"

#include <string.h>

// An upstream gradient contributes to a run of floats for each of a kernel's rows: the product of its channels with the weight
// whose columns are the run. These are added to the image, where runs overlap.

typedef struct {
    const cvk_direct_convolution *shape;
    int64_t output_height, output_width;
    /// Floats of a run, its vectors, and into how many panels they are divided.
    int64_t run, vectors;
    int panels;
    /// Floats of a row of an image with its padding, and of such an image with room to read the last vector of the last run.
    int64_t row, image_size;
    int chunks;
    int64_t workspace_size;
    const float *upstream, *weight;
    float *gradient;
    /// Zeros for a panel, and the weight as panels [kernel's row][panel][output][vector]; then each worker's image.
    float *zeros, *packed, *images;
} cvk_direct_scatter;

static cvk_direct_scatter cvk_direct_scatter_of(const cvk_direct_convolution *shape, float *workspace) {
    cvk_direct_scatter task = {.shape = shape, .run = shape->kernel[1] * shape->channels};
    int64_t height = shape->height + 2 * shape->padding[0], width = shape->width + 2 * shape->padding[1];
    task.output_height = (height - shape->kernel[0]) / shape->stride[0] + 1;
    task.output_width = (width - shape->kernel[1]) / shape->stride[1] + 1;
    task.vectors = cvk_blocks(task.run, CVK_LANES);
    task.panels = (int)cvk_blocks(task.vectors, CVK_PANEL_VECTORS);
    task.row = width * shape->channels;
    task.image_size = cvk_blocks(height * task.row, CVK_LANES) * CVK_LANES + CVK_LANES;
    task.chunks = (int)cvk_min(shape->images, CVK_MOST_CHUNKS);
    int64_t zeros = CVK_PANEL_VECTORS * CVK_LANES;
    int64_t packed = shape->kernel[0] * task.vectors * shape->outputs * CVK_LANES;
    task.workspace_size = zeros + packed + task.image_size * ctp_thread_count();
    if (!workspace) { return task; }
    task.zeros = workspace;
    task.packed = task.zeros + zeros;
    task.images = task.packed + packed;
    return task;
}

size_t cvk_direct_input_gradient_workspace(const cvk_direct_convolution *shape) {
    return sizeof(float) * (size_t)cvk_direct_scatter_of(shape, NULL).workspace_size;
}

static int64_t panel_start(const cvk_direct_scatter *task, int panel) {
    return cvk_start(task->vectors, panel, task->panels);
}

static float *panel_of(const cvk_direct_scatter *task, int64_t kernel_row, int panel) {
    return task->packed + (kernel_row * task->vectors + panel_start(task, panel)) * task->shape->outputs * CVK_LANES;
}

/// The weights of some outputs in all panels.
static void pack_outputs(int64_t begin, int64_t end, void *context) {
    const cvk_direct_scatter *task = context;
    const cvk_direct_convolution *shape = task->shape;
    int64_t places = shape->kernel[0] * shape->kernel[1];
    for (int64_t kernel_row = 0; kernel_row < shape->kernel[0]; kernel_row++) {
        for (int panel = 0; panel < task->panels; panel++) {
            int64_t first = panel_start(task, panel) * CVK_LANES, width = panel_start(task, panel + 1) * CVK_LANES - first;
            for (int64_t output = begin; output < end; output++) {
                const float *source = task->weight + output * shape->channels * places + kernel_row * shape->kernel[1];
                float *target = panel_of(task, kernel_row, panel) + output * width;
                for (int64_t i = 0; i < width; i++) {
                    int64_t place = (first + i) / shape->channels, channel = (first + i) % shape->channels;
                    target[i] = first + i < task->run ? source[channel * places + place] : 0;
                }
            }
        }
    }
}

CVK_INLINE void cvk_scatter_panel(
    const cvk_direct_scatter *task, const float *upstream, float *image, int64_t kernel_row, int panel, int vectors) {
    const cvk_direct_convolution *shape = task->shape;
    int64_t first = panel_start(task, panel) * CVK_LANES;
    cvk_direct_places column = {
        .panel = panel_of(task, kernel_row, panel), .bias = task->zeros,
        .window_step = task->output_width * shape->outputs, .output_step = shape->stride[0] * task->row,
        .rows = 1, .run = shape->outputs, .last_vector = (vectors - 1) * CVK_LANES,
        .last_lanes = cvk_min(CVK_LANES, task->run - first - (vectors - 1) * CVK_LANES), .accumulates = 1};
    float *target = image + kernel_row * task->row + first;
    for (int64_t x = 0; x < task->output_width; x++) {
        column.window = upstream + x * shape->outputs;
        column.output = target + x * shape->stride[1] * shape->channels;
        cvk_add_line(column, task->output_height, vectors);
    }
}

CVK_MULTIVERSION static void cvk_scatter_image(const cvk_direct_scatter *task, const float *upstream, float *image) {
    for (int64_t kernel_row = 0; kernel_row < task->shape->kernel[0]; kernel_row++) {
        for (int panel = 0; panel < task->panels; panel++) {
            switch (panel_start(task, panel + 1) - panel_start(task, panel)) {
                case 4: cvk_scatter_panel(task, upstream, image, kernel_row, panel, 4); break;
                case 3: cvk_scatter_panel(task, upstream, image, kernel_row, panel, 3); break;
                case 2: cvk_scatter_panel(task, upstream, image, kernel_row, panel, 2); break;
                default: cvk_scatter_panel(task, upstream, image, kernel_row, panel, 1);
            }
        }
    }
}

static void cvk_scatter_chunk(int chunk, int worker, void *context) {
    const cvk_direct_scatter *task = context;
    const cvk_direct_convolution *shape = task->shape;
    float *image = task->images + worker * task->image_size;
    int64_t row = shape->width * shape->channels;
    int64_t end = cvk_start(shape->images, chunk + 1, task->chunks);
    for (int64_t i = cvk_start(shape->images, chunk, task->chunks); i < end; i++) {
        memset(image, 0, sizeof(float) * (size_t)task->image_size);
        cvk_scatter_image(task, task->upstream + i * task->output_height * task->output_width * shape->outputs, image);
        for (int64_t y = 0; y < shape->height; y++) {
            memcpy(
                task->gradient + (i * shape->height + y) * row,
                image + (y + shape->padding[0]) * task->row + shape->padding[1] * shape->channels, sizeof(float) * (size_t)row);
        }
    }
}

void cvk_direct_convolution_input_gradient(
    const cvk_direct_convolution *shape, const float *upstream, const float *weight, float *gradient, void *workspace) {
    cvk_direct_scatter task = cvk_direct_scatter_of(shape, workspace);
    task.upstream = upstream;
    task.weight = weight;
    task.gradient = gradient;
    memset(task.zeros, 0, sizeof(float) * CVK_PANEL_VECTORS * CVK_LANES);
    cvk_for_chunks(shape->outputs, shape->outputs * shape->kernel[0] * task.run, pack_outputs, &task);
    ctp_run(task.chunks, cvk_scatter_chunk, &task);
}
