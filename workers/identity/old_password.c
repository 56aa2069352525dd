/* old_password: compares by hashing as the old system did. */
#include "workers/identity/old_password.h"

#include <string.h>

#include "proto/runtime/crypt/legacy.h"

bool old_password_fits(Identity__OldHash hash, Identity__OldSalt salting, const char *salt,
                       const char *old_hash, const char *password) {
    char made[CRYPT_LEGACY_HEX], given[CRYPT_LEGACY_HEX] = "";
    const char *used = salting == UNSALTED ? "" : salt;
    bool behind = salting == SALT_AFTER;
    if (!crypt_legacy_hex((crypt_legacy) hash, behind ? password : used, behind ? used : password,
                          made))
        return false;
    size_t n = strlen(made);
    if (strlen(old_hash) != n) return false;
    for (size_t i = 0; i < n; i++) {
        char c = old_hash[i];
        given[i] = (char) (c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    }
    return crypt_equal(made, given, n);
}
