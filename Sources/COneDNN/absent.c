#include "library.h"
#include "onednn_shim.h"

#if CDN_HEADERS_VERSION == 0

// Built without oneDNN's headers: nothing is available.

bool cdn_is_available(void) {
    return false;
}

const char *cdn_description(void) {
    return "this was built without oneDNN's headers";
}

cdn_operation *cdn_matmul(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    bool accumulates) {
    (void)left, (void)right, (void)bias, (void)result, (void)accumulates;
    return NULL;
}

cdn_product_loop *cdn_make_product_loop(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    const cvk_loop *loop, int load) {
    (void)left, (void)right, (void)bias, (void)result, (void)loop, (void)load;
    return NULL;
}

size_t cdn_product_loop_scratchpad_bytes(const cdn_product_loop *fused) {
    (void)fused;
    return 0;
}

const char *cdn_product_loop_implementation(const cdn_product_loop *fused) {
    (void)fused;
    return "none";
}

int cdn_run_product_loop(cdn_product_loop *fused, void *const *pointers) {
    (void)fused, (void)pointers;
    return 1;
}

void cdn_free_product_loop(cdn_product_loop *fused) {
    (void)fused;
}

cdn_operation *cdn_convolution_forward(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *weight, bool has_bias,
    const cdn_array *output, bool accumulates) {
    (void)settings, (void)input, (void)weight;
    (void)has_bias, (void)output, (void)accumulates;
    return NULL;
}

cdn_operation *cdn_convolution_input_gradient(
    const cdn_convolution *settings, const cdn_array *output_gradient, const cdn_array *weight,
    const cdn_array *input_gradient) {
    (void)settings, (void)output_gradient, (void)weight, (void)input_gradient;
    return NULL;
}

cdn_operation *cdn_convolution_weight_gradient(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *output_gradient,
    const cdn_array *weight_gradient) {
    (void)settings, (void)input, (void)output_gradient, (void)weight_gradient;
    return NULL;
}

size_t cdn_opaque_weight_bytes(const cdn_operation *operation) {
    (void)operation;
    return 0;
}

cdn_operation *cdn_weight_reorder(const cdn_operation *operation, const cdn_array *weight, bool backwards) {
    (void)operation, (void)weight, (void)backwards;
    return NULL;
}

size_t cdn_scratchpad_bytes(const cdn_operation *operation) {
    (void)operation;
    return 0;
}

const char *cdn_implementation(const cdn_operation *operation) {
    (void)operation;
    return "none";
}

int cdn_run(cdn_operation *operation, void *const *pointers) {
    (void)operation, (void)pointers;
    return 1;
}

void cdn_free(cdn_operation *operation) {
    (void)operation;
}

cdn_winograd *cdn_winograd_forward(const cdn_winograd_shape *shape, bool has_bias, bool accumulates) {
    (void)shape, (void)has_bias, (void)accumulates;
    return NULL;
}

cdn_winograd *cdn_winograd_input_gradient(const cdn_winograd_shape *shape) {
    (void)shape;
    return NULL;
}

cdn_winograd *cdn_winograd_weight_gradient(const cdn_winograd_shape *shape) {
    (void)shape;
    return NULL;
}

size_t cdn_winograd_scratchpad_bytes(const cdn_winograd *winograd) {
    (void)winograd;
    return 0;
}

const char *cdn_winograd_implementation(const cdn_winograd *winograd) {
    (void)winograd;
    return "none";
}

int cdn_run_winograd(cdn_winograd *winograd, void *const *pointers) {
    (void)winograd, (void)pointers;
    return 1;
}

void cdn_free_winograd(cdn_winograd *winograd) {
    (void)winograd;
}

#endif
