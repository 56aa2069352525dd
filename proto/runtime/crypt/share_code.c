/* share_code: brings what was typed to its plain form. */
#include "proto/runtime/crypt/share_code.h"

#include <ctype.h>
#include <string.h>

/* The plain character, 0 for none. */
static char plain_of(char typed) {
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char c = (char) toupper((unsigned char) typed);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    return c && strchr(alphabet, c) ? c : '\0';
}

bool share_code_hash(const char *text, uint8_t out[CRYPT_HASH_BYTES]) {
    char code[SHARE_CODE_CHARS];
    size_t n = 0;
    for (const char *at = text; *at; at++) {
        if (*at == ' ' || *at == '-') continue;
        char c = plain_of(*at);
        if (!c || n == SHARE_CODE_CHARS) return false;
        code[n++] = c;
    }
    if (n != SHARE_CODE_CHARS) return false;
    crypt_sm3(code, n, out);
    crypt_wipe(code, sizeof code);
    return true;
}
