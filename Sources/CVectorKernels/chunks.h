#ifndef CHAINRULE_CHUNKS_H
#define CHAINRULE_CHUNKS_H

#include <stdint.h>

#include "multiversion.h"

/// Enough for many threads, few enough that what each chunk costs by itself is nothing.
#define CVK_MOST_CHUNKS 64

CVK_INLINE int64_t cvk_min(int64_t a, int64_t b) { return a < b ? a : b; }
CVK_INLINE int64_t cvk_max(int64_t a, int64_t b) { return a > b ? a : b; }
/// Into how many blocks of at most `most` to cut `count`.
CVK_INLINE int64_t cvk_blocks(int64_t count, int64_t most) { return (count + most - 1) / most; }

/// Into how many chunks to cut `units` pieces of work that take as long as `work` additions of elements in the nearest
/// cache. Shapes alone decide, so that no result depends on the number of threads.
int cvk_chunk_count(int64_t units, int64_t work);

/// Calls `body` for the units 0 ..< units in chunks `begin` ..< `end`, on several threads if it is worth it. The units
/// read or write `elements` elements in all.
void cvk_for_chunks(
    int64_t units, int64_t elements, void (*body)(int64_t begin, int64_t end, void *context), void *context);

/// Where chunk `chunk` of `chunks` equal ones of `count` units begins; it ends where the next one begins.
CVK_INLINE int64_t cvk_start(int64_t count, int chunk, int chunks) { return count * chunk / chunks; }

#endif
