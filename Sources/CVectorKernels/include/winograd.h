#ifndef CHAINRULE_WINOGRAD_H
#define CHAINRULE_WINOGRAD_H

#include <stdint.h>

/// Winograd's F(m×m, r×r): (2, 3), (4, 3) or (2, 5). Tiles of m×m outputs of kernels of r×r weights.
typedef struct {
    int32_t m, r;
} cvk_filter;

/// (m + r - 1)², how many products a tile and pair of channels takes.
static inline int64_t cvk_filter_points(cvk_filter filter) {
    int64_t n = filter.m + filter.r - 1;
    return n * n;
}

/// Images [images, height, width, channels] cut into tiles, which are numbered row by row, image by image; the first one's
/// outputs begin at the first row and column.
typedef struct {
    cvk_filter filter;
    int64_t tile_rows, tile_columns;
    int64_t height, width, channels;
    /// From pixel to pixel, in floats: more than the channels if these are a group of them.
    int64_t pixel_step;
    /// How far a tile's first input, if these are inputs, lies before its first output.
    int64_t padding;
} cvk_tiles;

// All of these run on the calling thread, for `count` tiles from `first` on. The points of tiles lie in [points, row,
// channels], where `row` is at least `count`.

/// Tiles of inputs to points; what lies outside the image is 0. Those from `count` on are not written.
void cvk_winograd_input(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points);
/// The same to [points, channels, row], where `row` is a multiple of 16; those from `count` on are 0.
void cvk_winograd_input_transposed(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points);
/// Gradients of tiles of outputs to points; those from `count` on are 0.
void cvk_winograd_output_gradient(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *gradient, float *points);
/// Points to tiles of outputs, plus a bias [channels], which may be NULL; added to what is there if `accumulates`.
void cvk_winograd_output(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *points, const float *bias,
    int accumulates, float *images);

/// A weight [outputs, inputs, r, r].
typedef struct {
    cvk_filter filter;
    int64_t outputs, inputs;
} cvk_filter_weight;

/// Some input channels of the weight to those of [points, inputs, outputs].
void cvk_winograd_weight_points(
    const cvk_filter_weight *shape, int64_t first, int64_t count, const float *weight, float *points);
/// Some output channels of the weight, turned by half a circle, to those of [points, outputs, inputs]: the input gradient
/// is the convolution of the output's with that.
void cvk_winograd_turned_weight_points(
    const cvk_filter_weight *shape, int64_t first, int64_t count, const float *weight, float *points);
/// The sum of `parts` arrays [points, inputs, outputs], which lie `step` floats apart, to the weight's gradient, for some
/// input channels. They are always added in one order.
void cvk_winograd_weight_gradient(
    const cvk_filter_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step, const float *points,
    float *gradient);

#endif
