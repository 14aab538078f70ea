// Stands between a program and the C library (LD_PRELOAD) and lets the disk, the table of descriptors or the clock fail, as a file in
// shared memory says; faults.py writes that file, and reads from it what happened.
//
//   SHIM_FAULTS  the file, laid out as `struct control`; without it nothing fails
//   SHIM_ROOTS   as in shim.c: what lies beneath these directories is the disk that fails
//
// Where shim.c is loaded as well, this comes before it, and calls what it lets through by the next library's function.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#undef open64
#undef openat64
#undef pread64
#undef pwrite64

// Kinds of calls, in the order of faults.py.
enum call { OPEN, CREATE, READ, WRITE, SYNC, RENAME, LINK, UNLINK, MAKE_DIRECTORY, LIST, TRUNCATE, LOOK, ROOM, DESCRIPTOR, CALLS };

#define ANY_TIMES 0

struct control {
    uint32_t is_active;
    uint32_t call;        // which kind fails
    int32_t error;        // with this errno
    uint32_t is_limited;  // whether `room` counts
    uint64_t first;       // the first of them that fails, from 1
    uint64_t times;       // how many fail; 0: all from there on
    int64_t room;         // octets that still fit on the disk
    int32_t room_error;   // errno when they do not
    uint32_t unused;
    int64_t clock;        // seconds that the clock is ahead
    int64_t jumped;       // when it jumped, in true seconds: files written since are stamped by the wrong clock
    char match[64];       // only paths with this in them fail, or count for `room`
    _Atomic uint64_t calls[CALLS];
    _Atomic uint64_t failed;
    char where[256];      // the path of the first that failed
};

static struct control *control;
static char roots[8][PATH_MAX];
static int root_count;
static pthread_mutex_t room_lock = PTHREAD_MUTEX_INITIALIZER;

// The next library's function. Looked up each time it is nil: two threads that do so at once find the same.
#define NEXT(name)                                        \
    ({                                                    \
        static __typeof__(&name) next;                    \
        if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
        next;                                             \
    })

static long kernel(long number, ...) {
    static long (*call)(long, ...);
    if (!call) call = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long), d = va_arg(list, long), e = va_arg(list, long);
    long f = va_arg(list, long);
    va_end(list);
    return call(number, a, b, c, d, e, f);
}

static void set_up(void) __attribute__((constructor));
static void set_up(void) {
    const char *path = getenv("SHIM_FAULTS");
    if (!path) return;
    const char *list = getenv("SHIM_ROOTS");
    while (list && *list && root_count < 8) {
        size_t length = strcspn(list, ":");
        char one[PATH_MAX];
        if (length >= sizeof one) _exit(97);
        memcpy(one, list, length);
        one[length] = 0;
        if (!realpath(one, roots[root_count])) _exit(97);
        root_count++;
        list += length + (list[length] == ':');
    }
    int file = kernel(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) _exit(97);
    void *memory = (void *)kernel(SYS_mmap, 0L, sizeof *control, (long)(PROT_READ | PROT_WRITE), (long)MAP_SHARED, (long)file, 0L);
    if (memory == MAP_FAILED) _exit(97);
    kernel(SYS_close, file);
    control = memory;
}

// --- What fails

static int is_beneath(const char *path) {
    for (int i = 0; i < root_count; i++) {
        size_t length = strlen(roots[i]);
        if (!strncmp(path, roots[i], length) && (path[length] == '/' || !path[length])) return 1;
    }
    return 0;
}

static int path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = kernel(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return 1;
}

// The absolute path of a name; its last part need not exist.
static int path_at(int base, const char *name, char *path) {
    if (!name) return 0;
    char start[PATH_MAX];
    if (*name == '/') {
        *start = 0;
    } else if (base == AT_FDCWD) {
        if (!getcwd(start, sizeof start)) return 0;
    } else if (!path_of(base, start)) {
        return 0;
    }
    return snprintf(path, PATH_MAX, "%s%s%s", start, *start ? "/" : "", name) < PATH_MAX;
}

// Counts a call; whether it has to fail. errno is set then.
static int counted(enum call call, const char *path) {
    if (!control || !control->is_active) return 0;
    if (*control->match && !strstr(path, control->match)) return 0;
    uint64_t number = atomic_fetch_add(&control->calls[call], 1) + 1;
    if (control->call != call || !control->error || number < control->first) return 0;
    if (control->times != ANY_TIMES && number >= control->first + control->times) return 0;
    if (atomic_fetch_add(&control->failed, 1) == 0) snprintf(control->where, sizeof control->where, "%s", path);
    errno = control->error;
    return 1;
}

static int fails_at(enum call call, int base, const char *name) {
    if (!control || !control->is_active) return 0;
    int kept = errno;
    char path[PATH_MAX];
    if (path_at(base, name, path) && is_beneath(path) && counted(call, path)) return 1;
    errno = kept;
    return 0;
}

static int fails_on(enum call call, int file) {
    if (!control || !control->is_active) return 0;
    int kept = errno;
    char path[PATH_MAX];
    if (path_of(file, path) && is_beneath(path) && counted(call, path)) return 1;
    errno = kept;
    return 0;
}

static int is_refused(void) { return counted(DESCRIPTOR, "a new descriptor"); }

// --- Room

static int is_limited(int file) {
    if (!control || !control->is_limited) return 0;
    int kept = errno;
    char path[PATH_MAX];
    int is = path_of(file, path) && is_beneath(path) && strstr(path, control->match);
    errno = kept;
    return is;
}

static int64_t size_of(int file) {
    struct stat status;
    return kernel(SYS_newfstatat, file, "", &status, AT_EMPTY_PATH) ? 0 : status.st_size;
}

// How much of a write fits, under the lock; -1 if nothing does, with errno.
static ssize_t fitting(int file, off_t offset, size_t count) {
    int64_t size = size_of(file);
    if (offset < 0) offset = kernel(SYS_fcntl, file, F_GETFL) & O_APPEND ? size : kernel(SYS_lseek, file, 0L, SEEK_CUR);
    int64_t growth = offset + (int64_t)count - size;
    if (growth <= control->room) return count;
    int64_t less = (int64_t)count - (growth - (control->room > 0 ? control->room : 0));
    if (less > 0) return less;
    atomic_fetch_add(&control->failed, 1);
    errno = control->room_error;
    return -1;
}

#define WITHIN_ROOM(file, offset, count, call)                    \
    do {                                                          \
        if (!is_limited(file)) return call;                       \
        pthread_mutex_lock(&room_lock);                           \
        ssize_t fits = fitting(file, offset, count), done = -1;   \
        if (fits >= 0) {                                          \
            count = fits;                                         \
            int64_t before = size_of(file);                       \
            done = call;                                          \
            control->room -= size_of(file) - before;              \
        }                                                         \
        int kept = errno;                                         \
        pthread_mutex_unlock(&room_lock);                         \
        errno = kept;                                             \
        return done;                                              \
    } while (0)

// --- Files

#define MODE_ARGUMENT                                                    \
    mode_t mode = 0;                                                     \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {           \
        va_list list;                                                    \
        va_start(list, flags);                                           \
        mode = va_arg(list, mode_t);                                     \
        va_end(list);                                                    \
    }

static int open_fails(int base, const char *path, int flags) {
    if (is_refused()) return 1;
    return fails_at(flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? CREATE : OPEN, base, path);
}

int open(const char *path, int flags, ...) { MODE_ARGUMENT return open_fails(AT_FDCWD, path, flags) ? -1 : NEXT(open)(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_ARGUMENT return open_fails(AT_FDCWD, path, flags) ? -1 : NEXT(open64)(path, flags, mode); }
int openat(int base, const char *path, int flags, ...) {
    MODE_ARGUMENT return open_fails(base, path, flags) ? -1 : NEXT(openat)(base, path, flags, mode);
}
int openat64(int base, const char *path, int flags, ...) {
    MODE_ARGUMENT return open_fails(base, path, flags) ? -1 : NEXT(openat64)(base, path, flags, mode);
}

ssize_t read(int file, void *octets, size_t count) { return fails_on(READ, file) ? -1 : NEXT(read)(file, octets, count); }
ssize_t pread(int file, void *octets, size_t count, off_t offset) {
    return fails_on(READ, file) ? -1 : NEXT(pread)(file, octets, count, offset);
}
ssize_t pread64(int file, void *octets, size_t count, off64_t offset) {
    return fails_on(READ, file) ? -1 : NEXT(pread64)(file, octets, count, offset);
}

// Mapped pages are read by the kernel: the nearest to a failing read that can be had.
static void *mapped(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    if (!(flags & MAP_ANONYMOUS) && file >= 0 && fails_on(READ, file)) return MAP_FAILED;
    return NEXT(mmap)(address, length, protection, flags, file, offset);
}
void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    return mapped(address, length, protection, flags, file, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int file, off64_t offset) {
    return mapped(address, length, protection, flags, file, offset);
}

ssize_t write(int file, const void *octets, size_t count) {
    if (fails_on(WRITE, file)) return -1;
    WITHIN_ROOM(file, -1, count, NEXT(write)(file, octets, count));
}
ssize_t pwrite(int file, const void *octets, size_t count, off_t offset) {
    if (fails_on(WRITE, file)) return -1;
    WITHIN_ROOM(file, offset, count, NEXT(pwrite)(file, octets, count, offset));
}
// shim.c writes by the first.
ssize_t pwrite64(int file, const void *octets, size_t count, off64_t offset) {
    if (fails_on(WRITE, file)) return -1;
    WITHIN_ROOM(file, offset, count, NEXT(pwrite)(file, octets, count, offset));
}
ssize_t writev(int file, const struct iovec *data, int pieces) { return fails_on(WRITE, file) ? -1 : NEXT(writev)(file, data, pieces); }

static int truncated(int file, off_t size, int (*next)(int, off_t)) {
    if (fails_on(TRUNCATE, file)) return -1;
    if (!is_limited(file)) return next(file, size);
    pthread_mutex_lock(&room_lock);
    int64_t before = size_of(file);
    int result = -1, kept;
    if (size - before > control->room) {
        errno = control->room_error;
    } else if (!(result = next(file, size))) {
        control->room -= size - before;
    }
    kept = errno;
    pthread_mutex_unlock(&room_lock);
    errno = kept;
    return result;
}
int ftruncate(int file, off_t size) { return truncated(file, size, NEXT(ftruncate)); }
int ftruncate64(int file, off64_t size) { return truncated(file, size, NEXT(ftruncate64)); }
int fallocate(int file, int mode, off_t offset, off_t count) {
    return fails_on(TRUNCATE, file) ? -1 : NEXT(fallocate)(file, mode, offset, count);
}

int fsync(int file) { return fails_on(SYNC, file) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return fails_on(SYNC, file) ? -1 : NEXT(fdatasync)(file); }
int syncfs(int file) { return fails_on(SYNC, file) ? -1 : NEXT(syncfs)(file); }

// --- Names

int rename(const char *path, const char *new) { return fails_at(RENAME, AT_FDCWD, path) ? -1 : NEXT(rename)(path, new); }
int renameat(int base, const char *path, int other, const char *new) {
    return fails_at(RENAME, base, path) ? -1 : NEXT(renameat)(base, path, other, new);
}
int renameat2(int base, const char *path, int other, const char *new, unsigned int flags) {
    return fails_at(RENAME, base, path) ? -1 : NEXT(renameat2)(base, path, other, new, flags);
}
int link(const char *path, const char *new) { return fails_at(LINK, AT_FDCWD, new) ? -1 : NEXT(link)(path, new); }
int linkat(int base, const char *path, int other, const char *new, int flags) {
    return fails_at(LINK, other, new) ? -1 : NEXT(linkat)(base, path, other, new, flags);
}

static int unlinked(int base, const char *path, int flags) {
    if (fails_at(UNLINK, base, path)) return -1;
    struct stat status;
    char where[PATH_MAX];
    int64_t freed = 0;
    if (control && control->is_limited && !kernel(SYS_newfstatat, base, path, &status, AT_SYMLINK_NOFOLLOW) && S_ISREG(status.st_mode)
        && status.st_nlink == 1 && path_at(base, path, where) && is_beneath(where) && strstr(where, control->match))
        freed = status.st_size;
    int result = NEXT(unlinkat)(base, path, flags);
    if (!result && freed) {
        pthread_mutex_lock(&room_lock);
        control->room += freed;
        pthread_mutex_unlock(&room_lock);
    }
    return result;
}
int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int base, const char *path, int flags) { return unlinked(base, path, flags); }

int mkdir(const char *path, mode_t mode) { return fails_at(MAKE_DIRECTORY, AT_FDCWD, path) ? -1 : NEXT(mkdir)(path, mode); }
int mkdirat(int base, const char *path, mode_t mode) { return fails_at(MAKE_DIRECTORY, base, path) ? -1 : NEXT(mkdirat)(base, path, mode); }

struct dirent *readdir(DIR *directory) { return fails_on(LIST, dirfd(directory)) ? NULL : NEXT(readdir)(directory); }
struct dirent64 *readdir64(DIR *directory) { return fails_on(LIST, dirfd(directory)) ? NULL : NEXT(readdir64)(directory); }

// --- Looking

// A file that was written behind the jump bears the wrong clock's time.
static int stamped(int result, struct stat *status) {
    if (!result && control && control->clock && status->st_mtim.tv_sec >= control->jumped) {
        status->st_mtim.tv_sec += control->clock;
        status->st_ctim.tv_sec += control->clock;
        status->st_atim.tv_sec += control->clock;
    }
    return result;
}

int stat(const char *path, struct stat *status) { return fails_at(LOOK, AT_FDCWD, path) ? -1 : stamped(NEXT(stat)(path, status), status); }
int lstat(const char *path, struct stat *status) { return fails_at(LOOK, AT_FDCWD, path) ? -1 : stamped(NEXT(lstat)(path, status), status); }
int fstat(int file, struct stat *status) { return fails_on(LOOK, file) ? -1 : stamped(NEXT(fstat)(file, status), status); }
int fstatat(int base, const char *path, struct stat *status, int flags) {
    return fails_at(LOOK, base, path) ? -1 : stamped(NEXT(fstatat)(base, path, status, flags), status);
}
int stat64(const char *path, struct stat64 *status) {
    return fails_at(LOOK, AT_FDCWD, path) ? -1 : stamped(NEXT(stat64)(path, status), (struct stat *)status);
}
int lstat64(const char *path, struct stat64 *status) {
    return fails_at(LOOK, AT_FDCWD, path) ? -1 : stamped(NEXT(lstat64)(path, status), (struct stat *)status);
}
int fstat64(int file, struct stat64 *status) { return fails_on(LOOK, file) ? -1 : stamped(NEXT(fstat64)(file, status), (struct stat *)status); }
int fstatat64(int base, const char *path, struct stat64 *status, int flags) {
    return fails_at(LOOK, base, path) ? -1 : stamped(NEXT(fstatat64)(base, path, status, flags), (struct stat *)status);
}

int fstatvfs(int file, struct statvfs *figures) {
    if (fails_on(ROOM, file)) return -1;
    int result = NEXT(fstatvfs)(file, figures);
    if (!result && is_limited(file)) figures->f_bavail = control->room > 0 ? control->room / (int64_t)figures->f_frsize : 0;
    return result;
}

// --- Descriptors that are no files

int socket(int domain, int type, int protocol) { return is_refused() ? -1 : NEXT(socket)(domain, type, protocol); }
int accept(int file, struct sockaddr *address, socklen_t *length) { return is_refused() ? -1 : NEXT(accept)(file, address, length); }
int accept4(int file, struct sockaddr *address, socklen_t *length, int flags) {
    return is_refused() ? -1 : NEXT(accept4)(file, address, length, flags);
}
int pipe(int ends[2]) { return is_refused() ? -1 : NEXT(pipe)(ends); }
int pipe2(int ends[2], int flags) { return is_refused() ? -1 : NEXT(pipe2)(ends, flags); }
int dup(int file) { return is_refused() ? -1 : NEXT(dup)(file); }

// --- The clock

static int is_true_time(clockid_t clock) { return clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = NEXT(clock_gettime)(clock, now);
    if (!result && control && !is_true_time(clock)) now->tv_sec += control->clock;
    return result;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = NEXT(gettimeofday)(now, zone);
    if (!result && control) now->tv_sec += control->clock;
    return result;
}
time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
// Deadlines are by the clock that the program sees.
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
    struct timespec true_time = *until;
    // One of the monotonic clock is small.
    if (control && control->clock && until->tv_sec > 50 * 365 * 86400LL + control->clock) true_time.tv_sec -= control->clock;
    return NEXT(pthread_cond_timedwait)(condition, mutex, &true_time);
}
int sem_timedwait(sem_t *semaphore, const struct timespec *until) {
    struct timespec true_time = *until;
    if (control) true_time.tv_sec -= control->clock;
    return NEXT(sem_timedwait)(semaphore, &true_time);
}
