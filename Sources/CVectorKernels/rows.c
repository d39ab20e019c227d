#include "rows.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "chunks.h"
#include "vectors.h"

CVK_INLINE float cvk_largest_of_row(const float *x, int64_t count) {
    cvk_floats best = cvk_repeated(-INFINITY);
    int64_t i = 0;
    for (; i + CVK_LANES <= count; i += CVK_LANES) { best = cvk_larger(cvk_read(x + i), best); }
    if (i < count) { best = cvk_larger(cvk_read_some(x + i, count - i, -INFINITY), best); }
    return cvk_largest_lane(best);
}

/// The sum of e^(x - largest) over a row, and without the label's term.
typedef struct {
    float all, others;
} cvk_exponential_sums;

/// The terms but the label's are written to `others`, if that is not NULL, with 0 in the label's place.
CVK_INLINE cvk_exponential_sums cvk_exponentials_of_row(
    const float *x, int64_t count, float largest, int32_t label, float *others) {
    cvk_floats all = cvk_repeated(0), rest = cvk_repeated(0);
    cvk_ints here = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    int64_t i = 0;
    for (; i + CVK_LANES <= count; i += CVK_LANES, here += CVK_LANES) {
        cvk_floats term = cvk_exponential(cvk_read(x + i) - largest);
        cvk_floats other = cvk_select(here == label, cvk_repeated(0), term);
        all += term;
        rest += other;
        if (others) { cvk_write(others + i, other); }
    }
    if (i < count) {
        cvk_floats term = cvk_exponential(cvk_read_some(x + i, count - i, -INFINITY) - largest);
        cvk_floats other = cvk_select(here == label, cvk_repeated(0), term);
        all += term;
        rest += other;
        if (others) { cvk_write_some(others + i, count - i, other); }
    }
    return (cvk_exponential_sums){cvk_sum_of_lanes(all), cvk_sum_of_lanes(rest)};
}

typedef struct {
    int64_t rows, classes;
    const float *logits;
    const int32_t *labels;
    const float *upstream;
    int64_t upstream_stride;
    float *output;
} cvk_cross_entropy_task;

CVK_MULTIVERSION static void cvk_cross_entropy_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_cross_entropy_task *task = context;
    for (int64_t row = begin; row < end; row++) {
        const float *x = task->logits + row * task->classes;
        float largest = cvk_largest_of_row(x, task->classes);
        float at_label = x[task->labels[row]];
        cvk_exponential_sums sums =
            cvk_exponentials_of_row(x, task->classes, largest, task->labels[row], NULL);
        // The label's own term is 1 if it is the largest: log1p keeps what the others are beside it.
        float log_of_sum = at_label == largest ? cvk_log1p(sums.others) : cvk_log(sums.all);
        task->output[row] = log_of_sum + (largest - at_label);
    }
}

CVK_MULTIVERSION static void cvk_cross_entropy_gradient_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_cross_entropy_task *task = context;
    for (int64_t row = begin; row < end; row++) {
        const float *x = task->logits + row * task->classes;
        float *gradient = task->output + row * task->classes;
        float upstream = task->upstream[row * task->upstream_stride];
        float largest = cvk_largest_of_row(x, task->classes);
        cvk_exponential_sums sums =
            cvk_exponentials_of_row(x, task->classes, largest, task->labels[row], gradient);
        float scale = upstream / sums.all;
        for (int64_t i = 0; i < task->classes; i++) { gradient[i] *= scale; }
        // Not p - 1, which keeps nothing of a p near 1.
        gradient[task->labels[row]] = -(sums.others / sums.all) * upstream;
    }
}

/// The place of the first number outside `lowest` ..< `end`; -1 if there is none.
CVK_MULTIVERSION static int64_t cvk_first_outside(
    const int32_t *numbers, int64_t count, int64_t lowest, int64_t end) {
    int outside = 0;
    for (int64_t i = 0; i < count; i++) { outside |= (numbers[i] < lowest) | (numbers[i] >= end); }
    if (!outside) { return -1; }
    int64_t place = 0;
    while (numbers[place] >= lowest && numbers[place] < end) { place++; }
    return place;
}

int64_t cvk_cross_entropy(
    int64_t rows, int64_t classes, const float *logits, const int32_t *labels, float *losses) {
    int64_t outside = cvk_first_outside(labels, rows, 0, classes);
    if (outside >= 0) { return outside; }
    cvk_cross_entropy_task task = {
        .rows = rows, .classes = classes, .logits = logits, .labels = labels, .output = losses};
    cvk_for_chunks(rows, rows * classes, cvk_cross_entropy_chunk, &task);
    return -1;
}

int64_t cvk_cross_entropy_gradient(
    int64_t rows, int64_t classes, const float *logits, const int32_t *labels, const float *upstream,
    int64_t upstream_stride, float *gradient) {
    int64_t outside = cvk_first_outside(labels, rows, 0, classes);
    if (outside >= 0) { return outside; }
    cvk_cross_entropy_task task = {rows, classes, logits, labels, upstream, upstream_stride, gradient};
    cvk_for_chunks(rows, rows * classes, cvk_cross_entropy_gradient_chunk, &task);
    return -1;
}

typedef struct {
    int64_t count, width, table_rows;
    const int32_t *indices;
    const float *source;
    float *target;
} cvk_rows_task;

CVK_INLINE int64_t cvk_table_row(const cvk_rows_task *task, int64_t place) {
    int64_t index = task->indices[place];
    return index < 0 ? index + task->table_rows : index;
}

static void cvk_gather_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_rows_task *task = context;
    size_t size = (size_t)task->width * sizeof(float);
    for (int64_t i = begin; i < end; i++) {
        memcpy(task->target + i * task->width, task->source + cvk_table_row(task, i) * task->width, size);
    }
}

int64_t cvk_gather_rows(
    int64_t count, int64_t width, int64_t table_rows, int64_t least, const float *table, const int32_t *indices,
    float *output) {
    int64_t outside = cvk_first_outside(indices, count, least, table_rows);
    if (outside >= 0) { return outside; }
    cvk_rows_task task = {count, width, table_rows, indices, table, output};
    cvk_for_chunks(count, count * width, cvk_gather_chunk, &task);
    return -1;
}

/// So many columns of a table, some cache lines, are worth going through all indices.
#define CVK_COLUMNS 64
/// As many chunks as are worth it where each goes through all indices to find those of its rows.
#define CVK_MOST_ROW_CHUNKS 8

/// Adds what belongs to a part of the table; an element's terms are added in the order of the indices.
CVK_MULTIVERSION static void cvk_scatter_add_to(
    const cvk_rows_task *task, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column) {
    int64_t width = task->width;
    for (int64_t row = first_row; row < end_row; row++) {
        float *target = task->target + row * width;
        memset(target + first_column, 0, (size_t)(end_column - first_column) * sizeof(float));
    }
    for (int64_t i = 0; i < task->count; i++) {
        int64_t row = cvk_table_row(task, i);
        if (row < first_row || row >= end_row) { continue; }
        const float *source = task->source + i * width;
        float *target = task->target + row * width;
        CVK_VECTOR_LOOP
        for (int64_t c = first_column; c < end_column; c++) { target[c] += source[c]; }
    }
}

static void cvk_scatter_add_columns(int64_t begin, int64_t end, void *context) {
    const cvk_rows_task *task = context;
    cvk_scatter_add_to(
        task, 0, task->table_rows, begin * CVK_COLUMNS, cvk_min(end * CVK_COLUMNS, task->width));
}

static void cvk_scatter_add_rows_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_rows_task *task = context;
    int64_t first = task->table_rows * begin / CVK_MOST_ROW_CHUNKS;
    cvk_scatter_add_to(task, first, task->table_rows * end / CVK_MOST_ROW_CHUNKS, 0, task->width);
}

int64_t cvk_scatter_add_rows(
    int64_t count, int64_t width, int64_t table_rows, const float *rows, const int32_t *indices,
    float *table) {
    int64_t outside = cvk_first_outside(indices, count, -table_rows, table_rows);
    if (outside >= 0) { return outside; }
    cvk_rows_task task = {count, width, table_rows, indices, rows, table};
    int64_t elements = (count + table_rows) * width, columns = (width + CVK_COLUMNS - 1) / CVK_COLUMNS;
    if (columns > 1) {
        cvk_for_chunks(columns, elements, cvk_scatter_add_columns, &task);
    } else {
        cvk_for_chunks(CVK_MOST_ROW_CHUNKS, elements, cvk_scatter_add_rows_chunk, &task);
    }
    return -1;
}

CVK_INLINE int32_t cvk_argmax_of_row(const float *x, int64_t count) {
    cvk_floats best = cvk_read_some(x, cvk_min(count, CVK_LANES), -INFINITY);
    cvk_ints places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    cvk_ints here = places;
    for (int64_t i = CVK_LANES; i < count; i += CVK_LANES) {
        cvk_floats lanes =
            count - i < CVK_LANES ? cvk_read_some(x + i, count - i, -INFINITY) : cvk_read(x + i);
        here += CVK_LANES;
        cvk_ints leads = ~(lanes <= best) & (best == best);
        best = cvk_select(leads, lanes, best);
        places = cvk_select_ints(leads, here, places);
    }
    int lane = 0;
    for (int i = 1; i < CVK_LANES; i++) {
        int is_behind = (best[i] <= best[lane]) | (best[lane] != best[lane]);
        int is_equal = best[i] == best[lane] || (best[i] != best[i] && best[lane] != best[lane]);
        if (is_equal ? places[i] < places[lane] : !is_behind) { lane = i; }
    }
    return places[lane];
}

typedef struct {
    int64_t rows, width;
    const float *x;
    int32_t *places;
} cvk_argmax_task;

CVK_MULTIVERSION static void cvk_argmax_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_argmax_task *task = context;
    for (int64_t row = begin; row < end; row++) {
        task->places[row] = cvk_argmax_of_row(task->x + row * task->width, task->width);
    }
}

void cvk_argmax_rows(int64_t rows, int64_t width, const float *x, int32_t *places) {
    cvk_argmax_task task = {rows, width, x, places};
    cvk_for_chunks(rows, rows * width, cvk_argmax_chunk, &task);
}
