#include "arrays.h"
#include "operation.h"

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

typedef struct {
    cdn_array array;
    int pointer;
} operand;

static bool make_layout(cdn_layout *layout, const operand *operand) {
    cdn_array array = cdn_normalized_matrix(&operand->array);
    return cdn_make_layout(layout, array.rank, array.sizes, array.strides);
}

static bool make_problem(
    cdn_matmul_problem *problem, const operand *left, const operand *right, const operand *bias,
    const operand *result) {
    problem->has_bias = bias->array.rank != 0;
    return make_layout(&problem->left, left) && make_layout(&problem->right, right)
        && make_layout(&problem->result, result) && (!problem->has_bias || make_layout(&problem->bias, bias));
}

/// Where it is not oneDNN's own choice, "brg:avx512_core", it is "gemm:jit", which takes a third of the time for few
/// rows and for the gradients of a large layer. It takes more for batches of small matrices and, by up to a fifth,
/// where the right matrix lies transposed, as it does in the forward pass of a layer.
static const char *preferred(const cdn_array *left_array, const cdn_array *right_array) {
    if (left_array->rank != 2) return NULL;
    cdn_array left = cdn_normalized_matrix(left_array), right = cdn_normalized_matrix(right_array);
    bool is_forward = left.sizes[0] >= 16 && left.strides[1] == 1 && right.strides[1] != 1;
    return is_forward ? NULL : "gemm";
}

cdn_operation *cdn_matmul(
    const cdn_array *left_array, const cdn_array *right_array, const cdn_array *bias_array,
    const cdn_array *result_array, bool accumulates) {
    operand left = {*left_array, 0}, right = {*right_array, 1};
    operand bias = {.pointer = 2}, result = {*result_array, bias_array ? 3 : 2};
    if (bias_array) bias.array = *bias_array;
    operand *operands[] = {&left, &right, &bias, &result};

    if (result.array.rank == 3 && result.array.sizes[0] == 1) {
        for (int i = 0; i < 4; i++) operands[i]->array = without_batch(&operands[i]->array);
        if (!bias_array) bias.array.rank = 0;
    }
    cdn_array plain = cdn_normalized_matrix(&result.array);
    if (plain.strides[plain.rank - 1] != 1) {
        // oneDNN writes rows, so a transposed result is the product of the transposed arrays in the other order.
        operand old_left = left;
        left = right;
        right = old_left;
        for (int i = 0; i < 4; i++) {
            if (operands[i]->array.rank) operands[i]->array = transposed(&operands[i]->array);
        }
    }

    cdn_operation *operation = cdn_make_operation(result.pointer + 1);
    if (!operation) return NULL;
    cdn_matmul_problem problem = {0};
    dnnl_primitive_attr_t attributes = cdn_make_attributes(accumulates);
    dnnl_primitive_desc_t description =
        attributes && make_problem(&problem, &left, &right, &bias, &result)
        ? cdn_describe_matmul(&problem, attributes, preferred(&left.array, &right.array)) : NULL;
    cdn_take_name(operation, description);
    cdn_step *step = cdn_add_step(operation, description);
    cdn_add_argument(operation, step, DNNL_ARG_SRC, &problem.left, left.pointer, 0);
    cdn_add_argument(operation, step, DNNL_ARG_WEIGHTS, &problem.right, right.pointer, 0);
    if (bias_array) cdn_add_argument(operation, step, DNNL_ARG_BIAS, &problem.bias, bias.pointer, 0);
    cdn_add_argument(operation, step, DNNL_ARG_DST, &problem.result, result.pointer, 0);

    if (attributes) cdn_loaded_library()->primitive_attr_destroy(attributes);
    cdn_layout *layouts[] = {&problem.left, &problem.right, &problem.bias, &problem.result};
    for (int i = 0; i < 4; i++) cdn_free_layout(layouts[i]);
    return cdn_finish(operation);
}

#endif
