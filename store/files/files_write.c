/* files_write: a file comes in, piece by piece; memory is one piece, however large it is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/files/files_store.h"

struct files_writer {
    files *store;
    int fd;
    char temporary[48];
    uint8_t key[CRYPT_KEY_BYTES];
    uint32_t under;     /* number of the store's key that wraps it */
    crypt_hasher *hash; /* of the plain content */
    int64_t bytes;
    uint64_t piece;
    size_t held; /* bytes in plain[] not sealed yet */
    bool failed;
    uint8_t plain[FILES_PIECE_BYTES];
    uint8_t sealed[4 + FILES_SEALED_BYTES_MAX];
};

static status begin(files_writer *w) {
    uint8_t header[FILES_HEADER_BYTES_MAX], tag[16];
    char hex[2 * sizeof tag + 1];
    crypt_random(tag, sizeof tag);
    crypt_hex(tag, sizeof tag, hex);
    snprintf(w->temporary, sizeof w->temporary, FILES_TEMPORARY "%s", hex);
    w->fd = openat(w->store->folder, w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (w->fd < 0) return E_UNAVAILABLE;
    files_refresh(w->store);
    size_t bytes = files_header(&w->store->key, w->key, header);
    w->under = files_key_newest(&w->store->key)->number;
    return files_write_all(w->fd, header, bytes) ? OK : E_UNAVAILABLE;
}

status files_write_start(files *f, files_writer **out) {
    files_writer *w = calloc(1, sizeof *w);
    if (!w) return E_UNAVAILABLE;
    w->store = f;
    crypt_random(w->key, sizeof w->key);
    w->hash = crypt_hasher_open(CRYPT_SM);
    status code = begin(w);
    if (code != OK) files_write_drop(&w);
    *out = w;
    return code;
}

/* last: the file's name when nothing follows, else NULL. */
static bool flush(files_writer *w, const char *last) {
    size_t bytes = files_seal(&w->store->key, w->key, w->piece, last, w->plain, w->held, w->sealed);
    w->piece++;
    w->held = 0;
    return files_write_all(w->fd, w->sealed, bytes);
}

static status fail(files_writer *w, status code) {
    w->failed = true;
    return code;
}

/* A full piece is kept until more comes: only then is it known not to be the last one. */
status files_write_add(files_writer *w, const void *data, size_t bytes) {
    const uint8_t *from = data;
    if (w->failed) return E_UNAVAILABLE;
    if ((int64_t) bytes > w->store->bytes_max - w->bytes) return fail(w, E_TOO_LARGE);
    crypt_hasher_add(w->hash, data, bytes);
    w->bytes += (int64_t) bytes;
    while (bytes > 0) {
        if (w->held == FILES_PIECE_BYTES && !flush(w, NULL)) return fail(w, E_UNAVAILABLE);
        size_t room = FILES_PIECE_BYTES - w->held, n = bytes < room ? bytes : room;
        memcpy(w->plain + w->held, from, n);
        w->held += n;
        from += n;
        bytes -= n;
    }
    return OK;
}

/* The store's key may have been replaced since the file was begun: all headers are of one length.
 */
static bool wrap_anew(files_writer *w) {
    uint8_t header[FILES_HEADER_BYTES_MAX];
    files_refresh(w->store);
    if (files_key_newest(&w->store->key)->number == w->under) return true;
    size_t bytes = files_header(&w->store->key, w->key, header);
    return pwrite(w->fd, header, bytes, 0) == (ssize_t) bytes;
}

/* The rename replaces a file by one of the same content. */
static bool place_locked(files_writer *w, const char *name) {
    if (!wrap_anew(w) || fsync(w->fd) != 0) return false;
    if (renameat(w->store->folder, w->temporary, w->store->folder, name) != 0) return false;
    w->temporary[0] = 0;
    return fsync(w->store->folder) == 0;
}

static bool place(files_writer *w, const char *name) {
    int lock = files_lock(w->store, false);
    bool good = lock >= 0 && place_locked(w, name);
    files_unlock(lock);
    return good;
}

/* From the store's key, so that it says nothing of the content and cannot be guessed from it. */
static void name_file(const files_writer *w, const char *owner, files_stored *out) {
    uint8_t owned[CRYPT_HASH_BYTES], named[CRYPT_HASH_BYTES];
    const uint8_t *key = files_key_newest(&w->store->key)->key;
    crypt_hmac_sm3(key, CRYPT_KEY_BYTES, owner, strlen(owner), owned);
    crypt_hmac_sm3(owned, sizeof owned, out->digest, strlen(out->digest), named);
    crypt_hex(named, sizeof named, out->name);
}

status files_write_end(files_writer **w, const char *owner, files_stored *out) {
    files_writer *own = *w;
    uint8_t digest[CRYPT_HASH_BYTES];
    if (own->failed) {
        files_write_drop(w);
        return E_UNAVAILABLE;
    }
    crypt_hasher_end(&own->hash, digest);
    crypt_hex(digest, sizeof digest, out->digest);
    name_file(own, owner, out);
    out->bytes = own->bytes;
    status code = flush(own, out->name) && place(own, out->name) ? OK : E_UNAVAILABLE;
    files_write_drop(w);
    return code;
}

void files_write_drop(files_writer **w) {
    files_writer *own = *w;
    uint8_t digest[CRYPT_HASH_BYTES];
    if (!own) return;
    if (own->hash) crypt_hasher_end(&own->hash, digest);
    if (own->fd > 0) close(own->fd);
    if (own->temporary[0]) unlinkat(own->store->folder, own->temporary, 0);
    crypt_wipe(own, sizeof *own);
    free(own);
    *w = NULL;
}
