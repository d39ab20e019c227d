#ifndef CHAINRULE_POOLING_LINES_H
#define CHAINRULE_POOLING_LINES_H

#include <stddef.h>
#include <string.h>

#include "chunks.h"
#include "pooling.h"

/// The most lanes of a line.
#define CVK_LINE 256
/// So many images are cut between them, not within.
#define CVK_MANY_IMAGES 8

/// Output places that are pooled side by side, one in each lane: some channels at one place or, where
/// channels are not neighbours in memory, some columns of a row.
typedef struct {
    const cvk_pooling *pooling;
    int64_t count, input_step, output_step;
    /// Where the first tap and the output of lane 0 are; the tap may be on padding.
    int64_t input, output;
    /// The row and column of lane 0's first tap.
    int64_t row, column;
    /// The rows and columns of taps that are on the input in some lane; in every one if lanes are channels.
    int64_t first_row, end_row, first_column, end_column;
    int over_channels;
} cvk_line;

typedef struct {
    int64_t first, end;
} cvk_lanes;

typedef struct {
    const cvk_pooling *pooling;
    /// What a mean divides by; see `CVK_DIVIDE_BY_PLACES`.
    int64_t divisor;
    const float *input, *values, *upstream;
    /// A task has either an output or a gradient of the input, which starts out as zeros.
    float *output, *gradient;
    /// The number of blocks that the channels are dealt out in.
    int64_t blocks;
} cvk_pooling_task;

typedef void (*cvk_line_body)(const cvk_pooling_task *task, const cvk_line *line);

/// The first tap of an axis that is on the input; `place` is that of the window's first tap.
CVK_INLINE int64_t cvk_first_tap(int64_t place, int64_t dilation) {
    return place >= 0 ? 0 : (dilation - 1 - place) / dilation;
}

/// The tap after the last one that is on the input.
CVK_INLINE int64_t cvk_end_tap(int64_t place, int64_t dilation, int64_t kernel, int64_t size) {
    if (place + (kernel - 1) * dilation < size) { return kernel; }
    return place >= size ? 0 : (size - 1 - place) / dilation + 1;
}

/// How far a tap is from the first one.
CVK_INLINE int64_t cvk_tap_offset(const cvk_pooling *p, int64_t row, int64_t column) {
    return row * p->dilation_height * p->input.h + column * p->dilation_width * p->input.w;
}

/// The lanes in which a column of taps is on the input.
CVK_INLINE cvk_lanes cvk_lanes_of(const cvk_line *line, int64_t tap_column) {
    if (line->over_channels) { return (cvk_lanes){0, line->count}; }
    const cvk_pooling *p = line->pooling;
    int64_t column = line->column + tap_column * p->dilation_width;
    return (cvk_lanes){
        cvk_first_tap(column, p->stride_width),
        cvk_end_tap(column, p->stride_width, line->count, p->input_width)};
}

/// The most taps for which loops are unrolled.
#define CVK_UNROLLED_TAPS 9

/// Whether a line has as many taps, in every lane, as the caller has unrolled its loops for.
CVK_INLINE int cvk_has_taps(const cvk_line *line, int64_t taps) {
    int64_t rows = line->end_row - line->first_row, columns = line->end_column - line->first_column;
    return line->over_channels && rows * columns == taps;
}

/// Writes down where the taps of lane 0 are.
CVK_INLINE void cvk_list_taps(const cvk_line *line, int64_t *places) {
    for (int64_t row = line->first_row; row < line->end_row; row++) {
        for (int64_t column = line->first_column; column < line->end_column; column++) {
            *places++ = line->input + cvk_tap_offset(line->pooling, row, column);
        }
    }
}

/// Whether channels are neighbours, so that lines run over them and not over columns.
CVK_INLINE int cvk_has_channel_lines(const cvk_pooling *p) {
    return p->channels > 1 && p->input.c == 1 && p->output.c == 1;
}

/// Sets the rows `first` ..< `end` of some channels to zero.
CVK_INLINE void cvk_zero_rows(
    const cvk_pooling *p, float *plane, int64_t channels, int64_t first, int64_t end) {
    int64_t columns = p->input_width, count = channels, column_step = p->input.w;
    if (channels == 1 && column_step != 1) {
        for (int64_t row = first; row < end; row++) {
            for (int64_t i = 0; i < columns; i++) { plane[row * p->input.h + i * column_step] = 0; }
        }
        return;
    }
    if (column_step == channels) {
        count *= columns;
        columns = 1;
    }
    for (int64_t row = first; row < end; row++) {
        for (int64_t i = 0; i < columns; i++) {
            memset(plane + row * p->input.h + i * column_step, 0, (size_t)count * sizeof(float));
        }
    }
}

/// Calls `body` for the lines of the channels `first` ..< `end` of one image.
CVK_INLINE void cvk_pool_channels(
    const cvk_pooling_task *task, int64_t image, int64_t first, int64_t end, cvk_line_body body) {
    const cvk_pooling *p = task->pooling;
    float *gradient = task->gradient ? task->gradient + image * p->input.n + first * p->input.c : NULL;
    int over_channels = cvk_has_channel_lines(p);
    cvk_line line = {
        .pooling = p, .over_channels = over_channels, .end_column = p->kernel_width,
        .input_step = over_channels ? 1 : p->stride_width * p->input.w,
        .output_step = over_channels ? 1 : p->output.w};
    // Rows become zero just before they are added to, while they stay in the cache.
    int64_t zeroed = 0;
    for (int64_t y = 0; y < p->output_height; y++) {
        int64_t row = y * p->stride_height - p->padding_height;
        line.row = row;
        line.first_row = cvk_first_tap(row, p->dilation_height);
        line.end_row = cvk_end_tap(row, p->dilation_height, p->kernel_height, p->input_height);
        if (gradient) {
            int64_t reached = row + (line.end_row - 1) * p->dilation_height + 1;
            cvk_zero_rows(p, gradient, end - first, zeroed, reached);
            zeroed = cvk_max(zeroed, reached);
        }
        int64_t input = image * p->input.n + first * p->input.c + row * p->input.h;
        int64_t output = image * p->output.n + first * p->output.c + y * p->output.h;
        for (int64_t x = 0; x < p->output_width; x += over_channels ? 1 : CVK_LINE) {
            line.column = x * p->stride_width - p->padding_width;
            int64_t lanes = over_channels ? end - first : p->output_width - x;
            if (over_channels) {
                line.first_column = cvk_first_tap(line.column, p->dilation_width);
                line.end_column =
                    cvk_end_tap(line.column, p->dilation_width, p->kernel_width, p->input_width);
            }
            for (int64_t lane = 0; lane < (over_channels ? lanes : 1); lane += CVK_LINE) {
                line.count = cvk_min(lanes - lane, CVK_LINE);
                line.input = input + line.column * p->input.w + lane;
                line.output = output + x * p->output.w + lane;
                body(task, &line);
            }
        }
    }
    if (gradient) { cvk_zero_rows(p, gradient, end - first, zeroed, p->input_height); }
}

/// The first channel of a block; blocks are whole cache lines where channels are neighbours.
CVK_INLINE int64_t cvk_block_start(const cvk_pooling_task *task, int64_t block) {
    int64_t channels = task->pooling->channels;
    if (!cvk_has_channel_lines(task->pooling)) { return block; }
    return block == task->blocks ? channels : channels * block / task->blocks / 16 * 16;
}

/// Calls `body` for the lines of some units of a task, each a block of channels of an image.
CVK_INLINE void cvk_pool_units(
    const cvk_pooling_task *task, int64_t begin, int64_t end, cvk_line_body body) {
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t image = unit / task->blocks, block = unit % task->blocks;
        cvk_pool_channels(
            task, image, cvk_block_start(task, block), cvk_block_start(task, block + 1), body);
    }
}

/// Runs a task in as many chunks as are worth it.
static inline void cvk_run_pooling(
    cvk_pooling_task *task, void (*run_chunk)(int64_t begin, int64_t end, void *task)) {
    const cvk_pooling *p = task->pooling;
    int64_t elements =
        p->batch * p->channels * p->output_height * p->output_width * p->kernel_height * p->kernel_width;
    task->blocks = p->channels;
    if (cvk_has_channel_lines(p)) {
        // Whole images, if there are enough of them, are read along their memory.
        int is_many = p->batch >= CVK_MANY_IMAGES;
        task->blocks = is_many ? 1 : cvk_min((p->channels + 15) / 16, CVK_MANY_IMAGES / cvk_max(1, p->batch));
    }
    cvk_for_chunks(p->batch * task->blocks, elements, run_chunk, task);
}

#endif
