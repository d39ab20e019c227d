#include "arrays.h"
#include "operation.h"

#if CDN_HEADERS_VERSION != 0

/// What an operation is run with: the layouts are in this order in its pointers.
typedef struct {
    const cdn_convolution *settings;
    dnnl_prop_kind_t kind;
    const cdn_array *input, *weight, *output;
    bool opaque_weight, has_bias;
} request;

/// A batch of sequences as images of one row.
static cdn_array with_height(const cdn_array *array) {
    cdn_array result = {.rank = array->rank + 1};
    for (int axis = 0, target = 0; axis < array->rank; axis++) {
        if (axis == 2) target++;
        result.sizes[target] = array->sizes[axis];
        result.strides[target++] = array->strides[axis];
    }
    result.sizes[2] = 1;
    result.strides[2] = array->sizes[2] * array->strides[2];
    return result;
}

/// [O, C / groups, ...] as the [groups, O / groups, C / groups, ...] that oneDNN wants.
static cdn_array with_groups(const cdn_array *weight, int64_t groups) {
    cdn_array result = {.rank = weight->rank + 1};
    for (int axis = 0; axis < weight->rank; axis++) {
        result.sizes[axis + 1] = weight->sizes[axis];
        result.strides[axis + 1] = weight->strides[axis];
    }
    result.sizes[0] = groups;
    result.sizes[1] /= groups;
    result.strides[0] = result.sizes[1] * result.strides[1];
    return result;
}

static cdn_array weight_array(const cdn_array *weight, int64_t groups, int added_axes) {
    cdn_array array = cdn_normalized(weight, !cdn_lies_in_order(weight, false));
    if (added_axes) array = with_height(&array);
    return groups > 1 ? with_groups(&array, groups) : array;
}

static bool make_weight_layout(cdn_layout *layout, const cdn_array *weight, int64_t groups, int added_axes) {
    cdn_array array = weight_array(weight, groups, added_axes);
    return cdn_make_layout(layout, array.rank, array.sizes, array.strides);
}

static bool make_image_layout(cdn_layout *layout, const cdn_array *image, bool is_channels_last, int added_axes) {
    cdn_array array = cdn_normalized(image, is_channels_last);
    if (added_axes) array = with_height(&array);
    return cdn_make_layout(layout, array.rank, array.sizes, array.strides);
}

static bool make_problem(cdn_convolution_problem *problem, const request *request, int added_axes) {
    // An image of one channel lies both ways; it is taken as the other one lies.
    bool channels_last = cdn_lies_in_order(request->input, true) && cdn_lies_in_order(request->output, true);
    bool input_is = channels_last || !cdn_lies_in_order(request->input, false);
    bool output_is = channels_last || !cdn_lies_in_order(request->output, false);
    cdn_array weight = weight_array(request->weight, request->settings->groups, added_axes);
    const int64_t one = 1;
    problem->kind = request->kind;
    problem->has_bias = request->has_bias;
    if (added_axes) problem->strides[0] = 1;
    for (int axis = 0; axis < request->settings->spatial_rank; axis++) {
        problem->strides[axis + added_axes] = request->settings->strides[axis];
        problem->padding[axis + added_axes] = request->settings->padding[axis];
        problem->dilation[axis + added_axes] = request->settings->dilation[axis] - 1;
    }
    return make_image_layout(&problem->input, request->input, input_is, added_axes)
        && make_image_layout(&problem->output, request->output, output_is, added_axes)
        && cdn_make_layout(&problem->weight, weight.rank, weight.sizes, NULL)
        && (!request->has_bias || cdn_make_layout(&problem->bias, 1, &request->output->sizes[1], &one));
}

static cdn_layout chosen_weight(const cdn_convolution_problem *problem, const_dnnl_primitive_desc_t description) {
    cdn_layout weight = {0};
    bool is_gradient = problem->kind == dnnl_backward_weights;
    cdn_query_layout(&weight, description, is_gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md);
    return weight;
}

/// With a weight that lies where the caller says, or in the operation's buffer.
static void add_convolution(
    cdn_operation *operation, const cdn_convolution_problem *problem, dnnl_primitive_desc_t description,
    const cdn_layout *weight, int weight_pointer) {
    cdn_take_name(operation, description);
    cdn_step *step = cdn_add_step(operation, description);
    switch (problem->kind) {
        case dnnl_backward_data:
            cdn_add_argument(operation, step, DNNL_ARG_DIFF_DST, &problem->output, 0, 0);
            cdn_add_argument(operation, step, DNNL_ARG_WEIGHTS, weight, weight_pointer, 0);
            cdn_add_argument(operation, step, DNNL_ARG_DIFF_SRC, &problem->input, 2, 0);
            break;
        case dnnl_backward_weights:
            cdn_add_argument(operation, step, DNNL_ARG_SRC, &problem->input, 0, 0);
            cdn_add_argument(operation, step, DNNL_ARG_DIFF_DST, &problem->output, 1, 0);
            cdn_add_argument(operation, step, DNNL_ARG_DIFF_WEIGHTS, weight, weight_pointer, 0);
            if (problem->has_bias) {
                cdn_add_argument(operation, step, DNNL_ARG_DIFF_BIAS, &problem->bias, 3, 0);
            }
            break;
        default:
            cdn_add_argument(operation, step, DNNL_ARG_SRC, &problem->input, 0, 0);
            cdn_add_argument(operation, step, DNNL_ARG_WEIGHTS, weight, weight_pointer, 0);
            if (problem->has_bias) cdn_add_argument(operation, step, DNNL_ARG_BIAS, &problem->bias, 2, 0);
            cdn_add_argument(operation, step, DNNL_ARG_DST, &problem->output, problem->has_bias ? 3 : 2, 0);
    }
}

/// oneDNN has fast implementations for images with their channels last only if the weight lies as it likes. A weight
/// that the caller wants to lie otherwise is brought there, or back, in a step of its own.
static void add_steps(
    cdn_operation *operation, const cdn_convolution_problem *problem, dnnl_primitive_desc_t description,
    const cdn_layout *weight, const cdn_layout *chosen) {
    bool is_gradient = problem->kind == dnnl_backward_weights;
    int pointer = is_gradient ? 2 : 1, buffer = operation->pointer_count;
    if (cdn_layouts_are_equal(weight, chosen)) {
        add_convolution(operation, problem, description, weight, pointer);
        return;
    }
    cdn_reserve_buffer(operation, cdn_layout_bytes(chosen));
    if (!is_gradient) cdn_add_reorder(operation, weight, pointer, chosen, buffer);
    add_convolution(operation, problem, description, chosen, buffer);
    if (is_gradient) cdn_add_reorder(operation, chosen, buffer, weight, pointer);
}

static cdn_operation *make_convolution(const request *request, bool accumulates) {
    cdn_operation *operation = cdn_make_operation(request->has_bias ? 4 : 3);
    if (!operation) return NULL;
    int added_axes = request->settings->spatial_rank == 1;
    operation->weight_groups = request->settings->groups;
    operation->added_axes = added_axes;

    dnnl_primitive_attr_t attributes = cdn_make_attributes(accumulates);
    cdn_convolution_problem problem = {0};
    cdn_layout described = {0}, chosen = {0};
    dnnl_primitive_desc_t description = NULL;
    if (attributes && make_problem(&problem, request, added_axes)
        && make_weight_layout(&described, request->weight, request->settings->groups, added_axes)) {
        description = cdn_describe_convolution(&problem, attributes);
    }
    if (description) chosen = chosen_weight(&problem, description);
    operation->has_opaque_weight =
        description && request->opaque_weight && !cdn_layouts_are_equal(&described, &chosen);
    const cdn_layout *weight = operation->has_opaque_weight ? &chosen : &described;
    if (description && cdn_copy_layout(&operation->weight, weight)) {
        add_steps(operation, &problem, description, weight, &chosen);
    } else {
        operation->has_failed = true;
    }

    cdn_layout *layouts[] = {
        &problem.input, &problem.weight, &problem.bias, &problem.output, &described, &chosen};
    for (int i = 0; i < 6; i++) cdn_free_layout(layouts[i]);
    if (attributes) cdn_loaded_library()->primitive_attr_destroy(attributes);
    return cdn_finish(operation);
}

cdn_operation *cdn_convolution_forward(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *weight, bool opaque_weight,
    bool has_bias, const cdn_array *output, bool accumulates) {
    request request = {settings, dnnl_forward_training, input, weight, output, opaque_weight, has_bias};
    return make_convolution(&request, accumulates);
}

cdn_operation *cdn_convolution_input_gradient(
    const cdn_convolution *settings, const cdn_array *output_gradient, const cdn_array *weight,
    bool opaque_weight, const cdn_array *input_gradient) {
    request request = {
        settings, dnnl_backward_data, input_gradient, weight, output_gradient, opaque_weight, false};
    return make_convolution(&request, false);
}

cdn_operation *cdn_convolution_weight_gradient(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *output_gradient,
    const cdn_array *weight_gradient, bool opaque_weight, bool has_bias_gradient) {
    request request = {
        settings, dnnl_backward_weights, input, weight_gradient, output_gradient, opaque_weight,
        has_bias_gradient};
    return make_convolution(&request, false);
}

size_t cdn_opaque_weight_bytes(const cdn_operation *operation) {
    return operation->has_opaque_weight ? cdn_layout_bytes(&operation->weight) : 0;
}

cdn_operation *cdn_weight_reorder(const cdn_operation *operation, const cdn_array *weight, bool backwards) {
    cdn_layout described = {0};
    bool is_made =
        make_weight_layout(&described, weight, operation->weight_groups, operation->added_axes);
    const cdn_layout *source = backwards ? &operation->weight : &described;
    const cdn_layout *target = backwards ? &described : &operation->weight;
    cdn_operation *reorder = is_made ? cdn_make_reorder(source, target) : NULL;
    cdn_free_layout(&described);
    return reorder;
}

#endif
