/* owner: the lock's number is the hash of its name, beside a number of our own, so that no other
 * use of such locks meets it. */
#include "store/pg/owner.h"

#define LOCK "select pg_try_advisory_lock(4801722, hashtext($1::text))::int::bigint"

static status on_lock(void *self, const PGresult *result) {
    bool *owned = self;
    *owned = PQntuples(result) == 1 && pg_get_number(result, 0, 0) == 1;
    return OK;
}

status owner_ask(pg *db, const char *name, bool *owned) {
    *owned = false;
    pg_args_start(db);
    pg_value_text(db, name);
    return pg_run(db, LOCK, on_lock, owned);
}
