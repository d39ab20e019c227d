#include "arrays.h"
#include "convolution.h"
#include "pieces.h"

#if CDN_HEADERS_VERSION != 0

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

/// Of `images` images. An image of one channel lies both ways; it is taken as the other one lies.
static bool make_problem(cdn_convolution_problem *problem, const cdn_request *request, int64_t images, int added_axes) {
    cdn_array input = *request->input, output = *request->output;
    input.sizes[0] = output.sizes[0] = images;
    bool channels_last = cdn_lies_in_order(&input, true) && cdn_lies_in_order(&output, true);
    bool input_is = channels_last || !cdn_lies_in_order(&input, false);
    bool output_is = channels_last || !cdn_lies_in_order(&output, false);
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
    return make_image_layout(&problem->input, &input, input_is, added_axes)
        && make_image_layout(&problem->output, &output, output_is, added_axes)
        && cdn_make_layout(&problem->weight, weight.rank, weight.sizes, NULL)
        && (!request->has_bias || cdn_make_layout(&problem->bias, 1, &output.sizes[1], &one));
}

/// How many images make a piece: a part of all of them, so that all pieces are alike.
static int64_t images_of_piece(const cdn_request *request) {
    int64_t images = request->output->sizes[0];
    int64_t operations = 2 * cdn_element_count(request->output, 1) * cdn_element_count(request->weight, 1);
    int64_t pieces = cdn_smaller(CDN_MAX_PIECES, images * operations / CDN_OPERATIONS_OF_PIECE);
    if (request->kind == dnnl_backward_weights) {
        // Every piece has a gradient of its own, which is written and read: there must be much more to compute.
        int64_t places = images * cdn_element_count(request->output, 2);
        int64_t most = places / CDN_PLACES_OF_PARTIAL_GRADIENT;
        bool is_worth_two = places >= CDN_PLACES_OF_PARTIAL_GRADIENT / 2;
        pieces = cdn_smaller(pieces, most >= 8 ? 8 : most >= 4 ? 4 : is_worth_two ? 2 : 1);
    }
    int64_t wanted = pieces > 1 ? images / cdn_smaller(pieces, images) : images;
    while (images % wanted) wanted--;
    return wanted;
}

static void take_weight_layout(
    cdn_operation *operation, const cdn_convolution_problem *problem, const_dnnl_primitive_desc_t description) {
    bool is_gradient = problem->kind == dnnl_backward_weights;
    cdn_query_layout(
        &operation->weight, description, is_gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md);
}

static void add_pieces(
    cdn_operation *operation, const cdn_request *request, const cdn_convolution_problem *problem, int64_t images,
    int kernel) {
    int pieces = (int)(request->output->sizes[0] / images);
    size_t input = sizeof(float) * (size_t)(images * request->input->strides[0]);
    size_t output = sizeof(float) * (size_t)(images * request->output->strides[0]);
    if (problem->kind == dnnl_backward_weights && pieces > 1) {
        cdn_sum_pieces(operation, 2, cdn_layout_bytes(&operation->weight));
    }
    for (size_t i = 0; i < (size_t)pieces; i++) {
        const size_t backward_data[] = {i * output, 0, i * input};
        const size_t backward_weights[] = {i * input, i * output, i * operation->partial_bytes};
        const size_t forward[] = {i * input, 0, i * output, 0};
        cdn_add_piece(
            operation, kernel,
            problem->kind == dnnl_backward_data ? backward_data
            : problem->kind == dnnl_backward_weights ? backward_weights : forward);
    }
}

static cdn_operation *begin(const cdn_request *request) {
    static const cdn_argument forward[] = {{DNNL_ARG_SRC, 0}, {DNNL_ARG_WEIGHTS, 1}, {DNNL_ARG_DST, 2}};
    static const cdn_argument with_bias[] = {
        {DNNL_ARG_SRC, 0}, {DNNL_ARG_WEIGHTS, 1}, {DNNL_ARG_DST, 3}, {DNNL_ARG_BIAS, 2}};
    static const cdn_argument data[] = {{DNNL_ARG_DIFF_DST, 0}, {DNNL_ARG_WEIGHTS, 1}, {DNNL_ARG_DIFF_SRC, 2}};
    static const cdn_argument weights[] = {{DNNL_ARG_SRC, 0}, {DNNL_ARG_DIFF_DST, 1}, {DNNL_ARG_DIFF_WEIGHTS, 2}};
    switch (request->kind) {
        case dnnl_backward_data: return cdn_make_operation(3, 3, data);
        case dnnl_backward_weights: return cdn_make_operation(3, 3, weights);
        default: return request->has_bias ? cdn_make_operation(4, 4, with_bias) : cdn_make_operation(3, 3, forward);
    }
}

static cdn_operation *make_convolution(const cdn_request *request) {
    if (request->settings->is_product) return cdn_make_product(request);
    cdn_operation *operation = begin(request);
    if (!operation) return NULL;
    int added_axes = request->settings->spatial_rank == 1;
    operation->weight_groups = request->settings->groups;
    operation->added_axes = added_axes;

    int64_t images = images_of_piece(request);
    dnnl_primitive_attr_t attributes = cdn_make_attributes(request->accumulates);
    cdn_convolution_problem problem = {0};
    cdn_layout described = {0};
    dnnl_primitive_desc_t description = NULL;
    if (attributes && make_problem(&problem, request, images, added_axes)
        && make_weight_layout(&described, request->weight, request->settings->groups, added_axes)) {
        description = cdn_describe_convolution(&problem, attributes);
    }
    if (description) {
        take_weight_layout(operation, &problem, description);
        operation->has_opaque_weight = !cdn_layouts_are_equal(&described, &operation->weight);
    }
    const cdn_layout *weight = &operation->weight;
    const cdn_layout *forward[] = {&problem.input, weight, &problem.output, &problem.bias};
    const cdn_layout *data[] = {&problem.output, weight, &problem.input};
    const cdn_layout *weights[] = {&problem.input, &problem.output, weight};
    int kernel = cdn_add_kernel(
        operation, description,
        problem.kind == dnnl_backward_data ? data : problem.kind == dnnl_backward_weights ? weights : forward);
    if (!operation->has_failed) add_pieces(operation, request, &problem, images, kernel);

    cdn_layout *layouts[] = {&problem.input, &problem.weight, &problem.bias, &problem.output, &described};
    for (int i = 0; i < 5; i++) cdn_free_layout(layouts[i]);
    if (attributes) cdn_loaded_library()->primitive_attr_destroy(attributes);
    return cdn_finish(operation);
}

cdn_operation *cdn_convolution_forward(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *weight, bool has_bias,
    const cdn_array *output, bool accumulates) {
    cdn_request request = {settings, dnnl_forward_training, input, weight, output, has_bias, accumulates};
    return make_convolution(&request);
}

cdn_operation *cdn_convolution_input_gradient(
    const cdn_convolution *settings, const cdn_array *output_gradient, const cdn_array *weight,
    const cdn_array *input_gradient) {
    cdn_request request = {settings, dnnl_backward_data, input_gradient, weight, output_gradient, false, false};
    return make_convolution(&request);
}

cdn_operation *cdn_convolution_weight_gradient(
    const cdn_convolution *settings, const cdn_array *input, const cdn_array *output_gradient,
    const cdn_array *weight_gradient) {
    cdn_request request = {settings, dnnl_backward_weights, input, weight_gradient, output_gradient, false, false};
    return make_convolution(&request);
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
