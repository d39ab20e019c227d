#include "response_norm.h"

#include <stddef.h>

#include "chunks.h"
#include "power_function.h"

/// Channels are worked on in blocks of at most this many.
#define CVK_CHANNEL_BLOCK 1024

typedef struct {
    const cvk_response_norm *norm;
    const float *x, *upstream;
    float *output;
} cvk_response_norm_task;

/// Adds term j to sum i where i - before <= j <= i + after. There are terms of the channels from `first_term`
/// on and sums of those from `first_sum` on.
CVK_INLINE void cvk_add_neighbours(
    const float *terms, int64_t first_term, int64_t term_count, int64_t before, int64_t after, float *sums,
    int64_t first_sum, int64_t sum_count) {
    for (int64_t shift = -before; shift <= after; shift++) {
        // Term i + ahead belongs to sum i.
        int64_t ahead = first_sum + shift - first_term;
        int64_t low = cvk_max(0, -ahead), high = cvk_min(sum_count, term_count - ahead);
        CVK_VECTOR_LOOP
        for (int64_t i = low; i < high; i++) { sums[i] += terms[i + ahead]; }
    }
}

/// bases[i] = k + alpha / size * the squares around channel start + i.
CVK_INLINE void cvk_bases(
    const cvk_response_norm *norm, const float *x, int64_t start, int64_t count, float *bases) {
    int64_t before = cvk_min(norm->size / 2, norm->channels);
    int64_t after = cvk_min((norm->size - 1) / 2, norm->channels);
    for (int64_t i = 0; i < count; i++) { bases[i] = 0; }
    for (int64_t shift = -before; shift <= after; shift++) {
        int64_t low = cvk_max(0, -shift - start), high = cvk_min(count, norm->channels - shift - start);
        const float *neighbours = x + start + shift;
        CVK_VECTOR_LOOP
        for (int64_t i = low; i < high; i++) { bases[i] += neighbours[i] * neighbours[i]; }
    }
    float scale = norm->alpha / (float)norm->size;
    for (int64_t i = 0; i < count; i++) { bases[i] = norm->k + scale * bases[i]; }
}

/// powers[i] = bases[i]^-beta, by roots where they do.
CVK_INLINE void cvk_powers(float beta, const float *bases, int64_t count, float *powers) {
    if (beta == 0.75f) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) {
            float root = cvk_sqrt(bases[i]);
            powers[i] = 1 / (root * cvk_sqrt(root));
        }
    } else if (beta == 0.5f) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { powers[i] = 1 / cvk_sqrt(bases[i]); }
    } else if (beta == 1) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { powers[i] = 1 / bases[i]; }
    } else {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { powers[i] = cvk_pow(bases[i], -beta); }
    }
}

CVK_INLINE void cvk_normalize_place(const cvk_response_norm *norm, const float *x, float *output) {
    float bases[CVK_CHANNEL_BLOCK];
    for (int64_t start = 0; start < norm->channels; start += CVK_CHANNEL_BLOCK) {
        int64_t count = cvk_min(CVK_CHANNEL_BLOCK, norm->channels - start);
        cvk_bases(norm, x, start, count, bases);
        cvk_powers(norm->beta, bases, count, bases);
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { output[start + i] = x[start + i] * bases[i]; }
    }
}

/// With s the bases, y the upstream gradient and j the channels whose windows hold i:
/// gradient[i] = y[i] s[i]^-beta - 2 alpha beta / size x[i] sum of y[j] x[j] s[j]^(-beta - 1).
CVK_INLINE void cvk_differentiate_place(
    const cvk_response_norm *norm, const float *upstream, const float *x, float *gradient) {
    float terms[CVK_CHANNEL_BLOCK], powers[CVK_CHANNEL_BLOCK], sums[CVK_CHANNEL_BLOCK];
    int64_t before = cvk_min((norm->size - 1) / 2, norm->channels);
    int64_t after = cvk_min(norm->size / 2, norm->channels);
    float scale = 2 * norm->alpha * norm->beta / (float)norm->size;
    for (int64_t start = 0; start < norm->channels; start += CVK_CHANNEL_BLOCK) {
        int64_t count = cvk_min(CVK_CHANNEL_BLOCK, norm->channels - start);
        int64_t reached = cvk_min(norm->channels, start + count + after), end;
        for (int64_t i = 0; i < count; i++) { sums[i] = 0; }
        for (int64_t first = cvk_max(0, start - before); first < reached; first = end) {
            end = cvk_min(reached, (first / CVK_CHANNEL_BLOCK + 1) * CVK_CHANNEL_BLOCK);
            cvk_bases(norm, x, first, end - first, terms);
            cvk_powers(norm->beta, terms, end - first, powers);
            CVK_VECTOR_LOOP
            for (int64_t i = 0; i < end - first; i++) {
                terms[i] = upstream[first + i] * x[first + i] * (powers[i] / terms[i]);
            }
            cvk_add_neighbours(terms, first, end - first, before, after, sums, start, count);
            if (first != start) { continue; }
            CVK_VECTOR_LOOP
            for (int64_t i = 0; i < count; i++) { gradient[start + i] = upstream[start + i] * powers[i]; }
        }
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { gradient[start + i] -= scale * x[start + i] * sums[i]; }
    }
}

CVK_MULTIVERSION static void cvk_response_norm_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_response_norm_task *task = context;
    int64_t channels = task->norm->channels;
    for (int64_t place = begin; place < end; place++) {
        cvk_normalize_place(task->norm, task->x + place * channels, task->output + place * channels);
    }
}

CVK_MULTIVERSION static void cvk_response_norm_gradient_chunk(int64_t begin, int64_t end, void *context) {
    const cvk_response_norm_task *task = context;
    int64_t channels = task->norm->channels;
    for (int64_t place = begin; place < end; place++) {
        int64_t start = place * channels;
        cvk_differentiate_place(task->norm, task->upstream + start, task->x + start, task->output + start);
    }
}

void cvk_response_norm_forward(const cvk_response_norm *norm, const float *x, float *output) {
    cvk_response_norm_task task = {norm, x, NULL, output};
    cvk_for_chunks(norm->places, norm->places * norm->channels, cvk_response_norm_chunk, &task);
}

void cvk_response_norm_gradient(
    const cvk_response_norm *norm, const float *upstream, const float *x, float *gradient) {
    cvk_response_norm_task task = {norm, x, upstream, gradient};
    cvk_for_chunks(norm->places, norm->places * norm->channels, cvk_response_norm_gradient_chunk, &task);
}
