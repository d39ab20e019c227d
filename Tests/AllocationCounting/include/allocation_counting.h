#ifndef CHAINRULE_ALLOCATION_COUNTING_H
#define CHAINRULE_ALLOCATION_COUNTING_H

#include <stdbool.h>

/// Whether this platform lets a program put its own functions in the place of malloc and its kin.
bool cac_can_count(void);

/// Counts what the calling thread allocates from now on, except for allocations of oneDNN, whose every
/// execution makes some.
void cac_start(void);

/// How many allocations there were since `cac_start`. Their callers have been written to standard error.
long cac_stop(void);

#endif
