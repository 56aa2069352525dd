/* cluster: what the store's tests share: a private PostgreSQL, a migrated connection, and one small
 * story of the real contract (a unit, persons registered and enrolled). */
#ifndef HALL_TESTS_STORE_CLUSTER_H
#define HALL_TESTS_STORE_CLUSTER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gen/enrolment/add_member.h"
#include "gen/enrolment/rows.h"
#include "gen/identity/destroy_person.h"
#include "gen/review/grade_unit.h"
#include "gen/review/rows.h"
#include "proto/runtime/apply/apply.h"
#include "proto/runtime/changes.h"
#include "store/log/batch.h"
#include "store/log/entrylog.h"
#include "store/migrations/schema.h"
#include "tests/lib/cmocka.h"

typedef struct world {
    char folder[64], conninfo[160], key_file[96];
    pg *db;
    vault *keys;
    batch *batch;
    arena *arena;
    view *view;
} world;

static world w __attribute__((unused));

static inline pg *connect_world(void) {
    pg *db = NULL;
    pg_options options = {.conninfo = w.conninfo, .application = "test"};
    if (pg_open(&options, &db) != OK) print_error("%s\n", pg_open_error());
    return db;
}

static inline int open_world(void **state) {
    (void) state;
    FILE *out = popen("tests/lib/pg.sh start", "r");
    if (!out || fscanf(out, "%63s", w.folder) != 1 || pclose(out) != 0) return -1;
    snprintf(w.conninfo, sizeof w.conninfo, "host=%s dbname=postgres user=hall", w.folder);
    snprintf(w.key_file, sizeof w.key_file, "%s/keys", w.folder);
    w.db = connect_world();
    if (!w.db || schema_migrate(w.db, CRYPT_SM, 0) != OK) return -1;
    if (vault_make(w.key_file, CRYPT_SM) != OK || vault_open(w.key_file, &w.keys) != OK) return -1;
    w.batch = batch_open(w.db, w.keys, 0);
    w.arena = arena_open(64u << 20);
    w.view = view_open(w.arena, vault_opener, w.keys);
    return 0;
}

static inline int close_world(void **state) {
    (void) state;
    char command[128];
    batch_close(w.batch);
    pg_close(w.db);
    vault_close(w.keys);
    arena_close(w.arena);
    snprintf(command, sizeof command, "tests/lib/pg.sh stop %s", w.folder);
    return w.folder[0] != 0 ? system(command) : 0;
}

static inline status on_one_number(void *self, const PGresult *result) {
    *(int64_t *) self = PQntuples(result) > 0 ? pg_get_number(result, 0, 0) : -1;
    return OK;
}

/* The single number a query without parameters gives. */
static inline int64_t number_of(pg *db, const char *sql) {
    int64_t n = -1;
    pg_args_start(db);
    assert_int_equal(pg_run(db, sql, on_one_number, &n), OK);
    return n;
}

/* One command under test: its id, its plain events, and what it becomes. */
typedef struct act {
    uint8_t id[16];
    size_t n;
    const ProtobufCMessage *event[4];
} act;

static inline void act_id(act *a, uint32_t number) {
    memset(a->id, 0, sizeof a->id);
    memcpy(a->id, &number, sizeof number);
}

/* One attempt to seal and apply all acts; E_NOT_READY when something had to be loaded first. */
static inline status fold_acts(world *x, size_t n, const act *acts, batch_item *items) {
    status worst = OK;
    for (size_t i = 0; i < n; i++) {
        items[i] = (batch_item){.command_id = acts[i].id,
                                .method = "test.Act",
                                .actor = "unit01",
                                .acting_for = "",
                                .origin = "test",
                                .channel = "test",
                                .source_address = "",
                                .purpose = "",
                                .case_no = "",
                                .received_at_us = 1000,
                                .keep = true,
                                .n_event = acts[i].n};
        items[i].digest[0] = 7;
        items[i].answer = arena_alloc(x->arena, sizeof *items[i].answer);
        bus__answer__init(items[i].answer);
        items[i].event = arena_alloc(x->arena, acts[i].n * sizeof *items[i].event);
        for (size_t k = 0; k < acts[i].n; k++) {
            const ProtobufCMessage *plain = acts[i].event[k];
            const event_type *type = catalog_type_of(plain)->event;
            const char *subject = field_text(plain, (unsigned) type->subject);
            event_head head = {1000, "unit01", ""};
            seal_secret secret;
            ProtobufCMessage *sealed;
            status s = vault_secret(x->keys, subject, true, &secret);
            if (s == OK) s = seal_message(type->message, plain, &secret, x->arena, &sealed);
            if (s == OK) s = apply(type, sealed, &head, x->view);
            if (s == OK) items[i].event[k] = (batch_event){type, sealed, subject};
            if (s != OK && s != E_NOT_READY) return s;
            if (s != OK) worst = s;
        }
    }
    return worst;
}

/* Loads until everything folds; the transaction stays open. */
static inline status prepare_acts(world *x, size_t n, const act *acts, batch_item *items) {
    status s;
    arena_reset(x->arena);
    x->view = view_open(x->arena, vault_opener, x->keys);
    batch_begin(x->batch);
    while ((s = fold_acts(x, n, acts, items)) == E_NOT_READY) {
        assert_int_equal(view_undo(x->view, 0), OK);
        view_forget_missing(x->view);
        batch_ask_rows(x->batch, x->view);
        status loaded = batch_round(x->batch);
        if (loaded != OK) return loaded;
    }
    if (s != OK) batch_cancel(x->batch);
    return s;
}

static inline status run_acts(world *x, size_t n, const act *acts) {
    batch_item items[64];
    status s = prepare_acts(x, n, acts, items);
    return s == OK ? batch_finish(x->batch, x->view, n, items) : s;
}

/* A second worker with its own connection, vault and arena on the same database. */
static inline world second_worker(void) {
    world x = w;
    x.db = connect_world();
    assert_int_equal(vault_open(w.key_file, &x.keys), OK);
    x.batch = batch_open(x.db, x.keys, 0);
    x.arena = arena_open(16u << 20);
    return x;
}

static inline void close_worker(world *x) {
    batch_close(x->batch);
    pg_close(x->db);
    vault_close(x->keys);
    arena_close(x->arena);
}

static inline UnitRegistered a_unit(const char *unit_no) {
    UnitRegistered e = UNIT_REGISTERED_INIT;
    e.unit_no = (char *) unit_no;
    e.name = "Acme";
    e.district_code = "420102";
    e.status = 1;
    return e;
}

static inline PersonRegistered a_person(const char *person_no, const char *document_no) {
    PersonRegistered e = PERSON_REGISTERED_INIT;
    e.person_no = (char *) person_no;
    e.document_no = (char *) document_no;
    e.name = "张三";
    e.mobile = "13800000000";
    e.birth_date = 19900101;
    e.shard = 1;
    e.number = atoi(person_no);
    return e;
}

#endif
