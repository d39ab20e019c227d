#ifndef CHAINRULE_ONEDNN_OPERATION_H
#define CHAINRULE_ONEDNN_OPERATION_H

#include "columns.h"
#include "descriptors.h"
#include "onednn_shim.h"

#if CDN_HEADERS_VERSION != 0

#define CDN_MAX_ARGUMENTS 4

/// An argument of a primitive, and which of the operation's pointers it is reached from.
typedef struct {
    int name, pointer;
} cdn_argument;

/// A primitive that computes a piece of an operation on one thread.
typedef struct {
    dnnl_primitive_t primitive;
    /// The layouts of its arguments; the scratchpad, if any, is the last.
    cdn_layout layouts[CDN_MAX_ARGUMENTS + 1];
    int argument_count;
} cdn_kernel;

/// A piece has memories of its own, which only the thread moves that runs it. They seldom move: oneDNN allocates for it.
typedef struct {
    int kernel;
    /// Where the arguments begin, in bytes behind the operation's pointers.
    size_t offsets[CDN_MAX_ARGUMENTS];
    dnnl_exec_arg_t arguments[CDN_MAX_ARGUMENTS + 1];
    void *last_places[CDN_MAX_ARGUMENTS + 1];
} cdn_piece;

/// Pieces that any threads compute in any order. Those of one shape have one kernel.
struct cdn_operation {
    int worker_count;
    dnnl_stream_t *streams;
    int pointer_count;
    bool has_failed;
    int argument_count;
    cdn_argument arguments[CDN_MAX_ARGUMENTS];
    int kernel_count, piece_count;
    cdn_kernel *kernels;
    cdn_piece *pieces;
    /// Of each worker.
    size_t scratchpad_bytes;
    char implementation[64];

    /// If not 0, every piece writes a result of its own, so many bytes behind the one before it, and `result_pointer` gets
    /// their sum.
    size_t partial_bytes, result_bytes;
    int result_pointer;

    /// Of convolutions that are a product: the matrix, if it has to be made, is at the beginning of the scratchpad; it is
    /// gathered from these images before the product, or summed to them after it.
    cdn_columns columns;
    enum { CDN_NO_COLUMNS, CDN_GATHER_COLUMNS, CDN_SUM_COLUMNS } column_step;
    int image_pointer;

    // Of convolutions.
    cdn_layout weight;
    bool has_opaque_weight;
    int64_t weight_groups;
    int added_axes;
};

/// NULL if no library or no memory is available. `pointer_count` leaves out the scratchpad, which comes after it.
cdn_operation *cdn_make_operation(int pointer_count, int argument_count, const cdn_argument *arguments);
/// The kernel's number. `layouts` are those of the arguments. Owns `description`, which may be NULL: then the operation
/// has failed.
int cdn_add_kernel(cdn_operation *operation, dnnl_primitive_desc_t description, const cdn_layout *const *layouts);
void cdn_add_piece(cdn_operation *operation, int kernel, const size_t *offsets);
/// Lets the pieces write an argument to the scratchpad, `partial_bytes` from one to the next, and adds their results up.
void cdn_sum_pieces(cdn_operation *operation, int argument, size_t result_bytes);
/// The operation, or NULL if anything has failed.
cdn_operation *cdn_finish(cdn_operation *operation);

/// Runs one piece on the calling thread, which has to itself what belongs to the worker. `pointers` as for `cdn_run`.
int cdn_run_piece(const cdn_operation *operation, int piece, int worker, void *const *pointers);

/// A product of row-major matrices that each worker may run whole, as a piece that has the worker's number. Pointers are left,
/// right, result.
cdn_operation *cdn_uncut_matmul(
    const cdn_array *left, const cdn_array *right, const cdn_array *result, bool accumulates);

/// Run with source, target.
cdn_operation *cdn_make_reorder(const cdn_layout *source, const cdn_layout *target);

/// Attributes with a scratchpad that the caller owns; NULL if it failed.
dnnl_primitive_attr_t cdn_make_attributes(bool accumulates);

#endif
#endif
