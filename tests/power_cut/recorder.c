/* Preloaded into a process: what it changes below one folder is written to a log, in order.
 *
 * QUAY_DISK_ROOT   folder that is recorded, absolute and without links
 * QUAY_DISK_LOG    file outside of it, shared by all recorded processes
 * QUAY_DISK_SAID   a file whose lines are promises: recorded as such, wherever it lies
 *
 * Each operation and its record happen under one lock, within and between processes. What is
 * not seen here (stdio within libc, writes through a mapping) shows when the replayed log is compared with
 * the disk; see recording.py, which reads the records.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
    CREATE = 1, WRITE, TRUNCATE, SYNC_FILE, SYNC_FOLDER, RENAME, UNLINK, LINK, MKDIR, RMDIR, SAID,
    MAPPED
};

struct record {
    uint32_t kind, path, other, data;
    uint64_t inode;
    int64_t offset;
};

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], said[PATH_MAX];
static size_t root_length;
static int log_file = -1;

#define REAL(result, name, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name)

static ssize_t real_write_(int file, const void *data, size_t length)
{
    REAL(ssize_t, write, int, const void *, size_t);
    return real_write(file, data, length);
}

static void die(const char *why)
{
    real_write_(2, why, strlen(why));
    abort();
}

static void before_fork(void) { pthread_mutex_lock(&one_at_a_time); }
static void after_fork(void) { pthread_mutex_unlock(&one_at_a_time); }

__attribute__((constructor)) static void start(void)
{
    const char *folder = getenv("QUAY_DISK_ROOT"), *log = getenv("QUAY_DISK_LOG");
    const char *promises = getenv("QUAY_DISK_SAID");
    if (!folder || !log) return;
    snprintf(root, sizeof root, "%s/", folder);
    snprintf(said, sizeof said, "%s", promises ? promises : "");
    REAL(int, open, const char *, int, ...);
    log_file = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_file < 0) die("recorder: no log\n");
    root_length = strlen(root);
    pthread_atfork(before_fork, after_fork, after_fork);
}

static void enter(void)
{
    pthread_mutex_lock(&one_at_a_time);
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    while (fcntl(log_file, F_SETLKW, &whole) < 0)
        if (errno != EINTR) die("recorder: no lock\n");
}

static void leave(void)
{
    int kept = errno;
    struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    fcntl(log_file, F_SETLK, &whole);
    pthread_mutex_unlock(&one_at_a_time);
    errno = kept;
}

static void note(enum kind kind, const char *path, const char *other, uint64_t inode,
                 int64_t offset, const void *data, size_t length)
{
    int kept = errno;
    path = path ? path : "";
    other = other ? other : "";
    struct record record = {kind, strlen(path), strlen(other), length, inode, offset};
    struct iovec parts[] = {
        {&record, sizeof record}, {(void *)path, record.path}, {(void *)other, record.other},
        {(void *)data, length},
    };
    REAL(ssize_t, writev, int, const struct iovec *, int);
    size_t wanted = sizeof record + record.path + record.other + length;
    if (real_writev(log_file, parts, 4) != (ssize_t)wanted) die("recorder: log is cut\n");
    errno = kept;
}

/* Whether it lies below the root; ``out`` is its absolute name. */
static int ours(int folder, const char *path, char *out)
{
    if (!root_length || !path) return 0;
    int kept = errno;
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
    } else {
        char place[64], above[PATH_MAX];
        snprintf(place, sizeof place, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(folder == AT_FDCWD ? "/proc/self/cwd" : place, above, PATH_MAX - 1);
        errno = kept;
        if (length < 0) return 0;
        above[length] = 0;
        if (snprintf(out, PATH_MAX, "%s/%s", above, path) >= PATH_MAX) return 0;
    }
    errno = kept;
    return strncmp(out, root, root_length) == 0
        || (strlen(out) == root_length - 1 && strncmp(out, root, root_length - 1) == 0);
}

/* 1: a file below the root, 2: a folder there, 3: the file of promises, 0: neither. */
static int what(int file, struct stat *about)
{
    if (!root_length) return 0;
    int kept = errno, found = 0;
    char place[64], path[PATH_MAX];
    if (fstat(file, about) == 0 && (S_ISREG(about->st_mode) || S_ISDIR(about->st_mode))) {
        snprintf(place, sizeof place, "/proc/self/fd/%d", file);
        ssize_t length = readlink(place, path, PATH_MAX - 1);
        path[length < 0 ? 0 : length] = 0;
        if (strcmp(path, said) == 0) found = 3;
        else if (strncmp(path, root, root_length - 1) == 0
                 && (path[root_length - 1] == '/' || !path[root_length - 1]))
            found = S_ISDIR(about->st_mode) ? 2 : 1;
    }
    errno = kept;
    return found;
}

static void note_path(enum kind kind, const char *path, const char *other)
{
    note(kind, path, other, 0, 0, NULL, 0);
}

/* Files */

static int opened(int (*really)(int, const char *, int, mode_t), int folder, const char *path,
                  int flags, mode_t mode)
{
    char whole[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE
        || !ours(folder, path, whole))
        return really(folder, path, flags, mode);
    enter();
    struct stat about;
    int kept = errno, absent = stat(whole, &about) != 0;
    errno = kept;
    int file = really(folder, path, flags, mode);
    if (file >= 0) {
        kept = errno;
        if (fstat(file, &about) != 0) die("recorder: no fstat\n");
        errno = kept;
        if (absent) note(CREATE, whole, NULL, about.st_ino, 0, NULL, 0);
        else if (flags & O_TRUNC) note(TRUNCATE, NULL, NULL, about.st_ino, 0, NULL, 0);
    }
    leave();
    return file;
}

#define MODE \
    mode_t mode = 0; \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

static int really_openat(int folder, const char *path, int flags, mode_t mode)
{
    REAL(int, openat64, int, const char *, int, ...);
    return real_openat64(folder, path, flags, mode);
}

int open(const char *path, int flags, ...) { MODE return opened(really_openat, AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(really_openat, AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return opened(really_openat, folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return opened(really_openat, folder, path, flags, mode); }
int __open_2(const char *path, int flags) { return opened(really_openat, AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(really_openat, AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(really_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return opened(really_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

static void note_written(int kind, uint64_t inode, int64_t offset, const void *data, ssize_t length)
{
    if (length > 0) note(kind == 3 ? SAID : WRITE, NULL, NULL, inode, offset, data, length);
}

ssize_t write(int file, const void *data, size_t length)
{
    struct stat about;
    int kind = what(file, &about);
    if (kind != 1 && kind != 3) return real_write_(file, data, length);
    enter();
    ssize_t done = real_write_(file, data, length);
    note_written(kind, about.st_ino, lseek(file, 0, SEEK_CUR) - done, data, done);
    leave();
    return done;
}

static ssize_t written_at(ssize_t (*really)(int, const void *, size_t, off64_t), int file,
                          const void *data, size_t length, off64_t offset)
{
    struct stat about;
    if (what(file, &about) != 1) return really(file, data, length, offset);
    enter();
    ssize_t done = really(file, data, length, offset);
    note_written(1, about.st_ino, offset, data, done);
    leave();
    return done;
}

static ssize_t really_pwrite(int file, const void *data, size_t length, off64_t offset)
{
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return real_pwrite64(file, data, length, offset);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return written_at(really_pwrite, file, data, length, offset); }
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) { return written_at(really_pwrite, file, data, length, offset); }

/* Whatever the kernel copied or gathered: read back what is there now. */
static void note_read_back(int file, uint64_t inode, int64_t offset, ssize_t length)
{
    char place[64];
    snprintf(place, sizeof place, "/proc/self/fd/%d", file);
    REAL(int, open, const char *, int, ...);
    int again = real_open(place, O_RDONLY | O_CLOEXEC);
    char *data = malloc(length);
    if (again < 0 || !data || pread(again, data, length, offset) != length)
        die("recorder: not read back\n");
    note(WRITE, NULL, NULL, inode, offset, data, length);
    free(data);
    close(again);
}

#define READ_BACK(file, call, start_of) \
    struct stat about; \
    if (what(file, &about) != 1) return call; \
    enter(); \
    ssize_t done = call; \
    if (done > 0) note_read_back(file, about.st_ino, start_of, done); \
    leave(); \
    return done

#define HERE (lseek(file, 0, SEEK_CUR) - done)

ssize_t writev(int file, const struct iovec *parts, int count)
{
    REAL(ssize_t, writev, int, const struct iovec *, int);
    READ_BACK(file, real_writev(file, parts, count), HERE);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset)
{
    REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
    READ_BACK(file, real_pwritev(file, parts, count, offset), offset);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset)
{
    REAL(ssize_t, pwritev64, int, const struct iovec *, int, off64_t);
    READ_BACK(file, real_pwritev64(file, parts, count, offset), offset);
}

ssize_t sendfile(int file, int from, off_t *offset, size_t length)
{
    REAL(ssize_t, sendfile, int, int, off_t *, size_t);
    READ_BACK(file, real_sendfile(file, from, offset, length), HERE);
}

ssize_t sendfile64(int file, int from, off64_t *offset, size_t length)
{
    REAL(ssize_t, sendfile64, int, int, off64_t *, size_t);
    READ_BACK(file, real_sendfile64(file, from, offset, length), HERE);
}

ssize_t copy_file_range(int from, off64_t *at, int file, off64_t *to, size_t length, unsigned flags)
{
    REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
    READ_BACK(file, real_copy_file_range(from, at, file, to, length, flags), to ? *to - done : HERE);
}

#define SIZED(name, type) \
    int name(int file, type size) \
    { \
        REAL(int, name, int, type); \
        struct stat about; \
        if (what(file, &about) != 1) return real_##name(file, size); \
        enter(); \
        int failed = real_##name(file, size); \
        if (!failed) note(TRUNCATE, NULL, NULL, about.st_ino, size, NULL, 0); \
        leave(); \
        return failed; \
    }

SIZED(ftruncate, off_t)
SIZED(ftruncate64, off64_t)

#define ALLOCATED(name, type) \
    int name(int file, type offset, type length) \
    { \
        REAL(int, name, int, type, type); \
        struct stat about; \
        if (what(file, &about) != 1) return real_##name(file, offset, length); \
        enter(); \
        int failed = real_##name(file, offset, length); \
        if (!failed && offset + length > about.st_size) \
            note(TRUNCATE, NULL, NULL, about.st_ino, offset + length, NULL, 0); \
        leave(); \
        return failed; \
    }

ALLOCATED(posix_fallocate, off_t)
ALLOCATED(posix_fallocate64, off64_t)

#define SYNCED(name) \
    int name(int file) \
    { \
        REAL(int, name, int); \
        struct stat about; \
        int kind = what(file, &about); \
        if (kind != 1 && kind != 2) return real_##name(file); \
        enter(); \
        int failed = real_##name(file); \
        char place[64], path[PATH_MAX] = ""; \
        snprintf(place, sizeof place, "/proc/self/fd/%d", file); \
        ssize_t length = readlink(place, path, PATH_MAX - 1); \
        path[length < 0 ? 0 : length] = 0; \
        if (!failed) note(kind == 2 ? SYNC_FOLDER : SYNC_FILE, path, NULL, about.st_ino, 0, NULL, 0); \
        leave(); \
        return failed; \
    }

SYNCED(fsync)
SYNCED(fdatasync)

static void note_mapped(int file, int protection, int flags)
{
    struct stat about;
    char place[64], path[PATH_MAX];
    if (file < 0 || !(protection & PROT_WRITE) || !(flags & MAP_SHARED) || what(file, &about) != 1)
        return;
    snprintf(place, sizeof place, "/proc/self/fd/%d", file);
    ssize_t length = readlink(place, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    enter();
    note_path(MAPPED, path, NULL);
    leave();
}

void *mmap(void *where, size_t length, int protection, int flags, int file, off_t offset)
{
    REAL(void *, mmap, void *, size_t, int, int, int, off_t);
    note_mapped(file, protection, flags);
    return real_mmap(where, length, protection, flags, file, offset);
}

void *mmap64(void *where, size_t length, int protection, int flags, int file, off64_t offset)
{
    REAL(void *, mmap64, void *, size_t, int, int, int, off64_t);
    note_mapped(file, protection, flags);
    return real_mmap64(where, length, protection, flags, file, offset);
}

/* Names */

#define NAMED(kind, folder, path, call) \
    char whole[PATH_MAX]; \
    if (!ours(folder, path, whole)) return call; \
    enter(); \
    int failed = call; \
    if (!failed) note_path(kind, whole, NULL); \
    leave(); \
    return failed

#define MOVED(kind, folder, path, other_folder, other_path, call) \
    char whole[PATH_MAX], other[PATH_MAX]; \
    int inside = ours(folder, path, whole), lands = ours(other_folder, other_path, other); \
    if (!inside && !lands) return call; \
    if (!inside || !lands) die("recorder: a name crosses the root\n"); \
    enter(); \
    int failed = call; \
    if (!failed) note_path(kind, whole, other); \
    leave(); \
    return failed

int unlink(const char *path)
{
    REAL(int, unlink, const char *);
    NAMED(UNLINK, AT_FDCWD, path, real_unlink(path));
}

int unlinkat(int folder, const char *path, int flags)
{
    REAL(int, unlinkat, int, const char *, int);
    NAMED(flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path, real_unlinkat(folder, path, flags));
}

int rmdir(const char *path)
{
    REAL(int, rmdir, const char *);
    NAMED(RMDIR, AT_FDCWD, path, real_rmdir(path));
}

int mkdir(const char *path, mode_t mode)
{
    REAL(int, mkdir, const char *, mode_t);
    NAMED(MKDIR, AT_FDCWD, path, real_mkdir(path, mode));
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    REAL(int, mkdirat, int, const char *, mode_t);
    NAMED(MKDIR, folder, path, real_mkdirat(folder, path, mode));
}

int rename(const char *from, const char *to)
{
    REAL(int, rename, const char *, const char *);
    MOVED(RENAME, AT_FDCWD, from, AT_FDCWD, to, real_rename(from, to));
}

int renameat(int folder, const char *from, int other_folder, const char *to)
{
    REAL(int, renameat, int, const char *, int, const char *);
    MOVED(RENAME, folder, from, other_folder, to, real_renameat(folder, from, other_folder, to));
}

int renameat2(int folder, const char *from, int other_folder, const char *to, unsigned flags)
{
    REAL(int, renameat2, int, const char *, int, const char *, unsigned);
    if (flags & ~RENAME_NOREPLACE && root_length) die("recorder: an exchange of names\n");
    MOVED(RENAME, folder, from, other_folder, to,
          real_renameat2(folder, from, other_folder, to, flags));
}

int link(const char *from, const char *to)
{
    REAL(int, link, const char *, const char *);
    MOVED(LINK, AT_FDCWD, from, AT_FDCWD, to, real_link(from, to));
}

int linkat(int folder, const char *from, int other_folder, const char *to, int flags)
{
    REAL(int, linkat, int, const char *, int, const char *, int);
    MOVED(LINK, folder, from, other_folder, to, real_linkat(folder, from, other_folder, to, flags));
}
