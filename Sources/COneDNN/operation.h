#ifndef CHAINRULE_ONEDNN_OPERATION_H
#define CHAINRULE_ONEDNN_OPERATION_H

#include "descriptors.h"
#include "onednn_shim.h"

#if CDN_HEADERS_VERSION != 0

#define CDN_MAX_ARGUMENTS 5
#define CDN_MAX_STEPS 2

/// A primitive with its arguments, each of which lies in one of the operation's pointers.
typedef struct {
    dnnl_primitive_t primitive;
    size_t scratchpad_bytes;
    int count;
    dnnl_exec_arg_t arguments[CDN_MAX_ARGUMENTS];
    int pointers[CDN_MAX_ARGUMENTS];
    size_t offsets[CDN_MAX_ARGUMENTS];
    void *last_handles[CDN_MAX_ARGUMENTS];
} cdn_step;

/// Steps that run one after the other. The operation's scratchpad begins with the buffer that leads from one step to
/// the next; they share the rest.
struct cdn_operation {
    dnnl_stream_t stream;
    int pointer_count;
    bool has_failed;
    int step_count;
    cdn_step steps[CDN_MAX_STEPS];
    size_t buffer_bytes;
    size_t scratchpad_bytes;
    char implementation[64];

    // Of convolutions.
    cdn_layout weight;
    bool has_opaque_weight;
    int64_t weight_groups;
    int added_axes;
};

/// NULL if no library or no memory is available. `pointer_count` leaves out the scratchpad, which comes after it.
cdn_operation *cdn_make_operation(int pointer_count);
/// To be called before any step is added.
void cdn_reserve_buffer(cdn_operation *operation, size_t bytes);
/// Owns `description` from then on, which may be NULL: then the operation has failed.
cdn_step *cdn_add_step(cdn_operation *operation, dnnl_primitive_desc_t description);
void cdn_add_argument(
    cdn_operation *operation, cdn_step *step, int argument, const cdn_layout *layout, int pointer, size_t offset);
void cdn_add_reorder(
    cdn_operation *operation, const cdn_layout *source, int source_pointer, const cdn_layout *target,
    int target_pointer);
void cdn_take_name(cdn_operation *operation, const_dnnl_primitive_desc_t description);
/// The operation with its scratchpad, or NULL if anything has failed.
cdn_operation *cdn_finish(cdn_operation *operation);

/// Run with source, target.
cdn_operation *cdn_make_reorder(const cdn_layout *source, const cdn_layout *target);

/// Attributes with a scratchpad that the caller owns; NULL if it failed.
dnnl_primitive_attr_t cdn_make_attributes(bool accumulates);

#endif
#endif
