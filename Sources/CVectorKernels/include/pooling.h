#ifndef CHAINRULE_POOLING_H
#define CHAINRULE_POOLING_H

#include <stdint.h>

/// How an array [N, C, H, W] lies in memory: the distance of neighbours along each axis, in elements.
typedef struct {
    int64_t n, c, h, w;
} cvk_image_strides;

/// A pooling window over images; of a one-dimensional pooling the heights are 1. No window lies on padding
/// alone. The kernels are fast where channels are neighbours in memory, and decent where columns are.
typedef struct {
    int64_t batch, channels, input_height, input_width, output_height, output_width;
    int64_t kernel_height, kernel_width, stride_height, stride_width;
    int64_t padding_height, padding_width, dilation_height, dilation_width;
    cvk_image_strides input, output;
} cvk_pooling;

/// output = the largest element under each window; NaN wins, padding does not.
void cvk_max_pool(const cvk_pooling *pooling, const float *input, float *output);

/// input_gradient = every output's gradient, added where `input` is first the largest under its window. The
/// gradient lies like the input.
void cvk_max_pool_gradient(
    const cvk_pooling *pooling, const float *output_gradient, const float *input, float *input_gradient);

/// output = the elements of `values` where `input` is first the largest under each window. The values lie like the input.
void cvk_max_pool_select(const cvk_pooling *pooling, const float *values, const float *input, float *output);

/// What a mean divides a sum by if not by the same positive number everywhere: the number of places under the window, with
/// those on padding, or of elements of the input. What a last window sees behind the padding is neither.
enum { CVK_DIVIDE_BY_PLACES = 0, CVK_DIVIDE_BY_ELEMENTS = -1 };

/// output = the sum over each window, divided.
void cvk_average_pool(
    const cvk_pooling *pooling, int64_t divisor, const float *input, float *output);

/// The gradient of the mean.
void cvk_average_pool_gradient(
    const cvk_pooling *pooling, int64_t divisor, const float *output_gradient, float *input_gradient);

#endif
