/* files_read: opening. The whole content is proved before anybody reads a byte of it. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/files_format.h"

bool files_get(int fd, void *data, size_t bytes) {
    char *at = data;
    while (bytes > 0) {
        ssize_t n = read(fd, at, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += n;
        bytes -= (size_t) n;
    }
    return true;
}

static bool is_name(const char *name) {
    uint8_t hash[CRYPT_HASH_BYTES];
    return crypt_unhex(name, hash, sizeof hash);
}

static status path_of(const files *f, const char *name, char out[512]) {
    return is_name(name) && snprintf(out, 512, "%s/%s", f->folder, name) < 512 ? OK : E_MALFORMED;
}

static bool get_head(const files *f, int fd, crypt_suite *suite, uint8_t key[CRYPT_KEY_BYTES]) {
    char magic[sizeof FILES_MAGIC - 1];
    uint8_t two[2], wrapped[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
    if (!files_get(fd, magic, sizeof magic) || memcmp(magic, FILES_MAGIC, sizeof magic) != 0 ||
        !files_get(fd, two, 2) || (two[0] != CRYPT_SM && two[0] != CRYPT_STD) ||
        two[1] > sizeof wrapped || !files_get(fd, wrapped, two[1]))
        return false;
    *suite = (crypt_suite) two[0];
    return vault_unwrap(f->keys, FILES_PURPOSE, wrapped, two[1], key);
}

typedef struct piece {
    uint8_t sealed[FILES_PIECE_BYTES + CRYPT_SEAL_BYTES_MAX], plain[FILES_PIECE_BYTES +
                                                                    CRYPT_SEAL_BYTES_MAX];
} piece;

/* Opened as an inner piece first, then as the last: what fits neither is not ours. */
static status copy_pieces(int from, int to, crypt_suite suite, const uint8_t *key, piece *p,
                          crypt_hasher *hash) {
    for (uint64_t number = 0;; number++) {
        uint32_t length;
        size_t bytes;
        bool last = false;
        if (!files_get(from, &length, sizeof length)) return E_MALFORMED;
        length = be32toh(length);
        if (length > sizeof p->sealed || !files_get(from, p->sealed, length)) return E_MALFORMED;
        files_binding inner = files_bind(number, false), end = files_bind(number, true);
        if (!crypt_open(suite, key, &inner, sizeof inner, p->sealed, length, p->plain, &bytes)) {
            last = crypt_open(suite, key, &end, sizeof end, p->sealed, length, p->plain, &bytes);
            if (!last) return E_MALFORMED;
        }
        crypt_hasher_add(hash, p->plain, bytes);
        if (!files_put(to, p->plain, bytes)) return E_UNAVAILABLE;
        if (last) return OK;
    }
}

static status decrypt(const files *f, int from, int to, const char *name) {
    uint8_t key[CRYPT_KEY_BYTES], hash[CRYPT_HASH_BYTES];
    char found[FILES_NAME_BYTES];
    crypt_suite suite;
    if (!get_head(f, from, &suite, key)) return E_MALFORMED;
    piece *p = malloc(sizeof *p);
    must(p != NULL);
    crypt_hasher *hasher = crypt_hasher_open(suite);
    status s = copy_pieces(from, to, suite, key, p, hasher);
    crypt_hasher_end(&hasher, hash);
    crypt_hex(hash, sizeof hash, found);
    crypt_wipe(key, sizeof key);
    crypt_wipe(p, sizeof *p);
    free(p);
    return s == OK && strcmp(found, name) != 0 ? E_MALFORMED : s;
}

static bool seal_memory(int fd) {
    return lseek(fd, 0, SEEK_SET) == 0 &&
           fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
}

status files_read(files *f, const char *name, int *fd) {
    char path[512];
    status s = path_of(f, name, path);
    if (s != OK) return s;
    int from = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0) return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
    int to = memfd_create("hall-file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    s = to < 0 ? E_UNAVAILABLE : decrypt(f, from, to, name);
    close(from);
    if (s == OK && !seal_memory(to)) s = E_UNAVAILABLE;
    if (s == OK) *fd = to;
    else if (to >= 0) close(to);
    return s;
}

status files_remove(files *f, const char *name) {
    char path[512];
    status s = path_of(f, name, path);
    if (s != OK) return s;
    if (unlink(path) == 0) return OK;
    return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
}
