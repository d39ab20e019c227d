#ifndef CHAINRULE_TILE_OPERATIONS_H
#define CHAINRULE_TILE_OPERATIONS_H

#include <stdint.h>

/// Registers are processed in whole blocks, so that no vector is left incomplete.
#define CVK_BLOCK 16

typedef struct {
    /// output = operation(a, b, c) for `blocks` blocks; the output may be one of the operands.
    void (*run)(float *output, const float *a, const float *b, const float *c, int64_t blocks);
    int operands;
    /// Roughly how long an element takes, in additions from the nearest cache.
    int cost;
} cvk_tile_operation;

/// The implementation of every `cvk_operation`.
extern const cvk_tile_operation cvk_tile_operations[];

#endif
