#include "arrays.h"
#include "operation.h"

#if CDN_HEADERS_VERSION != 0

static dnnl_primitive_desc_t describe(const cdn_layout *source, const cdn_layout *target) {
    dnnl_primitive_attr_t attributes = cdn_make_attributes(false);
    if (!attributes) return NULL;
    dnnl_primitive_desc_t description = cdn_describe_reorder(source, target, attributes);
    cdn_loaded_library()->primitive_attr_destroy(attributes);
    return description;
}

void cdn_add_reorder(
    cdn_operation *operation, const cdn_layout *source, int source_pointer, const cdn_layout *target,
    int target_pointer) {
    dnnl_primitive_desc_t description = describe(source, target);
    if (!operation->implementation[0]) cdn_take_name(operation, description);
    cdn_step *step = cdn_add_step(operation, description);
    cdn_add_argument(operation, step, DNNL_ARG_FROM, source, source_pointer, 0);
    cdn_add_argument(operation, step, DNNL_ARG_TO, target, target_pointer, 0);
}

cdn_operation *cdn_make_reorder(const cdn_layout *source, const cdn_layout *target) {
    cdn_operation *operation = cdn_make_operation(2);
    if (!operation) return NULL;
    cdn_add_reorder(operation, source, 0, target, 1);
    return cdn_finish(operation);
}

static bool make_layout(cdn_layout *layout, const cdn_array *array) {
    cdn_array normalized = cdn_normalized(array, !cdn_lies_in_order(array, false));
    return cdn_make_layout(layout, array->rank, array->sizes, normalized.strides);
}

cdn_operation *cdn_reorder(const cdn_array *source, const cdn_array *target) {
    if (!cdn_is_available()) return NULL;
    cdn_layout from = {0}, to = {0};
    bool are_made = make_layout(&from, source) && make_layout(&to, target);
    cdn_operation *operation = are_made ? cdn_make_reorder(&from, &to) : NULL;
    cdn_free_layout(&from);
    cdn_free_layout(&to);
    return operation;
}

#endif
