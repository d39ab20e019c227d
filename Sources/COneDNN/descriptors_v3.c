#include "descriptors.h"

#if CDN_HEADERS_VERSION >= 3

bool cdn_make_layout(cdn_layout *layout, int rank, const int64_t *sizes, const int64_t *strides) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_status_t status =
        strides
        ? library->memory_desc_create_with_strides(layout, rank, sizes, dnnl_f32, strides)
        : library->memory_desc_create_with_tag(layout, rank, sizes, dnnl_f32, dnnl_format_tag_any);
    return status == dnnl_success;
}

bool cdn_copy_layout(cdn_layout *copy, const cdn_layout *layout) {
    return cdn_loaded_library()->memory_desc_clone(copy, *layout) == dnnl_success;
}

bool cdn_query_layout(cdn_layout *layout, const_dnnl_primitive_desc_t description, dnnl_query_t kind) {
    const cdn_library *library = cdn_loaded_library();
    const_dnnl_memory_desc_t found = library->primitive_desc_query_md(description, kind, 0);
    if (!found || library->memory_desc_get_size(found) == 0) return false;
    return library->memory_desc_clone(layout, found) == dnnl_success;
}

void cdn_free_layout(cdn_layout *layout) {
    if (*layout) cdn_loaded_library()->memory_desc_destroy(*layout);
    *layout = NULL;
}

size_t cdn_layout_bytes(const cdn_layout *layout) {
    return cdn_loaded_library()->memory_desc_get_size(*layout);
}

bool cdn_layouts_are_equal(const cdn_layout *first, const cdn_layout *second) {
    return cdn_loaded_library()->memory_desc_equal(*first, *second);
}

dnnl_memory_t cdn_make_memory(const cdn_layout *layout) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_memory_t memory = NULL;
    library->memory_create(&memory, *layout, library->engine, DNNL_MEMORY_NONE);
    return memory;
}

bool cdn_append_sum(dnnl_post_ops_t operations) {
    return cdn_loaded_library()->post_ops_append_sum(operations, 1, 0, dnnl_f32) == dnnl_success;
}

/// Consumes `candidate`, which is the first implementation, or NULL.
static dnnl_primitive_desc_t best_implementation(dnnl_primitive_desc_t candidate, const char *preferred) {
    const cdn_library *library = cdn_loaded_library();
    if (!candidate) return NULL;
    dnnl_primitive_desc_t best = NULL;
    cdn_rank best_rank = CDN_SLOW;
    do {
        cdn_rank rank = cdn_rank_of(candidate, preferred);
        dnnl_primitive_desc_t better = NULL;
        if (rank <= best_rank || library->primitive_desc_clone(&better, candidate) != dnnl_success) continue;
        if (best) library->primitive_desc_destroy(best);
        best = better;
        best_rank = rank;
    } while (best_rank != CDN_PREFERRED && library->primitive_desc_next_impl(candidate) == dnnl_success);
    library->primitive_desc_destroy(candidate);
    return best;
}

dnnl_primitive_desc_t cdn_describe_matmul(
    const cdn_matmul_problem *p, const_dnnl_primitive_attr_t attributes, const char *preferred) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t first = NULL;
    library->matmul_primitive_desc_create(
        &first, library->engine, p->left, p->right, p->has_bias ? p->bias : NULL, p->result, attributes);
    return best_implementation(first, preferred);
}

static dnnl_primitive_desc_t describe_forward(
    const cdn_convolution_problem *p, const_dnnl_primitive_attr_t attributes) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t first = NULL;
    library->convolution_forward_primitive_desc_create(
        &first, library->engine, dnnl_forward_training, dnnl_convolution_direct, p->input, p->weight,
        p->has_bias ? p->bias : NULL, p->output, p->strides, p->dilation, p->padding, p->padding, attributes);
    return best_implementation(first, NULL);
}

dnnl_primitive_desc_t cdn_describe_convolution(
    const cdn_convolution_problem *p, const_dnnl_primitive_attr_t attributes) {
    if (p->kind == dnnl_forward_training) return describe_forward(p, attributes);
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t forward = describe_forward(p, NULL);
    if (!forward) return NULL;
    dnnl_primitive_desc_t first = NULL;
    if (p->kind == dnnl_backward_data) {
        library->convolution_backward_data_primitive_desc_create(
            &first, library->engine, dnnl_convolution_direct, p->input, p->weight, p->output, p->strides,
            p->dilation, p->padding, p->padding, forward, attributes);
    } else {
        library->convolution_backward_weights_primitive_desc_create(
            &first, library->engine, dnnl_convolution_direct, p->input, p->weight, p->has_bias ? p->bias : NULL,
            p->output, p->strides, p->dilation, p->padding, p->padding, forward, attributes);
    }
    dnnl_primitive_desc_t chosen = best_implementation(first, NULL);
    library->primitive_desc_destroy(forward);
    return chosen;
}

dnnl_primitive_desc_t cdn_describe_reorder(
    const cdn_layout *source, const cdn_layout *target, const_dnnl_primitive_attr_t attributes) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t chosen = NULL;
    library->reorder_primitive_desc_create(
        &chosen, *source, library->engine, *target, library->engine, attributes);
    return chosen;
}

#endif
