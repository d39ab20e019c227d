#include "matrix_vector.h"

#include <stddef.h>

#include "chunks.h"
#include "vectors.h"

/// Rows that are summed up side by side, so that one sum does not wait for the one before.
#define CVK_ROWS_AT_ONCE 4

typedef struct {
    int64_t rows, columns, step;
    const float *matrix, *vector, *bias;
    float *result;
} cvk_matrix_vector_task;

/// `count` rows, which is a constant; every row is one chain of sums of vectors, whatever the count.
CVK_INLINE void cvk_rows_times_vector(const cvk_matrix_vector_task *task, int count, int64_t first) {
    const float *matrix = task->matrix + first * task->step;
    cvk_floats sums[CVK_ROWS_AT_ONCE];
    for (int r = 0; r < count; r++) { sums[r] = cvk_repeated(0); }
    int64_t whole = task->columns / CVK_LANES * CVK_LANES;
    for (int64_t k = 0; k < whole; k += CVK_LANES) {
        cvk_floats x = cvk_read(task->vector + k);
        for (int r = 0; r < count; r++) { sums[r] += cvk_read(matrix + r * task->step + k) * x; }
    }
    for (int r = 0; r < count; r++) {
        float sum = cvk_sum_of_lanes(sums[r]);
        for (int64_t k = whole; k < task->columns; k++) { sum += matrix[r * task->step + k] * task->vector[k]; }
        task->result[first + r] = task->bias ? sum + task->bias[first + r] : sum;
    }
}

CVK_MULTIVERSION static void cvk_matrix_vector_groups(int64_t begin, int64_t end, void *context) {
    const cvk_matrix_vector_task *task = context;
    int64_t row = begin * CVK_ROWS_AT_ONCE, last = cvk_min(end * CVK_ROWS_AT_ONCE, task->rows);
    for (; row + CVK_ROWS_AT_ONCE <= last; row += CVK_ROWS_AT_ONCE) {
        cvk_rows_times_vector(task, CVK_ROWS_AT_ONCE, row);
    }
    for (; row < last; row++) { cvk_rows_times_vector(task, 1, row); }
}

void cvk_matrix_vector_product(
    int64_t rows, int64_t columns, int64_t step, const float *matrix, const float *vector, const float *bias,
    float *result) {
    cvk_matrix_vector_task task = {rows, columns, step, matrix, vector, bias, result};
    int64_t groups = (rows + CVK_ROWS_AT_ONCE - 1) / CVK_ROWS_AT_ONCE;
    cvk_for_chunks(groups, rows * columns, cvk_matrix_vector_groups, &task);
}
