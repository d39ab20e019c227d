#include "pooling_lines.h"

CVK_INLINE void cvk_add_tap(const float *x, int64_t step, float *sums, cvk_lanes lanes) {
    CVK_VECTOR_LOOP
    for (int64_t i = lanes.first; i < lanes.end; i++) { sums[i] += x[i * step]; }
}

CVK_INLINE void cvk_spread_tap(const float *shares, float *gradient, int64_t step, cvk_lanes lanes) {
    CVK_VECTOR_LOOP
    for (int64_t i = lanes.first; i < lanes.end; i++) { gradient[i * step] += shares[i]; }
}

/// How many elements of an axis are under the window that starts at `place`. Padding counts or not; what lies behind
/// it never does.
CVK_INLINE int64_t cvk_elements(
    const cvk_pooling_task *task, int64_t place, int64_t dilation, int64_t kernel, int64_t size, int64_t padding) {
    int64_t margin = task->divisor == CVK_DIVIDE_BY_PLACES ? padding : 0;
    return cvk_end_tap(place + margin, dilation, kernel, size + 2 * margin) - cvk_first_tap(place + margin, dilation);
}

CVK_INLINE int64_t cvk_elements_of_lane(const cvk_pooling_task *task, const cvk_line *line, int64_t lane) {
    const cvk_pooling *p = task->pooling;
    return cvk_elements(
        task, line->column + lane * p->stride_width, p->dilation_width, p->kernel_width, p->input_width,
        p->padding_width);
}

/// Divides each lane by the task's divisor or by the number of elements under its window.
CVK_INLINE void cvk_divide(const cvk_pooling_task *task, const cvk_line *line, float *lanes) {
    if (task->divisor > 0) {
        for (int64_t i = 0; i < line->count; i++) { lanes[i] /= (float)task->divisor; }
        return;
    }
    const cvk_pooling *p = task->pooling;
    int64_t rows = cvk_elements(
        task, line->row, p->dilation_height, p->kernel_height, p->input_height, p->padding_height);
    int64_t columns = cvk_elements_of_lane(task, line, 0);
    // With padding counted, windows are whole up to a last one that reaches beyond it.
    int whole = task->divisor == CVK_DIVIDE_BY_PLACES && cvk_elements_of_lane(task, line, line->count - 1) == columns;
    if (line->over_channels || whole) {
        for (int64_t i = 0; i < line->count; i++) { lanes[i] /= (float)(rows * columns); }
        return;
    }
    for (int64_t i = 0; i < line->count; i++) { lanes[i] /= (float)(rows * cvk_elements_of_lane(task, line, i)); }
}

CVK_INLINE void cvk_sum_of(int taps, const cvk_line *line, const float *input, float *sums) {
    int64_t places[CVK_UNROLLED_TAPS];
    cvk_list_taps(line, places);
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < line->count; i++) {
        float sum = input[places[0] + i];
        for (int tap = 1; tap < taps; tap++) { sum += input[places[tap] + i]; }
        sums[i] = sum;
    }
}

CVK_INLINE void cvk_sum(const cvk_line *line, const float *input, float *sums) {
    for (int64_t i = 0; i < line->count; i++) { sums[i] = 0; }
    for (int64_t row = line->first_row; row < line->end_row; row++) {
        for (int64_t column = line->first_column; column < line->end_column; column++) {
            const float *x = input + line->input + cvk_tap_offset(line->pooling, row, column);
            cvk_lanes lanes = cvk_lanes_of(line, column);
            // Loops over a known step are vectorized.
            switch (line->input_step) {
            case 1: cvk_add_tap(x, 1, sums, lanes); break;
            case 2: cvk_add_tap(x, 2, sums, lanes); break;
            default: cvk_add_tap(x, line->input_step, sums, lanes);
            }
        }
    }
}

CVK_INLINE void cvk_average_line(const cvk_pooling_task *task, const cvk_line *line) {
    float sums[CVK_LINE];
    if (cvk_has_taps(line, 4)) {
        cvk_sum_of(4, line, task->input, sums);
    } else if (cvk_has_taps(line, 9)) {
        cvk_sum_of(9, line, task->input, sums);
    } else {
        cvk_sum(line, task->input, sums);
    }
    cvk_divide(task, line, sums);
    float *output = task->output + line->output;
    for (int64_t i = 0; i < line->count; i++) { output[i * line->output_step] = sums[i]; }
}

CVK_INLINE void cvk_average_gradient_line(const cvk_pooling_task *task, const cvk_line *line) {
    float shares[CVK_LINE];
    const float *upstream = task->upstream + line->output;
    for (int64_t i = 0; i < line->count; i++) { shares[i] = upstream[i * line->output_step]; }
    cvk_divide(task, line, shares);
    for (int64_t row = line->first_row; row < line->end_row; row++) {
        for (int64_t column = line->first_column; column < line->end_column; column++) {
            float *gradient = task->gradient + line->input + cvk_tap_offset(line->pooling, row, column);
            cvk_lanes lanes = cvk_lanes_of(line, column);
            if (line->input_step == 1) {
                cvk_spread_tap(shares, gradient, 1, lanes);
            } else {
                cvk_spread_tap(shares, gradient, line->input_step, lanes);
            }
        }
    }
}

CVK_MULTIVERSION static void cvk_average_pool_chunk(int64_t begin, int64_t end, void *task) {
    cvk_pool_units(task, begin, end, cvk_average_line);
}

CVK_MULTIVERSION static void cvk_average_pool_gradient_chunk(int64_t begin, int64_t end, void *task) {
    cvk_pool_units(task, begin, end, cvk_average_gradient_line);
}

void cvk_average_pool(
    const cvk_pooling *pooling, int64_t divisor, const float *input, float *output) {
    cvk_pooling_task task = {
        .pooling = pooling, .divisor = divisor, .input = input, .output = output};
    cvk_run_pooling(&task, cvk_average_pool_chunk);
}

void cvk_average_pool_gradient(
    const cvk_pooling *pooling, int64_t divisor, const float *output_gradient, float *input_gradient) {
    cvk_pooling_task task = {
        .pooling = pooling, .divisor = divisor, .upstream = output_gradient,
        .gradient = input_gradient};
    cvk_run_pooling(&task, cvk_average_pool_gradient_chunk);
}
