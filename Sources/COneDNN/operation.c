#include "operation.h"

#if CDN_HEADERS_VERSION != 0

#include <stdio.h>
#include <stdlib.h>

cdn_operation *cdn_make_operation(int pointer_count) {
    const cdn_library *library = cdn_loaded_library();
    if (!library) return NULL;
    cdn_operation *operation = calloc(1, sizeof *operation);
    if (!operation) return NULL;
    operation->pointer_count = pointer_count;
    operation->has_failed =
        library->stream_create(&operation->stream, library->engine, dnnl_stream_default_flags) != dnnl_success;
    return operation;
}

void cdn_reserve_buffer(cdn_operation *operation, size_t bytes) {
    const size_t alignment = 64;
    operation->buffer_bytes = (bytes + alignment - 1) / alignment * alignment;
}

cdn_step *cdn_add_step(cdn_operation *operation, dnnl_primitive_desc_t description) {
    const cdn_library *library = cdn_loaded_library();
    if (operation->has_failed || !description) {
        operation->has_failed = true;
        if (description) library->primitive_desc_destroy(description);
        return NULL;
    }
    cdn_step *step = &operation->steps[operation->step_count++];
    if (library->primitive_create(&step->primitive, description) != dnnl_success) operation->has_failed = true;
    cdn_layout scratchpad = {0};
    if (cdn_query_layout(&scratchpad, description, dnnl_query_scratchpad_md)) {
        step->scratchpad_bytes = cdn_layout_bytes(&scratchpad);
        cdn_add_argument(
            operation, step, DNNL_ARG_SCRATCHPAD, &scratchpad, operation->pointer_count, operation->buffer_bytes);
    }
    cdn_free_layout(&scratchpad);
    library->primitive_desc_destroy(description);
    return step;
}

void cdn_add_argument(
    cdn_operation *operation, cdn_step *step, int argument, const cdn_layout *layout, int pointer, size_t offset) {
    if (operation->has_failed) return;
    dnnl_memory_t memory = cdn_make_memory(layout);
    if (!memory) {
        operation->has_failed = true;
        return;
    }
    int index = step->count++;
    step->arguments[index] = (dnnl_exec_arg_t){argument, memory};
    step->pointers[index] = pointer;
    step->offsets[index] = offset;
}

void cdn_take_name(cdn_operation *operation, const_dnnl_primitive_desc_t description) {
    snprintf(
        operation->implementation, sizeof operation->implementation, "%s",
        description ? cdn_implementation_name(description) : "none");
}

cdn_operation *cdn_finish(cdn_operation *operation) {
    if (operation->has_failed) {
        cdn_free(operation);
        return NULL;
    }
    size_t largest = 0;
    for (int i = 0; i < operation->step_count; i++) {
        size_t bytes = operation->steps[i].scratchpad_bytes;
        if (bytes > largest) largest = bytes;
    }
    operation->scratchpad_bytes = operation->buffer_bytes + largest;
    return operation;
}

dnnl_primitive_attr_t cdn_make_attributes(bool accumulates) {
    const cdn_library *library = cdn_loaded_library();
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t operations = NULL;
    bool is_made =
        library->primitive_attr_create(&attributes) == dnnl_success
        && library->primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) == dnnl_success
        && library->post_ops_create(&operations) == dnnl_success
        && (!accumulates || cdn_append_sum(operations))
        && library->primitive_attr_set_post_ops(attributes, operations) == dnnl_success;
    if (operations) library->post_ops_destroy(operations);
    if (is_made) return attributes;
    if (attributes) library->primitive_attr_destroy(attributes);
    return NULL;
}

size_t cdn_scratchpad_bytes(const cdn_operation *operation) {
    return operation->scratchpad_bytes;
}

const char *cdn_implementation(const cdn_operation *operation) {
    return operation->implementation;
}

static dnnl_status_t run(cdn_step *step, dnnl_stream_t stream, void *const *pointers) {
    const cdn_library *library = cdn_loaded_library();
    for (int i = 0; i < step->count; i++) {
        void *handle = (char *)pointers[step->pointers[i]] + step->offsets[i];
        if (handle == step->last_handles[i]) continue;
        dnnl_status_t status = library->memory_set_data_handle(step->arguments[i].memory, handle);
        if (status != dnnl_success) return status;
        step->last_handles[i] = handle;
    }
    return library->primitive_execute(step->primitive, stream, step->count, step->arguments);
}

int cdn_run(cdn_operation *operation, void *const *pointers) {
    for (int i = 0; i < operation->step_count; i++) {
        dnnl_status_t status = run(&operation->steps[i], operation->stream, pointers);
        if (status != dnnl_success) return status;
    }
    return cdn_loaded_library()->stream_wait(operation->stream);
}

void cdn_free(cdn_operation *operation) {
    if (!operation) return;
    const cdn_library *library = cdn_loaded_library();
    for (int i = 0; i < operation->step_count; i++) {
        cdn_step *step = &operation->steps[i];
        for (int j = 0; j < step->count; j++) library->memory_destroy(step->arguments[j].memory);
        if (step->primitive) library->primitive_destroy(step->primitive);
    }
    if (operation->stream) library->stream_destroy(operation->stream);
    cdn_free_layout(&operation->weight);
    free(operation);
}

#endif
