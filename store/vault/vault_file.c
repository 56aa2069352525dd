/* vault_file: see the header. Everything read is wiped from the stack again. */
#include "store/vault/vault_file.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/secret_file.h"

enum { TEXT_BYTES = 1024, HEX_BYTES = 2 * CRYPT_KEY_BYTES + 1 };

const vault_master *vault_newest(const vault_secrets *secrets) {
    return &secrets->master[secrets->n - 1];
}

const vault_master *vault_master_of(const vault_secrets *secrets, uint32_t number) {
    for (unsigned i = 0; i < secrets->n; i++)
        if (secrets->master[i].number == number) return &secrets->master[i];
    return NULL;
}

static void print(const vault_secrets *secrets, char text[TEXT_BYTES]) {
    char hex[HEX_BYTES];
    crypt_hex(secrets->search, CRYPT_KEY_BYTES, hex);
    int n =
        snprintf(text, TEXT_BYTES, "suite=%s\nsearch=%s\n", crypt_suite_name(secrets->suite), hex);
    for (unsigned i = 0; i < secrets->n; i++) {
        crypt_hex(secrets->master[i].key, CRYPT_KEY_BYTES, hex);
        n += snprintf(text + n, TEXT_BYTES - (size_t) n, "master=%u:%s\n",
                      secrets->master[i].number, hex);
    }
    crypt_wipe(hex, sizeof hex);
}

status vault_file_write(const char *file, const vault_secrets *secrets) {
    char text[TEXT_BYTES];
    print(secrets, text);
    status s = secret_file_make(file, text);
    crypt_wipe(text, sizeof text);
    return s;
}

status vault_file_replace(const char *file, const vault_secrets *secrets) {
    char text[TEXT_BYTES];
    print(secrets, text);
    status s = secret_file_replace(file, text);
    crypt_wipe(text, sizeof text);
    return s;
}

static bool parse_master(const char *line, vault_secrets *out) {
    char hex[HEX_BYTES];
    vault_master *m = &out->master[out->n];
    bool good = out->n < VAULT_MASTERS_MAX &&
                sscanf(line, "master=%u:%64s", &m->number, hex) == 2 &&
                crypt_unhex(hex, m->key, CRYPT_KEY_BYTES) &&
                m->number > (out->n > 0 ? vault_newest(out)->number : 0);
    crypt_wipe(hex, sizeof hex);
    out->n += good;
    return good;
}

static bool parse(char *text, vault_secrets *out) {
    char suite[8], hex[HEX_BYTES], *rest = text, *line;
    bool good = sscanf(text, "suite=%7s search=%64s", suite, hex) == 2 &&
                crypt_suite_find(suite, &out->suite) &&
                crypt_unhex(hex, out->search, CRYPT_KEY_BYTES);
    crypt_wipe(hex, sizeof hex);
    for (int i = 0; good && (line = strsep(&rest, "\n")); i++)
        if (i >= 2 && line[0] != 0) good = parse_master(line, out);
    return good && out->n > 0;
}

status vault_file_read(const char *file, vault_secrets *out) {
    char text[TEXT_BYTES] = {0};
    vault_secrets secrets = {.n = 0};
    status s = secret_file_read(file, text, sizeof text);
    if (s == OK && !parse(text, &secrets)) s = E_MALFORMED;
    if (s == OK) *out = secrets;
    crypt_wipe(text, sizeof text);
    crypt_wipe(&secrets, sizeof secrets);
    return s == E_NOT_FOUND ? E_UNAVAILABLE : s;
}
