#include "tile_operations.h"

#include "circular_functions.h"
#include "elementary_functions.h"
#include "power_function.h"
#include "vector_loop.h"

#define CVK_TILE_LOOP(name, declarations, expression)                                                      \
    CVK_MULTIVERSION static void name(                                                                     \
        float *output, const float *a, const float *b, const float *c, int64_t blocks) {                   \
        (void)b, (void)c;                                                                                  \
        CVK_VECTOR_LOOP                                                                                    \
        for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) {                                                 \
            declarations;                                                                                  \
            output[i] = expression;                                                                        \
        }                                                                                                  \
    }

#define CVK_UNARY(name, cost, expression) CVK_TILE_LOOP(cvk_tile_##name, float x = a[i], expression)
#define CVK_BINARY(name, cost, expression)                                                                 \
    CVK_TILE_LOOP(cvk_tile_##name, float x = a[i]; float y = b[i], expression)
#define CVK_TERNARY(name, cost, expression)                                                                \
    CVK_TILE_LOOP(cvk_tile_##name, float x = a[i]; float y = b[i]; float z = c[i], expression)

CVK_MULTIVERSION static int cvk_any_angle_too_large(const float *a, int64_t blocks) {
    int any = 0;
    for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) { any |= fabsf(a[i]) > CVK_LARGEST_ANGLE; }
    return any;
}

#define CVK_ANGLE(name, cost, expression, library_function)                                                \
    CVK_TILE_LOOP(cvk_tile_of_moderate_##name, float x = a[i], expression)                                 \
    static void cvk_tile_##name(                                                                           \
        float *output, const float *a, const float *b, const float *c, int64_t blocks) {                   \
        if (!cvk_any_angle_too_large(a, blocks)) {                                                         \
            cvk_tile_of_moderate_##name(output, a, b, c, blocks);                                          \
        } else {                                                                                           \
            for (int64_t i = 0; i < blocks * CVK_BLOCK; i++) { output[i] = library_function(a[i]); }       \
        }                                                                                                  \
    }

CVK_EACH_OPERATION(CVK_UNARY, CVK_BINARY, CVK_TERNARY, CVK_ANGLE)

#define CVK_ROW(name, operands, cost) [CVK_##name] = {cvk_tile_##name, operands, cost},
#define CVK_ROW_1(name, cost, ...) CVK_ROW(name, 1, cost)
#define CVK_ROW_2(name, cost, ...) CVK_ROW(name, 2, cost)
#define CVK_ROW_3(name, cost, ...) CVK_ROW(name, 3, cost)

const cvk_tile_operation cvk_tile_operations[CVK_OPERATION_COUNT] = {
    CVK_EACH_OPERATION(CVK_ROW_1, CVK_ROW_2, CVK_ROW_3, CVK_ROW_1)
};

int32_t cvk_operation_cost(cvk_operation operation) { return cvk_tile_operations[operation].cost; }
