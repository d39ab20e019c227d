#include "tile_operations.h"

#include "circular_functions.h"
#include "elementary_functions.h"
#include "power_function.h"
#include "vector_loop.h"

#define CVK_TILE_FUNCTION(name)                                                                            \
    CVK_MULTIVERSION static void name(                                                                     \
        float *output, const float *a, const float *b, const float *c, int64_t blocks)

#define CVK_UNARY(name, expression)                                                                        \
    CVK_TILE_FUNCTION(name) {                                                                              \
        (void)b, (void)c;                                                                                  \
        CVK_VECTOR_LOOP                                                                                    \
        for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) {                                                 \
            float x = a[i];                                                                                \
            output[i] = expression;                                                                        \
        }                                                                                                  \
    }

#define CVK_BINARY(name, expression)                                                                       \
    CVK_TILE_FUNCTION(name) {                                                                              \
        (void)c;                                                                                           \
        CVK_VECTOR_LOOP                                                                                    \
        for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) {                                                 \
            float x = a[i], y = b[i];                                                                      \
            output[i] = expression;                                                                        \
        }                                                                                                  \
    }

CVK_UNARY(cvk_tile_copy, x)
CVK_BINARY(cvk_tile_add, x + y)
CVK_BINARY(cvk_tile_subtract, x - y)
CVK_BINARY(cvk_tile_multiply, x * y)
CVK_BINARY(cvk_tile_divide, x / y)
CVK_BINARY(cvk_tile_power, cvk_pow(x, y))
CVK_BINARY(cvk_tile_maximum, ((x > y) | (x != x)) ? x : y)
CVK_BINARY(cvk_tile_minimum, ((x < y) | (x != x)) ? x : y)
CVK_UNARY(cvk_tile_negate, -x)
CVK_UNARY(cvk_tile_abs, fabsf(x))
CVK_UNARY(cvk_tile_sign, x > 0 ? 1 : x < 0 ? -1 : x)
CVK_UNARY(cvk_tile_floor, floorf(x))
CVK_UNARY(cvk_tile_round, rintf(x))
CVK_UNARY(cvk_tile_reciprocal, 1 / x)
CVK_UNARY(cvk_tile_exp, cvk_exp(x))
CVK_UNARY(cvk_tile_expm1, cvk_expm1(x))
CVK_UNARY(cvk_tile_log, cvk_log(x))
CVK_UNARY(cvk_tile_log1p, cvk_log1p(x))
CVK_UNARY(cvk_tile_sqrt, cvk_sqrt(x))
CVK_UNARY(cvk_tile_rsqrt, cvk_rsqrt(x))
CVK_UNARY(cvk_tile_sin_in_range, cvk_sin(x))
CVK_UNARY(cvk_tile_cos_in_range, cvk_cos(x))
CVK_UNARY(cvk_tile_erf, cvk_erf(x))
CVK_UNARY(cvk_tile_tanh, cvk_tanh(x))
CVK_UNARY(cvk_tile_sigmoid, cvk_sigmoid(x))
CVK_UNARY(cvk_tile_softplus, cvk_softplus(x))
CVK_UNARY(cvk_tile_relu, x < 0 ? 0 : x)
CVK_BINARY(cvk_tile_equal, x == y ? 1 : 0)
CVK_BINARY(cvk_tile_not_equal, x != y ? 1 : 0)
CVK_BINARY(cvk_tile_less, x < y ? 1 : 0)
CVK_BINARY(cvk_tile_less_or_equal, x <= y ? 1 : 0)
CVK_BINARY(cvk_tile_and, ((x != 0) & (y != 0)) ? 1 : 0)
CVK_BINARY(cvk_tile_or, ((x != 0) | (y != 0)) ? 1 : 0)

CVK_TILE_FUNCTION(cvk_tile_select) {
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) {
        float condition = a[i], x = b[i], y = c[i];
        output[i] = condition != 0 ? x : y;
    }
}

CVK_MULTIVERSION static int cvk_any_angle_too_large(const float *a, int64_t blocks) {
    int any = 0;
    for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) { any |= fabsf(a[i]) > CVK_LARGEST_ANGLE; }
    return any;
}

static void cvk_tile_sin(float *output, const float *a, const float *b, const float *c, int64_t blocks) {
    if (!cvk_any_angle_too_large(a, blocks)) {
        cvk_tile_sin_in_range(output, a, b, c, blocks);
    } else {
        for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) { output[i] = sinf(a[i]); }
    }
}

static void cvk_tile_cos(float *output, const float *a, const float *b, const float *c, int64_t blocks) {
    if (!cvk_any_angle_too_large(a, blocks)) {
        cvk_tile_cos_in_range(output, a, b, c, blocks);
    } else {
        for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) { output[i] = cosf(a[i]); }
    }
}

const cvk_tile_operation cvk_tile_operations[CVK_OPERATION_COUNT] = {
    [CVK_COPY] = {cvk_tile_copy, 1, 1},
    [CVK_ADD] = {cvk_tile_add, 2, 1},
    [CVK_SUBTRACT] = {cvk_tile_subtract, 2, 1},
    [CVK_MULTIPLY] = {cvk_tile_multiply, 2, 1},
    [CVK_DIVIDE] = {cvk_tile_divide, 2, 6},
    [CVK_POWER] = {cvk_tile_power, 2, 40},
    [CVK_MAXIMUM] = {cvk_tile_maximum, 2, 1},
    [CVK_MINIMUM] = {cvk_tile_minimum, 2, 1},
    [CVK_NEGATE] = {cvk_tile_negate, 1, 1},
    [CVK_ABS] = {cvk_tile_abs, 1, 1},
    [CVK_SIGN] = {cvk_tile_sign, 1, 1},
    [CVK_FLOOR] = {cvk_tile_floor, 1, 1},
    [CVK_ROUND] = {cvk_tile_round, 1, 1},
    [CVK_RECIPROCAL] = {cvk_tile_reciprocal, 1, 6},
    [CVK_EXP] = {cvk_tile_exp, 1, 6},
    [CVK_EXPM1] = {cvk_tile_expm1, 1, 6},
    [CVK_LOG] = {cvk_tile_log, 1, 8},
    [CVK_LOG1P] = {cvk_tile_log1p, 1, 8},
    [CVK_SQRT] = {cvk_tile_sqrt, 1, 6},
    [CVK_RSQRT] = {cvk_tile_rsqrt, 1, 12},
    [CVK_SIN] = {cvk_tile_sin, 1, 12},
    [CVK_COS] = {cvk_tile_cos, 1, 12},
    [CVK_ERF] = {cvk_tile_erf, 1, 10},
    [CVK_TANH] = {cvk_tile_tanh, 1, 8},
    [CVK_SIGMOID] = {cvk_tile_sigmoid, 1, 8},
    [CVK_SOFTPLUS] = {cvk_tile_softplus, 1, 12},
    [CVK_RELU] = {cvk_tile_relu, 1, 1},
    [CVK_EQUAL] = {cvk_tile_equal, 2, 1},
    [CVK_NOT_EQUAL] = {cvk_tile_not_equal, 2, 1},
    [CVK_LESS] = {cvk_tile_less, 2, 1},
    [CVK_LESS_OR_EQUAL] = {cvk_tile_less_or_equal, 2, 1},
    [CVK_AND] = {cvk_tile_and, 2, 1},
    [CVK_OR] = {cvk_tile_or, 2, 1},
    [CVK_SELECT] = {cvk_tile_select, 3, 1},
};
