/* files: see files.h. The folder and its temporary files. */
#include "store/files/files_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

static status load_key(files *f, const char *key_file, bool holds_files) {
    status code = files_key_load(key_file, &f->key);
    if (code != E_NOT_FOUND || holds_files) return code;
    code = files_key_make(key_file);
    return code == OK ? files_key_load(key_file, &f->key) : code;
}

status files_open(const char *folder, const char *key_file, int64_t bytes_max, files **out) {
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    files *f = calloc(1, sizeof *f);
    if (!f) return E_UNAVAILABLE;
    bool holds_files = false;
    f->bytes_max = bytes_max;
    f->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    status code = f->folder >= 0 && sweep(f->folder, &holds_files) ? OK : E_UNAVAILABLE;
    if (code == OK) code = load_key(f, key_file, holds_files);
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
    free(f);
}

status files_remove(files *f, const char *name) {
    if (!files_name_good(name)) return E_NOT_FOUND;
    if (unlinkat(f->folder, name, 0) == 0) return OK;
    return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
}
