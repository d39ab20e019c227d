#ifndef CHAINRULE_POWER_FUNCTION_H
#define CHAINRULE_POWER_FUNCTION_H

#include "elementary_functions.h"

/// The binary logarithm of x >= 0, from that of m = (1 + s) / (1 - s) between the roots of 1/2 and 2.
CVK_INLINE double cvk_log2(double x) {
    const uint64_t root_half = 0x3fe6a09e667f3bcd;
    uint64_t bits = cvk_double_bits(x) - root_half;
    int32_t n = (int32_t)((int64_t)bits >> 52);
    double m = cvk_double((bits & 0xfffffffffffff) + root_half);
    double s = (m - 1) / (m + 1);
    double square = s * s;
    double p = 0x1.21b800ef42263p-2;
    p = p * square + 0x1.4794db9867c56p-2;
    p = p * square + 0x1.a61a31bba0c74p-2;
    p = p * square + 0x1.2776c28f5ed11p-1;
    p = p * square + 0x1.ec709dc5406eep-1;
    p = p * square + 0x1.71547652b824ep+1;
    double y = s * p + n;
    y = x < INFINITY ? y : x;
    return x == 0 ? -INFINITY : y;
}

/// 2^x, for floats.
CVK_INLINE double cvk_exp2(double x) {
    x = x > 200 ? 200 : x;
    x = x < -200 ? -200 : x;
    double rounded = x + 0x1.8p52;
    double f = x - (rounded - 0x1.8p52);
    double p = 0x1.41d293ca4e0e2p-13;
    p = p * f + 0x1.5f464d77e688bp-10;
    p = p * f + 0x1.3b2dbed96d80ep-7;
    p = p * f + 0x1.c6aed2f904a8bp-5;
    p = p * f + 0x1.ebfbdad4d7259p-3;
    p = p * f + 0x1.62e430c93239ap-1;
    p = p * f + 0x1.00000002662f3p+0;
    return p * cvk_double((cvk_double_bits(rounded) << 52) + 0x3ff0000000000000);
}

/// x to the power of y with the special values of the C library's function. A power multiplies the
/// logarithm's error by up to 150, so that it is calculated in doubles.
CVK_INLINE float cvk_pow(float x, float y) {
    float magnitude = fabsf(x);
    float power = (float)cvk_exp2((double)y * cvk_log2((double)magnitude));
    int whole = floorf(y) == y;
    int odd = whole & (floorf(0.5f * y) != 0.5f * y);
    power = odd ? copysignf(power, x) : power;
    int real = whole | !(x < 0) | (magnitude == INFINITY);
    power = real ? power : NAN;
    int one = (y == 0) | (x == 1) | ((x == -1) & (fabsf(y) == INFINITY));
    return one ? 1 : power;
}

#endif
