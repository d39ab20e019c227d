#include "attention.h"

#include <math.h>
#include <string.h>

#include "chunks.h"
#include "packed_product.h"
#include "thread_pool.h"
#include "vectors.h"

/// So many queries are compared with all keys at a time; their scores stay in the cache.
#define CVK_QUERY_BLOCK (8 * CVK_PANEL_ROWS)
/// As much work as one addition of an element in the nearest cache; see cvk_chunk_count.
#define CVK_OPERATIONS_OF_ADDITION 6

typedef struct {
    const cvk_attention *shape;
    const cvk_head_vectors *queries, *keys, *values, *upstream;
    float *output, *of_keys, *of_values;
    /// Of one thread: keys and values as right-hand sides of products, those of the queries at hand, and two blocks of rows
    /// with a number for each key, from one to the next of which it is `score_step`.
    float *workspace;
    int64_t workspace_size, score_step;
    int64_t packed_values, keys_as_rows, packed_queries, packed_upstream, scores, of_scores;
    float scale;
    int is_gradient, chunks;
} cvk_attention_task;

static cvk_attention_task cvk_attention_plan(const cvk_attention *shape, int is_gradient) {
    cvk_attention_task task = {.shape = shape, .is_gradient = is_gradient};
    task.scale = (float)(1 / sqrt((double)shape->size));
    task.score_step = cvk_padded(shape->keys) + CVK_LANES;
    // In the order of the fields.
    int64_t size = cvk_packed_size(shape->size, shape->keys), block = CVK_QUERY_BLOCK * task.score_step;
    task.packed_values = size;
    if (is_gradient) {
        size += cvk_packed_size(shape->value_size, shape->keys);
        task.keys_as_rows = size;
        size += cvk_packed_size(shape->keys, shape->size);
        task.packed_queries = size;
        size += cvk_packed_size(CVK_QUERY_BLOCK, shape->size);
        task.packed_upstream = size;
        size += cvk_packed_size(CVK_QUERY_BLOCK, shape->value_size);
        task.of_scores = size;
        size += block;
    } else {
        size += cvk_packed_size(shape->keys, shape->value_size);
    }
    task.scores = size;
    task.workspace_size = size + block;

    int64_t operations = 2 * shape->queries * shape->keys * (shape->size + shape->value_size);
    int64_t heads = shape->batch * shape->heads;
    task.chunks = cvk_chunk_count(heads, heads * (is_gradient ? 5 : 2) * operations / 2 / CVK_OPERATIONS_OF_ADDITION);
    return task;
}

size_t cvk_attention_workspace(const cvk_attention *attention, int is_gradient, int threads) {
    return sizeof(float) * (size_t)(cvk_attention_plan(attention, is_gradient).workspace_size * threads);
}

CVK_INLINE const float *cvk_head(const cvk_head_vectors *vectors, int64_t example, int64_t head) {
    return vectors->numbers + example * vectors->example_step + head * vectors->head_step;
}

/// How many of the first keys the queries before `end` attend to.
CVK_INLINE int64_t cvk_keys_before(const cvk_attention *shape, int64_t end) {
    return shape->is_causal ? cvk_min(end, shape->keys) : shape->keys;
}

/// Turns the first `count` scores of a row into the exponentials of their distances from the largest, and fills up with zeros.
/// Returns the reciprocal of their sum.
CVK_INLINE float cvk_exponentials_of_scores(float *row, int64_t count, int64_t end, float scale) {
    int64_t last = cvk_padded(count);
    for (int64_t i = count; i < last; i++) { row[i] = -INFINITY; }
    cvk_floats best = cvk_repeated(-INFINITY);
    for (int64_t i = 0; i < last; i += CVK_LANES) { best = cvk_larger(cvk_read(row + i), best); }
    float largest = cvk_largest_lane(best);
    cvk_floats sums = cvk_repeated(0);
    for (int64_t i = 0; i < last; i += CVK_LANES) {
        cvk_floats term = cvk_exponential((cvk_read(row + i) - largest) * scale);
        cvk_write(row + i, term);
        sums += term;
    }
    memset(row + last, 0, sizeof(float) * (size_t)(end - last));
    return 1 / cvk_sum_of_lanes(sums);
}

CVK_INLINE void cvk_scale_row(float *row, int64_t count, float factor) {
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < count; i++) { row[i] *= factor; }
}

/// Exponentials of all rows of a block; reciprocals of their sums.
CVK_MULTIVERSION static void cvk_exponentials_of_rows(
    const cvk_attention_task *task, int64_t first, int64_t rows, float *scores, float *reciprocals) {
    int64_t end = cvk_padded(cvk_keys_before(task->shape, first + rows));
    for (int64_t r = 0; r < rows; r++) {
        int64_t count = cvk_keys_before(task->shape, first + r + 1);
        reciprocals[r] = cvk_exponentials_of_scores(scores + r * task->score_step, count, end, task->scale);
    }
}

CVK_MULTIVERSION static void cvk_scale_rows(
    int64_t rows, int64_t count, const float *factors, float *target, int64_t step) {
    for (int64_t r = 0; r < rows; r++) { cvk_scale_row(target + r * step, count, factors[r]); }
}

/// w (g - sum of w g) scale, in the place of g. Behind the last key there are weights of 0, and any numbers for g.
CVK_INLINE void cvk_score_gradients(const float *weights, float *gradients, int64_t count, float scale) {
    for (int64_t i = count; i < cvk_padded(count); i++) { gradients[i] = 0; }
    cvk_floats sums = cvk_repeated(0);
    for (int64_t i = 0; i < count; i += CVK_LANES) { sums += cvk_read(weights + i) * cvk_read(gradients + i); }
    float mean = cvk_sum_of_lanes(sums);
    for (int64_t i = 0; i < count; i += CVK_LANES) {
        cvk_write(gradients + i, cvk_read(weights + i) * (cvk_read(gradients + i) - mean) * scale);
    }
}

/// Turns gradients of weights, rows of them, into those of the scores.
CVK_MULTIVERSION static void cvk_score_gradients_of_rows(
    const cvk_attention_task *task, int64_t rows, int64_t count, const float *weights, float *gradients) {
    for (int64_t r = 0; r < rows; r++) {
        int64_t place = r * task->score_step;
        cvk_score_gradients(weights + place, gradients + place, count, task->scale);
    }
}

static void cvk_attend(const cvk_attention_task *task, int64_t example, int64_t head, float *workspace) {
    const cvk_attention *shape = task->shape;
    const float *queries = cvk_head(task->queries, example, head);
    float *keys = workspace, *values = workspace + task->packed_values, *scores = workspace + task->scores;
    int64_t row_step = shape->heads * shape->value_size;
    float *output = task->output + (example * shape->queries * shape->heads + head) * shape->value_size;
    cvk_pack_transposed(
        shape->keys, shape->size, cvk_head(task->keys, example, head), task->keys->row_step, keys);
    cvk_pack_rows(
        shape->keys, shape->value_size, cvk_head(task->values, example, head), task->values->row_step, values);
    for (int64_t first = 0; first < shape->queries; first += CVK_QUERY_BLOCK) {
        int64_t rows = cvk_min(CVK_QUERY_BLOCK, shape->queries - first);
        int64_t count = cvk_keys_before(shape, first + rows);
        float reciprocals[CVK_QUERY_BLOCK];
        cvk_packed right = {keys, shape->size, shape->keys, count};
        cvk_packed_product(
            rows, shape->size, queries + first * task->queries->row_step, task->queries->row_step, 1, &right, 0, scores,
            task->score_step);
        cvk_exponentials_of_rows(task, first, rows, scores, reciprocals);
        cvk_packed weighed = {values, shape->keys, shape->value_size, shape->value_size};
        cvk_packed_product(
            rows, count, scores, task->score_step, 1, &weighed, 0, output + first * row_step, row_step);
        cvk_scale_rows(rows, shape->value_size, reciprocals, output + first * row_step, row_step);
    }
}

/// Sets a row of every place of a head to zero.
static void cvk_clear_rows(int64_t rows, int64_t size, float *target, int64_t step) {
    for (int64_t r = 0; r < rows; r++) { memset(target + r * step, 0, sizeof(float) * (size_t)size); }
}

static void cvk_attend_back(const cvk_attention_task *task, int64_t example, int64_t head, float *workspace) {
    const cvk_attention *shape = task->shape;
    const float *queries = cvk_head(task->queries, example, head), *upstream = cvk_head(task->upstream, example, head);
    const float *keys = cvk_head(task->keys, example, head), *values = cvk_head(task->values, example, head);
    float *packed_keys = workspace, *packed_values = workspace + task->packed_values;
    float *keys_as_rows = workspace + task->keys_as_rows, *packed_queries = workspace + task->packed_queries;
    float *packed_upstream = workspace + task->packed_upstream;
    float *weights = workspace + task->scores, *of_scores = workspace + task->of_scores;
    int64_t step = shape->heads * shape->size, value_step = shape->heads * shape->value_size;
    int64_t place = example * shape->heads;
    float *of_queries = task->output + (place * shape->queries + head) * shape->size;
    float *of_keys = task->of_keys + (place * shape->keys + head) * shape->size;
    float *of_values = task->of_values + (place * shape->keys + head) * shape->value_size;
    cvk_pack_transposed(shape->keys, shape->size, keys, task->keys->row_step, packed_keys);
    cvk_pack_transposed(shape->keys, shape->value_size, values, task->values->row_step, packed_values);
    cvk_pack_rows(shape->keys, shape->size, keys, task->keys->row_step, keys_as_rows);
    cvk_clear_rows(shape->keys, shape->size, of_keys, step);
    cvk_clear_rows(shape->keys, shape->value_size, of_values, value_step);
    for (int64_t first = 0; first < shape->queries; first += CVK_QUERY_BLOCK) {
        int64_t rows = cvk_min(CVK_QUERY_BLOCK, shape->queries - first);
        int64_t count = cvk_keys_before(shape, first + rows);
        const float *query = queries + first * task->queries->row_step;
        const float *above = upstream + first * task->upstream->row_step;
        cvk_packed right = {packed_keys, shape->size, shape->keys, count};
        cvk_packed_product(
            rows, shape->size, query, task->queries->row_step, 1, &right, 0, weights, task->score_step);
        float reciprocals[CVK_QUERY_BLOCK];
        cvk_exponentials_of_rows(task, first, rows, weights, reciprocals);
        cvk_scale_rows(rows, cvk_padded(count), reciprocals, weights, task->score_step);
        right = (cvk_packed){packed_values, shape->value_size, shape->keys, count};
        cvk_packed_product(
            rows, shape->value_size, above, task->upstream->row_step, 1, &right, 0, of_scores, task->score_step);
        cvk_score_gradients_of_rows(task, rows, count, weights, of_scores);
        right = (cvk_packed){keys_as_rows, shape->keys, shape->size, shape->size};
        cvk_packed_product(rows, count, of_scores, task->score_step, 1, &right, 0, of_queries + first * step, step);

        // Sums over the queries: the blocks lie row by row and are read column by column.
        cvk_pack_rows(rows, shape->size, query, task->queries->row_step, packed_queries);
        cvk_pack_rows(rows, shape->value_size, above, task->upstream->row_step, packed_upstream);
        right = (cvk_packed){packed_queries, rows, shape->size, shape->size};
        cvk_packed_product(count, rows, of_scores, 1, task->score_step, &right, 1, of_keys, step);
        right = (cvk_packed){packed_upstream, rows, shape->value_size, shape->value_size};
        cvk_packed_product(count, rows, weights, 1, task->score_step, &right, 1, of_values, value_step);
    }
}

static void cvk_attend_chunk(int chunk, int worker, void *context) {
    const cvk_attention_task *task = context;
    int64_t heads = task->shape->heads, all = task->shape->batch * heads;
    float *workspace = task->workspace + worker * task->workspace_size;
    int64_t end = cvk_start(all, chunk + 1, task->chunks);
    for (int64_t i = cvk_start(all, chunk, task->chunks); i < end; i++) {
        if (task->is_gradient) {
            cvk_attend_back(task, i / heads, i % heads, workspace);
        } else {
            cvk_attend(task, i / heads, i % heads, workspace);
        }
    }
}

void cvk_attention_forward(
    const cvk_attention *attention, const cvk_head_vectors *queries, const cvk_head_vectors *keys,
    const cvk_head_vectors *values, float *output, void *workspace) {
    cvk_attention_task task = cvk_attention_plan(attention, 0);
    task.queries = queries;
    task.keys = keys;
    task.values = values;
    task.output = output;
    task.workspace = workspace;
    ctp_run(task.chunks, cvk_attend_chunk, &task);
}

void cvk_attention_gradient(
    const cvk_attention *attention, const cvk_head_vectors *queries, const cvk_head_vectors *keys,
    const cvk_head_vectors *values, const cvk_head_vectors *upstream, float *gradients, void *workspace) {
    cvk_attention_task task = cvk_attention_plan(attention, 1);
    task.queries = queries;
    task.keys = keys;
    task.values = values;
    task.upstream = upstream;
    task.output = gradients;
    int64_t heads = attention->batch * attention->heads;
    task.of_keys = gradients + heads * attention->queries * attention->size;
    task.of_values = task.of_keys + heads * attention->keys * attention->size;
    task.workspace = workspace;
    ctp_run(task.chunks, cvk_attend_chunk, &task);
}
