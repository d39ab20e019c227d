#ifndef CHAINRULE_LOOP_PLAN_H
#define CHAINRULE_LOOP_PLAN_H

#include "loop_order.h"
#include "strided_cursor.h"
#include "tile_folds.h"

/// The floats from one buffer to the next: more than a tile, for what is written beyond its end, and so that
/// equal places of two buffers do not compete for the same cache lines.
#define CVK_BUFFER (CVK_TILE + 16)

typedef enum {
    /// Read tile by tile, unless the tile's elements lie side by side in memory.
    CVK_STREAM,
    /// The same number everywhere: read once.
    CVK_UNIFORM,
    /// The same short run over and over: read once for every place at which a tile may begin.
    CVK_PATTERN,
} cvk_load_kind;

typedef struct {
    cvk_load_kind kind;
    /// Whether the elements must leave their memory because a store writes there while they are needed.
    int is_overwritten;
    /// Where in a worker's workspace the elements are kept, in floats.
    int64_t buffer;
    cvk_cursor cursor;
} cvk_load_plan;

typedef struct {
    cvk_fold fold;
    /// Whether the steps write the register's elements directly to where they are stored.
    int is_direct;
    /// Where among a chunk's accumulators those of this fold are.
    int64_t accumulators;
    union {
        cvk_cursor cursor;
        cvk_fold_plan folding;
    };
} cvk_store_plan;

typedef struct {
    /// The loop that was asked for, or `reordered`, the same one with its elements in another order.
    const cvk_loop *loop;
    cvk_loop reordered;
    int64_t count;
    /// How many elements a tile has.
    int64_t tile;
    /// The number of chunks, and what their sizes are multiples of.
    int chunks;
    int64_t unit;
    /// A worker's workspace, in floats; the registers come first.
    int64_t workspace;
    /// The number of accumulators that a chunk has.
    int64_t accumulators;
    cvk_load_plan loads[CVK_MAX_OPERANDS];
    cvk_store_plan stores[CVK_MAX_OPERANDS];
} cvk_plan;

/// Plans a loop that has elements. The pointers are the loop's, or null to learn only the workspace.
void cvk_make_plan(cvk_plan *plan, const cvk_loop *loop, void *const *pointers);

/// The number of elements of the iteration space.
int64_t cvk_loop_count(const cvk_loop *loop);

#endif
