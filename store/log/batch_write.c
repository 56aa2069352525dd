/* batch_write: the two writing rounds. First everything that needs no number, then the lane's head
 * is locked and the heads of the subjects are read (in that order: a statement sees what was
 * committed before it began, so the heads are those the lock protects). The second round numbers,
 * chains and commits. A concurrent batch with one of the same command ids fails on kept's primary
 * key, and the failure takes its events and rows with it. */
#include <stdlib.h>
#include <string.h>

#include "store/log/batch_internal.h"
#include "store/log/eventlog.h"

typedef struct subject_head {
    const char *subject;
    int64_t count;
    uint8_t hash[CRYPT_HASH_BYTES];
} subject_head;

typedef struct writing {
    batch *batch;
    size_t n_item;
    batch_item *item;
    eventlog_head head;
    size_t n_subject;
    subject_head *subject; /* sorted by subject */
} writing;

static int by_subject(const void *a, const void *b) {
    return strcmp(((const subject_head *) a)->subject, ((const subject_head *) b)->subject);
}

static subject_head *head_of(const writing *w, const char *subject) {
    subject_head wanted = {.subject = subject};
    return bsearch(&wanted, w->subject, w->n_subject, sizeof wanted, by_subject);
}

/* The distinct subjects of all events, ordered. Returns the number of events. */
static size_t collect_subjects(writing *w) {
    size_t n_event = 0, n = 0;
    for (size_t i = 0; i < w->n_item; i++) n_event += w->item[i].n_event;
    w->subject = calloc(n_event + 1, sizeof *w->subject);
    must(w->subject != NULL);
    for (size_t i = 0; i < w->n_item; i++)
        for (size_t k = 0; k < w->item[i].n_event; k++)
            w->subject[n++].subject = w->item[i].event[k].subject;
    qsort(w->subject, n, sizeof *w->subject, by_subject);
    for (size_t i = 0; i < n; i++)
        if (w->n_subject == 0 ||
            strcmp(w->subject[w->n_subject - 1].subject, w->subject[i].subject) != 0)
            w->subject[w->n_subject++] = w->subject[i];
    return n_event;
}

static status on_lane(void *self, const PGresult *result) {
    writing *w = self;
    size_t bytes;
    if (PQntuples(result) != 1) return E_UNAVAILABLE; /* not migrated */
    const uint8_t *hash = pg_get_bytes(result, 0, 1, &bytes);
    w->head.position = pg_get_number(result, 0, 0);
    if (bytes != CRYPT_HASH_BYTES || !crypt_suite_find(pg_get_text(result, 0, 2), &w->head.suite))
        return E_INTERNAL;
    memcpy(w->head.hash, hash, bytes);
    return OK;
}

static status on_subjects(void *self, const PGresult *result) {
    writing *w = self;
    for (int i = 0; i < PQntuples(result); i++) {
        size_t bytes;
        subject_head *h = head_of(w, pg_get_text(result, i, 0));
        const uint8_t *hash = pg_get_bytes(result, i, 2, &bytes);
        if (h == NULL || bytes != sizeof h->hash) return E_INTERNAL;
        h->count = pg_get_number(result, i, 1);
        memcpy(h->hash, hash, bytes);
    }
    return OK;
}

static void queue_heads(writing *w) {
    pg *db = w->batch->db;
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    pg_queue(db, "select position, hash, suite from lane_head where lane = $1::bigint for update",
             on_lane, w);
    pg_args_start(db);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < w->n_subject; i++) pg_add_text(db, p, w->subject[i].subject);
    pg_queue(db, "select subject, count, hash from subject_head where subject = any($1::text[])",
             on_subjects, w);
}

/* Attempts of commands that end with this commit are over. */
static void queue_forget_attempts(writing *w) {
    pg *db = w->batch->db;
    bool some = false;
    pg_args_start(db);
    unsigned p = pg_array(db, PG_BYTEA);
    for (size_t i = 0; i < w->n_item; i++) {
        if (!batch_attempting(w->batch, w->item[i].command_id)) continue;
        pg_add_bytes(db, p, w->item[i].command_id, 16);
        some = true;
    }
    if (some) pg_queue(db, "delete from attempt where command_id = any($1::bytea[])", NULL, NULL);
}

static void add_event(writing *w, const batch_item *item, batch_event *e, const unsigned *column) {
    pg *db = w->batch->db;
    subject_head *subject = head_of(w, e->subject);
    size_t bytes = protobuf_c_message_get_packed_size(e->sealed);
    uint8_t *payload = malloc(bytes + 1), hash[CRYPT_HASH_BYTES];
    must(payload != NULL);
    protobuf_c_message_pack(e->sealed, payload);
    Log__EventRecord r = LOG__EVENT_RECORD__INIT;
    r.lane = w->batch->lane;
    r.position = e->position = ++w->head.position;
    r.received_at_us = item->received_at_us;
    r.type = (char *) e->type->name;
    r.schema_version = e->type->schema;
    r.actor = (char *) item->actor;
    r.subject = (char *) e->subject;
    r.subject_count = ++subject->count;
    r.subject_prev = (ProtobufCBinaryData){CRYPT_HASH_BYTES, subject->hash};
    r.case_no = (char *) e->case_no;
    r.command_id = (ProtobufCBinaryData){16, (uint8_t *) item->command_id};
    r.payload = (ProtobufCBinaryData){bytes, payload};
    r.prev_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, w->head.hash};
    eventlog_hash(w->head.suite, &r, hash);
    pg_add_number(db, column[0], r.lane);
    pg_add_number(db, column[1], r.position);
    pg_add_number(db, column[2], r.received_at_us);
    pg_add_text(db, column[3], r.type);
    pg_add_number(db, column[4], r.schema_version);
    pg_add_text(db, column[5], r.actor);
    pg_add_text(db, column[6], r.subject);
    pg_add_number(db, column[7], r.subject_count);
    pg_add_bytes(db, column[8], subject->hash, CRYPT_HASH_BYTES);
    pg_add_text(db, column[9], r.case_no);
    pg_add_bytes(db, column[10], item->command_id, 16);
    pg_add_bytes(db, column[11], payload, bytes);
    pg_add_bytes(db, column[12], w->head.hash, CRYPT_HASH_BYTES);
    pg_add_bytes(db, column[13], hash, CRYPT_HASH_BYTES);
    memcpy(w->head.hash, hash, sizeof hash);
    memcpy(subject->hash, hash, sizeof hash);
    free(payload);
}

static void queue_events(writing *w) {
    static const pg_type types[] = {PG_INT8,  PG_INT8,  PG_INT8,  PG_TEXT,  PG_INT8,
                                    PG_TEXT,  PG_TEXT,  PG_INT8,  PG_BYTEA, PG_TEXT,
                                    PG_BYTEA, PG_BYTEA, PG_BYTEA, PG_BYTEA};
    pg *db = w->batch->db;
    unsigned column[14];
    pg_args_start(db);
    for (unsigned i = 0; i < 14; i++) column[i] = pg_array(db, types[i]);
    for (size_t i = 0; i < w->n_item; i++)
        for (size_t k = 0; k < w->item[i].n_event; k++)
            add_event(w, &w->item[i], &w->item[i].event[k], column);
    pg_queue(
        db,
        "insert into event (lane, position, received_at_us, type, schema_version, actor, subject, "
        "subject_count, subject_prev, case_no, command_id, payload, prev_hash, hash) "
        "select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], "
        "$6::text[], $7::text[], $8::bigint[], $9::bytea[], $10::text[], $11::bytea[], "
        "$12::bytea[], $13::bytea[], $14::bytea[])",
        NULL, NULL);
}

static void queue_new_heads(writing *w) {
    pg *db = w->batch->db;
    pg_args_start(db);
    unsigned subject = pg_array(db, PG_TEXT), count = pg_array(db, PG_INT8),
             hash = pg_array(db, PG_BYTEA);
    for (size_t i = 0; i < w->n_subject; i++) {
        pg_add_text(db, subject, w->subject[i].subject);
        pg_add_number(db, count, w->subject[i].count);
        pg_add_bytes(db, hash, w->subject[i].hash, CRYPT_HASH_BYTES);
    }
    pg_queue(
        db,
        "insert into subject_head (subject, count, hash) select * from unnest($1::text[], "
        "$2::bigint[], $3::bytea[]) on conflict (subject) do update set count = excluded.count, "
        "hash = excluded.hash",
        NULL, NULL);
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    pg_value_number(db, w->head.position);
    pg_value_bytes(db, w->head.hash, CRYPT_HASH_BYTES);
    pg_queue(db,
             "update lane_head set position = $2::bigint, hash = $3::bytea where lane = $1::bigint",
             NULL, NULL);
}

static void add_kept(writing *w, const batch_item *item, const unsigned *column) {
    pg *db = w->batch->db;
    int64_t position =
        item->n_event > 0 ? item->event[item->n_event - 1].position : w->head.position;
    item->answer->position = position;
    size_t bytes = bus__answer__get_packed_size(item->answer);
    uint8_t *answer = malloc(bytes + 1);
    must(answer != NULL);
    bus__answer__pack(item->answer, answer);
    pg_add_bytes(db, column[0], item->command_id, 16);
    pg_add_bytes(db, column[1], item->digest, sizeof item->digest);
    pg_add_text(db, column[2], item->actor);
    pg_add_bytes(db, column[3], answer, bytes);
    pg_add_number(db, column[4], position);
    pg_add_number(db, column[5], item->received_at_us);
    free(answer);
}

static void queue_kept(writing *w) {
    static const pg_type types[] = {PG_BYTEA, PG_BYTEA, PG_TEXT, PG_BYTEA, PG_INT8, PG_INT8};
    pg *db = w->batch->db;
    unsigned column[6];
    bool some = false;
    pg_args_start(db);
    for (unsigned i = 0; i < 6; i++) column[i] = pg_array(db, types[i]);
    for (size_t i = 0; i < w->n_item; i++) {
        if (w->item[i].keep)
            add_kept(w, &w->item[i], column);
        else if (w->item[i].answer != NULL)
            w->item[i].answer->position = w->head.position;
        some |= w->item[i].keep;
    }
    if (some)
        pg_queue(db,
                 "insert into kept (command_id, digest, actor, answer, position, seen, at_us) "
                 "select i, d, a, w, p, 1, t from unnest($1::bytea[], $2::bytea[], $3::text[], "
                 "$4::bytea[], $5::bigint[], $6::bigint[]) as n(i, d, a, w, p, t)",
                 NULL, NULL);
}

/* What needs no number; with events it ends by locking the lane. */
static status first_round(writing *w, view *v, size_t n_event) {
    batch *b = w->batch;
    rows_queue_store(b->rows, b->db, v);
    if (b->keys != NULL) vault_queue_save(b->keys, b->db);
    queue_forget_attempts(w);
    if (n_event > 0 || w->n_item > 0) queue_heads(w);
    return pg_round(b->db);
}

static status second_round(writing *w, size_t n_event) {
    if (n_event > 0) {
        queue_events(w);
        queue_new_heads(w);
    }
    queue_kept(w);
    pg_queue_commit(w->batch->db);
    return pg_round(w->batch->db);
}

static status only_commit(batch *b) {
    pg_queue_commit(b->db);
    status s = pg_round(b->db);
    if (s != OK) return batch_end(b, s);
    if (b->keys != NULL) vault_settle(b->keys, true);
    return OK;
}

status batch_finish(batch *b, view *v, size_t n, batch_item *items) {
    const row_change *change;
    if (n == 0 && view_changes(v, &change) == 0) return only_commit(b);
    writing w = {.batch = b, .n_item = n, .item = items};
    size_t n_event = collect_subjects(&w);
    status s = first_round(&w, v, n_event);
    if (s == OK) s = second_round(&w, n_event);
    if (s == OK) {
        for (size_t i = 0; i < n; i++) batch_attempted_forget(b, items[i].command_id);
        b->position = w.head.position;
        if (b->keys != NULL) vault_settle(b->keys, true);
    } else {
        s = batch_end(b, s);
    }
    free(w.subject);
    return s;
}
