#include "loop_order.h"

#include "tile_operations.h"

/// So many accumulators of a fold stay in the nearest caches.
#define CVK_ACCUMULATORS_IN_CACHE 4096

static int64_t cvk_largest_divisor(int64_t number, int64_t largest) {
    while (number % largest != 0) { largest--; }
    return largest;
}

/// An axis of the new order: `size` steps along an axis of the old order, each of `step` places.
typedef struct {
    int axis;
    int64_t size, step;
} cvk_new_axis;

static void cvk_reorder_axes(
    const cvk_loop *loop, const cvk_new_axis *axes, int rank, cvk_loop *reordered) {
    *reordered = *loop;
    reordered->rank = rank;
    for (int i = 0; i < rank; i++) {
        int axis = axes[i].axis;
        reordered->sizes[i] = axes[i].size;
        for (int j = 0; j < loop->load_count; j++) {
            reordered->loads[j].strides[i] = loop->loads[j].strides[axis] * axes[i].step;
        }
        for (int j = 0; j < loop->store_count; j++) {
            reordered->stores[j].strides[i] = loop->stores[j].strides[axis] * axes[i].step;
        }
    }
}

static int cvk_loads_lie_across(const cvk_loop *loop) {
    int lies_across = 0;
    for (int i = 0; i < loop->load_count; i++) {
        const cvk_load *load = &loop->loads[i];
        lies_across |= load->source == CVK_FROM_MEMORY && load->element == CVK_FLOAT32
            && load->strides[loop->rank - 2] == 1 && load->strides[loop->rank - 1] > 1;
    }
    for (int i = 0; i < loop->store_count; i++) { lies_across &= loop->stores[i].fold == CVK_STORE; }
    return lies_across && loop->sizes[loop->rank - 1] > 64;
}

/// A load that steps along the second axis from behind, where others step along the last one, would use one
/// element of each cache line. Such a loop goes through blocks of both axes instead, a block a tile.
static int cvk_go_through_blocks(const cvk_loop *loop, cvk_loop *reordered, int64_t *tile) {
    int row = loop->rank - 2, column = loop->rank - 1;
    int64_t rows = cvk_largest_divisor(loop->sizes[row], 16);
    int64_t columns = cvk_largest_divisor(loop->sizes[column], 64);
    if (rows < 4 || columns < 8 || rows * columns % CVK_BLOCK != 0) { return 0; }
    cvk_new_axis axes[CVK_MAX_RANK];
    for (int i = 0; i < row; i++) { axes[i] = (cvk_new_axis){i, loop->sizes[i], 1}; }
    // Blocks below each other come first, for their elements continue the same pages of memory.
    axes[row] = (cvk_new_axis){column, loop->sizes[column] / columns, columns};
    axes[row + 1] = (cvk_new_axis){row, loop->sizes[row] / rows, rows};
    axes[row + 2] = (cvk_new_axis){row, rows, 1};
    axes[row + 3] = (cvk_new_axis){column, columns, 1};
    cvk_reorder_axes(loop, axes, loop->rank + 2, reordered);
    *tile = rows * columns;
    return 1;
}

static int cvk_folds_outermost_axis_into_many(const cvk_loop *loop) {
    for (int i = 0; i < loop->store_count; i++) {
        const cvk_store *store = &loop->stores[i];
        if (store->fold == CVK_STORE || store->strides[0] != 0) { continue; }
        int64_t kept = 1;
        for (int axis = 1; axis < loop->rank; axis++) {
            if (store->strides[axis] != 0) { kept *= loop->sizes[axis]; }
        }
        if (kept > CVK_ACCUMULATORS_IN_CACHE && store->strides[loop->rank - 1] != 0) { return 1; }
    }
    return 0;
}

/// Folding the outermost axis would go through all accumulators in each of its places. Such a loop folds one
/// part of the last axis after the other instead: a part's accumulators are few, and chunks share none.
static int cvk_fold_part_by_part(const cvk_loop *loop, cvk_loop *reordered, int64_t *tile) {
    int column = loop->rank - 1;
    int64_t columns = cvk_largest_divisor(loop->sizes[column], CVK_TILE);
    if (columns < 64) { return 0; }
    cvk_new_axis axes[CVK_MAX_RANK];
    for (int i = 1; i < column; i++) { axes[i - 1] = (cvk_new_axis){i, loop->sizes[i], 1}; }
    axes[column - 1] = (cvk_new_axis){column, loop->sizes[column] / columns, columns};
    axes[column] = (cvk_new_axis){0, loop->sizes[0], 1};
    axes[column + 1] = (cvk_new_axis){column, columns, 1};
    cvk_reorder_axes(loop, axes, loop->rank + 1, reordered);
    *tile = columns;
    return 1;
}

int cvk_reorder_loop(const cvk_loop *loop, cvk_loop *reordered, int64_t *tile) {
    if (loop->rank < 2 || loop->rank > CVK_MAX_RANK - 2) { return 0; }
    if (cvk_loads_lie_across(loop)) { return cvk_go_through_blocks(loop, reordered, tile); }
    if (cvk_folds_outermost_axis_into_many(loop)) { return cvk_fold_part_by_part(loop, reordered, tile); }
    return 0;
}
