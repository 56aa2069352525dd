/* files_rotate: see files.h. A file is copied with its new header and takes its own place, so that
 * a reader sees the old one or the new one. Its pieces are as they were: only the wrapping of its
 * key changes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/secret_file.h"
#include "store/files/files_store.h"

#define COPY FILES_TEMPORARY "rotate"

typedef struct rotation {
    files *store;
    int64_t *n, *unreadable;
} rotation;

static bool copy_rest(int in, int out) {
    static uint8_t piece[1 << 16];
    ssize_t n;
    while ((n = read(in, piece, sizeof piece)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 || !files_write_all(out, piece, (size_t) n)) return false;
    }
    return true;
}

/* Called by root, the copy is the account's that reads it; and it is as old as the file. */
static bool same_owner(int in, int out) {
    struct stat was;
    if (fstat(in, &was) != 0) return false;
    const struct timespec times[] = {was.st_atim, was.st_mtim};
    if (futimens(out, times) != 0) return false;
    return was.st_uid == geteuid() || fchown(out, was.st_uid, was.st_gid) == 0;
}

/* The file may have been removed or replaced meanwhile: then the copy is not used. */
static bool take_place(const files *f, const char *name, int in) {
    struct stat was, is;
    int lock = files_lock(f, true);
    bool same = lock >= 0 && fstat(in, &was) == 0 &&
                fstatat(f->folder, name, &is, AT_SYMLINK_NOFOLLOW) == 0 && is.st_ino == was.st_ino;
    bool good = lock >= 0 && (!same || renameat(f->folder, COPY, f->folder, name) == 0);
    if (!same) unlinkat(f->folder, COPY, 0);
    files_unlock(lock);
    return good;
}

static bool write_copy(rotation *r, const char *name, int in, const uint8_t *key) {
    uint8_t header[FILES_HEADER_BYTES_MAX];
    const files *f = r->store;
    unlinkat(f->folder, COPY, 0); /* of a rotation that was killed */
    int out = openat(f->folder, COPY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (out < 0) return false;
    size_t bytes = files_header(&f->key, key, header);
    bool good = files_write_all(out, header, bytes) && copy_rest(in, out) && same_owner(in, out) &&
                fsync(out) == 0;
    close(out);
    if (good && take_place(f, name, in)) return true;
    unlinkat(f->folder, COPY, 0);
    return false;
}

static status wrap_open(rotation *r, const char *name, int in) {
    uint8_t header[FILES_HEADER_BYTES_MAX], key[CRYPT_KEY_BYTES];
    const files_key *keys = &r->store->key;
    size_t length = 0;
    ssize_t n = pread(in, header, sizeof header, 0);
    if (n < 0) return E_UNAVAILABLE;
    if (files_header_number(header, (size_t) n) == files_key_newest(keys)->number) return OK;
    if (!files_header_read(keys, header, (size_t) n, key, &length)) {
        ++*r->unreadable;
        return OK;
    }
    bool good = lseek(in, (off_t) length, SEEK_SET) >= 0 && write_copy(r, name, in, key);
    crypt_wipe(key, sizeof key);
    *r->n += good;
    return good ? OK : E_UNAVAILABLE;
}

static status wrap_one(rotation *r, const char *name) {
    int in = openat(r->store->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) return errno == ENOENT ? OK : E_UNAVAILABLE;
    status s = wrap_open(r, name, in);
    close(in);
    return s;
}

static status wrap_all(rotation *r) {
    int copy = openat(r->store->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    status s = dir ? OK : E_UNAVAILABLE;
    for (struct dirent *entry; s == OK && (entry = readdir(dir));)
        if (files_name_good(entry->d_name)) s = wrap_one(r, entry->d_name);
    if (dir) closedir(dir);
    return s;
}

/* Who gives a file its name holds the lock shared and looks at the key file first: after this no
 * file comes under the old key any more. */
static status add_key(files *f) {
    int lock = files_lock(f, true);
    files_refresh(f);
    if (lock < 0) return E_UNAVAILABLE;
    bool goes_on = f->key.n > 1; /* of a rotation that was killed */
    files_key wider = f->key;
    if (!goes_on) files_key_add(&wider);
    status s = goes_on ? OK : files_key_replace(f->key_file, &wider);
    if (s == OK) f->key = wider;
    crypt_wipe(&wider, sizeof wider);
    files_unlock(lock);
    return s;
}

static status wrap_and_drop(files *f, int64_t *n, int64_t *unreadable) {
    rotation r = {f, n, unreadable};
    int64_t before;
    status s = add_key(f);
    *n = 0;
    do { /* until a whole look finds nothing under an old key */
        before = *n;
        *unreadable = 0;
        if (s == OK) s = wrap_all(&r);
    } while (s == OK && *n > before);
    if (s == OK && fsync(f->folder) != 0) s = E_UNAVAILABLE;
    if (s != OK) return s;
    f->key.at[0] = *files_key_newest(&f->key);
    f->key.n = 1;
    crypt_wipe(&f->key.at[1], sizeof f->key.at - sizeof f->key.at[0]);
    return files_key_replace(f->key_file, &f->key);
}

/* One at a time: the last step of one would take away the key that another has just added, and both
 * would write into the same copy. */
status files_rotate(files *f, int64_t *n, int64_t *unreadable) {
    int alone = -1;
    status s = secret_file_alone(f->key_file, &alone);
    if (s != OK) return s;
    s = wrap_and_drop(f, n, unreadable);
    close(alone);
    return s;
}
