/* history: see history.h. Entries come ordered by subject and count; of each entry those events
 * count that are the subject's own. */
#include "store/log/history.h"

#include <string.h>

#include "store/log/entry.h"

#define EVENTS_MAX 4096u /* of one subject: a longer history shows its newest part */

static bool add_event(view *v, const Log__Entry *entry, const Log__EntryEvent *logged,
                      history_event *out) {
    arena *a = view_arena(v);
    const event_type *type = catalog_event(logged->type);
    if (type == NULL) return false; /* of a version that this program is older than */
    *out = (history_event){.number = entry->head->position,
                           .received_at_us = entry->head->received_at_us,
                           .method = arena_dup(a, entry->head->method),
                           .actor = arena_dup(a, entry->head->actor),
                           .role = entry->head->role,
                           .type = type,
                           .event = protobuf_c_message_unpack(type->message->descriptor,
                                                              arena_pb(a), logged->payload.len,
                                                              logged->payload.data)};
    return out->method != NULL && out->actor != NULL && out->event != NULL;
}

/* The events of the results `first` .. `last` - 1, which are one subject's. */
static status put_subject(view *v, const PGresult *result, int first, int last) {
    const char *subject = pg_get_text(result, first, 0);
    history_event *list = arena_alloc(view_arena(v), EVENTS_MAX * sizeof *list);
    size_t n = 0;
    if (list == NULL) return E_ARENA;
    for (int i = first; i < last; i++) {
        size_t body_bytes, hash_bytes;
        const uint8_t *body = pg_get_bytes(result, i, 1, &body_bytes);
        const uint8_t *hash = pg_get_bytes(result, i, 2, &hash_bytes);
        Log__Entry *entry =
            hash_bytes == CRYPT_HASH_BYTES ? entry_unpack(body, body_bytes, hash) : NULL;
        if (entry == NULL) return E_INTERNAL;
        for (size_t k = 0; k < entry->n_event && n < EVENTS_MAX; k++)
            if (strcmp(entry->event[k]->subject, subject) == 0 &&
                add_event(v, entry, entry->event[k], &list[n]))
                n++;
        log__entry__free_unpacked(entry, NULL);
    }
    view_put_history(v, subject, n, list);
    return OK;
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
    pg_queue(
        db,
        "select l.subject, e.body, e.hash from entry_link l join entry e on e.lane = l.lane and "
        "e.position = l.position where l.lane = $1::bigint and "
        "l.subject = any($2::text[] collate \"C\") order by l.subject, l.count",
        on_histories, v);
}
