// Lets one system call of a program fail, to see what becomes of its files.
//
//     cc -shared -fPIC -o fault_injection.so fault_injection.c -ldl
//     LD_PRELOAD=./fault_injection.so FAULT=fsync:3:5:once FAULT_ROOT=/tmp/run FAULT_LOG=/tmp/log program
//
// The third `fsync` of a file below /tmp/run fails with error 5 (EIO), and a line with its path is added to the log.
// With `onward` in place of `once` all later ones fail too, as on a full disk. The calls are open, write, fsync,
// rename and unlink, each with its relatives.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
    char call[16], mode[16];
    long number;
    int code;
    const char *root, *log;
} fault;
static atomic_long calls;

__attribute__((constructor)) static void read_fault(void) {
    const char *text = getenv("FAULT");
    fault.root = getenv("FAULT_ROOT");
    fault.log = getenv("FAULT_LOG");
    if (!text || !fault.root || !fault.log
        || sscanf(text, "%15[a-z]:%ld:%d:%15[a-z]", fault.call, &fault.number, &fault.code, fault.mode) != 4) {
        fault.number = 0;
    }
}

static void add_to_log(const char *path) {
    char line[PATH_MAX + 32];
    int length = snprintf(line, sizeof line, "%s %s\n", fault.call, path);
    int log = (int)syscall(SYS_openat, AT_FDCWD, fault.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (log < 0) return;
    syscall(SYS_write, log, line, length);
    syscall(SYS_close, log);
}

/// Whether this call is to fail, of a file with an absolute path.
static int fails_at(const char *call, const char *path) {
    if (fault.number == 0 || strcmp(call, fault.call) != 0) return 0;
    if (strncmp(path, fault.root, strlen(fault.root)) != 0) return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (number < fault.number || (number > fault.number && strcmp(fault.mode, "onward") != 0)) return 0;
    add_to_log(path);
    errno = fault.code;
    return 1;
}

static int path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static int fails(const char *call, int directory, const char *name) {
    char start[PATH_MAX], path[2 * PATH_MAX];
    if (fault.number == 0 || !name) return 0;
    if (name[0] == '/') return fails_at(call, name);
    if (directory == AT_FDCWD ? !getcwd(start, sizeof start) : !path_of(directory, start)) return 0;
    snprintf(path, sizeof path, "%s/%s", start, name);
    return fails_at(call, path);
}

static int fails_on(const char *call, int descriptor) {
    char path[PATH_MAX];
    int code = errno;
    if (fault.number == 0 || !path_of(descriptor, path)) {
        errno = code;
        return 0;
    }
    return fails_at(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, last); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, flags)
    return fails("open", AT_FDCWD, path) ? -1 : NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags, flags)
    return fails("open", AT_FDCWD, path) ? -1 : NEXT(open64)(path, flags, mode);
}
int openat(int directory, const char *path, int flags, ...) {
    MODE(flags, flags)
    return fails("open", directory, path) ? -1 : NEXT(openat)(directory, path, flags, mode);
}
int openat64(int directory, const char *path, int flags, ...) {
    MODE(flags, flags)
    return fails("open", directory, path) ? -1 : NEXT(openat64)(directory, path, flags, mode);
}

ssize_t write(int file, const void *bytes, size_t count) {
    return fails_on("write", file) ? -1 : NEXT(write)(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    return fails_on("write", file) ? -1 : NEXT(pwrite)(file, bytes, count, place);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    return fails_on("write", file) ? -1 : NEXT(writev)(file, parts, count);
}

int fsync(int file) { return fails_on("fsync", file) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return fails_on("fsync", file) ? -1 : NEXT(fdatasync)(file); }

int rename(const char *from, const char *to) {
    return fails("rename", AT_FDCWD, to) ? -1 : NEXT(rename)(from, to);
}
int renameat(int from_directory, const char *from, int directory, const char *to) {
    return fails("rename", directory, to) ? -1 : NEXT(renameat)(from_directory, from, directory, to);
}

int unlink(const char *path) { return fails("unlink", AT_FDCWD, path) ? -1 : NEXT(unlink)(path); }
int unlinkat(int directory, const char *path, int flags) {
    return fails("unlink", directory, path) ? -1 : NEXT(unlinkat)(directory, path, flags);
}
int rmdir(const char *path) { return fails("unlink", AT_FDCWD, path) ? -1 : NEXT(rmdir)(path); }
int remove(const char *path) { return fails("unlink", AT_FDCWD, path) ? -1 : NEXT(remove)(path); }
