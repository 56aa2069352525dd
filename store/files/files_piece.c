/* files_piece: see the header. */
#include "store/files/files_piece.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[6] = {'H', 'A', 'L', 'L', 'F', '1'};
static const char key_purpose[] = "hall file key";

static bool key_parse(const char *text, files_key *out) {
    char suite[8], key[65];
    bool good = sscanf(text, "suite=%7s key=%64s", suite, key) == 2 &&
                crypt_suite_find(suite, &out->suite) && crypt_unhex(key, out->key, CRYPT_KEY_BYTES);
    crypt_wipe(key, sizeof key);
    return good;
}

status files_key_load(const char *file, files_key *out) {
    char text[128] = {0};
    struct stat info;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
    bool known = fstat(fd, &info) == 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (!known || n < 0) return E_UNAVAILABLE;
    if ((info.st_mode & 077) != 0) return E_FORBIDDEN;
    bool good = key_parse(text, out);
    crypt_wipe(text, sizeof text);
    return good ? OK : E_MALFORMED;
}

/* Another process may make the key at the same moment: the file appears whole, by link, or not at
 * all. */
status files_key_make(const char *file) {
    uint8_t key[CRYPT_KEY_BYTES];
    char hex[2 * CRYPT_KEY_BYTES + 1], text[128], temporary[4096];
    int length = snprintf(temporary, sizeof temporary, "%s.%ld", file, (long) getpid());
    if (length < 0 || (size_t) length >= sizeof temporary) return E_UNAVAILABLE;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return E_UNAVAILABLE;
    crypt_random(key, sizeof key);
    crypt_hex(key, sizeof key, hex);
    int n = snprintf(text, sizeof text, "suite=%s\nkey=%s\n", crypt_suite_name(CRYPT_SM), hex);
    bool good = write(fd, text, (size_t) n) == n && fsync(fd) == 0;
    good &= close(fd) == 0;
    good = good && (link(temporary, file) == 0 || errno == EEXIST);
    unlink(temporary);
    crypt_wipe(text, sizeof text);
    crypt_wipe(hex, sizeof hex);
    crypt_wipe(key, sizeof key);
    return good ? OK : E_UNAVAILABLE;
}

size_t files_header(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES],
                    uint8_t out[FILES_HEADER_BYTES_MAX]) {
    memcpy(out, magic, sizeof magic);
    out[6] = (uint8_t) store->suite;
    size_t wrapped = crypt_seal(store->suite, store->key, key_purpose, sizeof key_purpose, key,
                                CRYPT_KEY_BYTES, out + 8);
    out[7] = (uint8_t) wrapped;
    return 8 + wrapped;
}

bool files_header_read(const files_key *store, const uint8_t *header, size_t bytes,
                       uint8_t key[CRYPT_KEY_BYTES], size_t *length) {
    uint8_t plain[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
    size_t plain_bytes = 0;
    if (bytes < 8 || memcmp(header, magic, sizeof magic) != 0 || header[6] != store->suite)
        return false;
    size_t wrapped = header[7];
    if (wrapped > sizeof plain || bytes < 8 + wrapped) return false;
    bool good = crypt_open(store->suite, store->key, key_purpose, sizeof key_purpose, header + 8,
                           wrapped, plain, &plain_bytes) &&
                plain_bytes == CRYPT_KEY_BYTES;
    if (good) memcpy(key, plain, CRYPT_KEY_BYTES);
    crypt_wipe(plain, sizeof plain);
    *length = 8 + wrapped;
    return good;
}

static void bind_piece(uint64_t number, bool last, uint8_t out[9]) {
    for (unsigned i = 0; i < 8; i++) out[i] = (uint8_t) (number >> (8 * i));
    out[8] = last;
}

size_t files_seal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  bool last, const void *plain, size_t bytes, uint8_t *out) {
    uint8_t bound[9];
    bind_piece(number, last, bound);
    size_t sealed = crypt_seal(store->suite, key, bound, sizeof bound, plain, bytes, out + 4);
    for (unsigned i = 0; i < 4; i++) out[i] = (uint8_t) (sealed >> (8 * i));
    return 4 + sealed;
}

bool files_unseal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  bool last, const uint8_t *sealed, size_t bytes, uint8_t *out, size_t *out_bytes) {
    uint8_t bound[9];
    bind_piece(number, last, bound);
    return crypt_open(store->suite, key, bound, sizeof bound, sealed, bytes, out, out_bytes);
}
