#ifndef CHAINRULE_LOOP_OPERATIONS_H
#define CHAINRULE_LOOP_OPERATIONS_H

// The operations of vector loops, one per line and nowhere else: from this list are made their names, their
// loops and the table of their costs. A line says
// - what takes it: an operation on x, on x and y, on x, y and z, or on an angle x, for which very large angles
//   need a function of the C library;
// - its name, as in CVK_ADD;
// - roughly how long it takes per element, in additions from the nearest cache;
// - its value, an expression without branches.
#define CVK_EACH_OPERATION(UNARY, BINARY, TERNARY, ANGLE) \
    UNARY(COPY, 1, x) \
    BINARY(ADD, 1, x + y) \
    BINARY(SUBTRACT, 1, x - y) \
    BINARY(MULTIPLY, 1, x * y) \
    BINARY(DIVIDE, 6, x / y) \
    BINARY(POWER, 40, cvk_pow(x, y)) \
    BINARY(MAXIMUM, 1, ((x > y) | (x != x)) ? x : y) \
    BINARY(MINIMUM, 1, ((x < y) | (x != x)) ? x : y) \
    UNARY(NEGATE, 1, -x) \
    UNARY(ABS, 1, fabsf(x)) \
    UNARY(SIGN, 1, x > 0 ? 1 : x < 0 ? -1 : x) \
    UNARY(FLOOR, 1, floorf(x)) \
    UNARY(ROUND, 1, rintf(x)) \
    UNARY(RECIPROCAL, 6, 1 / x) \
    UNARY(EXP, 6, cvk_exp(x)) \
    UNARY(EXPM1, 6, cvk_expm1(x)) \
    UNARY(LOG, 8, cvk_log(x)) \
    UNARY(LOG1P, 8, cvk_log1p(x)) \
    UNARY(SQRT, 6, cvk_sqrt(x)) \
    UNARY(RSQRT, 12, cvk_rsqrt(x)) \
    ANGLE(SIN, 12, cvk_sin(x), sinf) \
    ANGLE(COS, 12, cvk_cos(x), cosf) \
    UNARY(ERF, 10, cvk_erf(x)) \
    UNARY(ERFC, 20, cvk_erfc(x)) \
    UNARY(NORMAL_CDF, 20, cvk_normal_cdf(x)) \
    UNARY(GELU, 20, cvk_gelu(x)) \
    UNARY(GELU_SLOPE, 22, cvk_gelu_slope(x)) \
    UNARY(TANH, 8, cvk_tanh(x)) \
    UNARY(SIGMOID, 8, cvk_sigmoid(x)) \
    UNARY(SIGMOID_SLOPE, 8, cvk_sigmoid_slope(x)) \
    UNARY(SOFTPLUS, 12, cvk_softplus(x)) \
    UNARY(RELU, 1, x < 0 ? 0 : x) \
    BINARY(EQUAL, 1, x == y ? 1 : 0) \
    BINARY(NOT_EQUAL, 1, x != y ? 1 : 0) \
    BINARY(LESS, 1, x < y ? 1 : 0) \
    BINARY(LESS_OR_EQUAL, 1, x <= y ? 1 : 0) \
    BINARY(AND, 1, ((x != 0) & (y != 0)) ? 1 : 0) \
    BINARY(OR, 1, ((x != 0) | (y != 0)) ? 1 : 0) \
    TERNARY(SELECT, 1, x != 0 ? y : z)

#endif
