#include <stddef.h>

#include "chunks.h"
#include "winograd.h"
#include "winograd_matrices.h"

/// The weights of up to 16 pairs of channels, which lie `step` floats apart.
CVK_INLINE void cvk_read_weights(
    int taps, const float *weight, int64_t step, int64_t lanes, int is_turned, cvk_floats *g) {
    for (int tap = 0; tap < taps; tap++) {
        float values[CVK_LANES] = {0};
        for (int64_t i = 0; i < lanes; i++) { values[i] = weight[i * step + tap]; }
        g[is_turned ? taps - 1 - tap : tap] = cvk_read(values);
    }
}

/// Rows `first` on of [points, rows, columns], for a weight whose rows and columns lie so many floats apart.
CVK_INLINE void cvk_weight_points(
    int m, int r, int64_t first, int64_t count, int64_t rows, int64_t columns, int64_t row_step, int64_t column_step,
    int is_turned, const float *weight, float *points) {
    int n = m + r - 1;
    for (int64_t row = first; row < first + count; row++) {
        for (int64_t column = 0; column < columns; column += CVK_LANES) {
            cvk_floats g[CVK_MOST_TAPS * CVK_MOST_TAPS], half[CVK_MOST_TAPS * CVK_MOST_POINTS];
            cvk_floats point[CVK_MOST_POINTS * CVK_MOST_POINTS];
            int64_t lanes = cvk_min(CVK_LANES, columns - column);
            cvk_read_weights(r * r, weight + row * row_step + column * column_step, column_step, lanes, is_turned, g);
            for (int j = 0; j < r; j++) { cvk_winograd_weights(n, r, g + j, r, half + j, r); }
            for (int i = 0; i < n; i++) { cvk_winograd_weights(n, r, half + i * r, 1, point + i * n, 1); }
            for (int p = 0; p < n * n; p++) {
                float *target = points + (p * rows + row) * columns + column;
                cvk_write_lanes(target, lanes, point[p]);
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_weight_points(
    const cvk_filter_weight *shape, int64_t first, int64_t count, const float *weight, float *points) {
    int64_t inputs = shape->inputs, outputs = shape->outputs, taps = shape->filter.r * shape->filter.r;
    CVK_WITH_FILTER(shape->filter, cvk_weight_points, first, count, inputs, outputs, taps, inputs * taps, 0, weight, points)
}

CVK_MULTIVERSION void cvk_winograd_turned_weight_points(
    const cvk_filter_weight *shape, int64_t first, int64_t count, const float *weight, float *points) {
    int64_t inputs = shape->inputs, outputs = shape->outputs, taps = shape->filter.r * shape->filter.r;
    CVK_WITH_FILTER(shape->filter, cvk_weight_points, first, count, outputs, inputs, inputs * taps, taps, 1, weight, points)
}

CVK_INLINE void cvk_weight_gradients(
    int m, int r, const cvk_filter_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step,
    const float *points, float *gradient) {
    int n = m + r - 1;
    int64_t inputs = shape->inputs, outputs = shape->outputs;
    for (int64_t c = first; c < first + count; c++) {
        for (int64_t o = 0; o < outputs; o += CVK_LANES) {
            cvk_floats point[CVK_MOST_POINTS * CVK_MOST_POINTS], half[CVK_MOST_TAPS * CVK_MOST_POINTS];
            cvk_floats g[CVK_MOST_TAPS * CVK_MOST_TAPS];
            int64_t lanes = cvk_min(CVK_LANES, outputs - o);
            for (int p = 0; p < n * n; p++) {
                const float *x = points + (p * inputs + c) * outputs + o;
                cvk_floats sum = cvk_read_lanes(x, lanes);
                for (int32_t part = 1; part < parts; part++) {
                    const float *next = x + part * step;
                    sum += cvk_read_lanes(next, lanes);
                }
                point[p] = sum;
            }
            for (int j = 0; j < n; j++) { cvk_winograd_weight_gradients(n, r, point + j, n, half + j, n); }
            for (int i = 0; i < r; i++) { cvk_winograd_weight_gradients(n, r, half + i * n, 1, g + i * r, 1); }
            for (int tap = 0; tap < r * r; tap++) {
                float values[CVK_LANES];
                cvk_write(values, g[tap]);
                for (int64_t i = 0; i < lanes; i++) {
                    gradient[((o + i) * inputs + c) * r * r + tap] = values[i];
                }
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_weight_gradient(
    const cvk_filter_weight *shape, int64_t first, int64_t count, int32_t parts, int64_t step,
    const float *points, float *gradient) {
    CVK_WITH_FILTER(shape->filter, cvk_weight_gradients, shape, first, count, parts, step, points, gradient)
}
