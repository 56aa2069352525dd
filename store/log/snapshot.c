/* snapshot: see snapshot.h. Repeatable read, so that all rounds of a decision see one state. */
#include "store/log/snapshot.h"

static status take_facts(void *self, const PGresult *result) {
    snapshot_facts *facts = self;
    if (PQntuples(result))
        *facts = (snapshot_facts){pg_get_number(result, 0, 0), pg_get_number(result, 0, 1),
                                  pg_get_number(result, 0, 2), pg_get_number(result, 0, 3)};
    return OK;
}

void snapshot_begin(pg *db, uint32_t lane, snapshot_facts *out) {
    *out = (snapshot_facts){0};
    pg_args_start(db);
    pg_queue(db, "begin isolation level repeatable read read only", NULL, NULL);
    pg_args_start(db);
    pg_value_number(db, lane);
    pg_queue(db,
             "select position, (select count(*) from parked where state = 1), "
             "(select max(lane) from lane_head), reference from lane_head where lane = $1::bigint",
             take_facts, out);
}

status snapshot_end(pg *db) {
    pg_args_start(db);
    pg_queue(db, "commit", NULL, NULL);
    return pg_round(db);
}
