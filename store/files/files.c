/* files: see files.h. The folder and its temporary files. */
#include "proto/runtime/guard.h"
#include "store/files/files_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LEFT_OVER_S = 24 * 3600 };

bool files_name_good(const char *name) {
    return strlen(name) == FILES_NAME_BYTES - 1 &&
           strspn(name, "0123456789abcdef") == FILES_NAME_BYTES - 1;
}

/* Removes what a killed writer left and says whether any stored file is there. */
static bool sweep(int folder, bool *holds_files) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) return false;
    struct stat info;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        bool temporary = strncmp(entry->d_name, FILES_TEMPORARY, strlen(FILES_TEMPORARY)) == 0;
        if (files_name_good(entry->d_name)) *holds_files = true;
        if (temporary && fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            info.st_mtime + LEFT_OVER_S < time(NULL))
            unlinkat(folder, entry->d_name, 0);
    }
    closedir(dir);
    return true;
}

/* Looked at before it is read: what changes in between is read once more the next time. */
static status read_key(files *f) {
    struct stat seen = {0};
    (void) !stat(f->key_file, &seen);
    status code = files_key_load(f->key_file, &f->key);
    if (code == OK) f->key_seen = seen;
    return code;
}

static status load_key(files *f, bool holds_files) {
    status code = read_key(f);
    if (code != E_NOT_FOUND || holds_files) return code;
    code = files_key_make(f->key_file);
    return code == OK ? read_key(f) : code;
}

void files_refresh(files *f) {
    struct stat seen;
    const struct stat *known = &f->key_seen;
    if (stat(f->key_file, &seen) != 0) return;
    if (seen.st_ino == known->st_ino && seen.st_mtim.tv_sec == known->st_mtim.tv_sec &&
        seen.st_mtim.tv_nsec == known->st_mtim.tv_nsec)
        return;
    (void) !read_key(f);
}

/* A lock belongs to what was opened, so each holder opens the folder for itself. */
int files_lock(const files *f, bool alone) {
    int lock = openat(f->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (lock >= 0 && flock(lock, alone ? LOCK_EX : LOCK_SH) != 0) {
        if (errno == EINTR) continue;
        close(lock);
        return -1;
    }
    return lock;
}

void files_unlock(int lock) {
    if (lock >= 0) close(lock);
}

status files_open(const char *folder, const char *key_file, int64_t bytes_max, files **out) {
    if (mkdir(folder, 0770) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    files *f = calloc(1, sizeof *f);
    if (!f) return E_UNAVAILABLE;
    guard_memory(f, sizeof *f);
    bool holds_files = false;
    f->bytes_max = bytes_max;
    f->key_file = strdup(key_file);
    f->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = f->key_file && f->folder >= 0 && sweep(f->folder, &holds_files);
    status code = good ? load_key(f, holds_files) : E_UNAVAILABLE;
    if (code != OK) {
        files_close(f);
        return code;
    }
    *out = f;
    return OK;
}

void files_close(files *f) {
    if (!f) return;
    if (f->folder >= 0) close(f->folder);
    crypt_wipe(&f->key, sizeof f->key);
    free(f->key_file);
    free(f);
}

bool files_write_all(int fd, const uint8_t *data, size_t bytes) {
    while (bytes > 0) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data += n;
        bytes -= (size_t) n;
    }
    return true;
}

/* The wrapped key is overwritten first: what a disk keeps of a removed file opens with nothing. */
static bool destroy(const files *f, const char *name) {
    static const uint8_t nothing[FILES_HEADER_BYTES_MAX];
    int fd = openat(f->folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    bool good = files_write_all(fd, nothing, sizeof nothing) && fsync(fd) == 0;
    close(fd);
    int saved = errno;
    good = unlinkat(f->folder, name, 0) == 0 && fsync(f->folder) == 0 && good;
    if (!good && errno == ENOENT) errno = saved;
    return good;
}

status files_destroy(files *f, const char *name) {
    return destroy(f, name) ? OK : errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
}

status files_remove(files *f, const char *name) {
    if (!files_name_good(name)) return E_NOT_FOUND;
    int lock = files_lock(f, true);
    if (lock < 0) return E_UNAVAILABLE;
    status code = files_destroy(f, name);
    files_unlock(lock);
    return code;
}
