#ifndef CHAINRULE_LOOP_ORDER_H
#define CHAINRULE_LOOP_ORDER_H

#include "vector_loop.h"

/// The most elements of a tile: the registers of a program should fit into the nearest cache together.
#define CVK_TILE 1024

/// Whether a loop of more than a tile is better run in another order of its elements, which `reordered` then
/// has, in tiles of `tile` elements.
int cvk_reorder_loop(const cvk_loop *loop, cvk_loop *reordered, int64_t *tile);

#endif
