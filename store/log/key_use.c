/* key_use: one upsert that says how much of the day's quota it took. */
#include "store/log/key_use.h"

#include <string.h>

typedef struct taking {
    size_t n;
    key_use *list;
} taking;

static status on_taken(void *self, const PGresult *result) {
    taking *t = self;
    for (int i = 0; i < PQntuples(result); i++) {
        size_t bytes;
        const uint8_t *hash = pg_get_bytes(result, i, 0, &bytes);
        for (size_t k = 0; k < t->n && bytes == CRYPT_HASH_BYTES; k++) {
            if (memcmp(t->list[k].key_hash, hash, bytes) != 0) continue;
            t->list[k].known = true;
            t->list[k].got = pg_get_number(result, i, 1);
        }
    }
    return OK;
}

/* A call that was received before midnight and comes after one of the new day counts for that. */
status key_use_take(pg *db, size_t n, key_use *list) {
    taking t = {n, list};
    pg_args_start(db);
    unsigned hash = pg_array(db, PG_BYTEA), day = pg_array(db, PG_INT8),
             want = pg_array(db, PG_INT8);
    for (size_t i = 0; i < n; i++) {
        list[i].known = false;
        list[i].got = 0;
        pg_add_bytes(db, hash, list[i].key_hash, CRYPT_HASH_BYTES);
        pg_add_number(db, day, list[i].day);
        pg_add_number(db, want, list[i].want);
    }
    return pg_run(
        db,
        "insert into key_use as u (key_hash, day, before, taken, most) "
        "select k.key_hash, w.day, 0, least(k.calls_a_day, greatest(w.want, 1, least(100, "
        "k.calls_a_day / 100))), k.calls_a_day from unnest($1::bytea[], $2::bigint[], "
        "$3::bigint[]) as w(key_hash, day, want) join program_key k on k.key_hash = w.key_hash "
        "where not k.revoked order by k.key_hash "
        "on conflict (key_hash) do update set day = greatest(u.day, excluded.day), "
        "most = excluded.most, before = case when u.day < excluded.day then 0 else u.taken end, "
        "taken = case when u.day < excluded.day then excluded.taken "
        "else greatest(u.taken, least(u.taken + excluded.taken, excluded.most)) end "
        "returning key_hash, taken - before",
        on_taken, &t);
}
