/* schema_check: reads PostgreSQL's catalogue, not our own files, so that a table made by hand is
 * seen too. Source: docs/rules 8.8. */
#include <stdio.h>
#include <string.h>

#include "store/migrations/schema.h"

/* The kernel's tables and the column each would be distributed by; row tables say it themselves:
 * the first field of their key. */
static const struct {
    const char *table, *column;
} kernel_tables[] = {
    {"entry", "lane"},          {"lane_head", "lane"},     {"entry_link", "lane"},
    {"kept", "command_id"},     {"attempt", "command_id"}, {"parked", "command_id"},
    {"subject_key", "subject"}, {"migration", "name"},     {"vault_state", "vault"},
    {"noticed", "account_no"},  {"key_use", "key_hash"},
};

typedef struct check {
    void (*breach)(void *self, const char *sentence);
    void *self;
    bool failed;
} check;

static void tell(check *c, const char *table, const char *what) {
    char sentence[256];
    snprintf(sentence, sizeof sentence, "table %s: %s", table, what);
    c->failed = true;
    c->breach(c->self, sentence);
}

static const char *distribution_column(const char *table) {
    for (size_t i = 0; i < sizeof kernel_tables / sizeof *kernel_tables; i++)
        if (strcmp(kernel_tables[i].table, table) == 0) return kernel_tables[i].column;
    for (unsigned i = 0; i < n_row_types; i++)
        if (strcmp(row_types[i]->table, table) == 0)
            return row_types[i]->message->descriptor->fields[row_types[i]->index[0].field[0]].name;
    return NULL;
}

static status on_keys(void *self, const PGresult *result) {
    for (int i = 0; i < PQntuples(result); i++) {
        const char *table = pg_get_text(result, i, 0), *first = pg_get_text(result, i, 1);
        const char *wanted = distribution_column(table);
        if (!wanted)
            tell(self, table, "belongs to no row type and not to the kernel");
        else if (first[0] == 0)
            tell(self, table, "has no primary key");
        else if (strcmp(first, wanted) != 0)
            tell(self, table, "its primary key does not begin with the distribution column");
    }
    return OK;
}

static status on_breaches(void *self, const PGresult *result) {
    for (int i = 0; i < PQntuples(result); i++)
        tell(self, pg_get_text(result, i, 0), pg_get_text(result, i, 1));
    return OK;
}

status schema_check(pg *db, void (*breach)(void *self, const char *sentence), void *self) {
    check c = {breach, self, false};
    pg_queue(db,
             "select t.relname::text, coalesce((select a.attname::text from pg_index i "
             "join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0] "
             "where i.indrelid = t.oid and i.indisprimary), '') from pg_class t "
             "where t.relkind in ('r', 'p') and not t.relispartition and "
             "t.relnamespace = current_schema()::regnamespace",
             on_keys, &c);
    pg_queue(db,
             "select conrelid::regclass::text, 'has a foreign key' from pg_constraint "
             "where contype = 'f' and connamespace = current_schema()::regnamespace "
             "union all select tgrelid::regclass::text, 'has a trigger' from pg_trigger g "
             "join pg_class t on t.oid = g.tgrelid where not tgisinternal "
             "and t.relnamespace = current_schema()::regnamespace "
             "union all select ev_class::regclass::text, 'has a rule' from pg_rewrite w "
             "join pg_class t on t.oid = w.ev_class "
             "where t.relnamespace = current_schema()::regnamespace and t.relkind <> 'v' "
             "union all select relname::text, 'is a sequence' from pg_class "
             "where relkind = 'S' and relnamespace = current_schema()::regnamespace",
             on_breaches, &c);
    status s = pg_round(db);
    return s == OK && c.failed ? E_INTERNAL : s;
}
