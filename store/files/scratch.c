/* scratch: opens nameless files in a private folder for work in progress. */
#include "store/files/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/crypt/crypt.h"

enum { NAME_RANDOM_BYTES = 16 };

struct scratch {
    int folder;
    char path[SCRATCH_PATH_BYTES];
};

/* The folder itself, never what a link in its stead leads to. Each account has its own. */
static int open_folder(const char *inside) {
    char name[32];
    snprintf(name, sizeof name, "scratch-%u", geteuid());
    int parent = open(inside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return -1;
    int folder = -1;
    if (mkdirat(parent, name, 0700) == 0 || errno == EEXIST)
        folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int why = errno;
    close(parent);
    errno = why;
    return folder;
}

static status make_private(int folder) {
    struct stat seen;
    if (fstat(folder, &seen) != 0) return E_UNAVAILABLE;
    if (seen.st_uid != geteuid()) return E_FORBIDDEN;
    return fchmod(folder, 0700) == 0 ? OK : E_UNAVAILABLE;
}

static status sweep(int folder) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) {
        if (copy >= 0) close(copy);
        return E_UNAVAILABLE;
    }
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        if (entry->d_type != DT_DIR) (void) unlinkat(folder, entry->d_name, 0);
    closedir(dir);
    return OK;
}

status scratch_open(const char *inside, scratch **out) {
    scratch *s = calloc(1, sizeof *s);
    if (!s) return E_UNAVAILABLE;
    s->folder = open_folder(inside);
    status code = OK;
    if (s->folder < 0) code = errno == ELOOP || errno == ENOTDIR ? E_FORBIDDEN : E_UNAVAILABLE;
    if (code == OK) code = make_private(s->folder);
    if (code == OK) code = sweep(s->folder);
    if (code != OK) {
        scratch_close(s);
        return code;
    }
    scratch_path(s->folder, s->path);
    *out = s;
    return OK;
}

void scratch_close(scratch *s) {
    if (!s) return;
    if (s->folder >= 0) close(s->folder);
    free(s);
}

/* A random name taken away at once rather than O_TMPFILE, which not every file system has: one way
 * for all of them. */
status scratch_file(const scratch *s, int *fd) {
    uint8_t tag[NAME_RANDOM_BYTES];
    char name[2 * sizeof tag + 1];
    crypt_random(tag, sizeof tag);
    crypt_hex(tag, sizeof tag, name);
    int made = openat(s->folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (made < 0) return E_UNAVAILABLE;
    bool nameless = unlinkat(s->folder, name, 0) == 0 || errno == ENOENT; /* another's sweep */
    if (!nameless || fchmod(made, 0600) != 0) {
        close(made);
        return E_UNAVAILABLE;
    }
    *fd = made;
    return OK;
}

void scratch_path(int fd, char out[SCRATCH_PATH_BYTES]) {
    snprintf(out, SCRATCH_PATH_BYTES, "/proc/self/fd/%d", fd);
}

const char *scratch_folder(const scratch *s) {
    return s->path;
}
