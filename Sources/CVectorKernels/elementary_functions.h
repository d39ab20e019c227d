#ifndef CHAINRULE_ELEMENTARY_FUNCTIONS_H
#define CHAINRULE_ELEMENTARY_FUNCTIONS_H

#include "float_bits.h"

// Functions of one float within 2 units in the last place, the derivative of the sigmoid within 3, the
// complementary error function and the normal distribution function within 4, without branches, so that loops over them are
// vectorized. The arguments are reduced as in Muller, "Elementary Functions" (2016), chapter 11; the
// polynomials are minimax with coefficients that floats can hold. A comparison is written the way round that
// lets NaN through.

#if defined(__clang__)
#pragma clang fp contract(fast)
#endif

/// Adding it leaves a number's nearest whole number in the low bits of the sum.
#define CVK_ROUNDER 0x1.8p23f
#define CVK_LOG2_E 0x1.715476p+0f
// ln 2 in two parts, the first so short that its products with exponents are exact.
#define CVK_LN2_HIGH 0x1.62e4p-1f
#define CVK_LN2_LOW 0x1.7f7d1cp-20f

/// e^(x + rest) for -104 <= x <= 89 and a tiny rest, as e^r 2^n with |r| <= ln 2 / 2. The power of 2 is
/// multiplied in two parts, so that the result may be subnormal or infinite.
CVK_INLINE float cvk_exp_of_sum(float x, float rest) {
    float rounded = x * CVK_LOG2_E + CVK_ROUNDER;
    float n = rounded - CVK_ROUNDER;
    float r = (x - n * CVK_LN2_HIGH) - (n * CVK_LN2_LOW - rest);
    float q = 0x1.6a495cp-10f;
    q = q * r + 0x1.1239a0p-7f;
    q = q * r + 0x1.5558b4p-5f;
    q = q * r + 0x1.555492p-3f;
    q = q * r + 0x1.fffffcp-2f;
    int tiny = x < -44;
    float power = cvk_float((cvk_bits(rounded) << 23) + (tiny ? 0x5f000000u : 0x3f000000u));
    return (1 + (r + r * r * q)) * power * (tiny ? 0x1p-63f : 2);
}

CVK_INLINE float cvk_exp_in_range(float x) { return cvk_exp_of_sum(x, 0); }

CVK_INLINE float cvk_exp(float x) {
    x = x > 89 ? 89 : x;
    x = x < -104 ? -104 : x;
    return cvk_exp_in_range(x);
}

/// e^-|x|.
CVK_INLINE float cvk_exp_of_negative_magnitude(float x) {
    float y = -fabsf(x);
    return cvk_exp_in_range(y < -104 ? -104 : y);
}

/// (e^x - 1) / 2 for -20 <= x <= 89, as 2^(n - 1) (e^r - 1) + 2^(n - 1) - 1/2 with |r| <= ln 2 / 2.
CVK_INLINE float cvk_half_expm1_in_range(float x) {
    float rounded = x * CVK_LOG2_E + CVK_ROUNDER;
    float n = rounded - CVK_ROUNDER;
    float r = (x - n * CVK_LN2_HIGH) - n * CVK_LN2_LOW;
    float q = 0x1.6b9ccap-10f;
    q = q * r + 0x1.122560p-7f;
    q = q * r + 0x1.5556f2p-5f;
    q = q * r + 0x1.5554b4p-3f;
    q = q * r + 0x1.fffffep-2f;
    float p = r + r * r * q;
    float power = cvk_float((cvk_bits(rounded) << 23) + 0x3f000000);
    return p * power + (power - 0.5f);
}

CVK_INLINE float cvk_expm1(float x) {
    float y = x > 89 ? 89 : x;
    y = y < -20 ? -20 : y;
    y = 2 * cvk_half_expm1_in_range(y);
    // Halving would round subnormal numbers.
    y = fabsf(x) < 0x1p-30f ? x : y;
    return copysignf(y, x);
}

/// x + x^3 P(x^2) near 0, and elsewhere 1 - 2 / (e^(2|x|) + 1).
CVK_INLINE float cvk_tanh(float x) {
    float square = x * x;
    float p = -0x1.828776p-8f;
    p = p * square + 0x1.54c3c2p-6f;
    p = p * square - 0x1.b89abap-5f;
    p = p * square + 0x1.1109bep-3f;
    p = p * square - 0x1.55553ep-2f;
    float near = x + x * (square * p);

    float y = fabsf(x);
    y = y > 10 ? 10 : y;
    float far = 1 - 2 / (cvk_exp_in_range(2 * y) + 1);
    return copysignf(y < 0.6f ? near : far, x);
}

CVK_INLINE float cvk_sigmoid(float x) {
    float e = cvk_exp_of_negative_magnitude(x);
    float sum = 1 + e;
    float quotient = (x < 0 ? e : 1) / sum;
    // What 1 + e lost, divided by it so nearly as it matters.
    float lost = e - (sum - 1);
    return quotient - quotient * (lost * (1.5f - 0.5f * sum));
}

/// e^-|x| / (1 + e^-|x|)^2, the derivative of the sigmoid.
CVK_INLINE float cvk_sigmoid_slope(float x) {
    float e = cvk_exp_of_negative_magnitude(x);
    return e / (1 + e * (2 + e));
}

/// log(1 + f) + n ln 2 for 1 + f between the roots of 1/2 and 2.
CVK_INLINE float cvk_log_of_reduced(float f, float n) {
    float p = -0x1.38f9ccp-4f;
    p = p * f + 0x1.0589a0p-3f;
    p = p * f - 0x1.0d8e30p-3f;
    p = p * f + 0x1.22d482p-3f;
    p = p * f - 0x1.5470e2p-3f;
    p = p * f + 0x1.99a03ap-3f;
    p = p * f - 0x1.00022cp-2f;
    p = p * f + 0x1.555554p-2f;
    float square = f * f;
    float tail = f * square * p + n * CVK_LN2_LOW;
    return n * CVK_LN2_HIGH + (f + (tail - 0.5f * square));
}

#define CVK_BITS_OF_ROOT_HALF 0x3f3504f3

/// The values of log at 0, negative numbers, infinity and NaN; `y` at all others.
CVK_INLINE float cvk_log_special(float x, float y) {
    y = x == INFINITY ? x : y;
    return x > 0 ? y : x == 0 ? -INFINITY : NAN;
}

CVK_INLINE float cvk_log(float x) {
    int subnormal = x < 0x1p-126f;
    uint32_t bits = cvk_bits(subnormal ? x * 0x1p23f : x) - CVK_BITS_OF_ROOT_HALF;
    int32_t n = ((int32_t)bits >> 23) - (subnormal ? 23 : 0);
    float f = cvk_float((bits & 0x7fffff) + CVK_BITS_OF_ROOT_HALF) - 1;
    return cvk_log_special(x, cvk_log_of_reduced(f, (float)n));
}

CVK_INLINE float cvk_log1p(float x) {
    float u = 1 + x;
    uint32_t bits = cvk_bits(u) - CVK_BITS_OF_ROOT_HALF;
    int32_t n = (int32_t)bits >> 23;
    // 2^-n (1 + x) - 1 without the rounding of 1 + x, which is none where 2^-n might be too small.
    float power = cvk_float((uint32_t)(127 - n) << 23);
    float f = x * power + (power - 1);
    f = x > 0x1p30f ? cvk_float((bits & 0x7fffff) + CVK_BITS_OF_ROOT_HALF) - 1 : f;
    return copysignf(cvk_log_special(u, cvk_log_of_reduced(f, (float)n)), x);
}

CVK_INLINE float cvk_softplus(float x) {
    float e = cvk_exp_of_negative_magnitude(x);
    int above = e > 0x1.a8279ap-2f;
    float y = cvk_log_of_reduced(above ? 0.5f * e - 0.5f : e, above ? 1 : 0);
    return (x > 0 ? x : 0) + y;
}

/// x + x P(x^2), the error function for |x| < 0.925.
CVK_INLINE float cvk_erf_near_zero(float x) {
    float square = x * x;
    float p = -0x1.38742ep-11f;
    p = p * square + 0x1.46d9e4p-8f;
    p = p * square - 0x1.b67c04p-6f;
    p = p * square + 0x1.ce1986p-4f;
    p = p * square - 0x1.8126e2p-2f;
    p = p * square + 0x1.06eba6p-3f;
    return x + x * p;
}

/// Away from 0, 1 - e^-T(|x|), for which few digits of T are enough.
CVK_INLINE float cvk_erf(float x) {
    float y = fabsf(x);
    y = y > 4 ? 4 : y;
    float t = -0x1.9ae902p-13f;
    t = t * y + 0x1.8ee1a2p-9f;
    t = t * y - 0x1.6c2a9cp-6f;
    t = t * y + 0x1.a9b442p-4f;
    t = t * y + 0x1.463cbep-1f;
    t = t * y + 0x1.20af5ap+0f;
    t = t * y + 0x1.9a5bb6p-13f;
    float far = copysignf(1 - cvk_exp_in_range(-t), x);
    return y < 0.925f ? cvk_erf_near_zero(x) : far;
}

/// erfc(y) e^(y^2) for y >= 0, as P(t) / (1 + 2 y) with t = (y - 2) / (y + 2) (Shepherd and Laframboise 1981).
CVK_INLINE float cvk_scaled_erfc(float y) {
    float t = (y - 2) / (y + 2);
    float p = -0x1.a2dae6p-12f;
    p = p * t - 0x1.41ea06p-10f;
    p = p * t + 0x1.5846ccp-10f;
    p = p * t + 0x1.1aca88p-7f;
    p = p * t - 0x1.081d62p-7f;
    p = p * t - 0x1.bc09cap-5f;
    p = p * t + 0x1.4ffc4ap-3f;
    p = p * t - 0x1.54084ep-3f;
    p = p * t - 0x1.7bf616p-4f;
    p = p * t + 0x1.46e80ep+0f;
    return p / (1 + 2 * y);
}

/// e^(-scale y^2) for a scale that is a power of 2, with the square in two parts, the first of which is exact.
CVK_INLINE float cvk_exp_of_negative_square(float y, float scale) {
    float leading = cvk_float(cvk_bits(y) & 0xfffff000);
    return cvk_exp_of_sum(-scale * (leading * leading), -scale * ((y - leading) * (y + leading)));
}

CVK_INLINE float cvk_erfc(float x) {
    float y = fabsf(x);
    y = y > 10.19f ? 10.19f : y;
    float far = cvk_exp_of_negative_square(y, 1) * cvk_scaled_erfc(y);
    far = x < 0 ? 2 - far : far;
    return y < 0.5f ? 1 - cvk_erf_near_zero(x) : far;
}

/// Beyond it e^(-x^2 / 2) / sqrt(2 pi) is 0.
#define CVK_END_OF_NORMAL 14.41f

/// The normal distribution function erfc(-x / sqrt(2)) / 2, without the rounding of that quotient, given
/// bell = e^(-y^2 / 2) with y = |x| up to CVK_END_OF_NORMAL.
CVK_INLINE float cvk_normal_cdf_of_bell(float x, float y, float bell) {
    float far = bell * (0.5f * cvk_scaled_erfc(y * 0x1.6a09e6p-1f));
    far = x > 0 ? 1 - far : far;
    return y < 0.7f ? 0.5f + 0.5f * cvk_erf_near_zero(x * 0x1.6a09e6p-1f) : far;
}

CVK_INLINE float cvk_normal_magnitude(float x) {
    float y = fabsf(x);
    return y > CVK_END_OF_NORMAL ? CVK_END_OF_NORMAL : y;
}

CVK_INLINE float cvk_normal_cdf(float x) {
    float y = cvk_normal_magnitude(x);
    return cvk_normal_cdf_of_bell(x, y, cvk_exp_of_negative_square(y, 0.5f));
}

/// x times the normal distribution function, also where that is 0 and x infinite.
CVK_INLINE float cvk_gelu(float x) { return (x < -CVK_END_OF_NORMAL ? 0 : x) * cvk_normal_cdf(x); }

CVK_INLINE float cvk_gelu_slope(float x) {
    float y = cvk_normal_magnitude(x), bell = cvk_exp_of_negative_square(y, 0.5f);
    return cvk_normal_cdf_of_bell(x, y, bell) + copysignf(y, x) * (bell * 0x1.988454p-2f);
}

CVK_INLINE float cvk_rsqrt(float x) { return 1 / cvk_sqrt(x); }

#endif
