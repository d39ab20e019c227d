#include "descriptors.h"

#if CDN_HEADERS_VERSION == 2

#include <string.h>

bool cdn_make_layout(cdn_layout *layout, int rank, const int64_t *sizes, const int64_t *strides) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_status_t status =
        strides
        ? library->memory_desc_init_by_strides(layout, rank, sizes, dnnl_f32, strides)
        : library->memory_desc_init_by_tag(layout, rank, sizes, dnnl_f32, dnnl_format_tag_any);
    return status == dnnl_success;
}

bool cdn_copy_layout(cdn_layout *copy, const cdn_layout *layout) {
    *copy = *layout;
    return true;
}

bool cdn_query_layout(cdn_layout *layout, const_dnnl_primitive_desc_t description, dnnl_query_t kind) {
    const cdn_layout *found = cdn_loaded_library()->primitive_desc_query_md(description, kind, 0);
    if (!found || found->ndims == 0) return false;
    *layout = *found;
    return true;
}

void cdn_free_layout(cdn_layout *layout) {
    memset(layout, 0, sizeof *layout);
}

size_t cdn_layout_bytes(const cdn_layout *layout) {
    return cdn_loaded_library()->memory_desc_get_size(layout);
}

bool cdn_layouts_are_equal(const cdn_layout *first, const cdn_layout *second) {
    return cdn_loaded_library()->memory_desc_equal(first, second);
}

dnnl_memory_t cdn_make_memory(const cdn_layout *layout) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_memory_t memory = NULL;
    library->memory_create(&memory, layout, library->engine, DNNL_MEMORY_NONE);
    return memory;
}

bool cdn_append_sum(dnnl_post_ops_t operations) {
    return cdn_loaded_library()->post_ops_append_sum(operations, 1) == dnnl_success;
}

static dnnl_primitive_desc_t best_implementation(
    const_dnnl_op_desc_t problem, const_dnnl_primitive_attr_t attributes, const_dnnl_primitive_desc_t forward,
    const char *preferred) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_iterator_t iterator = NULL;
    dnnl_status_t status =
        library->primitive_desc_iterator_create(&iterator, problem, attributes, library->engine, forward);
    dnnl_primitive_desc_t best = NULL;
    cdn_rank best_rank = CDN_SLOW;
    while (status == dnnl_success && best_rank != CDN_PREFERRED) {
        dnnl_primitive_desc_t candidate = library->primitive_desc_iterator_fetch(iterator);
        cdn_rank rank = cdn_rank_of(candidate, preferred);
        if (rank > best_rank) {
            if (best) library->primitive_desc_destroy(best);
            best = candidate;
            best_rank = rank;
        } else if (candidate) {
            library->primitive_desc_destroy(candidate);
        }
        status = library->primitive_desc_iterator_next(iterator);
    }
    if (iterator) library->primitive_desc_iterator_destroy(iterator);
    return best;
}

dnnl_primitive_desc_t cdn_describe_matmul(
    const cdn_matmul_problem *p, const_dnnl_primitive_attr_t attributes, const char *preferred) {
    dnnl_matmul_desc_t problem;
    dnnl_status_t status = cdn_loaded_library()->matmul_desc_init(
        &problem, &p->left, &p->right, p->has_bias ? &p->bias : NULL, &p->result);
    return status == dnnl_success ? best_implementation(&problem, attributes, NULL, preferred) : NULL;
}

static dnnl_primitive_desc_t describe_forward(
    const cdn_convolution_problem *p, const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t problem;
    dnnl_status_t status = cdn_loaded_library()->dilated_convolution_forward_desc_init(
        &problem, dnnl_forward_training, dnnl_convolution_direct, &p->input, &p->weight,
        p->has_bias ? &p->bias : NULL, &p->output, p->strides, p->dilation, p->padding, p->padding);
    return status == dnnl_success ? best_implementation(&problem, attributes, NULL, NULL) : NULL;
}

dnnl_primitive_desc_t cdn_describe_convolution(
    const cdn_convolution_problem *p, const_dnnl_primitive_attr_t attributes) {
    if (p->kind == dnnl_forward_training) return describe_forward(p, attributes);
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t forward = describe_forward(p, NULL);
    if (!forward) return NULL;
    dnnl_convolution_desc_t problem;
    dnnl_status_t status =
        p->kind == dnnl_backward_data
        ? library->dilated_convolution_backward_data_desc_init(
            &problem, dnnl_convolution_direct, &p->input, &p->weight, &p->output, p->strides, p->dilation,
            p->padding, p->padding)
        : library->dilated_convolution_backward_weights_desc_init(
            &problem, dnnl_convolution_direct, &p->input, &p->weight, p->has_bias ? &p->bias : NULL, &p->output,
            p->strides, p->dilation, p->padding, p->padding);
    dnnl_primitive_desc_t chosen =
        status == dnnl_success ? best_implementation(&problem, attributes, forward, NULL) : NULL;
    library->primitive_desc_destroy(forward);
    return chosen;
}

dnnl_primitive_desc_t cdn_describe_reorder(
    const cdn_layout *source, const cdn_layout *target, const_dnnl_primitive_attr_t attributes) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_desc_t chosen = NULL;
    library->reorder_primitive_desc_create(
        &chosen, source, library->engine, target, library->engine, attributes);
    return chosen;
}

#endif
