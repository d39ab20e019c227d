#ifndef CHAINRULE_DIRECT_CONVOLUTION_H
#define CHAINRULE_DIRECT_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

/// A convolution of images with few channels, as in the first layer of a network. All arrays are dense: images
/// [images, height, width, channels], weight [outputs, channels, kernel...], output [images, rows, columns, outputs] with at
/// least 16 outputs.
typedef struct {
    int64_t images, height, width, channels, outputs;
    int64_t kernel[2], stride[2], padding[2];
} cvk_direct_convolution;

/// Whether this processor has the registers for which these loops are made: 32 of 16 floats.
int cvk_direct_convolution_is_fast(void);

/// The bytes of memory that a run needs, at a multiple of 64, with as many threads as a job of the calling thread may have now,
/// or fewer.
size_t cvk_direct_convolution_workspace(const cvk_direct_convolution *shape, int is_gradient);

/// `bias` [outputs] may be NULL. Added to what is there if `accumulates`.
void cvk_direct_convolution_forward(
    const cvk_direct_convolution *shape, const float *images, const float *weight, const float *bias, int accumulates,
    float *output, void *workspace);

void cvk_direct_convolution_weight_gradient(
    const cvk_direct_convolution *shape, const float *images, const float *upstream, float *gradient, void *workspace);

#endif
