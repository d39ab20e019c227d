#include <stddef.h>

#include "chunks.h"
#include "winograd.h"
#include "winograd_matrices.h"

enum { CVK_TAPS = 9 };

/// The weights of up to 16 pairs of channels, which lie `step` floats apart.
CVK_INLINE void cvk_read_weights(const float *weight, int64_t step, int64_t lanes, int is_turned, cvk_floats *g) {
    for (int tap = 0; tap < CVK_TAPS; tap++) {
        float values[CVK_LANES] = {0};
        for (int64_t i = 0; i < lanes; i++) { values[i] = weight[i * step + tap]; }
        g[is_turned ? CVK_TAPS - 1 - tap : tap] = cvk_read(values);
    }
}

/// Rows `first` on of [points, rows, columns], for a weight whose rows and columns lie so many floats apart.
CVK_INLINE void cvk_weight_points(
    int m, int64_t first, int64_t count, int64_t rows, int64_t columns, int64_t row_step, int64_t column_step,
    int is_turned, const float *weight, float *points) {
    int size = m + 2;
    for (int64_t row = first; row < first + count; row++) {
        for (int64_t column = 0; column < columns; column += CVK_LANES) {
            cvk_floats g[CVK_TAPS], half[3 * CVK_MOST_POINTS], point[CVK_MOST_POINTS * CVK_MOST_POINTS];
            int64_t lanes = cvk_min(CVK_LANES, columns - column);
            cvk_read_weights(weight + row * row_step + column * column_step, column_step, lanes, is_turned, g);
            for (int j = 0; j < 3; j++) { cvk_winograd_weights(m, g + j, 3, half + j, 3); }
            for (int i = 0; i < size; i++) { cvk_winograd_weights(m, half + i * 3, 1, point + i * size, 1); }
            for (int p = 0; p < size * size; p++) {
                float *target = points + (p * rows + row) * columns + column;
                if (lanes == CVK_LANES) {
                    cvk_write(target, point[p]);
                } else {
                    cvk_write_some(target, lanes, point[p]);
                }
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_weight_points(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, const float *weight, float *points) {
    int64_t inputs = shape->inputs, outputs = shape->outputs, step = inputs * CVK_TAPS;
    if (shape->m == 2) {
        cvk_weight_points(2, first, count, inputs, outputs, CVK_TAPS, step, 0, weight, points);
    } else {
        cvk_weight_points(4, first, count, inputs, outputs, CVK_TAPS, step, 0, weight, points);
    }
}

CVK_MULTIVERSION void cvk_winograd_turned_weight_points(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, const float *weight, float *points) {
    int64_t inputs = shape->inputs, outputs = shape->outputs, step = inputs * CVK_TAPS;
    if (shape->m == 2) {
        cvk_weight_points(2, first, count, outputs, inputs, step, CVK_TAPS, 1, weight, points);
    } else {
        cvk_weight_points(4, first, count, outputs, inputs, step, CVK_TAPS, 1, weight, points);
    }
}

CVK_INLINE void cvk_weight_gradients(
    int m, const cvk_winograd_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step,
    const float *points, float *gradient) {
    int size = m + 2;
    int64_t inputs = shape->inputs, outputs = shape->outputs;
    for (int64_t c = first; c < first + count; c++) {
        for (int64_t o = 0; o < outputs; o += CVK_LANES) {
            cvk_floats point[CVK_MOST_POINTS * CVK_MOST_POINTS], half[3 * CVK_MOST_POINTS], g[CVK_TAPS];
            int64_t lanes = cvk_min(CVK_LANES, outputs - o);
            for (int p = 0; p < size * size; p++) {
                const float *x = points + (p * inputs + c) * outputs + o;
                cvk_floats sum = lanes == CVK_LANES ? cvk_read(x) : cvk_read_some(x, lanes, 0);
                for (int32_t part = 1; part < parts; part++) {
                    const float *next = x + part * step;
                    sum += lanes == CVK_LANES ? cvk_read(next) : cvk_read_some(next, lanes, 0);
                }
                point[p] = sum;
            }
            for (int j = 0; j < size; j++) { cvk_winograd_weight_gradients(m, point + j, size, half + j, size); }
            for (int i = 0; i < 3; i++) { cvk_winograd_weight_gradients(m, half + i * size, 1, g + i * 3, 1); }
            for (int tap = 0; tap < CVK_TAPS; tap++) {
                float values[CVK_LANES];
                cvk_write(values, g[tap]);
                for (int64_t i = 0; i < lanes; i++) {
                    gradient[((o + i) * inputs + c) * CVK_TAPS + tap] = values[i];
                }
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_weight_gradient(
    const cvk_winograd_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step,
    const float *points, float *gradient) {
    if (shape->m == 2) {
        cvk_weight_gradients(2, shape, first, count, parts, step, points, gradient);
    } else {
        cvk_weight_gradients(4, shape, first, count, parts, step, points, gradient);
    }
}
