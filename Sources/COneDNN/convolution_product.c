#include "convolution.h"

#if CDN_HEADERS_VERSION != 0

static cdn_columns columns_of(const cdn_request *request) {
    const cdn_convolution *settings = request->settings;
    cdn_columns columns = {
        .images = request->input->sizes[0], .height = request->input->sizes[2], .width = request->input->sizes[3],
        .channels = request->input->sizes[1], .output_height = request->output->sizes[2],
        .output_width = request->output->sizes[3]};
    for (int axis = 0; axis < 2; axis++) {
        columns.kernel[axis] = request->weight->sizes[axis + 2];
        columns.stride[axis] = settings->strides[axis];
        columns.padding[axis] = settings->padding[axis];
        columns.dilation[axis] = settings->dilation[axis];
    }
    return columns;
}

static cdn_array matrix(int64_t rows, int64_t columns, bool is_transposed) {
    return (cdn_array){
        .rank = 2, .sizes = {rows, columns}, .strides = {is_transposed ? 1 : columns, is_transposed ? rows : 1}};
}

/// With x for the matrix of the input: y = x · wᵀ, dx = dy · w, dw = dyᵀ · x.
cdn_operation *cdn_make_product(const cdn_request *request) {
    cdn_columns columns = columns_of(request);
    int64_t places = request->output->sizes[0] * cdn_element_count(request->output, 2);
    int64_t outputs = request->output->sizes[1], taps = cdn_element_count(request->weight, 1);
    cdn_array input = matrix(places, taps, false), output = matrix(places, outputs, false);
    cdn_array weight = matrix(outputs, taps, false), bias = matrix(1, outputs, false);
    cdn_array transposed_weight = matrix(taps, outputs, true), transposed_output = matrix(outputs, places, true);
    cdn_operation *operation = NULL;
    // Which argument of the product is the matrix, and which of the pointers are those of the others.
    int matrix_argument = 0, pointers[] = {0, 1, 2, 2};
    bool is_gathered = true;
    switch (request->kind) {
        case dnnl_backward_data:
            operation = cdn_matmul(&output, &weight, NULL, &input, false);
            matrix_argument = 2;
            is_gathered = false;
            break;
        case dnnl_backward_weights:
            operation = cdn_matmul(&transposed_output, &input, NULL, &weight, false);
            pointers[0] = 1;
            pointers[1] = 0;
            matrix_argument = 1;
            break;
        default:
            operation =
                cdn_matmul(&input, &transposed_weight, request->has_bias ? &bias : NULL, &output, request->accumulates);
            if (request->has_bias) pointers[2] = 3;
    }
    if (!operation) return NULL;
    for (int i = 0; i < operation->argument_count; i++) operation->arguments[i].pointer = pointers[i];
    if (cdn_columns_are_images(&columns)) return operation;
    operation->columns = columns;
    operation->column_step = is_gathered ? CDN_GATHER_COLUMNS : CDN_SUM_COLUMNS;
    operation->image_pointer = pointers[matrix_argument];
    operation->arguments[matrix_argument].pointer = operation->pointer_count;
    return operation;
}

#endif
