#ifndef CHAINRULE_VECTORS_H
#define CHAINRULE_VECTORS_H

#include <stdint.h>
#include <string.h>

#include "multiversion.h"

#define CVK_LANES 16

// Vectors as GCC and Clang know them; on processors with narrower ones the compiler splits them.
typedef float cvk_floats __attribute__((vector_size(4 * CVK_LANES)));
/// In a truth value every bit of a lane is set or none.
typedef int32_t cvk_ints __attribute__((vector_size(4 * CVK_LANES)));

typedef float cvk_eight_floats __attribute__((vector_size(2 * CVK_LANES)));
typedef int32_t cvk_eight_ints __attribute__((vector_size(2 * CVK_LANES)));

#if defined(__clang__)
// How vectors are passed to functions depends on the processor; those below all become part of their callers.
#pragma clang diagnostic ignored "-Wpsabi"
#endif

CVK_INLINE cvk_floats cvk_repeated(float x) {
    return (cvk_floats){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

CVK_INLINE cvk_floats cvk_load(const float *x) {
    cvk_floats lanes;
    memcpy(&lanes, x, sizeof lanes);
    return lanes;
}

/// Reads the first `count` lanes of a vector; the others become `missing`.
CVK_INLINE cvk_floats cvk_load_some(const float *x, int64_t count, float missing) {
    cvk_floats lanes = cvk_repeated(missing);
    memcpy(&lanes, x, (size_t)count * sizeof(float));
    return lanes;
}

CVK_INLINE cvk_eight_floats cvk_lower_eight(cvk_floats lanes) {
    cvk_eight_floats half;
    memcpy(&half, &lanes, sizeof half);
    return half;
}

CVK_INLINE cvk_eight_floats cvk_upper_eight(cvk_floats lanes) {
    cvk_eight_floats half;
    memcpy(&half, (const char *)&lanes + sizeof half, sizeof half);
    return half;
}

CVK_INLINE float cvk_larger_number(float a, float b) { return a > b ? a : b; }

CVK_INLINE void cvk_store(float *x, cvk_floats lanes) { memcpy(x, &lanes, sizeof lanes); }

CVK_INLINE cvk_ints cvk_select_ints(cvk_ints condition, cvk_ints a, cvk_ints b) {
    return (condition & a) | (~condition & b);
}

CVK_INLINE cvk_floats cvk_select(cvk_ints condition, cvk_floats a, cvk_floats b) {
    return (cvk_floats)cvk_select_ints(condition, (cvk_ints)a, (cvk_ints)b);
}

/// The larger of each two lanes, `b` if one is NaN.
CVK_INLINE cvk_floats cvk_larger(cvk_floats a, cvk_floats b) { return cvk_select(a > b, a, b); }

/// The sum in an order that does not depend on the processor.
CVK_INLINE float cvk_sum_of_lanes(cvk_floats lanes) {
    cvk_eight_floats eight = cvk_lower_eight(lanes) + cvk_upper_eight(lanes);
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
}

/// The largest of lanes without NaN.
CVK_INLINE float cvk_largest_lane(cvk_floats lanes) {
    cvk_eight_floats a = cvk_lower_eight(lanes), b = cvk_upper_eight(lanes);
    cvk_eight_ints is_larger = a > b;
    a = (cvk_eight_floats)((is_larger & (cvk_eight_ints)a) | (~is_larger & (cvk_eight_ints)b));
    float even = cvk_larger_number(cvk_larger_number(a[0], a[4]), cvk_larger_number(a[2], a[6]));
    float odd = cvk_larger_number(cvk_larger_number(a[1], a[5]), cvk_larger_number(a[3], a[7]));
    return cvk_larger_number(even, odd);
}

/// e^x to within two units in the last place.
CVK_INLINE cvk_floats cvk_exponential(cvk_floats x) {
    // Beyond these bounds the result is 0 or infinite anyway; NaN passes.
    x = cvk_larger(cvk_repeated(-104.0f), x);
    x = cvk_select(x > 89.0f, cvk_repeated(89.0f), x);
    // Adding 1.5 * 2^23 rounds to a whole number, which then is the sum's low bits.
    cvk_floats shifted = x * 1.44269504f + 12582912.0f;
    cvk_ints exponent = (cvk_ints)shifted - 0x4B400000;
    cvk_floats whole = shifted - 12582912.0f;
    // ln 2 in two parts, of which the first ends in so many zeros that the product is exact.
    cvk_floats rest = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    cvk_floats sum = rest * (1.0f / 5040) + 1.0f / 720;
    sum = sum * rest + 1.0f / 120;
    sum = sum * rest + 1.0f / 24;
    sum = sum * rest + 1.0f / 6;
    sum = sum * rest + 0.5f;
    sum = sum * (rest * rest) + rest + 1;
    // In two steps, for a single power of two would leave the range of numbers too early.
    cvk_ints half = exponent >> 1;
    return sum * (cvk_floats)((half + 127) << 23) * (cvk_floats)((exponent - half + 127) << 23);
}

#endif
