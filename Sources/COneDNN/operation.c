#include "operation.h"

#if CDN_HEADERS_VERSION != 0

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pieces.h"
#include "sums.h"
#include "thread_pool.h"


cdn_operation *cdn_make_operation(int pointer_count, int argument_count, const cdn_argument *arguments) {
    const cdn_library *library = cdn_loaded_library();
    if (!library) return NULL;
    cdn_use_one_thread();
    cdn_operation *operation = calloc(1, sizeof *operation);
    if (!operation) return NULL;
    operation->worker_count = ctp_thread_count();
    operation->pointer_count = pointer_count;
    operation->argument_count = argument_count;
    for (int i = 0; i < argument_count; i++) operation->arguments[i] = arguments[i];
    operation->streams = calloc((size_t)operation->worker_count, sizeof *operation->streams);
    operation->has_failed = !operation->streams;
    for (int i = 0; i < operation->worker_count && !operation->has_failed; i++) {
        operation->has_failed =
            library->stream_create(&operation->streams[i], library->engine, dnnl_stream_default_flags) != dnnl_success;
    }
    return operation;
}

/// The array with room for one more element, which is zeroed; NULL, and the old array stays, if there is no memory.
static void *grown(void *array, int count, size_t size) {
    char *longer = realloc(array, (size_t)(count + 1) * size);
    if (longer) memset(longer + (size_t)count * size, 0, size);
    return longer;
}

int cdn_add_kernel(cdn_operation *operation, dnnl_primitive_desc_t description, const cdn_layout *const *layouts) {
    const cdn_library *library = cdn_loaded_library();
    int number = operation->kernel_count;
    cdn_kernel *kernels = grown(operation->kernels, number, sizeof *kernels);
    if (kernels) operation->kernels = kernels;
    if (operation->has_failed || !kernels || !description) {
        operation->has_failed = true;
        if (description) library->primitive_desc_destroy(description);
        return 0;
    }
    operation->kernel_count++;
    if (number == 0) {
        snprintf(
            operation->implementation, sizeof operation->implementation, "%s", cdn_implementation_name(description));
    }
    cdn_kernel *kernel = &kernels[number];
    cdn_layout *scratchpad = &kernel->layouts[operation->argument_count];
    bool has_scratchpad = cdn_query_layout(scratchpad, description, dnnl_query_scratchpad_md);
    if (has_scratchpad) {
        size_t bytes = cdn_whole_lines(cdn_layout_bytes(scratchpad));
        if (bytes > operation->scratchpad_bytes) operation->scratchpad_bytes = bytes;
    }
    kernel->argument_count = operation->argument_count + (has_scratchpad ? 1 : 0);
    operation->has_failed = library->primitive_create(&kernel->primitive, description) != dnnl_success;
    for (int i = 0; i < operation->argument_count; i++) {
        if (!cdn_copy_layout(&kernel->layouts[i], layouts[i])) operation->has_failed = true;
    }
    library->primitive_desc_destroy(description);
    return number;
}

void cdn_add_piece(cdn_operation *operation, int kernel, const size_t *offsets) {
    if (operation->has_failed) return;
    cdn_piece *pieces = grown(operation->pieces, operation->piece_count, sizeof *pieces);
    if (!pieces) {
        operation->has_failed = true;
        return;
    }
    operation->pieces = pieces;
    cdn_piece *piece = &pieces[operation->piece_count++];
    piece->kernel = kernel;
    for (int i = 0; i < operation->argument_count; i++) piece->offsets[i] = offsets[i];
    for (int i = 0; i < operation->kernels[kernel].argument_count; i++) {
        bool is_scratchpad = i == operation->argument_count;
        piece->arguments[i].arg = is_scratchpad ? DNNL_ARG_SCRATCHPAD : operation->arguments[i].name;
        piece->arguments[i].memory = cdn_make_memory(&operation->kernels[kernel].layouts[i]);
        if (!piece->arguments[i].memory) operation->has_failed = true;
    }
}

void cdn_sum_pieces(cdn_operation *operation, int argument, size_t result_bytes) {
    operation->result_pointer = operation->arguments[argument].pointer;
    operation->arguments[argument].pointer = operation->pointer_count;
    operation->result_bytes = result_bytes;
    operation->partial_bytes = cdn_whole_lines(result_bytes);
}

cdn_operation *cdn_finish(cdn_operation *operation) {
    if (!operation->has_failed) return operation;
    cdn_free(operation);
    return NULL;
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

/// The scratchpad begins with the pieces' results, if they are added up, or with the matrix of a convolution; the workers'
/// own follow.
static size_t shared_bytes(const cdn_operation *operation) {
    size_t columns =
        operation->column_step == CDN_NO_COLUMNS ? 0 : cdn_whole_lines(cdn_columns_bytes(&operation->columns));
    return operation->partial_bytes * (size_t)operation->piece_count + columns;
}

size_t cdn_scratchpad_bytes(const cdn_operation *operation) {
    return shared_bytes(operation) + operation->scratchpad_bytes * (size_t)operation->worker_count;
}

const char *cdn_implementation(const cdn_operation *operation) {
    return operation->implementation;
}

typedef struct {
    const cdn_operation *operation;
    void *const *pointers;
    _Atomic int status;
} cdn_job;

int cdn_run_piece(const cdn_operation *operation, int number, int worker, void *const *pointers) {
    const cdn_library *library = cdn_loaded_library();
    cdn_piece *piece = &operation->pieces[number];
    const cdn_kernel *kernel = &operation->kernels[piece->kernel];
    for (int i = 0; i < kernel->argument_count; i++) {
        char *place =
            i < operation->argument_count
            ? (char *)pointers[operation->arguments[i].pointer] + piece->offsets[i]
            : (char *)pointers[operation->pointer_count] + shared_bytes(operation)
                + operation->scratchpad_bytes * (size_t)worker;
        if (place == piece->last_places[i]) continue;
        dnnl_status_t status = library->memory_set_data_handle(piece->arguments[i].memory, place);
        if (status != dnnl_success) return status;
        piece->last_places[i] = place;
    }
    return library->primitive_execute(
        kernel->primitive, operation->streams[worker], kernel->argument_count, piece->arguments);
}

static void run_chunk(int chunk, int worker, void *context) {
    cdn_job *job = context;
    cdn_use_one_thread();
    int status = cdn_run_piece(job->operation, chunk, worker, job->pointers);
    if (status != dnnl_success) atomic_store(&job->status, status);
}

int cdn_run(cdn_operation *operation, void *const *pointers) {
    if (ctp_thread_count() > operation->worker_count) return dnnl_invalid_arguments;
    float *matrix = pointers[operation->pointer_count];
    if (operation->column_step == CDN_GATHER_COLUMNS) {
        cdn_gather_columns(&operation->columns, pointers[operation->image_pointer], matrix);
    }
    cdn_job job = {operation, pointers, dnnl_success};
    ctp_run(operation->piece_count, run_chunk, &job);
    if (operation->column_step == CDN_SUM_COLUMNS) {
        cdn_sum_columns(&operation->columns, matrix, pointers[operation->image_pointer]);
    }
    if (job.status == dnnl_success && operation->partial_bytes) {
        cvk_sum_arrays(
            operation->piece_count, (int64_t)(operation->partial_bytes / sizeof(float)),
            (int64_t)(operation->result_bytes / sizeof(float)), pointers[operation->pointer_count],
            pointers[operation->result_pointer]);
    }
    return job.status;
}

void cdn_free(cdn_operation *operation) {
    if (!operation) return;
    const cdn_library *library = cdn_loaded_library();
    for (int i = 0; i < operation->piece_count; i++) {
        for (int j = 0; j <= CDN_MAX_ARGUMENTS; j++) {
            dnnl_memory_t memory = operation->pieces[i].arguments[j].memory;
            if (memory) library->memory_destroy(memory);
        }
    }
    for (int i = 0; i < operation->kernel_count; i++) {
        cdn_kernel *kernel = &operation->kernels[i];
        for (int j = 0; j <= CDN_MAX_ARGUMENTS; j++) cdn_free_layout(&kernel->layouts[j]);
        if (kernel->primitive) library->primitive_destroy(kernel->primitive);
    }
    for (int i = 0; operation->streams && i < operation->worker_count; i++) {
        if (operation->streams[i]) library->stream_destroy(operation->streams[i]);
    }
    free(operation->streams);
    free(operation->kernels);
    free(operation->pieces);
    cdn_free_layout(&operation->weight);
    free(operation);
}

#endif
