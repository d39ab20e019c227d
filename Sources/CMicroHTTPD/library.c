#include "library.h"

#include "http_server.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// Loaded at run time, so that a program starts where it is missing.

static char problem[512];

#ifdef CHAINRULE_HAS_MICROHTTPD

struct chttp_library chttp_library;

#ifdef __APPLE__
static const char *const file_names[] = {
    "libmicrohttpd.12.dylib", "/opt/homebrew/lib/libmicrohttpd.dylib", "/usr/local/lib/libmicrohttpd.dylib",
};
#else
static const char *const file_names[] = {"libmicrohttpd.so.12", "libmicrohttpd.so"};
#endif

static void load(void) {
    void *handle = NULL;
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names && !handle; i++)
        handle = dlopen(file_names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "libmicrohttpd was not found (%s)", reason ? reason : "no reason given");
        return;
    }
#define LOAD(name) \
    *(void **)&chttp_library.name = dlsym(handle, "MHD_" #name); \
    if (!chttp_library.name) \
        snprintf(problem, sizeof problem, "the libmicrohttpd that was found lacks MHD_" #name);
    CHAINRULE_MICROHTTPD_FUNCTIONS(LOAD)
#undef LOAD
}

#else

static void load(void) {
    snprintf(problem, sizeof problem, "Chainrule was built without the header of libmicrohttpd, 0.9.71 or later");
}

#endif

const char *chttp_problem(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem;
}
