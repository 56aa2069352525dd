/* partition: see partition.h. How a piece is made is the database's (migration 003). */
#include "store/log/partition.h"

static status on_furthest(void *self, const PGresult *result) {
    *(int64_t *) self = pg_get_number(result, 0, 0);
    return OK;
}

status partition_furthest(pg *db, int64_t *out) {
    return pg_run(db, "select coalesce(max(position), 0) from lane_head", on_furthest, out);
}

static status make(pg *db, int64_t number) {
    pg_args_start(db);
    pg_value_number(db, number);
    pg_value_number(db, PARTITION_ENTRIES);
    return pg_run(db, "select make_entry_piece($1::bigint, $2::bigint)", NULL, NULL);
}

status partition_ahead(pg *db, int64_t position) {
    int64_t first = position > 0 ? (position - 1) / PARTITION_ENTRIES : 0;
    status s = OK;
    for (int64_t i = first; i <= first + PARTITIONS_AHEAD && s == OK; i++) s = make(db, i);
    return s;
}
