#if defined(__linux__)
#define _GNU_SOURCE
#include <features.h>
#endif

#include "allocation_counting.h"

#include <stddef.h>

static _Thread_local long cac_count = 0;
static _Thread_local bool cac_is_counting = false;

void cac_start(void) {
    cac_count = 0;
    cac_is_counting = true;
}

long cac_stop(void) {
    cac_is_counting = false;
    return cac_count;
}

#if defined(__GLIBC__)

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <string.h>

// The functions behind glibc's malloc; a program's own definitions take the place of those in front.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

bool cac_can_count(void) { return true; }

static bool is_in_onednn(void *const *callers, int count) {
    for (int i = 0; i < count; i++) {
        Dl_info place;
        if (dladdr(callers[i], &place) && place.dli_fname && strstr(place.dli_fname, "libdnnl")) return true;
    }
    return false;
}

static void count(void) {
    if (!cac_is_counting) return;
    // Looking at the callers may allocate, too.
    cac_is_counting = false;
    void *callers[32];
    int depth = backtrace(callers, 32);
    if (!is_in_onednn(callers, depth)) {
        cac_count++;
        backtrace_symbols_fd(callers, depth, 2);
    }
    cac_is_counting = true;
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count();
    void *found = __libc_memalign(alignment, size);
    if (!found) return ENOMEM;
    *memory = found;
    return 0;
}

#else

bool cac_can_count(void) { return false; }

#endif
