/* files_key: see the header. What is written or read is wiped from the stack again. */
#include "store/files/files_key.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/secret_file.h"

enum { TEXT_BYTES = 512, HEX_BYTES = 2 * CRYPT_KEY_BYTES + 1 };

const files_store_key *files_key_newest(const files_key *store) {
    return &store->at[store->n - 1];
}

const files_store_key *files_key_find(const files_key *store, uint32_t number) {
    for (unsigned i = 0; i < store->n; i++)
        if (store->at[i].number == number) return &store->at[i];
    return NULL;
}

void files_key_add(files_key *store) {
    files_store_key *key = &store->at[store->n];
    key->number = store->n ? files_key_newest(store)->number + 1 : 1;
    crypt_random(key->key, CRYPT_KEY_BYTES);
    store->n++;
}

static bool parse_key(const char *line, files_key *out) {
    char hex[HEX_BYTES];
    files_store_key *key = &out->at[out->n];
    bool good = out->n < FILES_KEYS_MAX && sscanf(line, "key=%u:%64s", &key->number, hex) == 2 &&
                crypt_unhex(hex, key->key, CRYPT_KEY_BYTES) &&
                key->number > (out->n ? files_key_newest(out)->number : 0);
    crypt_wipe(hex, sizeof hex);
    out->n += good;
    return good;
}

static bool parse(char *text, files_key *out) {
    char suite[8], *rest = text, *line;
    bool good = sscanf(text, "suite=%7s", suite) == 1 && crypt_suite_find(suite, &out->suite);
    strsep(&rest, "\n");
    while (good && (line = strsep(&rest, "\n")))
        if (line[0]) good = parse_key(line, out);
    return good && out->n > 0;
}

status files_key_load(const char *file, files_key *out) {
    char text[TEXT_BYTES] = {0};
    files_key found = {.n = 0};
    status s = secret_file_read(file, text, sizeof text);
    if (s == OK && !parse(text, &found)) s = E_MALFORMED;
    if (s == OK) *out = found;
    crypt_wipe(text, sizeof text);
    crypt_wipe(&found, sizeof found);
    return s;
}

static void print(const files_key *store, char text[TEXT_BYTES]) {
    char hex[HEX_BYTES];
    int n = snprintf(text, TEXT_BYTES, "suite=%s\n", crypt_suite_name(store->suite));
    for (unsigned i = 0; i < store->n; i++) {
        crypt_hex(store->at[i].key, CRYPT_KEY_BYTES, hex);
        n += snprintf(text + n, TEXT_BYTES - (size_t) n, "key=%u:%s\n", store->at[i].number, hex);
    }
    crypt_wipe(hex, sizeof hex);
}

/* Another process may make the key at the same moment: the first one's counts. */
status files_key_make(const char *file) {
    char text[TEXT_BYTES];
    files_key store = {.suite = CRYPT_SM};
    files_key_add(&store);
    print(&store, text);
    status s = secret_file_make(file, text);
    crypt_wipe(text, sizeof text);
    crypt_wipe(&store, sizeof store);
    return s == E_CONFLICT ? OK : s;
}

status files_key_replace(const char *file, const files_key *store) {
    char text[TEXT_BYTES];
    print(store, text);
    status s = secret_file_replace(file, text);
    crypt_wipe(text, sizeof text);
    return s;
}
