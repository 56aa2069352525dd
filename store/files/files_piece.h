/* files_piece: how a stored file is cut and sealed. Header "HALLF3" | suite | length of the wrapped
 * key | number of the store's key (4 bytes) and the wrapped key, then pieces of at most
 * FILES_PIECE_BYTES, each a 4-byte length and the sealed bytes. A piece is bound to its number and
 * to whether it is the last one, the last one to the file's name too, so that none can be cut off,
 * moved or exchanged, and no file can be put in another's place. Inner header of
 * files. */
#ifndef HALL_FILES_FILES_PIECE_H
#define HALL_FILES_FILES_PIECE_H

#include "store/files/files_key.h"

#define FILES_PIECE_BYTES 65536u
#define FILES_SEALED_BYTES_MAX (FILES_PIECE_BYTES + CRYPT_SEAL_BYTES_MAX)
#define FILES_HEADER_BYTES_MAX (12u + CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX)

/* files_header: a header with `key` wrapped by the newest of the store's keys; returns its length,
 * which is the same for all. files_header_number: which of them wrapped it, 0 for no header.
 * files_header_read: the reverse from the `bytes` bytes at the beginning of a file; false when it
 * was not made with this key. */
size_t files_header(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES],
                    uint8_t out[FILES_HEADER_BYTES_MAX]);
uint32_t files_header_number(const uint8_t *header, size_t bytes);
bool files_header_read(const files_key *store, const uint8_t *header, size_t bytes,
                       uint8_t key[CRYPT_KEY_BYTES], size_t *length) MUST_CHECK;

/* files_seal: piece `number` with its length in front into `out` (4 + FILES_SEALED_BYTES_MAX);
 * returns what was written. last: name of the file when the piece is the last one, else NULL.
 * files_unseal: the sealed bytes without the length. */
size_t files_seal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  const char *last, const void *plain, size_t bytes, uint8_t *out);
bool files_unseal(const files_key *store, const uint8_t key[CRYPT_KEY_BYTES], uint64_t number,
                  const char *last, const uint8_t *sealed, size_t bytes, uint8_t *out,
                  size_t *out_bytes) MUST_CHECK;

#endif
