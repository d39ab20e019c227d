#ifndef CHAINRULE_ROWS_H
#define CHAINRULE_ROWS_H

#include <stdint.h>

// Operations on dense matrices row by row. Those that meet an index or label out of range return its place
// and do nothing else; otherwise they return -1. Indices, not labels, may be negative: -1 is the last row.

/// losses[n] = -log softmax(logits[n])[labels[n]].
int64_t cvk_cross_entropy(
    int64_t rows, int64_t classes, const float *logits, const int32_t *labels, float *losses);

/// gradient[n] = (softmax(logits[n]) - onehot(labels[n])) * upstream[n * upstream_stride].
int64_t cvk_cross_entropy_gradient(
    int64_t rows, int64_t classes, const float *logits, const int32_t *labels, const float *upstream,
    int64_t upstream_stride, float *gradient);

/// output[i] = table[indices[i]] for rows of `width` floats. `least` is the least index: 0, or -table_rows where indices
/// may count from the end.
int64_t cvk_gather_rows(
    int64_t count, int64_t width, int64_t table_rows, int64_t least, const float *table, const int32_t *indices,
    float *output);

/// table = zeros with rows[i] added at row indices[i]; equal indices add up in ascending order of i.
int64_t cvk_scatter_add_rows(
    int64_t count, int64_t width, int64_t table_rows, const float *rows, const int32_t *indices,
    float *table);

/// places[n] = the place of the first largest element of row n; NaN before numbers.
void cvk_argmax_rows(int64_t rows, int64_t width, const float *x, int32_t *places);

#endif
