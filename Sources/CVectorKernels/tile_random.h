#ifndef CHAINRULE_TILE_RANDOM_H
#define CHAINRULE_TILE_RANDOM_H

#include <stdint.h>

/// Writes `count` random numbers of a draw (see `CVK_FROM_RANDOM`), `step` apart from the one with the number
/// `first`. Whole blocks are written, up to 3 numbers beyond the last.
void cvk_fill_random(
    const uint32_t key[4], uint64_t draw, int64_t first, int64_t step, int64_t count, float *output);

#endif
