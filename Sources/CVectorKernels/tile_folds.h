#ifndef CHAINRULE_TILE_FOLDS_H
#define CHAINRULE_TILE_FOLDS_H

#include "strided_cursor.h"

/// How a store's elements are folded. The iteration space is cut behind the outermost axes that are kept:
/// each place on these begins a subspace of `extent` elements, which are folded into `width` accumulators
/// and, when the subspace ends, leave `kept` results.
typedef struct {
    cvk_fold fold;
    int64_t extent, kept;
    /// A multiple of `kept`: few accumulators are laid side by side for several turns, to make long runs.
    int64_t width;
    /// The accumulator of an element; where the subspaces' results begin; and where each of the results is.
    cvk_cursor accumulator, first, result;
} cvk_fold_plan;

/// A chunk's share of a fold.
typedef struct {
    const cvk_fold_plan *plan;
    float *output;
    cvk_cursor accumulator, first;
    /// `width` accumulators of the subspace at hand; and `kept` of the one that the chunk before began.
    double *current, *head;
    /// The number of the chunk's first subspace, and how many elements of the one at hand are still to come.
    int64_t first_subspace, left;
    int is_continued, finished_head;
} cvk_fold_state;

void cvk_plan_fold(cvk_fold_plan *plan, const cvk_loop *loop, const cvk_store *store);

/// The number of doubles that a chunk's state needs, a multiple of 8.
int64_t cvk_fold_accumulators(const cvk_fold_plan *plan);

/// Begins a chunk with the element of the iteration space with the number `begin`.
void cvk_begin_fold(
    cvk_fold_state *state, const cvk_fold_plan *plan, int64_t begin, double *accumulators, float *output);

/// Folds the next `count` elements.
void cvk_fold_tile(cvk_fold_state *state, const float *source, int64_t count);

/// Finishes the subspaces that were cut between chunks, of states in the order of these.
void cvk_join_folds(cvk_fold_state *states, int count);

/// Writes the results of folding no elements.
void cvk_fold_nothing(const cvk_loop *loop, const cvk_store *store, float *output);

#endif
