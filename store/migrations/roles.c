/* roles: makes the programs' roles and writes their grants from the contract. */
#include "store/migrations/roles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/catalog.h"

/* What a role may do with a table of the kernel. */
typedef struct kernel_grant {
    const char *role, *rights, *table;
} kernel_grant;

static const kernel_grant kernel_grants[] = {
    {"worker", "select, insert", "entry"},
    {"worker", "select, insert", "entry_link"},
    {"worker", "select, update", "lane_head"},
    {"worker", "select, insert, update", "kept"},
    {"worker", "select, insert, update, delete", "attempt"},
    {"worker", "select, insert, update, delete", "noticed"},
    {"worker", "select, insert, update", "key_use"},
    {"worker", "select, insert", "parked"},
    {"worker", "select, insert, update", "subject_key"},
    {"worker", "select, update", "vault_state"},
    {"worker", "select", "migration"},
    {"reader", "select", "entry"},
    {"reader", "select", "entry_link"},
    {"reader", "select", "lane_head"},
    {"reader", "select", "subject_key"},
    {"reader", "select", "vault_state"},
    {"reader", "select", "migration"},
    {"keeper", "select", "lane_head"},
    {"keeper", "select, delete", "kept"},
    {"keeper", "select, delete", "key_use"},
};
static const char *const roles[] = {"worker", "reader", "keeper"};

static bool is_removed(const row_type *type) {
    for (unsigned e = 0; e < n_events; e++)
        for (unsigned i = 0; i < events[e]->n_apply; i++)
            if (events[e]->apply[i].row == type && events[e]->apply[i].remove) return true;
    return false;
}

/* A database may be called anything: the role's name is quoted where it is made. */
static void put_grant(FILE *out, const char *role, const char *rights, const char *table) {
    fprintf(out, "execute 'grant %s on \"%s\" to ' || quote_ident(db || '_%s');\n", rights, table,
            role);
}

static void put_role(FILE *out, const char *role) {
    fprintf(out,
            "if not exists (select from pg_roles where rolname = db || '_%s') then "
            "execute format('create role %%I login', db || '_%s'); end if;\n"
            "execute format('revoke all on all tables in schema %%I from %%I', current_schema(), "
            "db || '_%s');\n"
            "execute format('grant usage on schema %%I to %%I', current_schema(), db || '_%s');\n",
            role, role, role, role);
}

static char *grants(void) {
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    must(out);
    fputs("do $$ declare db text := current_database(); begin\n", out);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) put_role(out, roles[i]);
    for (size_t i = 0; i < sizeof kernel_grants / sizeof kernel_grants[0]; i++)
        put_grant(out, kernel_grants[i].role, kernel_grants[i].rights, kernel_grants[i].table);
    for (unsigned i = 0; i < n_row_types; i++) {
        const row_type *type = row_types[i];
        put_grant(out, "worker",
                  is_removed(type) ? "select, insert, update, delete" : "select, insert, update",
                  type->table);
        put_grant(out, "reader", "select", type->table);
    }
    fputs("execute format('grant execute on function make_entry_piece(bigint, bigint) to %I', "
          "db || '_keeper');\nend $$",
          out);
    must(fclose(out) == 0);
    return text;
}

static status on_may(void *self, const PGresult *result) {
    (void) self;
    return PQntuples(result) == 1 ? OK : E_FORBIDDEN;
}

status roles_make(pg *db) {
    status s = pg_run(db,
                      "select 1 from pg_roles where rolname = current_user and "
                      "(rolsuper or rolcreaterole)",
                      on_may, NULL);
    if (s != OK) return s;
    char *text = grants();
    s = pg_script(db, text);
    free(text);
    return s;
}
