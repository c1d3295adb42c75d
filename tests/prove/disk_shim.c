/* Faults between a program and its disk, and a record of what was written and synced.
 *
 * Loaded with LD_PRELOAD; driven by ctypes from inside the program (tests/prove/disk_shim.py).
 * Only files below the watched folder count. Nothing here survives the process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ = 1, OPEN = 2, WRITE = 4, SYNC = 8, CUT = 16, GONE = 32, MOVE = 64 };
#define FDS 4096

static char watched[PATH_MAX], pattern[256] = "*";
static size_t watched_len;
static int record = -1, ops, code, sticky, kept = -1, struck;
static long left, seen, delay_us;
static char paths[FDS][256];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* --- control --- */

void shim_watch(const char *folder) {
    strncpy(watched, folder, sizeof watched - 1);
    watched_len = strlen(watched);
}

void shim_fail(const char *names, int which, long nth, int forever, int error, int bytes, long us) {
    strncpy(pattern, names, sizeof pattern - 1);
    seen = struck = 0;
    left = nth, sticky = forever, code = error, kept = bytes, delay_us = us;
    ops = which;
}

void shim_heal(void) { ops = struck = 0; }
long shim_seen(void) { return seen; }
int shim_struck(void) { return struck; }

/* --- the record: one header, then a name and the bytes written --- */

struct entry { uint64_t kind, inode, offset, length, name; };

static void put(const void *data, size_t n) {
    static ssize_t (*w)(int, const void *, size_t);
    if (!w) w = REAL(write);
    for (const char *p = data; n > 0;) {
        ssize_t done = w(record, p, n);
        if (done <= 0) return;
        p += done, n -= done;
    }
}

static void note(char kind, uint64_t inode, off_t offset, const void *data, size_t n, const char *name) {
    if (record < 0) return;
    struct entry e = {kind, inode, offset, n, name ? strlen(name) : 0};
    pthread_mutex_lock(&lock);
    put(&e, sizeof e);
    if (name) put(name, e.name);
    if (data) put(data, n);
    pthread_mutex_unlock(&lock);
}

void shim_record(const char *path) {
    if (record >= 0) REAL(close)(record);
    record = path ? REAL(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
}

void shim_mark(long number) { note('M', number, 0, NULL, 0, NULL); }

/* --- which files, and when --- */

static int watches(const char *path) {
    return watched_len && path && !strncmp(path, watched, watched_len);
}

static const char *of(int fd) {
    return fd >= 0 && fd < FDS && paths[fd][0] ? paths[fd] : NULL;
}

static uint64_t inode_of(int fd) {
    struct stat s;
    return fstat(fd, &s) ? 0 : s.st_ino;
}

/* 0: go on; otherwise this call fails (errno is set) or is cut short (code 0, kept >= 0). */
static int strikes(int op, const char *path) {
    if (!(ops & op) || !watches(path)) return 0;
    const char *name = strrchr(path, '/');
    if (fnmatch(pattern, name ? name + 1 : path, 0)) return 0;
    long now = __sync_add_and_fetch(&seen, 1);
    if (!(now == left || (sticky && now >= left))) return 0;
    struck++;
    if (delay_us) {
        usleep(delay_us);
        return 0;
    }
    errno = code;
    return 1;
}

/* --- what stands before the C library --- */

static int opened(const char *path, int fd, int flags, int was) {
    if (fd < 0 || fd >= FDS || !watches(path)) return fd;
    strncpy(paths[fd], path, sizeof paths[fd] - 1);
    if (!was) note('C', inode_of(fd), 0, NULL, 0, path);
    else if (flags & O_TRUNC) note('T', inode_of(fd), 0, NULL, 0, NULL);
    return fd;
}

#define OPENER(name, before, call)                                                     \
    {                                                                                  \
        mode_t mode = 0;                                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                                           \
            va_list more;                                                              \
            va_start(more, flags);                                                     \
            mode = va_arg(more, mode_t);                                               \
            va_end(more);                                                              \
        }                                                                              \
        int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);            \
        if (strikes(changes ? OPEN : READ, path)) return -1;                           \
        int was = watches(path) ? !access(path, F_OK) : 1, err = errno;                \
        if (!was) errno = err;                                                         \
        return opened(path, REAL(name) call, flags, was);                              \
    }

int open(const char *path, int flags, ...) OPENER(open, , (path, flags, mode))
int open64(const char *path, int flags, ...) OPENER(open64, , (path, flags, mode))
int openat(int dir, const char *path, int flags, ...) OPENER(openat, , (dir, path, flags, mode))
int openat64(int dir, const char *path, int flags, ...) OPENER(openat64, , (dir, path, flags, mode))

int close(int fd) {
    if (fd >= 0 && fd < FDS) paths[fd][0] = 0;
    return REAL(close)(fd);
}

/* A write that fails may leave a part of itself, in whole sectors, before the error. */
#define WRITER(call, place)                                                            \
    {                                                                                  \
        const char *path = of(fd);                                                     \
        if (path && strikes(WRITE, path)) {                                            \
            size_t part = kept < 0 ? 0 : (size_t)kept < n ? (size_t)kept : n;          \
            int err = errno;                                                           \
            n = part;                                                                  \
            if (part) {                                                                \
                off_t at = place;                                                      \
                ssize_t done = call;                                                   \
                if (done > 0) note('W', inode_of(fd), at, data, done, NULL);           \
                if (!err) return done;                                                 \
            }                                                                          \
            errno = err;                                                               \
            return -1;                                                                 \
        }                                                                              \
        off_t at = path ? place : 0;                                                   \
        ssize_t done = call;                                                           \
        if (path && done > 0) note('W', inode_of(fd), at, data, done, NULL);           \
        return done;                                                                   \
    }

static off_t end_or_here(int fd) {
    return fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t n) WRITER(REAL(write)(fd, data, n), end_or_here(fd))
ssize_t pwrite(int fd, const void *data, size_t n, off_t o)
    WRITER(REAL(pwrite)(fd, data, n, o), o)
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t o)
    WRITER(REAL(pwrite64)(fd, data, n, o), o)

#define READER(name, ...)                                                              \
    {                                                                                  \
        const char *path = of(fd);                                                     \
        if (path && strikes(READ, path)) return -1;                                    \
        return REAL(name)(__VA_ARGS__);                                                \
    }

ssize_t read(int fd, void *data, size_t n) READER(read, fd, data, n)
ssize_t pread(int fd, void *data, size_t n, off_t o) READER(pread, fd, data, n, o)
ssize_t pread64(int fd, void *data, size_t n, off64_t o) READER(pread64, fd, data, n, o)

#define SYNCER(name)                                                                   \
    int name(int fd) {                                                                 \
        const char *path = of(fd);                                                     \
        if (path && strikes(SYNC, path)) return -1;                                    \
        int done = REAL(name)(fd);                                                     \
        if (path && !done) note('S', inode_of(fd), 0, NULL, 0, path);                  \
        return done;                                                                   \
    }
SYNCER(fsync)
SYNCER(fdatasync)

#define CUTTER(name, type)                                                             \
    int name(int fd, type length) {                                                    \
        const char *path = of(fd);                                                     \
        if (path && strikes(CUT, path)) return -1;                                     \
        int done = REAL(name)(fd, length);                                             \
        if (path && !done) note('T', inode_of(fd), length, NULL, 0, NULL);             \
        return done;                                                                   \
    }
CUTTER(ftruncate, off_t)
CUTTER(ftruncate64, off64_t)

int unlink(const char *path) {
    if (strikes(GONE, path)) return -1;
    int done = REAL(unlink)(path);
    if (!done && watches(path)) note('U', 0, 0, NULL, 0, path);
    return done;
}

int rename(const char *from, const char *to) {
    if (strikes(MOVE, from)) return -1;
    int done = REAL(rename)(from, to);
    /* The new name is what the record carries as data. */
    if (!done && watches(from)) note('R', 0, 0, to, strlen(to), from);
    return done;
}

/* --- memory: only what SQLite asks for, told by who calls --- */

extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);
static uintptr_t low, high;
static long memory_left;
static int memory_struck;

static int of_sqlite(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size, (void)data;
    if (!strstr(info->dlpi_name, "libsqlite3")) return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD || !(p->p_flags & PF_X)) continue;
        low = info->dlpi_addr + p->p_vaddr, high = low + p->p_memsz;
    }
    return 1;
}

/* Let SQLite's nth request for memory, and each after it, find none; 0 heals. */
int shim_starve(long nth) {
    if (!low) dl_iterate_phdr(of_sqlite, NULL);
    memory_struck = 0;
    memory_left = nth;
    return low != 0;
}

int shim_starved(void) { return memory_struck; }

static int starves(void *caller) {
    if (!memory_left || (uintptr_t)caller < low || (uintptr_t)caller >= high) return 0;
    if (memory_left > 1) {
        memory_left--;
        return 0;
    }
    memory_struck++;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n) {
    return starves(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *realloc(void *p, size_t n) {
    return starves(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}
