#ifndef CHAINRULE_RESPONSE_NORM_H
#define CHAINRULE_RESPONSE_NORM_H

#include <stdint.h>

/// Local response normalization across channels of a channels-last array: `places` rows of `channels` floats.
/// output = x * (k + alpha / size * sum of squares over the `size` channels around each)^-beta, the window
/// being channels c - size / 2 ... c + (size - 1) / 2 as far as they exist.
typedef struct {
    int64_t places, channels, size;
    float alpha, beta, k;
} cvk_response_norm;

void cvk_response_norm_forward(const cvk_response_norm *norm, const float *x, float *output);

/// The gradient of x.
void cvk_response_norm_gradient(
    const cvk_response_norm *norm, const float *upstream, const float *x, float *gradient);

#endif
