#include "few_rows.h"

#include <stddef.h>

#include "chunks.h"
#include "vectors.h"

// The sums of a block of rows and columns are kept in registers while the vectors of its rows and columns go by. Every
// element is one chain of sums of vectors, so its bits do not depend on what is computed together.

#define CVK_BLOCK_ROWS 8
/// A multiple of the columns of every block.
#define CVK_COLUMN_GROUP 12

/// The next loop's turns become so many instructions, so that an array with one element for each is kept in registers.
#if defined(__clang__)
#define CVK_UNROLLED _Pragma("clang loop unroll(full)")
#else
#define CVK_UNROLLED _Pragma("GCC unroll 16")
#endif

typedef struct {
    cvk_few_rows product;
    const float *left, *right, *bias;
    float *result;
} cvk_few_rows_task;

/// One element of the result for each of `rows` and `columns`, which are constants.
CVK_INLINE void cvk_block_of_products(
    const cvk_few_rows_task *task, int rows, int columns, int64_t first_row, int64_t first_column) {
    const cvk_few_rows *product = &task->product;
    const float *left = task->left + first_row * product->left_step;
    const float *right = task->right + first_column * product->right_step;
    cvk_floats sums[CVK_BLOCK_ROWS][4];
    CVK_UNROLLED
    for (int r = 0; r < rows; r++) {
        CVK_UNROLLED
        for (int c = 0; c < columns; c++) { sums[r][c] = cvk_repeated(0); }
    }
    int64_t whole = product->depth / CVK_LANES * CVK_LANES;
    for (int64_t k = 0; k < whole; k += CVK_LANES) {
        cvk_floats factors[4];
        CVK_UNROLLED
        for (int c = 0; c < columns; c++) { factors[c] = cvk_read(right + c * product->right_step + k); }
        CVK_UNROLLED
        for (int r = 0; r < rows; r++) {
            cvk_floats x = cvk_read(left + r * product->left_step + k);
            CVK_UNROLLED
            for (int c = 0; c < columns; c++) { sums[r][c] += x * factors[c]; }
        }
    }
    for (int r = 0; r < rows; r++) {
        float *result = task->result + (first_row + r) * product->result_step + first_column;
        for (int c = 0; c < columns; c++) {
            float sum = cvk_sum_of_lanes(sums[r][c]);
            for (int64_t k = whole; k < product->depth; k++) {
                sum += left[r * product->left_step + k] * right[c * product->right_step + k];
            }
            result[c] = task->bias ? sum + task->bias[first_column + c] : sum;
        }
    }
}

/// All rows of the columns `begin` ..< `end`.
CVK_INLINE void cvk_columns_of_products(
    const cvk_few_rows_task *task, int columns_of_eight, int columns, int64_t begin, int64_t end) {
    int64_t row = 0, rows = task->product.rows;
    for (; row + 8 <= rows; row += 8) {
        for (int64_t column = begin; column < end; column += columns_of_eight) {
            cvk_block_of_products(task, 8, columns_of_eight, row, column);
        }
    }
    for (; row + 4 <= rows; row += 4) {
        for (int64_t column = begin; column < end; column += columns) {
            cvk_block_of_products(task, 4, columns, row, column);
        }
    }
    for (; row + 2 <= rows; row += 2) {
        for (int64_t column = begin; column < end; column += columns) {
            cvk_block_of_products(task, 2, columns, row, column);
        }
    }
    for (; row < rows; row++) {
        for (int64_t column = begin; column < end; column += columns) {
            cvk_block_of_products(task, 1, columns, row, column);
        }
    }
}

CVK_MULTIVERSION static void cvk_few_rows_groups(int64_t first, int64_t last, void *context) {
    const cvk_few_rows_task *task = context;
    int64_t columns = task->product.columns;
    for (int64_t group = first; group < last; group++) {
        int64_t begin = group * CVK_COLUMN_GROUP, end = cvk_min(begin + CVK_COLUMN_GROUP, columns);
        if (end - begin == CVK_COLUMN_GROUP) {
            cvk_columns_of_products(task, 3, 4, begin, end);
        } else {
            cvk_columns_of_products(task, 1, 1, begin, end);
        }
    }
}

void cvk_few_rows_product(
    const cvk_few_rows *product, const float *left, const float *right, const float *bias, float *result) {
    cvk_few_rows_task task = {*product, left, right, bias, result};
    int64_t groups = (product->columns + CVK_COLUMN_GROUP - 1) / CVK_COLUMN_GROUP;
    cvk_for_chunks(groups, product->columns * product->depth, cvk_few_rows_groups, &task);
}
