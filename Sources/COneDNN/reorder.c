#include "operation.h"

#if CDN_HEADERS_VERSION != 0

cdn_operation *cdn_make_reorder(const cdn_layout *source, const cdn_layout *target) {
    const cdn_argument arguments[] = {{DNNL_ARG_FROM, 0}, {DNNL_ARG_TO, 1}};
    const cdn_layout *const layouts[] = {source, target};
    const size_t offsets[] = {0, 0};
    cdn_operation *operation = cdn_make_operation(2, 2, arguments);
    dnnl_primitive_attr_t attributes = operation ? cdn_make_attributes(false) : NULL;
    if (!attributes) {
        cdn_free(operation);
        return NULL;
    }
    int kernel = cdn_add_kernel(operation, cdn_describe_reorder(source, target, attributes), layouts);
    cdn_add_piece(operation, kernel, offsets);
    cdn_loaded_library()->primitive_attr_destroy(attributes);
    return cdn_finish(operation);
}

#endif
