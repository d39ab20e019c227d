#ifndef CHAINRULE_ONEDNN_PIECES_H
#define CHAINRULE_ONEDNN_PIECES_H

#include <stddef.h>
#include <stdint.h>

// How operations are cut. Only shapes count, never the number of threads, so that it changes no result.

#define CDN_MAX_PIECES 32
/// Some 20 microseconds of work, against one or two that a piece costs by itself.
#define CDN_OPERATIONS_OF_PIECE (4 << 20)
/// Positions in the output, over which a piece of a weight gradient sums: its own gradient is written and read once.
#define CDN_PLACES_OF_PARTIAL_GRADIENT 512

static inline int64_t cdn_smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/// So that no two threads write to one cache line.
static inline size_t cdn_whole_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }

#endif
