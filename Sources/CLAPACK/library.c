#include "lapack_shim.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// Loaded at run time, so that a program starts where it is missing. LAPACKE's interface has not changed since 2010; declared
// here, it needs no headers, and a program that was built before LAPACK was installed finds it.

#ifdef __APPLE__
// Homebrew keeps LAPACK out of its own library directory, because macOS has one, without LAPACKE.
static const char *const file_names[] = {
    "liblapacke.3.dylib", "/opt/homebrew/opt/lapack/lib/liblapacke.3.dylib", "/usr/local/opt/lapack/lib/liblapacke.3.dylib",
};
#else
static const char *const file_names[] = {"liblapacke.so.3", "liblapacke.so"};
#endif

enum { column_major = 102 };

typedef int32_t symmetric_eigenvectors(
    int layout, char job, char triangle, int32_t size, double *matrix, int32_t stride, double *eigenvalues);

static symmetric_eigenvectors *dsyevd;
static char problem[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *handle = NULL;
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names && !handle; i++)
        handle = dlopen(file_names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "%s", reason ? reason : "the system does not say why");
        return;
    }
    *(void **)&dsyevd = dlsym(handle, "LAPACKE_dsyevd");
    if (!dsyevd) snprintf(problem, sizeof problem, "the LAPACK that was found lacks LAPACKE_dsyevd");
}

bool cla_is_available(void) {
    pthread_once(&once, load);
    return dsyevd != NULL;
}

const char *cla_problem(void) {
    pthread_once(&once, load);
    return problem;
}

int32_t cla_symmetric_eigenvectors(int32_t size, double *matrix, double *eigenvalues) {
    return dsyevd(column_major, 'V', 'L', size, matrix, size, eigenvalues);
}
