#include "library.h"
#include "onednn_shim.h"

#if CDN_HEADERS_VERSION != 0

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define QUOTED(text) #text
#define EXPANDED_AND_QUOTED(macro) QUOTED(macro)
#define MAJOR EXPANDED_AND_QUOTED(DNNL_VERSION_MAJOR)

#ifdef __APPLE__
static const char *const file_names[] = {
    "libdnnl." MAJOR ".dylib", "/opt/homebrew/lib/libdnnl." MAJOR ".dylib", "/usr/local/lib/libdnnl." MAJOR ".dylib",
    "libdnnl.dylib", "/opt/homebrew/lib/libdnnl.dylib", "/usr/local/lib/libdnnl.dylib",
};
#else
static const char *const file_names[] = {"libdnnl.so." MAJOR, "libdnnl.so"};
#endif

static cdn_library library;
static bool is_loaded;
static char description[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void) {
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names; i++) {
        void *handle = dlopen(file_names[i], RTLD_NOW | RTLD_LOCAL);
        if (handle) return handle;
    }
    const char *reason = dlerror();
    snprintf(
        description, sizeof description, "oneDNN " MAJOR " could not be loaded: %s",
        reason ? reason : "the system does not say why");
    return NULL;
}

static bool is_of_the_headers_version(void *handle) {
    __typeof__(dnnl_version) *version_of = NULL;
    *(void **)&version_of = dlsym(handle, "dnnl_version");
    if (!version_of) {
        snprintf(description, sizeof description, "the oneDNN that was found lacks dnnl_version");
        return false;
    }
    const dnnl_version_t *version = version_of();
    snprintf(
        description, sizeof description, "oneDNN %d.%d.%d", version->major, version->minor, version->patch);
    if (version->major == DNNL_VERSION_MAJOR) return true;
    snprintf(
        description, sizeof description, "oneDNN %d.%d.%d was found, but this was built for version " MAJOR,
        version->major, version->minor, version->patch);
    return false;
}

static bool find_functions(void *handle) {
    const char *missing = NULL;
#define FIND(name) \
    *(void **)&library.name = dlsym(handle, "dnnl_" #name); \
    if (!library.name) missing = "dnnl_" #name;
    CDN_FUNCTIONS(FIND)
#undef FIND
    if (!missing) return true;
    snprintf(description, sizeof description, "the oneDNN that was found lacks %s", missing);
    return false;
}

static void load(void) {
    void *handle = open_library();
    if (!handle || !is_of_the_headers_version(handle) || !find_functions(handle)) return;
    if (library.engine_create(&library.engine, dnnl_cpu, 0) != dnnl_success) {
        snprintf(description, sizeof description, "oneDNN has no engine for this CPU");
        return;
    }
    // Found among the libraries that oneDNN itself was linked with.
    *(void **)&library.set_thread_count = dlsym(handle, "omp_set_num_threads");
    is_loaded = true;
}

const cdn_library *cdn_loaded_library(void) {
    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}

void cdn_use_one_thread(void) {
    static _Thread_local bool is_done;
    if (is_done) return;
    if (library.set_thread_count) library.set_thread_count(1);
    is_done = true;
}

bool cdn_is_available(void) {
    return cdn_loaded_library() != NULL;
}

const char *cdn_description(void) {
    cdn_loaded_library();
    return description;
}

#endif
