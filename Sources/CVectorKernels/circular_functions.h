#ifndef CHAINRULE_CIRCULAR_FUNCTIONS_H
#define CHAINRULE_CIRCULAR_FUNCTIONS_H

#include "elementary_functions.h"

/// The largest argument of `cvk_sin` and `cvk_cos`: its multiple of pi / 2 has 20 bits.
#define CVK_LARGEST_ANGLE 1000000.0f

/// The sine of x + quadrants pi / 2, by the sine or cosine of what is left of x after multiples of pi / 2.
/// The reduction is done in doubles: floats can come as near to a multiple as their last place squared.
CVK_INLINE float cvk_sin_shifted(float x, uint32_t quadrants) {
    float rounded = x * 0x1.45f306p-1f + CVK_ROUNDER;
    double n = (double)(rounded - CVK_ROUNDER);
    quadrants += cvk_bits(rounded);
    // pi / 2 in two parts, the first of 31 bits, so that its product with n is exact.
    double exact = ((double)x - n * 0x1.921fb544p+0) - n * 0x1.0b4611a626331p-34;
    float r = (float)exact;
    float square = r * r;
    float s = 0x1.7a8d6ap-19f;
    s = s * square - 0x1.a053fep-13f;
    s = s * square + 0x1.111170p-7f;
    s = s * square - 0x1.555556p-3f;
    float sine = copysignf(r + r * square * s, r);
    float c = 0x1.99911cp-16f;
    c = c * square - 0x1.6c0af4p-10f;
    c = c * square + 0x1.555548p-5f;
    float cosine = 1 - (0.5f * square - square * square * c);
    float y = quadrants & 1 ? cosine : sine;
    return cvk_float(cvk_bits(y) ^ ((quadrants & 2) << 30));
}

CVK_INLINE float cvk_sin(float x) { return cvk_sin_shifted(x, 0); }
CVK_INLINE float cvk_cos(float x) { return cvk_sin_shifted(x, 1); }

#endif
