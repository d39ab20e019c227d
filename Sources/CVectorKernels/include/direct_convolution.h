#ifndef CHAINRULE_DIRECT_CONVOLUTION_H
#define CHAINRULE_DIRECT_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

/// All arrays are dense: images [images, height, width, channels], weight [outputs, channels, kernel...], output [images, rows,
/// columns, outputs].
typedef struct {
    int64_t images, height, width, channels, outputs;
    int64_t kernel[2], stride[2], padding[2];
} cvk_direct_convolution;

/// Whether this processor has the registers for which these loops are made: 32 of 16 floats.
int cvk_direct_convolution_is_fast(void);

// The workspaces are bytes of memory that a run needs, at a multiple of 64, with as many threads as a job of the calling thread
// may have now, or fewer.

/// For at least 16 outputs. `bias` [outputs] may be NULL. Added to what is there if `accumulates`.
void cvk_direct_convolution_forward(
    const cvk_direct_convolution *shape, const float *images, const float *weight, const float *bias, int accumulates,
    float *output, void *workspace);
size_t cvk_direct_forward_workspace(const cvk_direct_convolution *shape);

void cvk_direct_convolution_input_gradient(
    const cvk_direct_convolution *shape, const float *upstream, const float *weight, float *gradient, void *workspace);
size_t cvk_direct_input_gradient_workspace(const cvk_direct_convolution *shape);

/// For at least 16 outputs.
void cvk_direct_convolution_weight_gradient(
    const cvk_direct_convolution *shape, const float *images, const float *upstream, float *gradient, void *workspace);
size_t cvk_direct_weight_gradient_workspace(const cvk_direct_convolution *shape);

#endif
