#ifndef CHAINRULE_ONEDNN_MATMUL_H
#define CHAINRULE_ONEDNN_MATMUL_H

#include "operation.h"

#if CDN_HEADERS_VERSION != 0

/// A product whose result lies row by row, as oneDNN writes it. Where the result lay column by column, it is the product of
/// the transposed matrices in the other order.
typedef struct {
    /// left, right, result, bias; the bias has rank 0 if there is none.
    cdn_array arrays[4];
    bool is_transposed, accumulates;
} cdn_product;

/// The axis of the result along which it is cut, and into how many pieces.
typedef struct {
    int axis, pieces;
} cdn_cut;

/// A piece's place along the axis that is cut.
typedef struct {
    int64_t begin, count;
} cdn_range;

/// `bias` may be NULL.
cdn_product cdn_product_of(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result, bool accumulates);

/// What takes the least time.
cdn_cut cdn_best_cut(const cdn_product *product);

cdn_range cdn_range_of_piece(const cdn_array *result, cdn_cut cut, int number);

/// NULL if it failed. Its pointers are left, right, bias (if any) and result as `cdn_product_of` got them; if `apart`, the
/// last one is instead where the piece that is run writes its part.
cdn_operation *cdn_cut_product(const cdn_product *product, cdn_cut cut, bool apart);

#endif
#endif
