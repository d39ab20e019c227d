#ifndef CHAINRULE_STRIDED_CURSOR_H
#define CHAINRULE_STRIDED_CURSOR_H

#include <stdint.h>

#include "vector_loop.h"

/// A position in an iteration space, and where an operand's element is there. The operand's elements come in
/// runs of `run` elements that are `step` apart; the axes around the runs are kept innermost first.
typedef struct {
    int64_t run, step;
    int32_t rank;
    /// The first element of the run, and the position in the run.
    int64_t offset, place;
    int64_t sizes[CVK_MAX_RANK], strides[CVK_MAX_RANK], coordinates[CVK_MAX_RANK];
} cvk_cursor;

/// The cursor of an operand with these strides; `cvk_seek` must follow.
static inline void cvk_make_cursor(
    cvk_cursor *cursor, int rank, const int64_t *sizes, const int64_t *strides) {
    cursor->run = 1;
    cursor->step = 1;
    cursor->rank = 0;
    // `size` and `stride` are of the axis that the next one might continue.
    int64_t *size = &cursor->run, *stride = &cursor->step;
    for (int axis = rank - 1; axis >= 0; axis--) {
        if (sizes[axis] == 1) { continue; }
        if (cursor->run == 1) {
            cursor->run = sizes[axis];
            cursor->step = strides[axis];
        } else if (strides[axis] == *size * *stride) {
            *size *= sizes[axis];
        } else {
            size = &cursor->sizes[cursor->rank];
            stride = &cursor->strides[cursor->rank];
            *size = sizes[axis];
            *stride = strides[axis];
            cursor->rank++;
        }
    }
}

/// Goes to the element with this number in row-major order.
static inline void cvk_seek(cvk_cursor *cursor, int64_t index) {
    if (cursor->rank == 0 && index < cursor->run) {
        cursor->place = index;
        cursor->offset = 0;
        return;
    }
    cursor->place = index % cursor->run;
    cursor->offset = 0;
    index /= cursor->run;
    for (int axis = 0; axis < cursor->rank; axis++) {
        cursor->coordinates[axis] = index % cursor->sizes[axis];
        cursor->offset += cursor->coordinates[axis] * cursor->strides[axis];
        index /= cursor->sizes[axis];
    }
}

/// Where the element is.
static inline int64_t cvk_position(const cvk_cursor *cursor) {
    return cursor->offset + cursor->place * cursor->step;
}

/// How many of the next `count` elements lie in the same run.
static inline int64_t cvk_run_length(const cvk_cursor *cursor, int64_t count) {
    int64_t left = cursor->run - cursor->place;
    return left < count ? left : count;
}

/// Moves on to the run that is `runs` further along the axis around the runs, which has so many left or ends.
static inline void cvk_advance_runs(cvk_cursor *cursor, int64_t runs) {
    cursor->place = 0;
    for (int axis = 0; axis < cursor->rank; axis++) {
        cursor->offset += cursor->strides[axis] * runs;
        cursor->coordinates[axis] += runs;
        if (cursor->coordinates[axis] < cursor->sizes[axis]) { return; }
        cursor->offset -= cursor->strides[axis] * cursor->sizes[axis];
        cursor->coordinates[axis] = 0;
        runs = 1;
    }
}

/// Moves on by no more elements than the run still has.
static inline void cvk_advance(cvk_cursor *cursor, int64_t count) {
    cursor->place += count;
    if (cursor->place == cursor->run) { cvk_advance_runs(cursor, 1); }
}

#endif
