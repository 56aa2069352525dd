/* files_old: see files.h. What was written long ago, and taking it away. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/files/files_store.h"

/* A file written again has a new time: an equal upload replaces the stored one. */
static bool is_old(const files *f, const char *name, int64_t before_s) {
    struct stat info;
    return fstatat(f->folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
           info.st_mtime < before_s;
}

size_t files_old(const files *f, int64_t before_s, const char *after, size_t most,
                 char (*names)[FILES_NAME_BYTES]) {
    int copy = openat(f->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    size_t n = 0;
    if (!dir) {
        if (copy >= 0) close(copy);
        return 0;
    }
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        const char *name = entry->d_name;
        if (!files_name_good(name) || strcmp(name, after) <= 0) continue;
        size_t at = n;
        while (at > 0 && strcmp(names[at - 1], name) > 0) at--;
        if (at == most) continue; /* behind all that there is room for: its age matters later */
        if (!is_old(f, name, before_s)) continue;
        if (n == most) n--;
        memmove(names[at + 1], names[at], (n - at) * sizeof *names);
        memcpy(names[at], name, sizeof *names);
        n++;
    }
    closedir(dir);
    return n;
}

status files_remove_old(files *f, const char *name, int64_t before_s) {
    if (!files_name_good(name)) return E_NOT_FOUND;
    int lock = files_lock(f, true);
    if (lock < 0) return E_UNAVAILABLE;
    status s = is_old(f, name, before_s) ? files_destroy(f, name) : E_NOT_FOUND;
    files_unlock(lock);
    return s;
}
