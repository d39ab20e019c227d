#include "tile_folds.h"

#include <stddef.h>

#include "float_bits.h"

/// The shortest run of accumulators that is worth its overhead.
#define CVK_FOLD_WIDTH 256

static double cvk_identity(cvk_fold fold) {
    return fold == CVK_SUM ? 0 : fold == CVK_LARGEST ? -INFINITY : INFINITY;
}

CVK_INLINE double cvk_larger(double x, double y) { return ((x > y) | (x != x)) ? x : y; }
CVK_INLINE double cvk_smaller(double x, double y) { return ((x < y) | (x != x)) ? x : y; }

CVK_INLINE double cvk_combine(cvk_fold fold, double x, double y) {
    return fold == CVK_SUM ? x + y : fold == CVK_LARGEST ? cvk_larger(x, y) : cvk_smaller(x, y);
}

CVK_MULTIVERSION static double cvk_sum_of_run(const float *source, int64_t count) {
#if defined(__clang__)
#pragma clang fp reassociate(on)
#endif
    double sum = 0;
    for (int64_t i = 0; i < count; i++) { sum += (double)source[i]; }
    return sum;
}

/// An integer that is ordered like the number, with NaN above all: loops over the largest integer are
/// vectorized.
CVK_INLINE int32_t cvk_order(float x) {
    int32_t bits = (int32_t)cvk_bits(x);
    int32_t order = bits ^ (bits >> 31 & INT32_MAX);
    return x == x ? order : INT32_MAX;
}

CVK_INLINE float cvk_with_order(int32_t order) {
    return cvk_float((uint32_t)(order ^ (order >> 31 & INT32_MAX)));
}

CVK_MULTIVERSION static double cvk_largest_of_run(const float *source, int64_t count) {
    int32_t largest = cvk_order(-INFINITY);
    for (int64_t i = 0; i < count; i++) {
        int32_t order = cvk_order(source[i]);
        largest = order > largest ? order : largest;
    }
    return (double)cvk_with_order(largest);
}

CVK_MULTIVERSION static double cvk_smallest_of_run(const float *source, int64_t count) {
    int32_t largest = cvk_order(-INFINITY);
    for (int64_t i = 0; i < count; i++) {
        int32_t order = cvk_order(-source[i]);
        largest = order > largest ? order : largest;
    }
    return -(double)cvk_with_order(largest);
}

#define CVK_FOLD_ELEMENTS(name, fold)                                                                      \
    CVK_MULTIVERSION static void name(const float *source, int64_t count, double *accumulators) {          \
        CVK_VECTOR_LOOP                                                                                    \
        for (int64_t i = 0; i < count; i++) {                                                              \
            accumulators[i] = cvk_combine(fold, (double)source[i], accumulators[i]);                       \
        }                                                                                                  \
    }

CVK_FOLD_ELEMENTS(cvk_sum_elements, CVK_SUM)
CVK_FOLD_ELEMENTS(cvk_largest_elements, CVK_LARGEST)
CVK_FOLD_ELEMENTS(cvk_smallest_elements, CVK_SMALLEST)

static const struct {
    double (*run)(const float *, int64_t);
    void (*elements)(const float *, int64_t, double *);
} cvk_fold_functions[] = {
    [CVK_SUM] = {cvk_sum_of_run, cvk_sum_elements},
    [CVK_LARGEST] = {cvk_largest_of_run, cvk_largest_elements},
    [CVK_SMALLEST] = {cvk_smallest_of_run, cvk_smallest_elements},
};

void cvk_plan_fold(cvk_fold_plan *plan, const cvk_loop *loop, const cvk_store *store) {
    int rank = loop->rank, outer = 0;
    const int64_t *sizes = loop->sizes;
    while (outer < rank && (store->strides[outer] != 0 || sizes[outer] == 1)) { outer++; }
    plan->fold = store->fold;
    plan->extent = plan->kept = 1;
    int64_t dense[CVK_MAX_RANK], kept_sizes[CVK_MAX_RANK];
    for (int axis = rank - 1; axis >= outer; axis--) {
        int folded = store->strides[axis] == 0;
        dense[axis] = folded ? 0 : plan->kept;
        kept_sizes[axis] = folded ? 1 : sizes[axis];
        plan->extent *= sizes[axis];
        plan->kept *= kept_sizes[axis];
    }
    cvk_make_cursor(&plan->accumulator, rank - outer, sizes + outer, dense + outer);
    cvk_make_cursor(&plan->first, outer, sizes, store->strides);
    cvk_make_cursor(&plan->result, rank - outer, kept_sizes + outer, store->strides + outer);
    plan->width = plan->kept;
    cvk_cursor *accumulator = &plan->accumulator;
    int repeats = accumulator->rank == 1 && accumulator->strides[0] == 0 && accumulator->step == 1;
    if (repeats && plan->kept < CVK_FOLD_WIDTH && plan->extent > 4 * CVK_FOLD_WIDTH) {
        plan->width = plan->kept * (CVK_FOLD_WIDTH / plan->kept);
        accumulator->run = plan->width;
        accumulator->rank = 0;
    }
}

int64_t cvk_fold_accumulators(const cvk_fold_plan *plan) { return (plan->width + plan->kept + 7) / 8 * 8; }

static void cvk_begin_subspace(cvk_fold_state *state, int64_t place) {
    const cvk_fold_plan *plan = state->plan;
    for (int64_t i = 0; i < plan->width; i++) { state->current[i] = cvk_identity(plan->fold); }
    state->left = plan->extent - place;
    cvk_seek(&state->accumulator, place);
}

void cvk_begin_fold(
    cvk_fold_state *state, const cvk_fold_plan *plan, int64_t begin, double *accumulators, float *output) {
    state->plan = plan;
    state->output = output;
    state->accumulator = plan->accumulator;
    state->first = plan->first;
    state->current = accumulators;
    state->head = accumulators + plan->width;
    state->first_subspace = begin / plan->extent;
    cvk_begin_subspace(state, begin % plan->extent);
    cvk_seek(&state->first, state->first_subspace);
    state->is_continued = begin % plan->extent != 0;
    state->finished_head = 0;
}

/// Leaves the results in the first `kept` accumulators.
static void cvk_fold_width(cvk_fold_state *state) {
    const cvk_fold_plan *plan = state->plan;
    for (int64_t i = plan->kept; i < plan->width; i++) {
        double *result = &state->current[i % plan->kept];
        *result = cvk_combine(plan->fold, state->current[i], *result);
    }
}

static void cvk_write_results(const cvk_fold_state *state, const cvk_cursor *first, const double *results) {
    float *output = state->output + cvk_position(first);
    cvk_cursor cursor = state->plan->result;
    cvk_seek(&cursor, 0);
    for (int64_t done = 0; done < state->plan->kept;) {
        int64_t length = cvk_run_length(&cursor, state->plan->kept - done);
        float *run = output + cvk_position(&cursor);
        for (int64_t i = 0; i < length; i++) { run[i * cursor.step] = (float)results[done + i]; }
        cvk_advance(&cursor, length);
        done += length;
    }
}

static void cvk_end_subspace(cvk_fold_state *state) {
    cvk_fold_width(state);
    if (state->is_continued && !state->finished_head) {
        for (int64_t i = 0; i < state->plan->kept; i++) { state->head[i] = state->current[i]; }
        state->finished_head = 1;
    } else {
        cvk_write_results(state, &state->first, state->current);
    }
    cvk_advance(&state->first, 1);
    cvk_begin_subspace(state, 0);
}

/// Folds subspaces that lie whole in a tile and have one result each.
static int64_t cvk_fold_rows(cvk_fold_state *state, const float *source, int64_t count) {
    int64_t extent = state->plan->extent, done = 0;
    for (; done + extent <= count; done += extent) {
        double result = cvk_fold_functions[state->plan->fold].run(source + done, extent);
        state->output[cvk_position(&state->first)] = (float)result;
        cvk_advance(&state->first, 1);
    }
    return done;
}

void cvk_fold_tile(cvk_fold_state *state, const float *source, int64_t count) {
    cvk_fold fold = state->plan->fold;
    while (count > 0) {
        if (state->plan->kept == 1 && state->left == state->plan->extent && count >= state->left) {
            int64_t done = cvk_fold_rows(state, source, count);
            source += done;
            count -= done;
            continue;
        }
        cvk_cursor *cursor = &state->accumulator;
        int64_t length = cvk_run_length(cursor, count < state->left ? count : state->left);
        double *accumulators = state->current + cvk_position(cursor);
        if (cursor->step == 0 || length == 1) {
            *accumulators = cvk_combine(fold, cvk_fold_functions[fold].run(source, length), *accumulators);
        } else {
            cvk_fold_functions[fold].elements(source, length, accumulators);
        }
        cvk_advance(cursor, length);
        source += length;
        count -= length;
        state->left -= length;
        if (state->left == 0) { cvk_end_subspace(state); }
    }
}

void cvk_join_folds(cvk_fold_state *states, int count) {
    double *carried = NULL;
    for (int i = 0; i < count; i++) {
        cvk_fold_state *state = &states[i];
        const cvk_fold_plan *plan = state->plan;
        cvk_fold_width(state);
        if (state->is_continued) {
            double *results = state->finished_head ? state->head : state->current;
            for (int64_t j = 0; j < plan->kept; j++) {
                results[j] = cvk_combine(plan->fold, results[j], carried[j]);
            }
            if (state->finished_head) {
                cvk_cursor first = plan->first;
                cvk_seek(&first, state->first_subspace);
                cvk_write_results(state, &first, results);
            }
        }
        carried = state->current;
    }
}

void cvk_fold_nothing(const cvk_loop *loop, const cvk_store *store, float *output) {
    int64_t kept_sizes[CVK_MAX_RANK], count = 1;
    for (int axis = 0; axis < loop->rank; axis++) {
        kept_sizes[axis] = store->strides[axis] == 0 ? 1 : loop->sizes[axis];
        count *= kept_sizes[axis];
    }
    cvk_cursor cursor;
    cvk_make_cursor(&cursor, loop->rank, kept_sizes, store->strides);
    for (int64_t i = 0; i < count; i++) {
        cvk_seek(&cursor, i);
        output[cvk_position(&cursor)] = (float)cvk_identity(store->fold);
    }
}
