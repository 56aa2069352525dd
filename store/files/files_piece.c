/* files_piece: seals and opens the pieces of a stored file and reads and writes its header. */
#include "store/files/files_piece.h"

#include <string.h>

static const char magic[6] = {'H', 'A', 'L', 'L', 'F', '3'};
static const char key_purpose[] = "hall file key";

static void put_number(uint32_t number, uint8_t out[4]) {
    for (unsigned i = 0; i < 4; i++) out[i] = (uint8_t) (number >> (24 - 8 * i));
}

size_t files_header(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES],
                    uint8_t out[FILES_HEADER_BYTES_MAX]) {
    const files_store_key *newest = files_key_newest(store);
    memcpy(out, magic, sizeof magic);
    out[6] = (uint8_t) store->suite;
    put_number(newest->number, out + 8);
    size_t wrapped = 4 + crypt_seal(store->suite, newest->key, key_purpose, sizeof key_purpose, key,
                                    CRYPT_KEY_BYTES, out + 12);
    out[7] = (uint8_t) wrapped;
    return 8 + wrapped;
}

uint32_t files_header_number(const uint8_t *header, size_t bytes) {
    uint32_t number = 0;
    if (bytes < 12 || memcmp(header, magic, sizeof magic) != 0) return 0;
    for (unsigned i = 8; i < 12; i++) number = number << 8 | header[i];
    return number;
}

bool files_header_read(const files_key *store, const uint8_t *header, size_t bytes,
                       uint8_t key[CRYPT_KEY_BYTES], size_t *length) {
    uint8_t plain[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
    size_t plain_bytes = 0;
    const files_store_key *with = files_key_find(store, files_header_number(header, bytes));
    if (!with || header[6] != store->suite) return false;
    size_t wrapped = header[7];
    if (wrapped < 4 || wrapped - 4 > sizeof plain || bytes < 8 + wrapped) return false;
    bool good = crypt_open(store->suite, with->key, key_purpose, sizeof key_purpose, header + 12,
                           wrapped - 4, plain, &plain_bytes) &&
                plain_bytes == CRYPT_KEY_BYTES;
    if (good) memcpy(key, plain, CRYPT_KEY_BYTES);
    crypt_wipe(plain, sizeof plain);
    *length = 8 + wrapped;
    return good;
}

#define NAME_BYTES 64u
#define BOUND_BYTES (9u + NAME_BYTES)

/* Returns the length: the last piece carries the name behind its mark. */
static size_t bind_piece(uint64_t number, const char *last, uint8_t out[BOUND_BYTES]) {
    for (unsigned i = 0; i < 8; i++) out[i] = (uint8_t) (number >> (8 * i));
    out[8] = last ? 1 : 0;
    size_t n = last ? strnlen(last, NAME_BYTES) : 0;
    if (n > 0) memcpy(out + 9, last, n);
    return 9 + n;
}

size_t files_seal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  const char *last, const void *plain, size_t bytes, uint8_t *out) {
    uint8_t bound[BOUND_BYTES];
    size_t n = bind_piece(number, last, bound);
    size_t sealed = crypt_seal(store->suite, key, bound, n, plain, bytes, out + 4);
    for (unsigned i = 0; i < 4; i++) out[i] = (uint8_t) (sealed >> (8 * i));
    return 4 + sealed;
}

bool files_unseal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  const char *last, const uint8_t *sealed, size_t bytes, uint8_t *out,
                  size_t *out_bytes) {
    uint8_t bound[BOUND_BYTES];
    size_t n = bind_piece(number, last, bound);
    return crypt_open(store->suite, key, bound, n, sealed, bytes, out, out_bytes);
}
