#include <math.h>

#include "pooling_lines.h"
#include "vectors.h"

/// Whether a value takes the lead: NaN beats numbers, and what comes first beats its equals.
CVK_INLINE int cvk_beats(float value, float best) { return !(value <= best) & (best == best); }

/// The same of each lane.
CVK_INLINE cvk_ints cvk_lanes_beat(cvk_floats values, cvk_floats best) { return ~(values <= best) & (best == best); }

CVK_INLINE void cvk_merge_largest(const float *x, int64_t step, float *best, cvk_lanes lanes) {
    CVK_VECTOR_LOOP
    for (int64_t i = lanes.first; i < lanes.end; i++) {
        best[i] = cvk_beats(x[i * step], best[i]) ? x[i * step] : best[i];
    }
}

CVK_INLINE void cvk_largest(const cvk_line *line, const float *input, float *output) {
    float best[CVK_LINE];
    for (int64_t i = 0; i < line->count; i++) { best[i] = -INFINITY; }
    for (int64_t row = line->first_row; row < line->end_row; row++) {
        for (int64_t column = line->first_column; column < line->end_column; column++) {
            const float *x = input + line->input + cvk_tap_offset(line->pooling, row, column);
            cvk_lanes lanes = cvk_lanes_of(line, column);
            // Loops over a known step are vectorized.
            switch (line->input_step) {
            case 1: cvk_merge_largest(x, 1, best, lanes); break;
            case 2: cvk_merge_largest(x, 2, best, lanes); break;
            default: cvk_merge_largest(x, line->input_step, best, lanes);
            }
        }
    }
    for (int64_t i = 0; i < line->count; i++) { output[line->output + i * line->output_step] = best[i]; }
}

/// `count` channels from `channel` on, at most a vector's.
CVK_INLINE void cvk_largest_of(
    int taps, const int64_t *places, int64_t channel, int64_t count, const float *input, float *output) {
    cvk_floats best = cvk_read_lanes(input + places[0] + channel, count);
    for (int tap = 1; tap < taps; tap++) {
        cvk_floats values = cvk_read_lanes(input + places[tap] + channel, count);
        best = cvk_select(cvk_lanes_beat(values, best), values, best);
    }
    cvk_write_lanes(output + channel, count, best);
}

CVK_INLINE void cvk_largest_of_channels(int taps, const cvk_line *line, const float *input, float *output) {
    int64_t places[CVK_UNROLLED_TAPS], channel = 0;
    cvk_list_taps(line, places);
    output += line->output;
    for (; channel + CVK_LANES <= line->count; channel += CVK_LANES) {
        cvk_largest_of(taps, places, channel, CVK_LANES, input, output);
    }
    if (channel < line->count) { cvk_largest_of(taps, places, channel, line->count - channel, input, output); }
}

CVK_INLINE void cvk_max_line(const cvk_pooling_task *task, const cvk_line *line) {
    if (cvk_has_taps(line, 4)) {
        cvk_largest_of_channels(4, line, task->input, task->output);
    } else if (cvk_has_taps(line, 9)) {
        cvk_largest_of_channels(9, line, task->input, task->output);
    } else {
        cvk_largest(line, task->input, task->output);
    }
}

CVK_INLINE void cvk_merge_winners(
    const float *x, int64_t step, int32_t offset, float *best, int32_t *winners, cvk_lanes lanes) {
    CVK_VECTOR_LOOP
    for (int64_t i = lanes.first; i < lanes.end; i++) {
        float value = x[i * step];
        int leads = cvk_beats(value, best[i]) | (winners[i] < 0);
        best[i] = leads ? value : best[i];
        winners[i] = leads ? offset : winners[i];
    }
}

/// How far from each lane's first tap its first largest element is; -1 where there is none.
CVK_INLINE void cvk_find_winners(const cvk_pooling_task *task, const cvk_line *line, int32_t *winners) {
    float best[CVK_LINE];
    for (int64_t i = 0; i < line->count; i++) {
        best[i] = -INFINITY;
        winners[i] = -1;
    }
    for (int64_t row = line->first_row; row < line->end_row; row++) {
        for (int64_t column = line->first_column; column < line->end_column; column++) {
            int64_t offset = cvk_tap_offset(line->pooling, row, column);
            const float *x = task->input + line->input + offset;
            cvk_lanes lanes = cvk_lanes_of(line, column);
            switch (line->input_step) {
            case 1: cvk_merge_winners(x, 1, (int32_t)offset, best, winners, lanes); break;
            case 2: cvk_merge_winners(x, 2, (int32_t)offset, best, winners, lanes); break;
            default: cvk_merge_winners(x, line->input_step, (int32_t)offset, best, winners, lanes);
            }
        }
    }
}

/// Adds each lane's upstream gradient where the lane is first the largest.
CVK_INLINE void cvk_add_to_winners(const cvk_pooling_task *task, const cvk_line *line) {
    int32_t winners[CVK_LINE];
    cvk_find_winners(task, line, winners);
    const float *upstream = task->upstream + line->output;
    float *gradient = task->gradient + line->input;
    for (int64_t i = 0; i < line->count; i++) {
        if (winners[i] < 0) { continue; }
        gradient[i * line->input_step + winners[i]] += upstream[i * line->output_step];
    }
}

/// `count` channels from `channel` on, at most a vector's.
CVK_INLINE void cvk_add_to_winner_of(
    int taps, const int64_t *places, int64_t channel, int64_t count, const float *input, const float *upstream,
    float *gradient) {
    cvk_floats best = cvk_read_lanes(input + places[0] + channel, count);
    cvk_ints winner = {0};
    for (int tap = 1; tap < taps; tap++) {
        cvk_floats values = cvk_read_lanes(input + places[tap] + channel, count);
        cvk_ints leads = cvk_lanes_beat(values, best);
        best = cvk_select(leads, values, best);
        winner = cvk_select_ints(leads, winner * 0 + tap, winner);
    }
    cvk_floats above = cvk_read_lanes(upstream + channel, count);
    for (int tap = 0; tap < taps; tap++) {
        float *target = gradient + places[tap] + channel;
        cvk_floats share = cvk_select(winner == tap, above, cvk_repeated(0));
        cvk_write_lanes(target, count, cvk_read_lanes(target, count) + share);
    }
}

CVK_INLINE void cvk_add_to_winner_of_channels(int taps, const cvk_pooling_task *task, const cvk_line *line) {
    int64_t places[CVK_UNROLLED_TAPS], channel = 0;
    cvk_list_taps(line, places);
    const float *upstream = task->upstream + line->output;
    for (; channel + CVK_LANES <= line->count; channel += CVK_LANES) {
        cvk_add_to_winner_of(taps, places, channel, CVK_LANES, task->input, upstream, task->gradient);
    }
    if (channel < line->count) {
        cvk_add_to_winner_of(taps, places, channel, line->count - channel, task->input, upstream, task->gradient);
    }
}

CVK_INLINE void cvk_max_gradient_line(const cvk_pooling_task *task, const cvk_line *line) {
    if (cvk_has_taps(line, 4)) {
        cvk_add_to_winner_of_channels(4, task, line);
    } else if (cvk_has_taps(line, 9)) {
        cvk_add_to_winner_of_channels(9, task, line);
    } else {
        cvk_add_to_winners(task, line);
    }
}

CVK_INLINE void cvk_max_select_line(const cvk_pooling_task *task, const cvk_line *line) {
    int32_t winners[CVK_LINE];
    cvk_find_winners(task, line, winners);
    const float *values = task->values + line->input;
    float *output = task->output + line->output;
    for (int64_t i = 0; i < line->count; i++) {
        output[i * line->output_step] = values[i * line->input_step + winners[i]];
    }
}

CVK_MULTIVERSION static void cvk_max_pool_chunk(int64_t begin, int64_t end, void *task) {
    cvk_pool_units(task, begin, end, cvk_max_line);
}

CVK_MULTIVERSION static void cvk_max_pool_gradient_chunk(int64_t begin, int64_t end, void *task) {
    cvk_pool_units(task, begin, end, cvk_max_gradient_line);
}

CVK_MULTIVERSION static void cvk_max_pool_select_chunk(int64_t begin, int64_t end, void *task) {
    cvk_pool_units(task, begin, end, cvk_max_select_line);
}

void cvk_max_pool(const cvk_pooling *pooling, const float *input, float *output) {
    cvk_pooling_task task = {.pooling = pooling, .input = input, .output = output};
    cvk_run_pooling(&task, cvk_max_pool_chunk);
}

void cvk_max_pool_gradient(
    const cvk_pooling *pooling, const float *output_gradient, const float *input, float *input_gradient) {
    cvk_pooling_task task = {
        .pooling = pooling, .input = input, .upstream = output_gradient, .gradient = input_gradient};
    cvk_run_pooling(&task, cvk_max_pool_gradient_chunk);
}

void cvk_max_pool_select(const cvk_pooling *pooling, const float *values, const float *input, float *output) {
    cvk_pooling_task task = {.pooling = pooling, .input = input, .values = values, .output = output};
    cvk_run_pooling(&task, cvk_max_pool_select_chunk);
}
