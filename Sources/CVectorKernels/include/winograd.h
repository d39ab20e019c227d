#ifndef CHAINRULE_WINOGRAD_H
#define CHAINRULE_WINOGRAD_H

#include <stdint.h>

/// Images [images, height, width, channels], dense, cut into tiles for Winograd's F(m×m, 3×3). Tiles are numbered row by row,
/// image by image; the first one's outputs begin at the first row and column.
typedef struct {
    /// Outputs of a tile along each axis: 4, or 2.
    int32_t m;
    int64_t tile_rows, tile_columns;
    int64_t height, width, channels;
    /// How far a tile's first input, if these are inputs, lies before its first output.
    int64_t padding;
} cvk_tiles;

/// m + 2, squared: how many products a tile and pair of channels takes.
static inline int64_t cvk_winograd_points(int32_t m) { return (m + 2) * (m + 2); }

// All of these run on the calling thread, for `count` tiles from `first` on.

/// Tiles of inputs to [points, row, channels]; what lies outside the image is 0. Those from `count` on are not written.
void cvk_winograd_input(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points);
/// The same to [points, channels, row], where `row` is a multiple of 16; those from `count` on are 0.
void cvk_winograd_input_transposed(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points);
/// Gradients of tiles of outputs to [points, row, channels]; tiles from `count` on are 0.
void cvk_winograd_output_gradient(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *gradient, float *points);
/// [points, row, channels] to tiles of outputs, plus a bias [channels], which may be NULL; added to what is there if
/// `accumulates`.
void cvk_winograd_output(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *points, const float *bias,
    int accumulates, float *images);

/// A weight [outputs, inputs, 3, 3].
typedef struct {
    int32_t m;
    int64_t outputs, inputs;
} cvk_winograd_weight;

/// Some input channels of the weight to those of [points, inputs, outputs].
void cvk_winograd_weight_points(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, const float *weight, float *points);
/// Some output channels of the weight, turned by half a circle, to those of [points, outputs, inputs]: the input gradient
/// is the convolution of the output's with that.
void cvk_winograd_turned_weight_points(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, const float *weight, float *points);
/// The sum of `parts` arrays [points, inputs, outputs], which lie `step` floats apart, to the weight's gradient, for some
/// input channels. They are always added in one order.
void cvk_winograd_weight_gradient(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step, const float *points,
    float *gradient);

#endif
