/* program_key: writes and reads the keys of a unit's own software. */
#include "proto/runtime/program_key.h"

#include <string.h>

void program_key_text(const uint8_t secret[PROGRAM_KEY_BYTES], char out[PROGRAM_KEY_TEXT_BYTES]) {
    memcpy(out, PROGRAM_KEY_WORD, sizeof PROGRAM_KEY_WORD - 1);
    crypt_hex(secret, PROGRAM_KEY_BYTES, out + sizeof PROGRAM_KEY_WORD - 1);
}

bool program_key_parse(const char *text, uint8_t out[PROGRAM_KEY_BYTES]) {
    size_t word = sizeof PROGRAM_KEY_WORD - 1;
    return !strncmp(text, PROGRAM_KEY_WORD, word) && strlen(text + word) == 2 * PROGRAM_KEY_BYTES &&
           crypt_unhex(text + word, out, PROGRAM_KEY_BYTES);
}

void program_key_number(const uint8_t hash[CRYPT_HASH_BYTES], char out[PROGRAM_KEY_NUMBER_BYTES]) {
    out[0] = 'K';
    crypt_hex(hash, (PROGRAM_KEY_NUMBER_BYTES - 2) / 2, out + 1);
}
