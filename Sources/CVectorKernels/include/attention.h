#ifndef CHAINRULE_ATTENTION_H
#define CHAINRULE_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

/// Attention of `heads` heads of each of `batch` examples: softmax(Q Kᵀ / sqrt(size)) V. With `is_causal` query i attends to
/// the keys 0 ... i alone.
typedef struct {
    int64_t batch, heads, queries, keys, size, value_size;
    int is_causal;
} cvk_attention;

/// Vectors for every example, head and place; the numbers of a vector lie side by side.
typedef struct {
    const float *numbers;
    int64_t example_step, head_step, row_step;
} cvk_head_vectors;

/// The bytes of memory that a run with so many threads needs, at a multiple of 64.
size_t cvk_attention_workspace(const cvk_attention *attention, int is_gradient, int threads);

/// output [batch, queries, heads, value_size].
void cvk_attention_forward(
    const cvk_attention *attention, const cvk_head_vectors *queries, const cvk_head_vectors *keys,
    const cvk_head_vectors *values, float *output, void *workspace);

/// gradients: those of the queries [batch, queries, heads, size], of the keys [batch, keys, heads, size] and of the values
/// [batch, keys, heads, value_size], one behind the other.
void cvk_attention_gradient(
    const cvk_attention *attention, const cvk_head_vectors *queries, const cvk_head_vectors *keys,
    const cvk_head_vectors *values, const cvk_head_vectors *upstream, float *gradients, void *workspace);

#endif
