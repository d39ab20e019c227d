#ifndef CHAINRULE_TRANSPOSITION_H
#define CHAINRULE_TRANSPOSITION_H

#include "vectors.h"

/// Exchanges rows and columns of 16 × 16 elements: of blocks of 8, then 4, 2 and 1.
CVK_INLINE void cvk_transpose(cvk_floats *rows) {
#define CVK_EXCHANGE(distance, low, high) \
    for (int i = 0; i < CVK_LANES; i++) { \
        if (i & distance) { continue; } \
        cvk_floats a = rows[i], b = rows[i + distance]; \
        rows[i] = low; \
        rows[i + distance] = high; \
    }
#define CVK_SHUFFLE(...) __builtin_shufflevector(a, b, __VA_ARGS__)
    CVK_EXCHANGE(
        8, CVK_SHUFFLE(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
        CVK_SHUFFLE(8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
    CVK_EXCHANGE(
        4, CVK_SHUFFLE(0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
        CVK_SHUFFLE(4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
    CVK_EXCHANGE(
        2, CVK_SHUFFLE(0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
        CVK_SHUFFLE(2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
    CVK_EXCHANGE(
        1, CVK_SHUFFLE(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
        CVK_SHUFFLE(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#undef CVK_SHUFFLE
#undef CVK_EXCHANGE
}

#endif
