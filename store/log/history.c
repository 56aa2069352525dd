/* history: see history.h. Entries come ordered by subject, the newest first; of each entry those
 * events count that are the subject's own. */
#include "store/log/history.h"

#include <stdlib.h>
#include <string.h>

#include "store/log/entry.h"

static status add_event(view *v, const Log__Entry *entry, const Log__EntryEvent *logged,
                        history_event *out) {
    arena *a = view_arena(v);
    const event_type *type = catalog_logged_event(logged->type, logged->schema_version);
    if (!type) return E_UNKNOWN_EVENT; /* a history with a hole is none */
    *out = (history_event){
        .number = entry->head->position,
        .received_at_us = entry->head->received_at_us,
        .method = arena_dup(a, entry->head->method),
        .actor = arena_dup(a, entry->head->actor),
        .key_no = arena_dup(a, entry->head->key_no),
        .role = entry->head->role,
        .type = type,
        .event = protobuf_c_message_unpack(type->message->descriptor, arena_pb(a),
                                           logged->payload.len, logged->payload.data),
        .hash = {entry->hash.len, arena_copy(a, entry->hash.data, entry->hash.len)}};
    return out->method && out->actor && out->key_no && out->event && out->hash.data ? OK : E_ARENA;
}

/* The events of one entry that are the subject's, put before those that stand in `list` already. */
static status put_before(view *v, const Log__Entry *entry, const char *subject, history_event *list,
                         size_t *n) {
    for (size_t k = entry->n_event; k-- > 0 && *n < HISTORY_EVENTS_MAX;) {
        if (strcmp(entry->event[k]->subject, subject) != 0) continue;
        status s = add_event(v, entry, entry->event[k], &list[HISTORY_EVENTS_MAX - *n - 1]);
        if (s != OK) return s;
        ++*n;
    }
    return OK;
}

/* The events of the results `first` .. `last` - 1, which are one subject's, the newest first. */
static status put_subject(view *v, const PGresult *result, int first, int last) {
    const char *subject = pg_get_text(result, first, 0);
    history_event *list = malloc(HISTORY_EVENTS_MAX * sizeof *list);
    size_t n = 0;
    status s = OK;
    must(list);
    for (int i = first; i < last && n < HISTORY_EVENTS_MAX && s == OK; i++) {
        size_t body_bytes, hash_bytes;
        const uint8_t *body = pg_get_bytes(result, i, 1, &body_bytes);
        const uint8_t *hash = pg_get_bytes(result, i, 2, &hash_bytes);
        Log__Entry *entry =
            hash_bytes == CRYPT_HASH_BYTES ? entry_unpack(body, body_bytes, hash) : NULL;
        s = entry ? put_before(v, entry, subject, list, &n) : E_INTERNAL;
        if (entry) log__entry__free_unpacked(entry, NULL);
    }
    history_event *kept = arena_alloc(view_arena(v), (n + 1) * sizeof *kept);
    if (s == OK && !kept) s = E_ARENA;
    if (s == OK) {
        memcpy(kept, list + HISTORY_EVENTS_MAX - n, n * sizeof *kept);
        view_put_history(v, subject, n, kept);
    }
    free(list);
    return s;
}

/* Who has no history is answered by an empty one. */
static void put_rest(view *v) {
    const char *const *wanted;
    while (view_wanted_histories(v, &wanted) > 0) view_put_history(v, wanted[0], 0, NULL);
}

static status on_histories(void *self, const PGresult *result) {
    view *v = self;
    int n = PQntuples(result), first = 0;
    status s = OK;
    for (int i = 1; i <= n && s == OK; i++) {
        if (i < n && strcmp(pg_get_text(result, i, 0), pg_get_text(result, first, 0)) == 0)
            continue;
        s = put_subject(v, result, first, i);
        first = i;
    }
    if (s == OK) put_rest(v);
    return s;
}

void history_queue_load(pg *db, uint32_t lane, view *v) {
    const char *const *wanted;
    size_t n = view_wanted_histories(v, &wanted);
    if (n == 0) return;
    pg_args_start(db);
    pg_value_number(db, lane);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < n; i++) pg_add_text(db, p, wanted[i]);
    pg_value_number(db, HISTORY_EVENTS_MAX);
    pg_queue(
        db,
        "select s.subject, e.body, e.hash from unnest($2::text[]) as s(subject) cross join lateral "
        "(select count, position from entry_link where lane = $1::bigint and "
        "subject = s.subject collate \"C\" order by count desc limit $3::bigint) l "
        "join entry e on e.lane = $1::bigint and e.position = l.position "
        "order by s.subject collate \"C\", l.count desc",
        on_histories, v);
}
