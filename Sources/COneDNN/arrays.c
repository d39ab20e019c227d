#include "arrays.h"

/// The axis that lies at `place`, counted from the outermost.
static int32_t axis_at(int32_t place, int32_t rank, bool channels_last) {
    if (!channels_last || place == 0) return place;
    return place == rank - 1 ? 1 : place + 1;
}

bool cdn_lies_in_order(const cdn_array *array, bool channels_last) {
    int64_t outer = INT64_MAX;
    for (int32_t place = 0; place < array->rank; place++) {
        int32_t axis = axis_at(place, array->rank, channels_last);
        if (array->sizes[axis] == 1) continue;
        if (array->strides[axis] > outer) return false;
        outer = array->strides[axis];
    }
    return true;
}

cdn_array cdn_normalized(const cdn_array *array, bool channels_last) {
    cdn_array result = *array;
    int64_t dense = 1;
    for (int32_t place = array->rank - 1; place >= 0; place--) {
        int32_t axis = axis_at(place, array->rank, channels_last);
        if (array->sizes[axis] == 1) {
            result.strides[axis] = dense;
        } else {
            dense = array->sizes[axis] * array->strides[axis];
        }
    }
    return result;
}

cdn_array cdn_normalized_matrix(const cdn_array *array) {
    cdn_array result = *array;
    int32_t row = array->rank - 2, column = array->rank - 1;
    if (result.sizes[column] == 1) result.strides[column] = 1;
    if (result.sizes[row] == 1) {
        result.strides[row] = result.strides[column] == 1 ? result.sizes[column] : 1;
    }
    if (array->rank == 3 && array->sizes[0] == 1) {
        int64_t rows = result.sizes[row] * result.strides[row];
        int64_t columns = result.sizes[column] * result.strides[column];
        result.strides[0] = rows > columns ? rows : columns;
    }
    return result;
}
