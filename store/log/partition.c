/* partition: see partition.h. A piece is made as a table of its own and attached then: attaching
 * does not wait for readers and writers of entries, while `partition of` would. */
#include "store/log/partition.h"

#include <inttypes.h>
#include <stdio.h>

static status on_found(void *self, const PGresult *result) {
    *(bool *) self = PQntuples(result) == 1;
    return OK;
}

static status exists(pg *db, const char *name, bool *out) {
    pg_args_start(db);
    pg_value_text(db, name);
    return pg_run(db, "select 1 from pg_inherits where inhrelid = to_regclass($1::text)", on_found,
                  out);
}

static status make(pg *db, int64_t number) {
    char name[32], sql[400];
    bool found = false;
    snprintf(name, sizeof name, "entry_%06" PRId64, number);
    status s = exists(db, name, &found);
    if (s != OK || found) return s;
    snprintf(sql, sizeof sql,
             "begin; create table if not exists %s (like entry including all); "
             "alter table entry attach partition %s for values from (%" PRId64 ") to (%" PRId64
             "); commit",
             name, name, number * PARTITION_ENTRIES + 1, (number + 1) * PARTITION_ENTRIES + 1);
    s = pg_script(db, sql);
    if (s == OK) return OK;
    pg_rollback(db);
    status seen = exists(db, name, &found); /* another worker may have been first */
    return seen == OK && found ? OK : s;
}

status partition_ahead(pg *db, int64_t position) {
    int64_t first = position > 0 ? (position - 1) / PARTITION_ENTRIES : 0;
    status s = OK;
    for (int64_t i = first; i <= first + PARTITIONS_AHEAD && s == OK; i++) s = make(db, i);
    return s;
}

bool partition_due(int64_t before, int64_t now) {
    return before / (PARTITION_ENTRIES / 10) != now / (PARTITION_ENTRIES / 10);
}
