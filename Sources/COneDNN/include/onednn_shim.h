#ifndef CHAINRULE_ONEDNN_SHIM_H
#define CHAINRULE_ONEDNN_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vector_loop.h"

#define CDN_MAX_RANK 12

/// Whether this was built with oneDNN's headers and the library could be loaded; thread-safe, decided once.
bool cdn_is_available(void);
/// As in "oneDNN 2.6.3"; if it is not available, why not.
const char *cdn_description(void);

/// Where float32 elements lie. An opaque layout is one that an operation has chosen for itself; ask the
/// operation for it.
typedef struct {
    int32_t rank;
    int64_t sizes[CDN_MAX_RANK];
    int64_t strides[CDN_MAX_RANK];
} cdn_array;

/// An operation with its layouts and scratchpad, ready to run. It is cut into pieces by a rule that looks at shapes alone;
/// the threads of the calling thread's pool compute them, each piece on one thread, so results do not depend on the number
/// of threads. Not to be run by two threads at once, nor with more threads than the thread had that made it.
///
/// The functions that make one return NULL if the library has only its reference loops for it, which take a hundred
/// times as long as its kernels.
typedef struct cdn_operation cdn_operation;

/// result = left · right + bias [+ result]. No activation is applied: oneDNN's ReLU makes 0 of NaN. Arrays have the same rank of 2 or 3; `bias`, if not NULL,
/// broadcasts by sizes of one, but there are kernels only for a row. Run with left, right, bias (if any), result.
cdn_operation *cdn_matmul(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    bool accumulates);

/// A product and a loop over its result, block by block: the result is read while it is in the cache and stored nowhere. Cut, run
/// and bounded in threads like an operation.
typedef struct cdn_product_loop cdn_product_loop;

/// The matrices are as for `cdn_matmul`. The loop, which the caller keeps, is one that `cvk_run_range` can run; `load` is the
/// one that takes the result's elements, in the order in which they would lie. NULL also for batches of matrices, and where the
/// product had better be cut along columns. Run with left, right, bias (if any), and what the loop is run with, but for that load.
cdn_product_loop *cdn_make_product_loop(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    const cvk_loop *loop, int load);
size_t cdn_product_loop_scratchpad_bytes(const cdn_product_loop *fused);
const char *cdn_product_loop_implementation(const cdn_product_loop *fused);
/// As `cdn_run`.
int cdn_run_product_loop(cdn_product_loop *fused, void *const *pointers);
void cdn_free_product_loop(cdn_product_loop *fused);

/// Windows over 1 to 3 spatial axes. A weight is [O, C / groups, kernel...] as outside, in that order, also with
/// groups > 1.
typedef struct {
    int32_t spatial_rank;
    int64_t groups;
    int64_t strides[3], padding[3], dilation[3];  // dilation 1 is none
    /// Whether to multiply the weight, which is dense, with a matrix gathered from the images, which is best where the weight is
    /// larger than these. Only for two axes, one group, and images with their channels last.
    bool is_product;
} cdn_convolution;

// The operation chooses how the weight lies; `cdn_weight_reorder` brings it there.

/// Run with input, weight, bias (if any), output.
cdn_operation *cdn_convolution_forward(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *weight, bool has_bias,
    const cdn_array *output, bool accumulates);
/// Run with output gradient, weight, input gradient.
cdn_operation *cdn_convolution_input_gradient(
    const cdn_convolution *settings, const cdn_array *output_gradient, const cdn_array *weight,
    const cdn_array *input_gradient);
/// Run with input, output gradient, weight gradient.
cdn_operation *cdn_convolution_weight_gradient(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *output_gradient,
    const cdn_array *weight_gradient);

/// How many bytes the weight takes as the operation wants it; 0 if it wants it as it was described.
size_t cdn_opaque_weight_bytes(const cdn_operation *operation);
/// Brings a weight from its described layout to the operation's (or back, if `backwards`, as needed for a weight
/// gradient). Run with source, target.
cdn_operation *cdn_weight_reorder(const cdn_operation *operation, const cdn_array *weight, bool backwards);

/// The bytes of scratchpad the operation needs while it runs; the caller owns it.
size_t cdn_scratchpad_bytes(const cdn_operation *operation);
/// What oneDNN calls the chosen implementation, such as "brgconv:avx512_core".
const char *cdn_implementation(const cdn_operation *operation);

/// Runs the operation. `pointers` as the constructor says, then the scratchpad if there is one. 0 if it succeeded,
/// else oneDNN's status.
int cdn_run(cdn_operation *operation, void *const *pointers);
void cdn_free(cdn_operation *operation);

/// A convolution with stride 1 by Winograd's minimal filtering F(m×m, r×r): transforms of our own around products of
/// oneDNN. Cut, run and bounded in threads like an operation.
typedef struct cdn_winograd cdn_winograd;

/// Dense images [images, height, width, channels] and a dense weight [outputs, inputs / groups, r, r], with 2, 4 outputs of a
/// tile along each axis for r = 3 and 2 for r = 5; padding 0 to r - 1.
typedef struct {
    int32_t m, r;
    int64_t images, height, width, inputs, outputs;
    int64_t padding, groups;
} cdn_winograd_shape;

/// Run with input, weight, bias (if any), output.
cdn_winograd *cdn_winograd_forward(const cdn_winograd_shape *shape, bool has_bias, bool accumulates);
/// Run with output gradient, weight, input gradient.
cdn_winograd *cdn_winograd_input_gradient(const cdn_winograd_shape *shape);
/// Run with input, output gradient, weight gradient.
cdn_winograd *cdn_winograd_weight_gradient(const cdn_winograd_shape *shape);

size_t cdn_winograd_scratchpad_bytes(const cdn_winograd *winograd);
/// What oneDNN calls the implementation of the products.
const char *cdn_winograd_implementation(const cdn_winograd *winograd);
/// As `cdn_run`.
int cdn_run_winograd(cdn_winograd *winograd, void *const *pointers);
void cdn_free_winograd(cdn_winograd *winograd);

#endif
