/* program_key: how the key of a unit's own software is written, and its number. The text begins
 * with a word of its own, so that it is no login's token anywhere and is found where it leaked. */
#ifndef HALL_RUNTIME_PROGRAM_KEY_H
#define HALL_RUNTIME_PROGRAM_KEY_H

#include "proto/runtime/crypt/crypt.h"

#define PROGRAM_KEY_BYTES 32u
#define PROGRAM_KEY_WORD "hallkey_"
#define PROGRAM_KEY_TEXT_BYTES (sizeof PROGRAM_KEY_WORD + 2 * PROGRAM_KEY_BYTES)
#define PROGRAM_KEY_NUMBER_BYTES 14

/* program_key_text: the secret as text; program_key_parse: the reverse, false for any other text.
 */
void program_key_text(const uint8_t secret[PROGRAM_KEY_BYTES], char out[PROGRAM_KEY_TEXT_BYTES]);
bool program_key_parse(const char *text, uint8_t out[PROGRAM_KEY_BYTES]);

/* program_key_number: by which people name it: K and the first twelve digits of the hash. */
void program_key_number(const uint8_t hash[CRYPT_HASH_BYTES], char out[PROGRAM_KEY_NUMBER_BYTES]);

#endif
