#ifndef CHAINRULE_PANEL_PRODUCT_H
#define CHAINRULE_PANEL_PRODUCT_H

#include "vectors.h"

// Products of a few rows with a panel of a matrix that lies in the order in which it is read: vectors of 16 columns side by
// side, row after row. Every element is one chain of sums, so its bits do not depend on which rows are computed together.

/// Rows whose sums with four vectors fit into the 32 registers of AVX-512.
#define CVK_PANEL_ROWS 6
#define CVK_PANEL_VECTORS 4

/// The next loop's turns become so many instructions, so that an array with one element for each is kept in registers.
#if defined(__clang__)
#define CVK_UNROLLED _Pragma("clang loop unroll(full)")
#else
#define CVK_UNROLLED _Pragma("GCC unroll 16")
#endif

/// sums += rows of `left` times the panel; `rows` and `vectors` are constants. Element (r, k) of the left factor is
/// left[r * row_step + k * depth_step].
CVK_INLINE void cvk_add_rows_of_panel(
    int rows, int vectors, int64_t depth, const float *left, int64_t row_step, int64_t depth_step, const float *panel,
    cvk_floats sums[CVK_PANEL_ROWS][CVK_PANEL_VECTORS]) {
    for (int64_t k = 0; k < depth; k++) {
        cvk_floats right[CVK_PANEL_VECTORS];
        CVK_UNROLLED
        for (int v = 0; v < vectors; v++) { right[v] = cvk_read(panel + (k * vectors + v) * CVK_LANES); }
        CVK_UNROLLED
        for (int r = 0; r < rows; r++) {
            cvk_floats factor = cvk_repeated(left[r * row_step + k * depth_step]);
            CVK_UNROLLED
            for (int v = 0; v < vectors; v++) { sums[r][v] += factor * right[v]; }
        }
    }
}

/// tile[r * vectors * 16 ...] = rows of `left` times the panel; `rows` and `vectors` are constants.
CVK_INLINE void cvk_rows_of_panel(
    int rows, int vectors, int64_t depth, const float *left, int64_t row_step, int64_t depth_step, const float *panel,
    float *tile) {
    cvk_floats sums[CVK_PANEL_ROWS][CVK_PANEL_VECTORS];
    CVK_UNROLLED
    for (int r = 0; r < rows; r++) {
        CVK_UNROLLED
        for (int v = 0; v < vectors; v++) { sums[r][v] = cvk_repeated(0); }
    }
    cvk_add_rows_of_panel(rows, vectors, depth, left, row_step, depth_step, panel, sums);
    CVK_UNROLLED
    for (int r = 0; r < rows; r++) {
        CVK_UNROLLED
        for (int v = 0; v < vectors; v++) { cvk_write(tile + (r * vectors + v) * CVK_LANES, sums[r][v]); }
    }
}

/// The same for any number of rows up to CVK_PANEL_ROWS.
CVK_INLINE void cvk_panel_product(
    int64_t rows, int vectors, int64_t depth, const float *left, int64_t row_step, int64_t depth_step,
    const float *panel, float *tile) {
    if (rows == CVK_PANEL_ROWS) {
        cvk_rows_of_panel(CVK_PANEL_ROWS, vectors, depth, left, row_step, depth_step, panel, tile);
        return;
    }
    int64_t row = 0;
    for (; row + 2 <= rows; row += 2) {
        cvk_rows_of_panel(
            2, vectors, depth, left + row * row_step, row_step, depth_step, panel, tile + row * vectors * CVK_LANES);
    }
    if (row < rows) {
        cvk_rows_of_panel(
            1, vectors, depth, left + row * row_step, row_step, depth_step, panel, tile + row * vectors * CVK_LANES);
    }
}

#endif
