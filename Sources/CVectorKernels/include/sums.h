#ifndef CHAINRULE_SUMS_H
#define CHAINRULE_SUMS_H

#include <stdint.h>

/// target = the sum of two or more arrays of `count` floats, the first at `source` and each other `step` floats behind the
/// one before. They are always added in this order.
void cvk_sum_arrays(int arrays, int64_t step, int64_t count, const float *source, float *target);

#endif
