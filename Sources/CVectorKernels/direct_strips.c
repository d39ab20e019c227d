#include "direct_strips.h"

#include <string.h>

#include "panel_product.h"

/// Of a strip's output: a third of the nearest cache.
#define CVK_BYTES_OF_STRIP 16384
/// Multiplications and additions that take as long as the addition of an element.
#define CVK_OPERATIONS_OF_ADDITION 8

int cvk_direct_convolution_is_fast(void) { return CVK_HAS_WIDE_REGISTERS; }

static int64_t output_size(const cvk_direct_convolution *shape, int axis, int64_t size) {
    return (size + 2 * shape->padding[axis] - shape->kernel[axis]) / shape->stride[axis] + 1;
}

cvk_direct_plan cvk_plan_direct_convolution(const cvk_direct_convolution *shape) {
    cvk_direct_plan plan = {
        .shape = shape, .output_height = output_size(shape, 0, shape->height),
        .output_width = output_size(shape, 1, shape->width), .run = shape->kernel[1] * shape->channels};
    plan.taps = shape->kernel[0] * plan.run;
    plan.vectors = cvk_blocks(shape->outputs, CVK_LANES);
    plan.panels = (int)cvk_blocks(plan.vectors, CVK_PANEL_VECTORS);

    int64_t rows = shape->images * plan.output_height, row_size = plan.output_width * shape->outputs;
    plan.chunks = cvk_chunk_count(rows, 2 * rows * row_size * plan.taps / CVK_OPERATIONS_OF_ADDITION);
    int64_t most = cvk_max(1, CVK_BYTES_OF_STRIP / ((int64_t)sizeof(float) * row_size));
    most = cvk_min(cvk_min(most, rows / plan.chunks), plan.output_height);
    plan.strip_rows = cvk_blocks(plan.output_height, cvk_blocks(plan.output_height, most));
    plan.strips_of_image = cvk_blocks(plan.output_height, plan.strip_rows);
    plan.strips = shape->images * plan.strips_of_image;

    if (shape->padding[0] > 0 || shape->padding[1] > 0) {
        int64_t height = (plan.strip_rows - 1) * shape->stride[0] + shape->kernel[0];
        plan.padded_row = (shape->width + 2 * shape->padding[1]) * shape->channels;
        plan.padded_size = cvk_blocks(height * plan.padded_row, CVK_LANES) * CVK_LANES;
    }
    return plan;
}

/// A row of an image with the padding at its ends; one outside of the image is NULL.
static void pad_row(const cvk_direct_plan *plan, const float *row, float *target) {
    int64_t margin = plan->shape->padding[1] * plan->shape->channels;
    int64_t count = row ? plan->padded_row - 2 * margin : 0;
    if (row) { memcpy(target + margin, row, sizeof(float) * (size_t)count); }
    memset(target, 0, sizeof(float) * (size_t)margin);
    memset(target + margin + count, 0, sizeof(float) * (size_t)(plan->padded_row - margin - count));
}

cvk_direct_strip cvk_take_strip(const cvk_direct_plan *plan, int64_t number, const float *images, float *padded) {
    const cvk_direct_convolution *shape = plan->shape;
    int64_t row_size = shape->width * shape->channels;
    cvk_direct_strip strip = {
        .image = number / plan->strips_of_image, .first_row = number % plan->strips_of_image * plan->strip_rows};
    strip.rows = cvk_min(plan->strip_rows, plan->output_height - strip.first_row);
    const float *image = images + strip.image * shape->height * row_size;
    int64_t first = strip.first_row * shape->stride[0] - shape->padding[0];
    if (plan->padded_size == 0) {
        strip.window = image + first * row_size;
        strip.row_step = row_size;
        return strip;
    }
    strip.window = padded;
    strip.row_step = plan->padded_row;
    int64_t rows = (strip.rows - 1) * shape->stride[0] + shape->kernel[0];
    for (int64_t y = first; y < first + rows; y++, padded += plan->padded_row) {
        pad_row(plan, y >= 0 && y < shape->height ? image + y * row_size : NULL, padded);
    }
    return strip;
}
