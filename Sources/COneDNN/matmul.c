#include "matmul.h"

#include "arrays.h"
#include "pieces.h"

#if CDN_HEADERS_VERSION != 0

static cdn_array transposed(const cdn_array *array) {
    cdn_array result = *array;
    int32_t row = array->rank - 2, column = array->rank - 1;
    result.sizes[row] = array->sizes[column];
    result.sizes[column] = array->sizes[row];
    result.strides[row] = array->strides[column];
    result.strides[column] = array->strides[row];
    return result;
}

/// A batch of one is none: oneDNN has more implementations for matrices.
static cdn_array without_batch(const cdn_array *array) {
    cdn_array result = {.rank = 2};
    for (int axis = 0; axis < 2; axis++) {
        result.sizes[axis] = array->sizes[axis + 1];
        result.strides[axis] = array->strides[axis + 1];
    }
    return result;
}

static bool make_layout(cdn_layout *layout, const cdn_array *array) {
    cdn_array normalized = cdn_normalized_matrix(array);
    return cdn_make_layout(layout, normalized.rank, normalized.sizes, normalized.strides);
}

/// Where it is not oneDNN's own choice, "brg:avx512_core", it is "gemm:jit", which is faster for single matrices that are
/// cut as below, by a quarter where the right one lies transposed, and has kernels for left ones that do.
static const char *preferred(const cdn_array *left) { return left->rank == 2 ? "gemm" : NULL; }

/// Of a right factor that stays in the second-level cache.
#define SMALL_FACTOR (1 << 18)

/// How many rows or columns of the result a piece should have. Every piece of rows copies the right factor: where that is large, and
/// where it lies transposed, there must be more to do with the copy.
static int64_t width_of_piece(const cdn_array *right, bool cuts_rows) {
    int row = right->rank - 2, column = right->rank - 1;
    if (!cuts_rows || right->sizes[row] * right->sizes[column] < SMALL_FACTOR) return 128;
    return cdn_normalized_matrix(right).strides[column] == 1 ? 384 : 768;
}

// "gemm:jit" copies what it reads of a matrix, so it pays to cut along the matrix that it would copy whole: the left one where
// that lies transposed or has many rows, else the right one. There are 2, 4, 8, ... pieces: most machines have even numbers of
// cores.
cdn_cut cdn_best_cut(const cdn_product *product) {
    const cdn_array *left = &product->arrays[0], *result = &product->arrays[2];
    cdn_array normalized = cdn_normalized_matrix(left);
    int rank = result->rank, row = rank - 2, column = rank - 1;
    int64_t rows = result->sizes[row], columns = result->sizes[column];
    int64_t batch = rank == 3 ? result->sizes[0] : 1;
    int64_t operations = 2 * batch * rows * columns * left->sizes[column];
    int64_t most = cdn_smaller(CDN_MAX_PIECES, 2 * operations / CDN_OPERATIONS_OF_PIECE);
    bool is_transposed = normalized.strides[column] != 1;
    bool cuts_rows = is_transposed ? rows >= 256 || rows >= columns : rows >= 512 && rows >= columns;
    cdn_cut cut = {batch > 1 ? 0 : cuts_rows ? row : column, 1};
    int64_t length = result->sizes[cut.axis], width = width_of_piece(&product->arrays[1], cuts_rows);
    if (batch > 1) {
        width = 1;
    } else if (length < 2 * width) {
        // Two pieces that are narrower are better than one.
        width = length >= 64 ? length / 2 : length;
    }
    while (2 * cut.pieces <= most && 2 * length >= 3 * width * cut.pieces) cut.pieces *= 2;
    return cut;
}

/// Pieces begin at multiples of a vector's length, but for batches.
cdn_range cdn_range_of_piece(const cdn_array *result, cdn_cut cut, int number) {
    int64_t unit = result->rank == 3 && cut.axis == 0 ? 1 : 16, length = result->sizes[cut.axis];
    int64_t units = (length + unit - 1) / unit;
    int64_t begin = units * number / cut.pieces * unit, end = units * (number + 1) / cut.pieces * unit;
    return (cdn_range){begin, cdn_smaller(end, length) - begin};
}

/// The operand without what is before or behind the range; its axis `axis` goes along with the result's that is cut.
static cdn_array part_of(const cdn_array *array, int axis, cdn_range range) {
    cdn_array part = *array;
    if (axis >= 0 && part.sizes[axis] > 1) part.sizes[axis] = range.count;
    return part;
}

static size_t offset_of(const cdn_array *array, int axis, cdn_range range) {
    bool is_cut = axis >= 0 && array->sizes[axis] > 1;
    return is_cut ? sizeof(float) * (size_t)(range.begin * array->strides[axis]) : 0;
}

static int add_kernel(cdn_operation *operation, const cdn_product *part) {
    cdn_matmul_problem problem = {.has_bias = part->arrays[3].rank != 0};
    dnnl_primitive_attr_t attributes = cdn_make_attributes(part->accumulates);
    bool is_made =
        attributes && make_layout(&problem.left, &part->arrays[0]) && make_layout(&problem.right, &part->arrays[1])
        && make_layout(&problem.result, &part->arrays[2])
        && (!problem.has_bias || make_layout(&problem.bias, &part->arrays[3]));
    dnnl_primitive_desc_t description =
        is_made ? cdn_describe_matmul(&problem, attributes, preferred(&part->arrays[0])) : NULL;
    const cdn_layout *layouts[] = {&problem.left, &problem.right, &problem.result, &problem.bias};
    int kernel = cdn_add_kernel(operation, description, layouts);
    if (attributes) cdn_loaded_library()->primitive_attr_destroy(attributes);
    cdn_layout *made[] = {&problem.left, &problem.right, &problem.bias, &problem.result};
    for (int i = 0; i < 4; i++) cdn_free_layout(made[i]);
    return kernel;
}

static void add_pieces(cdn_operation *operation, const cdn_product *whole, cdn_cut cut, bool apart) {
    const cdn_array *result = &whole->arrays[2];
    int row = result->rank - 2, column = result->rank - 1;
    // Which axis of the left, right, result and bias is cut, -1 if none.
    const int axes[] = {
        cut.axis == column ? -1 : cut.axis, cut.axis == row ? -1 : cut.axis, cut.axis, cut.axis};
    // Pieces have two lengths, and the last one may have another.
    int64_t counts[3];
    int kernels[3], kernel_count = 0;
    for (int i = 0; i < cut.pieces; i++) {
        cdn_range range = cdn_range_of_piece(result, cut, i);
        cdn_product part = *whole;
        size_t offsets[4];
        for (int j = 0; j < operation->argument_count; j++) {
            part.arrays[j] = part_of(&whole->arrays[j], axes[j], range);
            offsets[j] = apart && j == 2 ? 0 : offset_of(&whole->arrays[j], axes[j], range);
        }
        int known = 0;
        while (known < kernel_count && counts[known] != range.count) known++;
        if (known == kernel_count) {
            counts[known] = range.count;
            kernels[kernel_count++] = add_kernel(operation, &part);
        }
        if (operation->has_failed) return;
        cdn_add_piece(operation, kernels[known], offsets);
    }
}

cdn_product cdn_product_of(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    bool accumulates) {
    cdn_product product = {{*left, *right, *result}, false, accumulates};
    if (bias) product.arrays[3] = *bias;
    int count = bias ? 4 : 3;
    if (result->rank == 3 && result->sizes[0] == 1) {
        for (int i = 0; i < count; i++) product.arrays[i] = without_batch(&product.arrays[i]);
    }
    cdn_array plain = cdn_normalized_matrix(&product.arrays[2]);
    product.is_transposed = plain.strides[plain.rank - 1] != 1;
    if (product.is_transposed) {
        for (int i = 0; i < count; i++) product.arrays[i] = transposed(&product.arrays[i]);
        cdn_array first = product.arrays[0];
        product.arrays[0] = product.arrays[1];
        product.arrays[1] = first;
    }
    return product;
}

cdn_operation *cdn_cut_product(const cdn_product *product, cdn_cut cut, bool apart) {
    int count = product->arrays[3].rank != 0 ? 4 : 3;
    const cdn_argument arguments[] = {
        {DNNL_ARG_SRC, product->is_transposed}, {DNNL_ARG_WEIGHTS, !product->is_transposed},
        {DNNL_ARG_DST, count - 1}, {DNNL_ARG_BIAS, 2}};
    cdn_operation *operation = cdn_make_operation(count, count, arguments);
    if (!operation) return NULL;
    add_pieces(operation, product, cut, apart);
    return cdn_finish(operation);
}

cdn_operation *cdn_matmul(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    bool accumulates) {
    cdn_product product = cdn_product_of(left, right, bias, result, accumulates);
    return cdn_cut_product(&product, cdn_best_cut(&product), false);
}

cdn_operation *cdn_uncut_matmul(
    const cdn_array *left, const cdn_array *right, const cdn_array *result, bool accumulates) {
    cdn_product product = {{*left, *right, *result}, false, accumulates};
    const cdn_argument arguments[] = {{DNNL_ARG_SRC, 0}, {DNNL_ARG_WEIGHTS, 1}, {DNNL_ARG_DST, 2}};
    cdn_operation *operation = cdn_make_operation(3, 3, arguments);
    if (!operation) return NULL;
    const size_t offsets[] = {0, 0, 0};
    int kernel = add_kernel(operation, &product);
    for (int worker = 0; worker < operation->worker_count; worker++) cdn_add_piece(operation, kernel, offsets);
    return cdn_finish(operation);
}

#endif
