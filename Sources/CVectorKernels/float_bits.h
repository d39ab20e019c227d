#ifndef CHAINRULE_FLOAT_BITS_H
#define CHAINRULE_FLOAT_BITS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "multiversion.h"

CVK_INLINE uint32_t cvk_bits(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

CVK_INLINE float cvk_float(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

CVK_INLINE uint64_t cvk_double_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

CVK_INLINE double cvk_double(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// The C library's function sets errno, which keeps loops from being vectorized.
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
#define CVK_HAS_ELEMENTWISE_SQRT 1
#endif
#endif

CVK_INLINE float cvk_sqrt(float x) {
#if defined(CVK_HAS_ELEMENTWISE_SQRT)
    return __builtin_elementwise_sqrt(x);
#else
    return sqrtf(x);
#endif
}

#endif
