#ifndef CHAINRULE_MATRIX_VECTOR_H
#define CHAINRULE_MATRIX_VECTOR_H

#include <stdint.h>

/// result[r] = bias[r] + the sum of matrix[r * step + k] * vector[k] over k < `columns`; `bias` may be NULL.
void cvk_matrix_vector_product(
    int64_t rows, int64_t columns, int64_t step, const float *matrix, const float *vector, const float *bias,
    float *result);

#endif
