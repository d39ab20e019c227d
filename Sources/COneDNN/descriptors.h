#ifndef CHAINRULE_ONEDNN_DESCRIPTORS_H
#define CHAINRULE_ONEDNN_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "library.h"

#if CDN_HEADERS_VERSION != 0

// All in which oneDNN 2 and 3 differ. A library must be loaded.

/// A struct in version 2, a pointer to one in version 3. Zeroed, it is none, and may be freed.
typedef dnnl_memory_desc_t cdn_layout;

/// Without strides, the operation that is described with it may choose.
bool cdn_make_layout(cdn_layout *layout, int rank, const int64_t *sizes, const int64_t *strides);
bool cdn_copy_layout(cdn_layout *copy, const cdn_layout *layout);
/// The layout that an implementation has chosen; false if it has none of the kind.
bool cdn_query_layout(cdn_layout *layout, const_dnnl_primitive_desc_t description, dnnl_query_t kind);
void cdn_free_layout(cdn_layout *layout);
size_t cdn_layout_bytes(const cdn_layout *layout);
bool cdn_layouts_are_equal(const cdn_layout *first, const cdn_layout *second);
/// Memory that points nowhere yet; NULL if it failed.
dnnl_memory_t cdn_make_memory(const cdn_layout *layout);

bool cdn_append_sum(dnnl_post_ops_t operations);

typedef struct {
    cdn_layout left, right, bias, result;
    bool has_bias;
} cdn_matmul_problem;

typedef struct {
    dnnl_prop_kind_t kind;
    cdn_layout input, weight, bias, output;
    bool has_bias;
    dnnl_dims_t strides, dilation, padding;  // dilation 0 is none, as oneDNN counts
} cdn_convolution_problem;

// The implementation of the highest rank; NULL if there is none but slow ones.

/// `preferred` is how the name of an implementation begins that is better than others, or NULL.
dnnl_primitive_desc_t cdn_describe_matmul(
    const cdn_matmul_problem *problem, const_dnnl_primitive_attr_t attributes, const char *preferred);
dnnl_primitive_desc_t cdn_describe_convolution(
    const cdn_convolution_problem *problem, const_dnnl_primitive_attr_t attributes);
dnnl_primitive_desc_t cdn_describe_reorder(
    const cdn_layout *source, const cdn_layout *target, const_dnnl_primitive_attr_t attributes);

/// Never NULL.
const char *cdn_implementation_name(const_dnnl_primitive_desc_t description);

typedef enum {
    CDN_SLOW, CDN_FAST, CDN_PREFERRED
} cdn_rank;

/// Of slow fallbacks, of others, and of those whose name begins with `preferred`, or all others if that is NULL.
cdn_rank cdn_rank_of(const_dnnl_primitive_desc_t description, const char *preferred);

#endif
#endif
