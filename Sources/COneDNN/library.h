#ifndef CHAINRULE_ONEDNN_LIBRARY_H
#define CHAINRULE_ONEDNN_LIBRARY_H

#if defined(CDN_WITHOUT_HEADERS)
#define CDN_HEADERS_VERSION 0
#elif __has_include(<oneapi/dnnl/dnnl.h>)
#include <oneapi/dnnl/dnnl.h>
#define CDN_HEADERS_VERSION DNNL_VERSION_MAJOR
#elif __has_include(<dnnl.h>)
#include <dnnl.h>
#define CDN_HEADERS_VERSION DNNL_VERSION_MAJOR
#else
#define CDN_HEADERS_VERSION 0
#endif

#if CDN_HEADERS_VERSION != 0

#define CDN_FUNCTIONS_OF_ALL_VERSIONS(USE) \
    USE(engine_create) \
    USE(stream_create) \
    USE(stream_wait) \
    USE(stream_destroy) \
    USE(memory_create) \
    USE(memory_set_data_handle) \
    USE(memory_destroy) \
    USE(memory_desc_equal) \
    USE(memory_desc_get_size) \
    USE(post_ops_create) \
    USE(post_ops_append_sum) \
    USE(post_ops_destroy) \
    USE(primitive_attr_create) \
    USE(primitive_attr_set_scratchpad_mode) \
    USE(primitive_attr_set_post_ops) \
    USE(primitive_attr_destroy) \
    USE(primitive_desc_query) \
    USE(primitive_desc_query_md) \
    USE(primitive_desc_destroy) \
    USE(primitive_create) \
    USE(primitive_execute) \
    USE(primitive_destroy) \
    USE(reorder_primitive_desc_create)

#if CDN_HEADERS_VERSION == 2
#define CDN_FUNCTIONS_OF_THIS_VERSION(USE) \
    USE(memory_desc_init_by_strides) \
    USE(memory_desc_init_by_tag) \
    USE(matmul_desc_init) \
    USE(dilated_convolution_forward_desc_init) \
    USE(dilated_convolution_backward_data_desc_init) \
    USE(dilated_convolution_backward_weights_desc_init) \
    USE(primitive_desc_iterator_create) \
    USE(primitive_desc_iterator_fetch) \
    USE(primitive_desc_iterator_next) \
    USE(primitive_desc_iterator_destroy)
#else
#define CDN_FUNCTIONS_OF_THIS_VERSION(USE) \
    USE(memory_desc_create_with_strides) \
    USE(memory_desc_create_with_tag) \
    USE(memory_desc_clone) \
    USE(memory_desc_destroy) \
    USE(matmul_primitive_desc_create) \
    USE(convolution_forward_primitive_desc_create) \
    USE(convolution_backward_data_primitive_desc_create) \
    USE(convolution_backward_weights_primitive_desc_create) \
    USE(primitive_desc_clone) \
    USE(primitive_desc_next_impl)
#endif

#define CDN_FUNCTIONS(USE) CDN_FUNCTIONS_OF_ALL_VERSIONS(USE) CDN_FUNCTIONS_OF_THIS_VERSION(USE)

/// The library's functions without their prefix, and the CPU. Loaded at run time, so that a program starts
/// where the library is missing.
typedef struct {
#define CDN_FIELD(name) __typeof__(dnnl_##name) *name;
    CDN_FUNCTIONS(CDN_FIELD)
#undef CDN_FIELD
    dnnl_engine_t engine;
    /// NULL if the library's threads are not those of OpenMP.
    void (*set_thread_count)(int);
} cdn_library;

/// NULL if it is not available.
const cdn_library *cdn_loaded_library(void);

/// Lets oneDNN compute on the calling thread alone: operations are cut into pieces, and threads of our own take them.
void cdn_use_one_thread(void);

#endif
#endif
