#ifndef CHAINRULE_LAPACK_SHIM_H
#define CHAINRULE_LAPACK_SHIM_H

#include <stdbool.h>
#include <stdint.h>

/// Whether LAPACK could be loaded; thread-safe, decided once.
bool cla_is_available(void);
/// Why it is not available; empty if it is.
const char *cla_problem(void);

/// The eigenvalues of a symmetric matrix in ascending order, by divide and conquer (dsyevd).
///
/// The matrix of size × size is replaced by the eigenvectors, each of length 1 and one after the other. 0 if it succeeded, else
/// LAPACK's `info`. Infinities and NaN come back as NaN, with 0.
int32_t cla_symmetric_eigenvectors(int32_t size, double *matrix, double *eigenvalues);

#endif
