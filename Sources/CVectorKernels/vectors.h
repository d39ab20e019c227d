#ifndef CHAINRULE_VECTORS_H
#define CHAINRULE_VECTORS_H

#include <stdint.h>
#include <string.h>

#include "elementary_functions.h"

#define CVK_LANES 16

// Vectors as GCC and Clang know them; on processors with narrower ones the compiler splits them.
typedef float cvk_floats __attribute__((vector_size(4 * CVK_LANES)));
/// In a truth value every bit of a lane is set or none.
typedef int32_t cvk_ints __attribute__((vector_size(4 * CVK_LANES)));

/// A loop over the lanes of a vector, which the compiler would else unroll before it thought of vectors. It
/// may read under a condition; a `CVK_VECTOR_LOOP` might read regardless of it.
#if defined(__clang__)
#define CVK_LANE_LOOP _Pragma("clang loop vectorize(enable) interleave_count(1) unroll(disable)")
#else
#define CVK_LANE_LOOP
#endif

typedef float cvk_eight_floats __attribute__((vector_size(2 * CVK_LANES)));
typedef int32_t cvk_eight_ints __attribute__((vector_size(2 * CVK_LANES)));

#if defined(__clang__)
// How vectors are passed to functions depends on the processor; those below all become part of their callers.
#pragma clang diagnostic ignored "-Wpsabi"
#endif

CVK_INLINE cvk_floats cvk_repeated(float x) {
    return (cvk_floats){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

CVK_INLINE cvk_floats cvk_read(const float *x) {
    cvk_floats lanes;
    memcpy(&lanes, x, sizeof lanes);
    return lanes;
}

/// Reads the first `count` lanes of a vector; the others become `missing`.
CVK_INLINE cvk_floats cvk_read_some(const float *x, int64_t count, float missing) {
    float lanes[CVK_LANES];
    CVK_LANE_LOOP
    for (int i = 0; i < CVK_LANES; i++) { lanes[i] = i < count ? x[i] : missing; }
    return cvk_read(lanes);
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

CVK_INLINE void cvk_write(float *x, cvk_floats lanes) { memcpy(x, &lanes, sizeof lanes); }

/// Writes the first `count` lanes of a vector.
CVK_INLINE void cvk_write_some(float *x, int64_t count, cvk_floats vector) {
    float lanes[CVK_LANES];
    cvk_write(lanes, vector);
    CVK_LANE_LOOP
    for (int i = 0; i < CVK_LANES; i++) {
        if (i < count) { x[i] = lanes[i]; }
    }
}

/// The first `count` lanes, of which there are 1 to 16, and zeros.
CVK_INLINE cvk_floats cvk_read_lanes(const float *x, int64_t count) {
    return count == CVK_LANES ? cvk_read(x) : cvk_read_some(x, count, 0);
}

CVK_INLINE void cvk_write_lanes(float *x, int64_t count, cvk_floats lanes) {
    if (count == CVK_LANES) {
        cvk_write(x, lanes);
    } else {
        cvk_write_some(x, count, lanes);
    }
}

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

CVK_INLINE cvk_floats cvk_exponential(cvk_floats x) {
    float lanes[CVK_LANES];
    cvk_write(lanes, x);
    CVK_LANE_LOOP
    for (int i = 0; i < CVK_LANES; i++) { lanes[i] = cvk_exp(lanes[i]); }
    return cvk_read(lanes);
}

#endif
