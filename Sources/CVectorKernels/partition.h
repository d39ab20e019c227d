#ifndef CHAINRULE_PARTITION_H
#define CHAINRULE_PARTITION_H

#include <stdint.h>

#include "multiversion.h"

/// The fewest elements that are worth another thread: waking it takes as long as some thousands of them.
#define CVK_ELEMENTS_PER_THREAD 8192

CVK_INLINE int64_t cvk_min(int64_t a, int64_t b) { return a < b ? a : b; }
CVK_INLINE int64_t cvk_max(int64_t a, int64_t b) { return a > b ? a : b; }

/// How many of `threads` share `units` pieces of work that read or write `elements` elements in all.
CVK_INLINE int cvk_parts(int threads, int64_t units, int64_t elements) {
    return (int)cvk_max(1, cvk_min(threads, cvk_min(units, elements / CVK_ELEMENTS_PER_THREAD)));
}

/// Where part `part` of `parts` equal parts of `count` begins; it ends where the next one begins.
CVK_INLINE int64_t cvk_start(int64_t count, int part, int parts) { return count * part / parts; }

#endif
