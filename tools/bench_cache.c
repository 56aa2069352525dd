/* hall-bench-cache: hot rows a second, read as a query reads them (a view, one read transaction,
 * check sum, unpacking), beside bare gets of the same keys from the same environment. Reads only.
 *     hall-bench-cache FOLDER [SECONDS]     FOLDER as hall-projector writes it */
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/process.h"
#include "store/cache/cache.h"

enum { KEYS_MAX = 100000, KEY_BYTES = 64 };

/* Persons found in the environment: their number, and one bare key each. */
typedef struct sample {
    char (*person_no)[16];
    uint8_t (*key)[KEY_BYTES];
    size_t *key_bytes, n;
} sample;

static bool is_spell(const MDB_val *key) {
    const uint8_t *at = key->mv_data;
    return key->mv_size > 14 && key->mv_size <= KEY_BYTES && at[2] == 0 &&
           (uint32_t) (at[0] << 8 | at[1]) == row_spell.number;
}

static void take(sample *out, const MDB_val *key) {
    const char *person_no = (const char *) key->mv_data + 3;
    if (out->n == KEYS_MAX || strlen(person_no) != 10 ||
        (out->n && !strcmp(out->person_no[out->n - 1], person_no)))
        return;
    memcpy(out->person_no[out->n], person_no, 11);
    memcpy(out->key[out->n], key->mv_data, key->mv_size);
    out->key_bytes[out->n++] = key->mv_size;
}

static MDB_env *open_bare(const char *folder, MDB_dbi *dbi, sample *out) {
    char path[512];
    MDB_env *env;
    MDB_txn *txn;
    MDB_cursor *cursor;
    MDB_val key, value;
    snprintf(path, sizeof path, "%s/current", folder);
    if (mdb_env_create(&env) || mdb_env_open(env, path, MDB_RDONLY | MDB_NOTLS, 0600) ||
        mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) || mdb_dbi_open(txn, NULL, 0, dbi) ||
        mdb_cursor_open(txn, *dbi, &cursor))
        return NULL;
    while (!mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
        if (is_spell(&key)) take(out, &key);
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return env;
}

static double bare_gets(MDB_env *env, MDB_dbi dbi, const sample *s, int64_t seconds) {
    int64_t start = process_ms(), n = 0;
    MDB_txn *txn;
    if (mdb_txn_begin(env, NULL, MDB_RDONLY, &txn)) return 0;
    for (; process_ms() - start < seconds * 1000; n += 1024)
        for (int i = 0; i < 1024; i++) {
            size_t at = (size_t) (n + i) * 7919 % s->n;
            MDB_val value, key = {s->key_bytes[at], s->key[at]};
            mdb_txn_reset(txn);
            if (mdb_txn_renew(txn) || mdb_get(txn, dbi, &key, &value)) return 0;
        }
    mdb_txn_abort(txn);
    return (double) n * 1000 / (double) (process_ms() - start);
}

static double person_loads(cache *c, const sample *s, int64_t seconds) {
    int64_t start = process_ms(), n = 0, position;
    arena *a = arena_open(16u << 20);
    for (; a && process_ms() - start < seconds * 1000; n += 64)
        for (int i = 0; i < 64; i++) {
            arena_reset(a);
            view *v = view_open(a, NULL, NULL);
            const char *person_no = s->person_no[(size_t) (n + i) * 7919 % s->n];
            list_spell_by_person_no(v, person_no);
            if (cache_load(c, v, 0, &position) != OK || !list_spell_by_person_no(v, person_no).n)
                return 0;
        }
    arena_close(a);
    return (double) n * 1000 / (double) (process_ms() - start);
}

int main(int argc, char **argv) {
    sample s = {calloc(KEYS_MAX, 16), calloc(KEYS_MAX, KEY_BYTES), calloc(KEYS_MAX, sizeof(size_t)),
                0};
    MDB_dbi dbi;
    cache *c = NULL;
    int64_t seconds = argc > 2 ? atoll(argv[2]) : 2;
    MDB_env *env =
        argc > 1 && s.person_no && s.key && s.key_bytes ? open_bare(argv[1], &dbi, &s) : NULL;
    /* An environment may be open once in a process: the bare reader closes it first. */
    double bare = env && s.n ? bare_gets(env, dbi, &s, seconds) : 0;
    if (env) mdb_env_close(env);
    if (bare <= 0 || cache_open(argv[1], &c) != OK) {
        fprintf(stderr, "hall-bench-cache: no projection in %s\n", argc > 1 ? argv[1] : "?");
        return 1;
    }
    double loads = person_loads(c, &s, seconds);
    printf("cache: %zu persons; persons loaded/s (one spell each) | bare gets/s, ratio\n"
           "%14.0f | %9.0f  %.2f\n",
           s.n, loads, bare, bare > 0 ? loads / bare : 0);
    cache_close(c);
    free(s.person_no);
    free(s.key);
    free(s.key_bytes);
    return 0;
}
