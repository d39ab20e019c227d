#ifndef CHAINRULE_ONEDNN_CONVOLUTION_H
#define CHAINRULE_ONEDNN_CONVOLUTION_H

#include "operation.h"

#if CDN_HEADERS_VERSION != 0

/// What is computed of a convolution.
typedef struct {
    const cdn_convolution *settings;
    dnnl_prop_kind_t kind;
    const cdn_array *input, *weight, *output;
    bool has_bias, accumulates;
} cdn_request;

/// How many elements an array has along the axes from `first_axis` on.
static inline int64_t cdn_element_count(const cdn_array *array, int first_axis) {
    int64_t count = 1;
    for (int axis = first_axis; axis < array->rank; axis++) count *= array->sizes[axis];
    return count;
}

/// The convolution as a product of matrices; NULL if it cannot be made.
cdn_operation *cdn_make_product(const cdn_request *request);

#endif
#endif
