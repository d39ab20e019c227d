#ifndef CHAINRULE_PACKED_PRODUCT_H
#define CHAINRULE_PACKED_PRODUCT_H

#include "panel_product.h"

/// A matrix of `depth` rows and `columns` columns as panels of CVK_PANEL_VECTORS vectors of columns, the last of which has as
/// many vectors as it needs. The first `used` columns take part in a product.
typedef struct {
    const float *panels;
    int64_t depth, columns, used;
} cvk_packed;

/// A number of columns as whole vectors.
CVK_INLINE int64_t cvk_padded(int64_t columns) { return (columns + CVK_LANES - 1) / CVK_LANES * CVK_LANES; }

CVK_INLINE int64_t cvk_packed_size(int64_t depth, int64_t columns) { return depth * cvk_padded(columns); }

/// Packs a matrix of which each row lies side by side, `step` from the next one.
void cvk_pack_rows(int64_t depth, int64_t columns, const float *source, int64_t step, float *panels);

/// Packs the transpose of such a matrix, of `columns` rows.
void cvk_pack_transposed(int64_t columns, int64_t depth, const float *source, int64_t step, float *panels);

/// The product of `rows` rows with the first `depth` rows of a packed matrix; element (r, k) of the left factor is
/// left[r * row_step + k * depth_step]. It is written to `target`, or added to what is there. The sum of every element is one
/// chain.
void cvk_packed_product(
    int64_t rows, int64_t depth, const float *left, int64_t row_step, int64_t depth_step, const cvk_packed *right,
    int adds, float *target, int64_t target_step);

#endif
