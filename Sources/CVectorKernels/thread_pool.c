#include "thread_pool.h"

#include <stddef.h>
#include <stdlib.h>

typedef struct {
    int parts;
    void (*body)(int part, int parts, void *context);
    void *context;
} cvk_region;

#if defined(__APPLE__)

#include <dispatch/dispatch.h>

static void cvk_run_part(void *context, size_t part) {
    const cvk_region *region = context;
    region->body((int)part, region->parts, region->context);
}

static int cvk_run_region(cvk_region *region) {
    dispatch_apply_f((size_t)region->parts, DISPATCH_APPLY_AUTO, region, cvk_run_part);
    return 1;
}

void cvk_set_thread_count(int threads) { (void)threads; }

#else

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// The runtime is looked for when the program runs, so that the package builds where there is none.
static struct {
    void (*parallel)(void (*body)(void *), void *context, unsigned threads, unsigned flags);
    void (*set_thread_count)(int);
    int (*thread_number)(void);
    int (*thread_count)(void);
} cvk_openmp;
static pthread_once_t cvk_openmp_once = PTHREAD_ONCE_INIT;

static void *cvk_symbol(void *library, const char *name) { return library ? dlsym(library, name) : NULL; }

static void cvk_find_openmp(void) {
    // A thread that waits for the others spins for a few microseconds and then sleeps. By default it spins so long
    // that one other busy process on the machine makes a step take hundreds of times as long. Read when the runtime
    // is loaded; whoever sets the environment knows better.
    if (!getenv("OMP_WAIT_POLICY")) setenv("GOMP_SPINCOUNT", "10000", 0);
    void *library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    // Through an untyped place, for ISO C does not convert an object's address to a function's.
    *(void **)&cvk_openmp.set_thread_count = cvk_symbol(library, "omp_set_num_threads");
    *(void **)&cvk_openmp.thread_number = cvk_symbol(library, "omp_get_thread_num");
    *(void **)&cvk_openmp.thread_count = cvk_symbol(library, "omp_get_num_threads");
    if (cvk_openmp.set_thread_count && cvk_openmp.thread_number && cvk_openmp.thread_count) {
        *(void **)&cvk_openmp.parallel = cvk_symbol(library, "GOMP_parallel");
    }
}

/// What `cvk_set_thread_count` last said on this thread.
static _Thread_local int cvk_thread_count = 0;

// A region that is entered within another one may have a single thread.
static void cvk_run_share(void *context) {
    const cvk_region *region = context;
    int threads = cvk_openmp.thread_count();
    for (int part = cvk_openmp.thread_number(); part < region->parts; part += threads) {
        region->body(part, region->parts, region->context);
    }
}

static int cvk_run_region(cvk_region *region) {
    pthread_once(&cvk_openmp_once, cvk_find_openmp);
    if (!cvk_openmp.parallel) { return 0; }
    // A smaller region than the last would end threads that the next must start again.
    int threads = region->parts > cvk_thread_count ? region->parts : cvk_thread_count;
    cvk_openmp.parallel(cvk_run_share, region, (unsigned)threads, 0);
    return 1;
}

void cvk_set_thread_count(int threads) {
    if (threads == cvk_thread_count || threads < 1) { return; }
    pthread_once(&cvk_openmp_once, cvk_find_openmp);
    if (cvk_openmp.set_thread_count) { cvk_openmp.set_thread_count(threads); }
    cvk_thread_count = threads;
}

#endif

void cvk_parallel(int parts, void (*body)(int part, int parts, void *context), void *context) {
    cvk_region region = {parts, body, context};
    if (parts > 1 && cvk_run_region(&region)) { return; }
    for (int part = 0; part < parts; part++) { body(part, parts, context); }
}
