// Stands between a program and the C library (LD_PRELOAD), beneath SQLite too, and writes down what the program does to watched
// directories: every write, name and sync, in the order in which they happened. disk.py rebuilds from that what a power cut could
// have left.
//
//   SHIM_ROOTS      directories, parted by ':', each a file system of its own: a rename or link from one to another fails with EXDEV
//   SHIM_LOG        the file that records are appended to; without it nothing is written down, and only SHIM_ROOTS and SHIM_INODES act
//   SHIM_PRETEND    if set, no sync is done: each returns 0 and is written down as one that did nothing
//   SHIM_INODES     a file of lines "NOW THEN": a file with inode number NOW tells the program THEN. A disk that was rebuilt has other
//                   inode numbers than the one that was cut off, and a real one has not
//   SHIM_PORTS      "110=POP3,25=SMTP": connections to these ports are watched as well
//   SHIM_STEPS      a file to which the name of each step is written, a line each, as it begins
//   SHIM_KILL       "before N PATTERN" or "after N PATTERN": the program is killed (SIGKILL) right before or right after the Nth step
//                   whose name PATTERN, an extended regular expression, matches
//
// A step is one of the calls below on what is watched: its name says what is done, and to what:
//
//   create 0/state/spool/17                          the file beneath the first of SHIM_ROOTS
//   write 0/state/postroom.sqlite-wal arrival plan   a transaction that records arrivals and plans
//   rename 0/state/spool/17 0/mail/new/17
//   sync 0/mail/new
//   connect SMTP
//   send SMTP MAIL RCPT DATA                         these verbs, pipelined
//   receive SMTP MAIL RCPT DATA                      the answers to them, or some of them, or nothing yet
//
// Whatever changes a watched file in a way that is not understood here is written down as such, and fails the test.
//
// One lock is held over an operation and its record, so that the order of the records is the order of the operations. A sync has two
// records: what was written down before the first is on disk at the second.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The headers' names for 64-bit variants would stand in the way of defining both.
#undef open64
#undef openat64
#undef pwrite64

enum kind {
    CREATE = 1,      // a: directory, b: inode, c: mode; first: name
    MAKE_DIRECTORY,  // the same
    LINK,            // a: directory, b: inode; first: name
    RENAME,          // a: directory, b: other directory, c: inode; first: name, second: new name
    UNLINK,          // a: directory, b: inode; first: name
    REMOVE_DIRECTORY,
    WRITE,           // a: inode, b: offset; data
    TRUNCATE,        // a: inode, b: size
    MODE,            // a: inode, b: mode
    NAMELESS,        // a: 0, b: inode, c: mode; a file that has no name yet (O_TMPFILE)
    SYNC_BEGIN,      // a: inode, b: number, c: a sync_kind
    SYNC_END,        // the same; d: 1 if it failed
    UNSUPPORTED,     // first: what
};

enum sync_kind { DATA = 1, FILE_OR_DIRECTORY, FILE_SYSTEM, PRETENDED = 16 };

struct record {
    uint32_t size;  // of all of it
    uint8_t kind;
    uint8_t root;
    uint16_t first;
    uint16_t second;
    uint16_t unused;
    uint32_t thread;
    uint64_t a, b, c, d;
};

#define ROOTS 8

static struct {
    long (*call)(long, ...);
    int log;
    int pretends;
    int roots;
    char root[ROOTS][PATH_MAX];
    size_t inodes;
    struct { uint64_t now, then; } *inode;
    int has_steps;
    int steps;
    int kill;  // BEFORE or AFTER
    uint64_t kill_at;
    regex_t kill_pattern;
    int ports;
    struct { uint16_t number; char name[8]; } port[8];
} state = {.log = -1, .steps = -1};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint64_t syncs;

#define CALL(...) state.call(__VA_ARGS__)

static void fail(const char *what) {
    dprintf(2, "shim: %s: %s\n", what, strerror(errno));
    _exit(97);
}

static int by_inode(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void read_inodes(const char *path) {
    FILE *file = fopen(path, "re");
    if (!file) fail(path);
    unsigned long now, then;
    while (fscanf(file, "%lu %lu", &now, &then) == 2) {
        state.inode = realloc(state.inode, (state.inodes + 1) * sizeof *state.inode);
        if (!state.inode) fail("memory");
        state.inode[state.inodes].now = now;
        state.inode[state.inodes++].then = then;
    }
    fclose(file);
    if (state.inodes) qsort(state.inode, state.inodes, sizeof *state.inode, by_inode);
}

enum { BEFORE = 1, AFTER };

static int open_out_of_the_way(const char *path) {
    int file = CALL(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) fail(path);
    // Out of the way of whoever closes low numbers.
    int other = CALL(SYS_fcntl, file, F_DUPFD_CLOEXEC, 700);
    if (other < 0) fail(path);
    CALL(SYS_close, file);
    return other;
}

static void set_up_steps(void) {
    const char *ports = getenv("SHIM_PORTS"), *steps = getenv("SHIM_STEPS"), *kill = getenv("SHIM_KILL");
    while (ports && *ports && state.ports < 8) {
        if (sscanf(ports, "%hu=%7[A-Z0-9]", &state.port[state.ports].number, state.port[state.ports].name) != 2) fail("SHIM_PORTS");
        state.ports++;
        ports += strcspn(ports, ",");
        ports += *ports == ',';
    }
    if (steps) state.steps = open_out_of_the_way(steps);
    if (kill) {
        char when[8];
        int end = 0;
        unsigned long at;
        if (sscanf(kill, "%7s %lu %n", when, &at, &end) != 2 || !end || regcomp(&state.kill_pattern, kill + end, REG_EXTENDED | REG_NOSUB)) {
            fail("SHIM_KILL");
        }
        state.kill = strcmp(when, "before") ? AFTER : BEFORE;
        state.kill_at = at;
    }
    state.has_steps = steps || kill;
}

static void set_up(void) {
    state.call = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    if (!state.call) fail("syscall");
    const char *roots = getenv("SHIM_ROOTS");
    while (roots && *roots && state.roots < ROOTS) {
        size_t length = strcspn(roots, ":");
        char path[PATH_MAX];
        if (length >= sizeof path) fail("SHIM_ROOTS");
        memcpy(path, roots, length);
        path[length] = 0;
        if (!realpath(path, state.root[state.roots])) fail(path);
        state.roots++;
        roots += length + (roots[length] == ':');
    }
    state.pretends = getenv("SHIM_PRETEND") != NULL;
    const char *log = getenv("SHIM_LOG");
    if (log) state.log = open_out_of_the_way(log);
    set_up_steps();
}

static void finish_set_up(void) __attribute__((constructor));
static void finish_set_up(void) {
    pthread_once(&once, set_up);
    const char *inodes = getenv("SHIM_INODES");
    if (inodes && !state.inodes) read_inodes(inodes);
}

static inline void ready(void) {
    if (!state.call) pthread_once(&once, set_up);
}

// --- Records

static void record(struct record *r, const char *first, const char *second, const struct iovec *data, int pieces) {
    if (state.log < 0) return;
    static struct iovec parts[3 + IOV_MAX];
    int count = 0;
    r->first = first ? strlen(first) : 0;
    r->second = second ? strlen(second) : 0;
    r->thread = CALL(SYS_gettid);
    parts[count++] = (struct iovec){r, sizeof *r};
    parts[count++] = (struct iovec){(void *)(first ? first : ""), r->first};
    parts[count++] = (struct iovec){(void *)(second ? second : ""), r->second};
    size_t size = sizeof *r + r->first + r->second;
    for (int i = 0; i < pieces && count < IOV_MAX; i++) {
        parts[count++] = data[i];
        size += data[i].iov_len;
    }
    r->size = size;
    if (CALL(SYS_writev, state.log, parts, count) != (long)size) fail("the log could not be written");
}

static void unsupported(const char *what) {
    struct record r = {.kind = UNSUPPORTED};
    record(&r, what, NULL, NULL, 0);
}

// --- Steps

static pthread_mutex_t step_lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int is_last;  // The program is killed after this step.

static void end_here(void) {
    for (;;) CALL(SYS_kill, CALL(SYS_getpid), SIGKILL);
}

// What a step is done to, without the directory that its file system lies in.
static const char *short_path(int root, const char *path, char *room, size_t size) {
    snprintf(room, size, "%d%s", root, path + strlen(state.root[root]));
    return room;
}

__attribute__((format(printf, 1, 2))) static void begin_step(const char *format, ...) {
    static uint64_t matching;
    char name[3 * PATH_MAX];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(name, sizeof name - 1, format, list);
    va_end(list);
    if (length < 0 || (size_t)length >= sizeof name - 1) fail("a step's name is too long");
    int kept = errno;
    pthread_mutex_lock(&step_lock);
    is_last = 0;
    if (state.kill && !regexec(&state.kill_pattern, name, 0, NULL, 0) && ++matching == state.kill_at) {
        if (state.kill == BEFORE) end_here();
        is_last = 1;
    }
    if (state.steps >= 0) {
        name[length] = '\n';
        if (CALL(SYS_write, state.steps, name, length + 1) != length + 1) fail("SHIM_STEPS");
    }
    pthread_mutex_unlock(&step_lock);
    errno = kept;
}

static void end_step(void) {
    if (is_last) end_here();
}

// --- What is watched

// The root that a path lies beneath, from 0; -1 if none.
static int root_of(const char *path) {
    for (int i = 0; i < state.roots; i++) {
        size_t length = strlen(state.root[i]);
        if (!strncmp(path, state.root[i], length) && (path[length] == '/' || !path[length])) return i;
    }
    return -1;
}

static int path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = CALL(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (count < 0) return -1;
    path[count] = 0;
    return 0;
}

static int plain_fstat(int file, struct stat *status) { return CALL(SYS_newfstatat, file, "", status, AT_EMPTY_PATH); }

// The path that a file was last found at by `watched`, in its short form.
static __thread char watched_path[PATH_MAX];

// The root that an open file lies beneath, if it is of this type; -1 if none. Its status comes with it.
static int watched(int file, mode_t type, struct stat *status) {
    if (!state.roots || file < 0) return -1;
    int kept = errno, root = -1;
    char path[PATH_MAX];
    if (!plain_fstat(file, status) && (!type || (status->st_mode & S_IFMT) == type) && !path_of(file, path)) root = root_of(path);
    if (root >= 0) short_path(root, path, watched_path, sizeof watched_path);
    errno = kept;
    return root;
}

// A name in a directory.
struct place {
    int root;
    int directory;  // open, or -1
    uint64_t inode;
    char name[NAME_MAX + 1];
    char path[PATH_MAX];  // in its short form
};

static void leave(struct place *place) {
    int kept = errno;
    if (place->directory >= 0) CALL(SYS_close, place->directory);
    errno = kept;
}

// Whether a path leads to a name in a watched directory. To be left in any case.
static int find(int base, const char *path, struct place *place) {
    place->root = -1;
    place->directory = -1;
    if (!state.roots || !path || !*path) return 0;
    int kept = errno;
    char copy[PATH_MAX], where[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof copy) return 0;
    memcpy(copy, path, length + 1);
    while (length > 1 && copy[length - 1] == '/') copy[--length] = 0;
    char *slash = strrchr(copy, '/');
    const char *name = slash ? slash + 1 : copy;
    if (strlen(name) <= NAME_MAX) {
        strcpy(place->name, name);
        const char *parent = !slash ? "." : slash == copy ? "/" : (*slash = 0, copy);
        place->directory = CALL(SYS_openat, base, parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        struct stat status;
        if (place->directory >= 0 && !path_of(place->directory, where) && !plain_fstat(place->directory, &status)) {
            place->root = root_of(where);
            place->inode = status.st_ino;
        }
        if (place->root >= 0) {
            size_t length = strlen(short_path(place->root, where, place->path, sizeof place->path));
            snprintf(place->path + length, sizeof place->path - length, "/%s", place->name);
        }
    }
    errno = kept;
    return place->root >= 0;
}

static int look(const struct place *place, struct stat *status) {
    int kept = errno;
    int result = CALL(SYS_newfstatat, place->directory, place->name, status, AT_SYMLINK_NOFOLLOW);
    errno = kept;
    return result;
}

// A step, if steps count for anything. Ended by end_step().
#define STEP(...) do { if (state.has_steps) begin_step(__VA_ARGS__); } while (0)

#define LOCKED pthread_mutex_lock(&lock)
#define UNLOCKED pthread_mutex_unlock(&lock)

// --- Transactions of the ledger, for the names of steps

static __thread unsigned int changed;

static const struct { const char *text, *name; } changes[] = {
    {"INSERT INTO message ", "arrival"},
    {"INSERT INTO plan ", "plan"},
    {"UPDATE effect SET state = 1,", "intent"},
    {"UPDATE effect SET state = 2,", "done"},
    {"UPDATE message SET server_copy ", "deletion"},
};
#define CHANGES (sizeof changes / sizeof *changes)

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int sqlite3_step(void *statement) {
    static int (*step)(void *);
    static const char *(*text_of)(void *);
    if (!step) {
        step = (int (*)(void *))dlsym(RTLD_NEXT, "sqlite3_step");
        text_of = (const char *(*)(void *))dlsym(RTLD_NEXT, "sqlite3_sql");
    }
    const char *text = state.has_steps ? text_of(statement) : NULL;
    if (text && !strncmp(text, "BEGIN", 5)) changed = 0;
    for (size_t i = 0; text && i < CHANGES; i++) {
        if (!strncmp(text, changes[i].text, strlen(changes[i].text))) changed |= 1U << i;
    }
    return step(statement);
}

// What the transaction under way records, if this is SQLite's log.
static const char *transaction(const char *path) {
    static __thread char names[96];
    names[0] = 0;
    size_t length = strlen(path);
    if (length < 4 || strcmp(path + length - 4, "-wal")) return names;
    for (size_t i = 0; i < CHANGES; i++) {
        if (changed & 1U << i) strcat(strcat(names, " "), changes[i].name);
    }
    return names;
}

// --- Connections

#define FILES 4096

static struct {
    int port;       // from 1, an index of state.port; 0: not watched
    int is_data;    // SMTP: a message is under way
    char end[5];    // the last octets that were sent
    char said[48];  // the verbs of what was sent last
} peers[FILES];

static inline int is_peer(int file) { return state.has_steps && state.ports && file >= 0 && file < FILES && peers[file].port; }

static const char *peer_name(int file) { return state.port[peers[file].port - 1].name; }

// What octets say to a server: its protocol's verbs, one after the other, or that they are a message's.
static void begin_send(int file, const struct iovec *data, int pieces) {
    char octets[4096];
    size_t length = 0;
    for (int i = 0; i < pieces; i++) {
        const char *piece = data[i].iov_base;
        size_t count = data[i].iov_len, part = count < sizeof octets - length ? count : sizeof octets - length;
        memcpy(octets + length, piece, part);
        length += part;
        size_t last = count < sizeof peers->end ? count : sizeof peers->end;
        memmove(peers[file].end, peers[file].end + last, sizeof peers->end - last);
        memcpy(peers[file].end + sizeof peers->end - last, piece + count - last, last);
    }
    char *said = peers[file].said;
    if (peers[file].is_data) {
        int is_end = !memcmp(peers[file].end, "\r\n.\r\n", sizeof peers->end);
        strcpy(said, is_end ? "message final-dot" : "message");
        if (is_end) peers[file].is_data = 0;
    } else {
        size_t used = 0, line = 0;
        const char *before = "";
        size_t before_length = 0;
        said[0] = 0;
        while (line < length) {
            const char *end = memchr(octets + line, '\n', length - line);
            size_t word = 0;
            while (line + word < length && octets[line + word] >= 'A' && octets[line + word] <= 'Z' && word < 8) word++;
            if (word && (word != before_length || memcmp(before, octets + line, word)) && used + word + 2 < sizeof peers->said) {
                if (used) said[used++] = ' ';
                memcpy(said + used, octets + line, word);
                used += word;
                said[used] = 0;
            }
            before = octets + line;
            before_length = word;
            if (word == 4 && !memcmp(octets + line, "DATA", 4)) peers[file].is_data = 1;
            line = end ? (size_t)(end - octets) + 1 : length;
        }
    }
    begin_step("send %s %s", peer_name(file), said);
}

int connect(int file, const struct sockaddr *address, socklen_t length) {
    ready();
    if (file >= 0 && file < FILES) peers[file].port = 0;
    unsigned int number = address->sa_family == AF_INET ? ntohs(((const struct sockaddr_in *)address)->sin_port) : 0;
    for (int i = 0; number && i < state.ports && file < FILES; i++) {
        if (state.port[i].number != number) continue;
        memset(&peers[file], 0, sizeof *peers);
        peers[file].port = i + 1;
        strcpy(peers[file].said, "greeting");
    }
    if (!is_peer(file)) return CALL(SYS_connect, file, address, length);
    begin_step("connect %s", peer_name(file));
    int result = CALL(SYS_connect, file, address, length);
    end_step();
    return result;
}

int close(int file) {
    ready();
    if (file >= 0 && file < FILES) peers[file].port = 0;
    return CALL(SYS_close, file);
}

#define RECEIVING(file, call)                                             \
    do {                                                                  \
        ready();                                                          \
        if (!is_peer(file)) return call;                                  \
        begin_step("receive %s %s", peer_name(file), peers[file].said);   \
        ssize_t count = call;                                             \
        end_step();                                                       \
        return count;                                                     \
    } while (0)

ssize_t read(int file, void *room, size_t size) { RECEIVING(file, CALL(SYS_read, file, room, size)); }
ssize_t readv(int file, const struct iovec *room, int pieces) { RECEIVING(file, CALL(SYS_readv, file, room, pieces)); }
ssize_t recv(int file, void *room, size_t size, int flags) { RECEIVING(file, CALL(SYS_recvfrom, file, room, size, flags, NULL, NULL)); }
ssize_t recvmsg(int file, struct msghdr *message, int flags) { RECEIVING(file, CALL(SYS_recvmsg, file, message, flags)); }

ssize_t send(int file, const void *octets, size_t size, int flags) {
    ready();
    if (!is_peer(file)) return CALL(SYS_sendto, file, octets, size, flags, NULL, 0);
    struct iovec data = {(void *)octets, size};
    begin_send(file, &data, 1);
    ssize_t count = CALL(SYS_sendto, file, octets, size, flags, NULL, 0);
    end_step();
    return count;
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    ready();
    if (!is_peer(file)) return CALL(SYS_sendmsg, file, message, flags);
    begin_send(file, message->msg_iov, message->msg_iovlen);
    ssize_t count = CALL(SYS_sendmsg, file, message, flags);
    end_step();
    return count;
}

// --- Opening

static int opened(int base, const char *path, int flags, mode_t mode) {
    ready();
    if (!(flags & (O_CREAT | O_TRUNC)) && (flags & O_TMPFILE) != O_TMPFILE) return CALL(SYS_openat, base, path, flags, mode);
    struct place place;
    if (!find(base, path, &place)) {
        leave(&place);
        return CALL(SYS_openat, base, path, flags, mode);
    }
    LOCKED;
    struct stat before, after;
    int was = !look(&place, &before);
    int isStep = !was || flags & O_TRUNC;
    if (isStep) STEP("%s %s", was ? "truncate" : "create", place.path);
    int file = CALL(SYS_openat, base, path, flags, mode);
    if (file >= 0 && !plain_fstat(file, &after)) {
        char end[PATH_MAX];
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            struct record r = {.kind = NAMELESS, .root = place.root, .b = after.st_ino, .c = after.st_mode & 07777};
            record(&r, NULL, NULL, NULL, 0);
        } else if (look(&place, &before) || before.st_ino != after.st_ino) {
            unsupported("opened through a symbolic link, or renamed meanwhile");
        } else if (!was) {
            struct record r = {.kind = CREATE, .root = place.root, .a = place.inode, .b = after.st_ino, .c = after.st_mode & 07777};
            record(&r, place.name, NULL, NULL, 0);
        } else if (flags & O_TRUNC && S_ISREG(after.st_mode) && !path_of(file, end)) {
            struct record r = {.kind = TRUNCATE, .root = place.root, .a = after.st_ino, .b = 0};
            record(&r, NULL, NULL, NULL, 0);
        }
    }
    if (isStep) end_step();
    UNLOCKED;
    leave(&place);
    return file;
}

#define MODE_ARGUMENT                                     \
    mode_t mode = 0;                                      \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
        va_list list;                                     \
        va_start(list, flags);                            \
        mode = va_arg(list, mode_t);                      \
        va_end(list);                                     \
    }

int open(const char *path, int flags, ...) { MODE_ARGUMENT return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_ARGUMENT return opened(AT_FDCWD, path, flags, mode); }
int openat(int base, const char *path, int flags, ...) { MODE_ARGUMENT return opened(base, path, flags, mode); }
int openat64(int base, const char *path, int flags, ...) { MODE_ARGUMENT return opened(base, path, flags, mode); }
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __openat_2(int base, const char *path, int flags) { return opened(base, path, flags, 0); }
int __openat64_2(int base, const char *path, int flags) { return opened(base, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

// --- Writing

// Writes with `call`, and records what was written of `data`. `offset` -1: where the file stands.
#define WRITING(file, offset, data, pieces, call)                                                                       \
    do {                                                                                                                 \
        ready();                                                                                                         \
        if (is_peer(file)) {                                                                                             \
            begin_send(file, data, pieces);                                                                              \
            ssize_t sent = call;                                                                                         \
            end_step();                                                                                                  \
            return sent;                                                                                                 \
        }                                                                                                                \
        struct stat status;                                                                                              \
        int root = state.log < 0 && !state.has_steps ? -1 : watched(file, S_IFREG, &status);                             \
        if (root < 0) return call;                                                                                       \
        LOCKED;                                                                                                          \
        STEP("write %s%s", watched_path, transaction(watched_path));                                                     \
        ssize_t written = call;                                                                                          \
        if (written > 0) wrote(file, root, status.st_ino, offset, data, pieces, written);                                \
        end_step();                                                                                                      \
        UNLOCKED;                                                                                                        \
        return written;                                                                                                  \
    } while (0)

static void wrote(int file, int root, uint64_t inode, off_t offset, const struct iovec *data, int pieces, size_t written) {
    int kept = errno;
    int flags = CALL(SYS_fcntl, file, F_GETFL);
    if (offset >= 0 && flags & O_APPEND) unsupported("pwrite to a file opened for appending");
    if (offset < 0) offset = CALL(SYS_lseek, file, 0L, SEEK_CUR) - (off_t)written;
    struct iovec parts[IOV_MAX];
    int count = 0;
    size_t rest = written;
    for (int i = 0; i < pieces && rest > 0 && count < IOV_MAX; i++) {
        size_t length = data[i].iov_len < rest ? data[i].iov_len : rest;
        parts[count++] = (struct iovec){data[i].iov_base, length};
        rest -= length;
    }
    struct record r = {.kind = WRITE, .root = root, .a = inode, .b = offset};
    record(&r, NULL, NULL, parts, count);
    errno = kept;
}

ssize_t write(int file, const void *octets, size_t count) {
    struct iovec data = {(void *)octets, count};
    WRITING(file, -1, &data, 1, CALL(SYS_write, file, octets, count));
}

ssize_t pwrite(int file, const void *octets, size_t count, off_t offset) {
    struct iovec data = {(void *)octets, count};
    WRITING(file, offset, &data, 1, CALL(SYS_pwrite64, file, octets, count, offset));
}

ssize_t pwrite64(int file, const void *octets, size_t count, off_t offset) { return pwrite(file, octets, count, offset); }

ssize_t writev(int file, const struct iovec *data, int pieces) { WRITING(file, -1, data, pieces, CALL(SYS_writev, file, data, pieces)); }

ssize_t pwritev(int file, const struct iovec *data, int pieces, off_t offset) {
    WRITING(file, offset, data, pieces, CALL(SYS_pwritev, file, data, pieces, offset, 0L));
}

ssize_t pwritev64(int file, const struct iovec *data, int pieces, off_t offset) { return pwritev(file, data, pieces, offset); }

ssize_t pwritev2(int file, const struct iovec *data, int pieces, off_t offset, int flags) {
    WRITING(file, offset, data, pieces, CALL(SYS_pwritev2, file, data, pieces, offset, 0L, flags));
}

ssize_t pwritev64v2(int file, const struct iovec *data, int pieces, off_t offset, int flags) { return pwritev2(file, data, pieces, offset, flags); }

static int truncated(int file, off_t size) {
    ready();
    struct stat status;
    int root = watched(file, S_IFREG, &status);
    if (root < 0) return CALL(SYS_ftruncate, file, size);
    LOCKED;
    STEP("truncate %s", watched_path);
    int result = CALL(SYS_ftruncate, file, size);
    if (!result) {
        struct record r = {.kind = TRUNCATE, .root = root, .a = status.st_ino, .b = size};
        record(&r, NULL, NULL, NULL, 0);
    }
    end_step();
    UNLOCKED;
    return result;
}

int ftruncate(int file, off_t size) { return truncated(file, size); }
int ftruncate64(int file, off64_t size) { return truncated(file, size); }

static int truncated_path(const char *path, off_t size) {
    int file = opened(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (file < 0) return -1;
    int result = truncated(file, size), kept = errno;
    CALL(SYS_close, file);
    errno = kept;
    return result;
}

int truncate(const char *path, off_t size) { return truncated_path(path, size); }
int truncate64(const char *path, off64_t size) { return truncated_path(path, size); }

static int mode_changed(int file, mode_t mode) {
    struct stat status;
    int result = CALL(SYS_fchmod, file, mode);
    int root = watched(file, 0, &status);
    if (!result && root >= 0) {
        LOCKED;
        struct record r = {.kind = MODE, .root = root, .a = status.st_ino, .b = mode & 07777};
        record(&r, NULL, NULL, NULL, 0);
        UNLOCKED;
    }
    return result;
}

int fchmod(int file, mode_t mode) {
    ready();
    return mode_changed(file, mode);
}

int fchmodat(int base, const char *path, mode_t mode, int flags) {
    ready();
    struct place place;
    struct stat status;
    int result = CALL(SYS_fchmodat, base, path, mode);
    (void)flags;
    if (find(base, path, &place) && !result && !look(&place, &status)) {
        LOCKED;
        struct record r = {.kind = MODE, .root = place.root, .a = status.st_ino, .b = mode & 07777};
        record(&r, NULL, NULL, NULL, 0);
        UNLOCKED;
    }
    leave(&place);
    return result;
}

int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }

// --- Syncing

static int synced(int file, int kind, long number) {
    ready();
    struct stat status;
    int root = watched(file, 0, &status);
    if (root < 0) return CALL(number, file);
    LOCKED;
    STEP("%s %s%s", kind == FILE_SYSTEM ? "sync-all" : "sync", watched_path, transaction(watched_path));
    struct record begin = {.kind = SYNC_BEGIN, .root = root, .a = status.st_ino, .b = ++syncs, .c = kind | (state.pretends ? PRETENDED : 0)};
    struct record end = begin;
    record(&begin, NULL, NULL, NULL, 0);
    UNLOCKED;
    int result = state.pretends ? 0 : CALL(number, file), kept = errno;
    end.kind = SYNC_END;
    end.d = result != 0;
    LOCKED;
    record(&end, NULL, NULL, NULL, 0);
    end_step();
    UNLOCKED;
    errno = kept;
    return result;
}

int fsync(int file) { return synced(file, FILE_OR_DIRECTORY, SYS_fsync); }
int fdatasync(int file) { return synced(file, DATA, SYS_fdatasync); }
int syncfs(int file) { return synced(file, FILE_SYSTEM, SYS_syncfs); }

// Durable, as Linux does it; POSIX does not promise that it waits, so it counts as nothing.
void sync(void) {}

// Promises nothing about a file's size or place on the disk: it counts as nothing.
int sync_file_range(int file, off64_t offset, off64_t count, unsigned int flags) {
    ready();
    return CALL(SYS_sync_file_range, file, offset, count, flags);
}

// --- Names

static int renamed(int base, const char *path, int other, const char *new, unsigned int flags) {
    ready();
    struct place from, to;
    int is = find(base, path, &from), goes = find(other, new, &to), result;
    if (!is && !goes) {
        result = CALL(SYS_renameat2, base, path, other, new, flags);
    } else if (is != goes || from.root != to.root) {
        result = -1;
        errno = EXDEV;
    } else {
        LOCKED;
        struct stat status, replaced;
        int was = !look(&from, &status), isSame = was && !look(&to, &replaced) && replaced.st_ino == status.st_ino;
        STEP("rename %s %s", from.path, to.path);
        result = CALL(SYS_renameat2, base, path, other, new, flags);
        if (!result && flags & ~1U) unsupported("rename with a flag");
        if (!result && !isSame) {
            struct record r = {.kind = RENAME, .root = from.root, .a = from.inode, .b = to.inode, .c = status.st_ino};
            record(&r, from.name, to.name, NULL, 0);
        }
        end_step();
        UNLOCKED;
    }
    leave(&from);
    leave(&to);
    return result;
}

int rename(const char *path, const char *new) { return renamed(AT_FDCWD, path, AT_FDCWD, new, 0); }
int renameat(int base, const char *path, int other, const char *new) { return renamed(base, path, other, new, 0); }
int renameat2(int base, const char *path, int other, const char *new, unsigned int flags) { return renamed(base, path, other, new, flags); }

// The root that a file lies beneath, whatever the path says; -1 if none.
static int root_of_source(int base, const char *path, int flags) {
    char where[PATH_MAX];
    int kept = errno, root = -1;
    int file = flags & AT_EMPTY_PATH && !*path ? CALL(SYS_fcntl, base, F_DUPFD_CLOEXEC, 0)
                                               : CALL(SYS_openat, base, path, O_PATH | O_CLOEXEC | (flags & AT_SYMLINK_FOLLOW ? 0 : O_NOFOLLOW), 0);
    if (file >= 0 && !path_of(file, where)) root = root_of(where);
    if (file >= 0) CALL(SYS_close, file);
    errno = kept;
    return root;
}

static int linked(int base, const char *path, int other, const char *new, int flags) {
    ready();
    struct place to;
    int result;
    find(other, new, &to);
    if (!state.roots || (to.root < 0 && root_of_source(base, path, flags) < 0)) {
        result = CALL(SYS_linkat, base, path, other, new, flags);
    } else if (root_of_source(base, path, flags) != to.root) {
        result = -1;
        errno = EXDEV;
    } else {
        LOCKED;
        struct stat status;
        STEP("link %s", to.path);
        result = CALL(SYS_linkat, base, path, other, new, flags);
        if (!result && !look(&to, &status)) {
            struct record r = {.kind = LINK, .root = to.root, .a = to.inode, .b = status.st_ino};
            record(&r, to.name, NULL, NULL, 0);
        }
        end_step();
        UNLOCKED;
    }
    leave(&to);
    return result;
}

int link(const char *path, const char *new) { return linked(AT_FDCWD, path, AT_FDCWD, new, 0); }
int linkat(int base, const char *path, int other, const char *new, int flags) { return linked(base, path, other, new, flags); }

static int unlinked(int base, const char *path, int flags) {
    ready();
    struct place place;
    int result;
    if (find(base, path, &place)) {
        LOCKED;
        struct stat status;
        int was = !look(&place, &status);
        if (was) STEP("unlink %s", place.path);
        result = CALL(SYS_unlinkat, base, path, flags);
        if (!result && was) {
            struct record r = {
                .kind = flags & AT_REMOVEDIR ? REMOVE_DIRECTORY : UNLINK, .root = place.root, .a = place.inode, .b = status.st_ino};
            record(&r, place.name, NULL, NULL, 0);
        }
        if (was) end_step();
        UNLOCKED;
    } else {
        result = CALL(SYS_unlinkat, base, path, flags);
    }
    leave(&place);
    return result;
}

int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int base, const char *path, int flags) { return unlinked(base, path, flags); }
int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
    int result = unlinked(AT_FDCWD, path, 0);
    return result && errno == EISDIR ? unlinked(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

static int made(int base, const char *path, mode_t mode) {
    ready();
    struct place place;
    int result;
    if (find(base, path, &place)) {
        LOCKED;
        struct stat status;
        STEP("make %s", place.path);
        result = CALL(SYS_mkdirat, base, path, mode);
        if (!result && !look(&place, &status)) {
            struct record r = {
                .kind = MAKE_DIRECTORY, .root = place.root, .a = place.inode, .b = status.st_ino, .c = status.st_mode & 07777};
            record(&r, place.name, NULL, NULL, 0);
        }
        end_step();
        UNLOCKED;
    } else {
        result = CALL(SYS_mkdirat, base, path, mode);
    }
    leave(&place);
    return result;
}

int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int base, const char *path, mode_t mode) { return made(base, path, mode); }

// --- Inode numbers of the disk that was cut off

static void translate(struct stat *status) {
    if (!state.inodes) return;
    uint64_t now = status->st_ino;
    void *found = bsearch(&now, state.inode, state.inodes, sizeof *state.inode, by_inode);
    if (found) status->st_ino = ((uint64_t *)found)[1];
}

static int looked(int base, const char *path, struct stat *status, int flags) {
    ready();
    int result = CALL(SYS_newfstatat, base, path, status, flags);
    if (!result) translate(status);
    return result;
}

// struct stat and struct stat64 are one on 64-bit machines.
int stat(const char *path, struct stat *status) { return looked(AT_FDCWD, path, status, 0); }
int lstat(const char *path, struct stat *status) { return looked(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW); }
int fstat(int file, struct stat *status) { return looked(file, "", status, AT_EMPTY_PATH); }
int fstatat(int base, const char *path, struct stat *status, int flags) { return looked(base, path, status, flags); }
int stat64(const char *path, struct stat64 *status) { return looked(AT_FDCWD, path, (struct stat *)status, 0); }
int lstat64(const char *path, struct stat64 *status) { return looked(AT_FDCWD, path, (struct stat *)status, AT_SYMLINK_NOFOLLOW); }
int fstat64(int file, struct stat64 *status) { return looked(file, "", (struct stat *)status, AT_EMPTY_PATH); }
int fstatat64(int base, const char *path, struct stat64 *status, int flags) { return looked(base, path, (struct stat *)status, flags); }

// --- What is not understood

// Notes a call on an open file that is watched.
static void refuse_file(int file, const char *what) {
    ready();
    struct stat status;
    if (state.log < 0 || watched(file, S_IFREG, &status) < 0) return;
    LOCKED;
    unsupported(what);
    UNLOCKED;
}

static void refuse_path(int base, const char *path, const char *what) {
    ready();
    struct place place;
    if (find(base, path, &place)) {
        LOCKED;
        unsupported(what);
        UNLOCKED;
    }
    leave(&place);
}

static void *mapped(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    ready();
    struct stat status;
    if (flags & MAP_SHARED && protection & PROT_WRITE && !(flags & MAP_ANONYMOUS) && watched(file, S_IFREG, &status) >= 0) {
        // SQLite's index of the log, which it makes anew after a crash.
        char path[PATH_MAX];
        size_t count = path_of(file, path) ? 0 : strlen(path);
        if (count < 4 || strcmp(path + count - 4, "-shm")) refuse_file(file, "mmap for writing");
    }
    return (void *)CALL(SYS_mmap, address, length, protection, flags, file, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    return mapped(address, length, protection, flags, file, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int file, off64_t offset) {
    return mapped(address, length, protection, flags, file, offset);
}

static void refuse_stream(const char *path, const char *mode) {
    if (strpbrk(mode, "wa+")) refuse_path(AT_FDCWD, path, "fopen for writing");
}

FILE *fopen(const char *path, const char *mode) {
    refuse_stream(path, mode);
    return NEXT(fopen)(path, mode);
}
FILE *fopen64(const char *path, const char *mode) {
    refuse_stream(path, mode);
    return NEXT(fopen64)(path, mode);
}
FILE *freopen(const char *path, const char *mode, FILE *file) {
    if (path) refuse_stream(path, mode);
    return NEXT(freopen)(path, mode, file);
}
FILE *fdopen(int file, const char *mode) {
    if (strpbrk(mode, "wa+")) refuse_file(file, "fdopen for writing");
    return NEXT(fdopen)(file, mode);
}
int mkstemp(char *path) {
    refuse_path(AT_FDCWD, path, "mkstemp");
    return NEXT(mkstemp)(path);
}
int mkostemp(char *path, int flags) {
    refuse_path(AT_FDCWD, path, "mkostemp");
    return NEXT(mkostemp)(path, flags);
}
char *mkdtemp(char *path) {
    refuse_path(AT_FDCWD, path, "mkdtemp");
    return NEXT(mkdtemp)(path);
}
int symlink(const char *target, const char *path) {
    refuse_path(AT_FDCWD, path, "symlink");
    return CALL(SYS_symlinkat, target, AT_FDCWD, path);
}
int symlinkat(const char *target, int base, const char *path) {
    refuse_path(base, path, "symlinkat");
    return CALL(SYS_symlinkat, target, base, path);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    refuse_file(to, "sendfile");
    return CALL(SYS_sendfile, to, from, offset, count);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) { return sendfile(to, from, offset, count); }
ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *offset, size_t count, unsigned int flags) {
    refuse_file(to, "copy_file_range");
    return CALL(SYS_copy_file_range, from, start, to, offset, count, flags);
}
ssize_t splice(int from, off64_t *start, int to, off64_t *offset, size_t count, unsigned int flags) {
    refuse_file(to, "splice");
    return CALL(SYS_splice, from, start, to, offset, count, flags);
}
int fallocate(int file, int mode, off_t offset, off_t count) {
    refuse_file(file, "fallocate");
    return CALL(SYS_fallocate, file, mode, offset, count);
}
int fallocate64(int file, int mode, off64_t offset, off64_t count) { return fallocate(file, mode, offset, count); }
int posix_fallocate(int file, off_t offset, off_t count) { return fallocate(file, 0, offset, count) ? errno : 0; }
int posix_fallocate64(int file, off64_t offset, off64_t count) { return posix_fallocate(file, offset, count); }

// What goes round the C library's names.
long syscall(long number, ...) {
    ready();
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    switch (number) {
    case SYS_write: case SYS_writev: case SYS_pwrite64: case SYS_pwritev: case SYS_pwritev2: case SYS_ftruncate: case SYS_fallocate:
    case SYS_fsync: case SYS_fdatasync: case SYS_syncfs:
        refuse_file(a, "syscall: a file");
        break;
    case SYS_copy_file_range: case SYS_splice:
        refuse_file(c, "syscall: a copy");
        break;
    case SYS_openat:
        if (c & (O_CREAT | O_TRUNC)) refuse_path(a, (const char *)b, "syscall: openat");
        break;
#ifdef SYS_openat2
    case SYS_openat2:
#endif
    case SYS_mkdirat: case SYS_unlinkat: case SYS_renameat2: case SYS_linkat:
        refuse_path(a, (const char *)b, "syscall: a name");
        break;
#ifdef SYS_io_uring_setup
    case SYS_io_uring_setup:
        if (state.log >= 0) {
            LOCKED;
            unsupported("io_uring");
            UNLOCKED;
        }
        break;
#endif
    }
    return CALL(number, a, b, c, d, e, f);
}
