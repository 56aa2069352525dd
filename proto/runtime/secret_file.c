/* secret_file: reads and writes the files of keys. */
#include "proto/runtime/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

bool secret_file_closed(const struct stat *info) {
    return (info->st_mode & 037) == 0;
}

static status read_open(int fd, char *text, size_t size) {
    struct stat info;
    if (fstat(fd, &info) != 0) return E_UNAVAILABLE;
    if (!secret_file_closed(&info)) return E_FORBIDDEN;
    ssize_t n = read(fd, text, size);
    if (n < 0) return E_UNAVAILABLE;
    if ((size_t) n == size) return E_MALFORMED;
    text[n] = 0;
    return OK;
}

status secret_file_read(const char *file, char *text, size_t size) {
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
    status s = read_open(fd, text, size);
    close(fd);
    return s;
}

/* Whoever is called to replace it, root as well: the same programs read it afterwards. */
static bool keep_access(const char *file, int fd) {
    struct stat was, is;
    if (stat(file, &was) != 0) return errno == ENOENT;
    if (fstat(fd, &is) != 0) return false;
    bool same = is.st_uid == was.st_uid && is.st_gid == was.st_gid;
    return (same || fchown(fd, was.st_uid, was.st_gid) == 0) && fchmod(fd, was.st_mode & 0640) == 0;
}

static bool write_open(const char *file, int fd, const char *text) {
    size_t n = strlen(text);
    return write(fd, text, n) == (ssize_t) n && keep_access(file, fd) && fsync(fd) == 0;
}

/* A whole file beside the one it is to become. */
static bool write_beside(const char *file, const char *text, char beside[PATH_BYTES]) {
    int length = snprintf(beside, PATH_BYTES, "%s.%ld.new", file, (long) getpid());
    if (length < 0 || length >= PATH_BYTES) return false;
    unlink(beside); /* of one who was killed here */
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    bool good = write_open(file, fd, text);
    good &= close(fd) == 0;
    if (!good) unlink(beside);
    return good;
}

static int open_folder(const char *file) {
    char *folder = strdup(file), *slash = folder ? strrchr(folder, '/') : NULL;
    must(folder);
    if (slash) slash[slash == folder] = 0;
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    return fd;
}

/* The name must be durable, too: what it replaces may be given up next. */
static bool sync_folder(const char *file) {
    int fd = open_folder(file);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

/* Another process may make it at the same moment: it appears by link, once. */
status secret_file_make(const char *file, const char *text) {
    char beside[PATH_BYTES];
    if (access(file, F_OK) == 0) return E_CONFLICT;
    if (!write_beside(file, text, beside)) return E_UNAVAILABLE;
    status s = link(beside, file) == 0 ? OK : errno == EEXIST ? E_CONFLICT : E_UNAVAILABLE;
    unlink(beside);
    return s == OK && !sync_folder(file) ? E_UNAVAILABLE : s;
}

status secret_file_replace(const char *file, const char *text) {
    char beside[PATH_BYTES];
    if (!write_beside(file, text, beside)) return E_UNAVAILABLE;
    if (rename(beside, file) == 0) return sync_folder(file) ? OK : E_UNAVAILABLE;
    unlink(beside);
    return E_UNAVAILABLE;
}

status secret_file_alone(const char *file, int *lock) {
    int fd = open_folder(file);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return OK;
    }
    status s = fd >= 0 && errno == EWOULDBLOCK ? E_BUSY : E_UNAVAILABLE;
    if (fd >= 0) close(fd);
    return s;
}
