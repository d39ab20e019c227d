#ifndef CHAINRULE_FEW_ROWS_H
#define CHAINRULE_FEW_ROWS_H

#include <stdint.h>

/// A product of a matrix of few rows with one whose columns lie one behind the other, such as the transposed weight of a
/// layer. Other kernels bring a matrix into another order first, which costs more than the product if there are few rows.
typedef struct {
    int64_t rows, columns, depth;
    /// Floats from one row of the left matrix and of the result to the next, and from one column of the right one.
    int64_t left_step, right_step, result_step;
} cvk_few_rows;

/// result = left · right + bias; `bias`, one number for every column, may be NULL.
void cvk_few_rows_product(
    const cvk_few_rows *product, const float *left, const float *right, const float *bias, float *result);

#endif
