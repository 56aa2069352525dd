/* files: writing. The name is known only at the end, so a file is born as tmp-<random> and renamed. */
#include "store/files.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/files_format.h"

#define STALE_S 86400

struct files_writer {
    files *files;
    int fd;
    char temporary[512];
    uint8_t key[CRYPT_KEY_BYTES];
    crypt_hasher *hash;
    int64_t bytes;
    uint64_t pieces;
    size_t filled;
    uint8_t piece[FILES_PIECE_BYTES];
    uint8_t sealed[FILES_PIECE_BYTES + CRYPT_SEAL_BYTES_MAX];
};

files_binding files_bind(uint64_t number, bool last) {
    files_binding b = {.last = last};
    number = htobe64(number);
    memcpy(b.number, &number, sizeof number);
    return b;
}

bool files_put(int fd, const void *data, size_t bytes) {
    const char *at = data;
    while (bytes > 0) {
        ssize_t n = write(fd, at, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += n;
        bytes -= (size_t) n;
    }
    return true;
}

static void remove_stale(const files *f) {
    DIR *folder = opendir(f->folder);
    const struct dirent *entry;
    struct stat info;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strncmp(entry->d_name, "tmp-", 4) != 0) continue;
        if (fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            info.st_mtime + STALE_S < time(NULL))
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL) closedir(folder);
}

status files_open(const char *folder, const vault *keys, int64_t bytes_max, files **out) {
    if (strlen(folder) > 400) return E_TOO_LONG;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    files *f = calloc(1, sizeof *f);
    must(f != NULL);
    *f = (files){strdup(folder), keys, bytes_max};
    remove_stale(f);
    *out = f;
    return OK;
}

void files_close(files *f) {
    if (f == NULL) return;
    free(f->folder);
    free(f);
}

static bool put_head(const files_writer *w) {
    uint8_t wrapped[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
    size_t n = vault_wrap(w->files->keys, FILES_PURPOSE, w->key, wrapped);
    uint8_t two[2] = {(uint8_t) vault_suite(w->files->keys), (uint8_t) n};
    return files_put(w->fd, FILES_MAGIC, strlen(FILES_MAGIC)) && files_put(w->fd, two, 2) &&
           files_put(w->fd, wrapped, n);
}

status files_write_start(files *f, files_writer **out) {
    uint8_t random[8];
    char name[17];
    files_writer *w = calloc(1, sizeof *w);
    must(w != NULL);
    crypt_random(random, sizeof random);
    crypt_hex(random, sizeof random, name);
    snprintf(w->temporary, sizeof w->temporary, "%s/tmp-%s", f->folder, name);
    w->files = f;
    w->hash = crypt_hasher_open(vault_suite(f->keys));
    crypt_random(w->key, sizeof w->key);
    w->fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (w->fd < 0 || !put_head(w)) {
        files_write_drop(&w);
        return E_UNAVAILABLE;
    }
    *out = w;
    return OK;
}

static bool put_piece(files_writer *w, bool last) {
    files_binding binding = files_bind(w->pieces++, last);
    size_t n = crypt_seal(vault_suite(w->files->keys), w->key, &binding, sizeof binding, w->piece,
                          w->filled, w->sealed);
    uint32_t length = htobe32((uint32_t) n);
    w->filled = 0;
    return files_put(w->fd, &length, sizeof length) && files_put(w->fd, w->sealed, n);
}

status files_write_add(files_writer *w, const void *data, size_t bytes) {
    const uint8_t *at = data;
    if ((int64_t) bytes > w->files->bytes_max - w->bytes) return E_TOO_LARGE;
    w->bytes += (int64_t) bytes;
    crypt_hasher_add(w->hash, data, bytes);
    while (bytes > 0) {
        if (w->filled == FILES_PIECE_BYTES && !put_piece(w, false)) return E_UNAVAILABLE;
        size_t n = FILES_PIECE_BYTES - w->filled < bytes ? FILES_PIECE_BYTES - w->filled : bytes;
        memcpy(w->piece + w->filled, at, n);
        w->filled += n;
        at += n;
        bytes -= n;
    }
    return OK;
}

/* The folder's entry must be on disk too before anybody is told the name. */
static bool sync_folder(const files *f) {
    int fd = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

status files_write_end(files_writer **writer, char name[FILES_NAME_BYTES], int64_t *bytes) {
    files_writer *w = *writer;
    uint8_t hash[CRYPT_HASH_BYTES];
    char path[512];
    crypt_hasher_end(&w->hash, hash);
    crypt_hex(hash, sizeof hash, name);
    *bytes = w->bytes;
    bool good = snprintf(path, sizeof path, "%s/%s", w->files->folder, name) < (int) sizeof path &&
                put_piece(w, true) && fsync(w->fd) == 0 && rename(w->temporary, path) == 0 &&
                sync_folder(w->files);
    if (good) w->temporary[0] = 0;
    files_write_drop(writer);
    return good ? OK : E_UNAVAILABLE;
}

void files_write_drop(files_writer **writer) {
    files_writer *w = *writer;
    uint8_t unused[CRYPT_HASH_BYTES];
    if (w == NULL) return;
    if (w->fd >= 0) close(w->fd);
    if (w->temporary[0] != 0) unlink(w->temporary);
    if (w->hash != NULL) crypt_hasher_end(&w->hash, unused);
    crypt_wipe(w, sizeof *w);
    free(w);
    *writer = NULL;
}
