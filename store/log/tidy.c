/* tidy: the statements by which kept answers and counted calls go. */
#include "store/log/tidy.h"

static status on_gone(void *self, const PGresult *result) {
    *(int64_t *) self = PQntuples(result);
    return OK;
}

status tidy_key_use(pg *db, int64_t day, int64_t *gone) {
    pg_args_start(db);
    pg_value_number(db, day);
    return pg_run(db, "delete from key_use where day < $1::bigint returning key_hash", on_gone,
                  gone);
}

status tidy_kept(pg *db, int64_t before_us, int64_t most, int64_t *gone) {
    pg_args_start(db);
    pg_value_number(db, before_us);
    pg_value_number(db, most);
    return pg_run(db,
                  "delete from kept where command_id = any(array(select command_id from kept where "
                  "not forever and at_us < $1::bigint order by at_us limit $2::bigint)) "
                  "returning command_id",
                  on_gone, gone);
}
