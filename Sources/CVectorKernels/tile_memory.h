#ifndef CHAINRULE_TILE_MEMORY_H
#define CHAINRULE_TILE_MEMORY_H

#include "strided_cursor.h"

/// How many floats beyond a tile's last one its reading may write.
#define CVK_TILE_SLACK 16

/// Reads the next `count` elements of an operand as floats, and moves the cursor on.
void cvk_read_tile(
    const cvk_load *load, const void *memory, cvk_cursor *cursor, int64_t count, float *output);

/// Writes floats to the next `count` elements of an operand, and moves the cursor on.
void cvk_write_tile(
    cvk_element element, const float *source, cvk_cursor *cursor, int64_t count, void *memory);

/// Writes a number `count` times, and up to `CVK_TILE_SLACK` - 1 times more.
void cvk_fill(float number, int64_t count, float *output);

#endif
