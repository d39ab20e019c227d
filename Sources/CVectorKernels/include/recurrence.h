#ifndef CHAINRULE_RECURRENCE_H
#define CHAINRULE_RECURRENCE_H

#include <stddef.h>
#include <stdint.h>

/// What a recurrent layer computes at every step; `gates` products for each unit.
typedef enum { CVK_CELL_TANH, CVK_CELL_RELU, CVK_CELL_LSTM, CVK_CELL_GRU } cvk_cell;

/// A recurrent layer over a sequence. All arrays are dense: products [T, B, gates * H], weight [gates * H, H], state
/// [states, B, H], values [states + saved, T, B, H] with i, f, g, o of an LSTM and r, u, n, m of a GRU for what is saved.
typedef struct {
    cvk_cell cell;
    int64_t steps, batch, units;
    int is_reversed;
} cvk_recurrence;

/// The bytes of memory that a run needs; at a multiple of 64.
size_t cvk_recurrence_workspace(const cvk_recurrence *recurrence, int is_gradient);

/// `bias` [H] is that of a GRU's candidate, and NULL for others; `lengths` [B] is NULL if all steps count.
void cvk_recurrence_forward(
    const cvk_recurrence *recurrence, const float *products, const float *weight, const float *state,
    const float *bias, const int32_t *lengths, float *values, void *workspace);

/// What the backward pass reads. Upstream gradients that are zero are NULL.
typedef struct {
    const float *upstream_h, *upstream_c, *upstream_saved, *values, *weight, *state;
    const int32_t *lengths;
} cvk_recurrence_operands;

/// gradients [T + 1, B, n * H]: those of the n = 1, 4, 4 sums of each unit (r, u, n, m of a GRU); behind all steps those of the
/// initial h and c, followed by zeros.
void cvk_recurrence_gradient(
    const cvk_recurrence *recurrence, const cvk_recurrence_operands *operands, float *gradients, void *workspace);

#endif
