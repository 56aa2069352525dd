/* batch_write: the two writing rounds. First everything that needs no number, then the lane's head
 * is locked and the last links of the subjects are read (in that order: a statement sees what was
 * committed before it began, so the links are those the lock protects). The second round numbers,
 * links, hashes and commits. A concurrent batch with one of the same command ids fails on kept's
 * primary key, and one that followed the same link on entry_link's; the failure takes its entries
 * and rows with it. */
#include <stdlib.h>
#include <string.h>

#include "store/log/batch_internal.h"
#include "store/log/entry_build.h"

typedef struct writing {
    batch *batch;
    size_t n_item;
    batch_item *item;
    entrylog_head head;
    last_links links; /* of all subjects */
} writing;

static status on_lane(void *self, const PGresult *result) {
    writing *w = self;
    return entrylog_take_head(result, &w->head);
}

static status on_links(void *self, const PGresult *result) {
    writing *w = self;
    for (int i = 0; i < PQntuples(result); i++) {
        size_t bytes;
        last_link *last = last_links_find(&w->links, pg_get_text(result, i, 0));
        const uint8_t *hash = pg_get_bytes(result, i, 2, &bytes);
        if (!last || bytes != sizeof last->hash) return E_INTERNAL;
        last->count = pg_get_number(result, i, 1);
        memcpy(last->hash, hash, bytes);
    }
    return OK;
}

/* A subject under an id that was given out just now has no link yet; were it otherwise, the unique
 * link would refuse the second one. */
static void queue_heads(writing *w, const view *v) {
    pg *db = w->batch->db;
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    pg_queue(db, "select " ENTRYLOG_HEAD " from lane_head where lane = $1::bigint for update",
             on_lane, w);
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < w->links.n; i++)
        if (!view_is_fresh(v, w->links.last[i].subject))
            pg_add_text(db, p, w->links.last[i].subject);
    pg_queue(db,
             "select s.subject, l.count, l.hash from unnest($2::text[]) as s(subject) cross join "
             "lateral (select count, hash from entry_link where lane = $1::bigint and "
             "subject = s.subject collate \"C\" order by count desc limit 1) l",
             on_links, w);
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

/* Parameters of the two statements are built one after the other, so the links wait in a list. */
typedef struct linked {
    const char *subject;
    int64_t count, position;
    uint8_t hash[CRYPT_HASH_BYTES];
} linked;

typedef struct link_list {
    size_t n;
    linked *link;
} link_list;

static void note_links(writing *w, const building *b, const uint8_t *hash, link_list *list) {
    for (size_t i = 0; i < b->entry.n_link; i++) {
        linked *l = &list->link[list->n++];
        last_link *last = last_links_find(&w->links, b->entry.link[i]->subject);
        *l = (linked){last->subject, last->count, b->head.position, {0}};
        memcpy(l->hash, hash, sizeof l->hash);
        memcpy(last->hash, hash, sizeof last->hash);
    }
}

static void add_entry(writing *w, batch_item *item, const unsigned *column, link_list *list) {
    pg *db = w->batch->db;
    building b;
    uint8_t hash[CRYPT_HASH_BYTES];
    size_t bytes;
    item->position = ++w->head.position;
    entry_build(&b, w->batch->lane, &w->head, item, &w->links);
    entry_hash(w->head.suite, &b.entry, hash);
    uint8_t *body = entry_pack(&b.entry, &bytes);
    pg_add_number(db, column[0], item->position);
    pg_add_bytes(db, column[1], body, bytes);
    pg_add_bytes(db, column[2], hash, sizeof hash);
    note_links(w, &b, hash, list);
    memcpy(w->head.hash, hash, sizeof hash);
    if (item->moves_reference) w->head.reference = item->position;
    if (item->closes > w->head.closed_period) w->head.closed_period = item->closes;
    free(body);
    entry_build_end(&b);
}

static void queue_entries(writing *w, link_list *list) {
    static const pg_type types[] = {PG_INT8, PG_BYTEA, PG_BYTEA};
    pg *db = w->batch->db;
    unsigned column[3];
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    for (unsigned i = 0; i < 3; i++) column[i] = pg_array(db, types[i]);
    for (size_t i = 0; i < w->n_item; i++)
        if (w->item[i].n_event > 0) add_entry(w, &w->item[i], column, list);
    pg_queue(db,
             "insert into entry (lane, position, body, hash) select $1::bigint, "
             "unnest($2::bigint[]), unnest($3::bytea[]), unnest($4::bytea[])",
             NULL, NULL);
}

static void queue_links(writing *w, const link_list *list) {
    pg *db = w->batch->db;
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    unsigned subject = pg_array(db, PG_TEXT), count = pg_array(db, PG_INT8),
             position = pg_array(db, PG_INT8), hash = pg_array(db, PG_BYTEA);
    for (size_t i = 0; i < list->n; i++) {
        pg_add_text(db, subject, list->link[i].subject);
        pg_add_number(db, count, list->link[i].count);
        pg_add_number(db, position, list->link[i].position);
        pg_add_bytes(db, hash, list->link[i].hash, CRYPT_HASH_BYTES);
    }
    pg_queue(db,
             "insert into entry_link (lane, subject, count, position, hash) select $1::bigint, "
             "unnest($2::text[]), unnest($3::bigint[]), unnest($4::bigint[]), unnest($5::bytea[])",
             NULL, NULL);
}

static void queue_new_head(writing *w) {
    pg *db = w->batch->db;
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    pg_value_number(db, w->head.position);
    pg_value_bytes(db, w->head.hash, CRYPT_HASH_BYTES);
    pg_value_number(db, w->head.closed_period);
    pg_value_number(db, w->head.reference);
    pg_queue(db,
             "update lane_head set position = $2::bigint, hash = $3::bytea, "
             "closed_period = $4::bigint, reference = $5::bigint where lane = $1::bigint",
             NULL, NULL);
}

/* ---- kept answers --------------------------------------------------------------------------- */

/* Where the command's entry is; without one, where the lane stood. */
static void set_position(const writing *w, batch_item *item) {
    int64_t number = item->n_event > 0 ? item->position : w->head.position;
    position_text((log_position){w->batch->lane, number}, item->position_text);
    item->answer->position = item->position_text;
}

static void add_kept(writing *w, const batch_item *item, const unsigned *column) {
    pg *db = w->batch->db;
    size_t bytes = bus__answer__get_packed_size(item->answer);
    uint8_t *answer = malloc(bytes + 1);
    must(answer);
    bus__answer__pack(item->answer, answer);
    pg_add_bytes(db, column[0], item->command_id, 16);
    pg_add_bytes(db, column[1], item->digest, sizeof item->digest);
    pg_add_text(db, column[2], item->actor);
    pg_add_bytes(db, column[3], answer, bytes);
    pg_add_number(db, column[4], item->n_event > 0 ? item->position : w->head.position);
    pg_add_number(db, column[5], item->received_at_us);
    pg_add_number(db, column[6], item->forever);
    free(answer);
}

static void queue_kept(writing *w) {
    static const pg_type types[] = {PG_BYTEA, PG_BYTEA, PG_TEXT, PG_BYTEA,
                                    PG_INT8,  PG_INT8,  PG_INT8};
    pg *db = w->batch->db;
    unsigned column[7];
    bool some = false;
    pg_args_start(db);
    pg_value_number(db, w->batch->lane);
    for (unsigned i = 0; i < 7; i++) column[i] = pg_array(db, types[i]);
    for (size_t i = 0; i < w->n_item; i++) {
        if (w->item[i].answer) set_position(w, &w->item[i]);
        if (w->item[i].keep) add_kept(w, &w->item[i], column);
        some |= w->item[i].keep;
    }
    if (some)
        pg_queue(db,
                 "insert into kept (command_id, digest, actor, answer, lane, position, seen, "
                 "forever, at_us) select unnest($2::bytea[]), unnest($3::bytea[]), "
                 "unnest($4::text[]), unnest($5::bytea[]), $1::bigint, unnest($6::bigint[]), 1, "
                 "unnest($8::bigint[]) <> 0, unnest($7::bigint[])",
                 NULL, NULL);
}

/* ---- the two rounds ------------------------------------------------------------------------- */

/* What needs no number; with entries it ends by locking the lane. */
static status first_round(writing *w, view *v) {
    batch *b = w->batch;
    rows_queue_store(b->rows, b->db, v);
    for (size_t i = 0; b->keys && i < w->n_item; i++)
        for (size_t k = 0; k < w->item[i].n_event; k++)
            vault_doom_of(b->keys, w->item[i].event[k].type, w->item[i].event[k].sealed);
    if (b->keys) vault_queue_save(b->keys, b->db);
    queue_forget_attempts(w);
    if (w->n_item > 0) queue_heads(w, v);
    return pg_round(b->db);
}

/* The one check under the lock that every batch takes anyway: what was decided on a month that is
 * closed now, or on parameters that have a successor, is decided again. */
static status check_stale(writing *w) {
    batch *b = w->batch;
    b->stale = w->n_item > 0 && (w->head.closed_period != b->seen.closed_period ||
                                 w->head.reference != b->seen.reference);
    return b->stale ? E_CONFLICT : OK;
}

static status second_round(writing *w) {
    size_t n_event = 0;
    for (size_t i = 0; i < w->n_item; i++) n_event += w->item[i].n_event;
    link_list list = {0, calloc(n_event + 1, sizeof *list.link)};
    must(list.link);
    if (n_event > 0) {
        queue_entries(w, &list);
        queue_links(w, &list);
        queue_new_head(w);
    }
    free(list.link);
    queue_kept(w);
    pg_queue_commit(w->batch->db);
    return pg_round(w->batch->db);
}

static status only_commit(batch *b) {
    pg_queue_commit(b->db);
    status s = pg_round(b->db);
    if (s != OK) return batch_end(b, s);
    if (b->keys) vault_settle(b->keys, true);
    return OK;
}

status batch_finish(batch *b, view *v, size_t n, batch_item *items) {
    const row_change *change;
    if (n == 0 && view_changes(v, &change) == 0) return only_commit(b);
    writing w = {.batch = b, .n_item = n, .item = items};
    w.links = last_links_of(items, n);
    status s = first_round(&w, v);
    if (s == OK) s = check_stale(&w);
    if (s == OK) s = second_round(&w);
    if (s == OK) {
        for (size_t i = 0; i < n; i++) batch_attempted_forget(b, items[i].command_id);
        if (n > 0) b->position = w.head.position;
        if (b->keys) vault_settle(b->keys, true);
    } else {
        s = batch_end(b, s);
    }
    free(w.links.last);
    return s;
}
