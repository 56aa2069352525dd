/* traces: see traces.h. Three tables of the kernel are read as rows of one shape. The sealed
 * envelope of a parked command is never read; of an entry its head and the types of its events are.
 */
#include "store/log/traces.h"

#include <string.h>

#include "store/log/entry.h"

enum {
    COLUMN_ID,
    COLUMN_PLACE,
    COLUMN_METHOD,
    COLUMN_REASON,
    COLUMN_ACTOR,
    COLUMN_AT,
    COLUMN_TIMES,
    COLUMN_STATE,
    COLUMN_LANE,
    COLUMN_POSITION,
    COLUMN_ANSWER,
    COLUMN_STAMP,
    COLUMN_BODY,
    COLUMN_HASH,
    COLUMN_WORKER
};

#define KEPT                                                                                       \
    "select k.command_id, 1::bigint, ''::text, ''::text, k.actor, k.at_us, k.seen, 0::bigint, "    \
    "k.lane, k.position, k.answer, ''::bytea, e.body, e.hash, k.worker from kept k join entry e "  \
    "on e.lane = k.lane and e.position = k.position "
#define TRIED                                                                                      \
    "select command_id, 2::bigint, ''::text, last_error, ''::text, at_us, n, 0::bigint, "          \
    "0::bigint, 0::bigint, ''::bytea, ''::bytea, ''::bytea, ''::bytea, worker from attempt "
#define PARKED                                                                                     \
    "select command_id, 3::bigint, method, reason, ''::text, at_us, attempts, state, "             \
    "0::bigint, 0::bigint, ''::bytea, stamp, ''::bytea, ''::bytea, worker from parked "

static const char *text_of(const PGresult *result, int row, int column, arena *a) {
    return arena_dup(a, pg_get_text(result, row, column));
}

static ProtobufCBinaryData bytes_of(const PGresult *result, int row, int column, arena *a) {
    ProtobufCBinaryData out = {0};
    const uint8_t *data = pg_get_bytes(result, row, column, &out.len);
    out.data = arena_copy(a, data, out.len);
    return out;
}

/* Which events, in the order of their first one. An event that this program does not know is left
 * out: the rest is true all the same. */
static bool take_events(traced *t, const Log__Entry *entry, arena *a) {
    trace_event *list = arena_alloc(a, (entry->n_event + 1) * sizeof *list);
    if (!list) return false;
    for (size_t i = 0; i < entry->n_event; i++) {
        const Log__EntryEvent *logged = entry->event[i];
        const event_type *type = catalog_logged_event(logged->type, logged->schema_version);
        size_t k = 0;
        while (k < t->n_event && list[k].type != type) k++;
        if (!type) continue;
        if (k == t->n_event) list[t->n_event++] = (trace_event){type, 0};
        list[k].n++;
    }
    t->event = list;
    return true;
}

/* The entry a command wrote. One that wrote none stands beside the entry before, which is another
 * command's. */
static status take_entry(traced *t, const PGresult *result, int row, arena *a) {
    size_t body_bytes, hash_bytes;
    const uint8_t *body = pg_get_bytes(result, row, COLUMN_BODY, &body_bytes);
    const uint8_t *hash = pg_get_bytes(result, row, COLUMN_HASH, &hash_bytes);
    Log__Entry *entry =
        hash_bytes == CRYPT_HASH_BYTES ? entry_unpack(body, body_bytes, hash) : NULL;
    if (!entry) return E_INTERNAL;
    const Log__EntryHead *head = entry->head;
    bool own = head->command_id.len == sizeof t->command_id &&
               !memcmp(head->command_id.data, t->command_id, sizeof t->command_id);
    if (own) {
        t->method = arena_dup(a, head->method);
        t->origin = arena_dup(a, head->origin);
        t->channel = arena_dup(a, head->channel);
        t->key_no = arena_dup(a, head->key_no);
        t->role = head->role;
    }
    bool taken =
        t->method && t->origin && t->channel && t->key_no && (!own || take_events(t, entry, a));
    log__entry__free_unpacked(entry, NULL);
    return taken ? OK : E_ARENA;
}

static status take_one(traced *t, const PGresult *result, int row, arena *a) {
    size_t bytes;
    const uint8_t *id = pg_get_bytes(result, row, COLUMN_ID, &bytes);
    if (bytes != sizeof t->command_id) return E_INTERNAL;
    *t = (traced){.place = (trace_place) pg_get_number(result, row, COLUMN_PLACE),
                  .method = text_of(result, row, COLUMN_METHOD, a),
                  .reason = text_of(result, row, COLUMN_REASON, a),
                  .actor = text_of(result, row, COLUMN_ACTOR, a),
                  .origin = "",
                  .channel = "",
                  .key_no = "",
                  .worker = text_of(result, row, COLUMN_WORKER, a),
                  .at_us = pg_get_number(result, row, COLUMN_AT),
                  .times = pg_get_number(result, row, COLUMN_TIMES),
                  .state = pg_get_number(result, row, COLUMN_STATE),
                  .lane = pg_get_number(result, row, COLUMN_LANE),
                  .position = pg_get_number(result, row, COLUMN_POSITION),
                  .answer = bytes_of(result, row, COLUMN_ANSWER, a),
                  .stamp = bytes_of(result, row, COLUMN_STAMP, a)};
    memcpy(t->command_id, id, bytes);
    if (!t->method || !t->reason || !t->actor || !t->worker || !t->answer.data || !t->stamp.data)
        return E_ARENA;
    return t->place == TRACED_KEPT ? take_entry(t, result, row, a) : OK;
}

static status on_traces(void *self, const PGresult *result) {
    view *v = self;
    arena *a = view_arena(v);
    size_t n = (size_t) PQntuples(result);
    traced *list = arena_alloc(a, (n + 1) * sizeof *list);
    if (!list) return E_ARENA;
    for (size_t i = 0; i < n; i++) {
        status s = take_one(&list[i], result, (int) i, a);
        if (s != OK) return s;
    }
    view_put_traces(v, (trace_list){n, list});
    return OK;
}

static void queue_by_number(pg *db, const trace_search *s, view *v) {
    pg_value_bytes(db, s->first, sizeof s->first);
    pg_value_bytes(db, s->last, sizeof s->last);
    pg_value_number(db, s->limit);
    pg_queue(db,
             KEPT "where k.command_id between $1::bytea and $2::bytea union all " TRIED
                  "where command_id between $1::bytea and $2::bytea union all " PARKED
                  "where command_id between $1::bytea and $2::bytea order by 1, 2 limit $3::bigint",
             on_traces, v);
}

/* Each of both indexes by age has a part of the kept answers. */
static void queue_by_time(pg *db, const trace_search *s, view *v) {
    pg_value_number(db, s->from_us);
    pg_value_number(db, s->until_us);
    pg_value_text(db, s->account_no);
    pg_value_number(db, s->limit);
    pg_queue(db,
             KEPT "where not k.forever and k.at_us between $1::bigint and $2::bigint and "
                  "k.actor = $3::text union all " KEPT
                  "where k.forever and k.at_us between $1::bigint and $2::bigint and "
                  "k.actor = $3::text union all " PARKED
                  "where at_us between $1::bigint and $2::bigint order by 6, 1, 2 limit $4::bigint",
             on_traces, v);
}

static void queue_parked(pg *db, const trace_search *s, view *v) {
    pg_value_number(db, s->state);
    pg_value_number(db, s->until_us);
    pg_value_bytes(db, s->last, sizeof s->last);
    pg_value_number(db, s->limit);
    pg_queue(db,
             PARKED "where state = $1::bigint and (at_us, command_id) < ($2::bigint, $3::bytea) "
                    "order by at_us desc, command_id desc limit $4::bigint",
             on_traces, v);
}

void traces_queue_load(pg *db, view *v) {
    const trace_search *search = view_wanted_traces(v);
    if (!search) return;
    pg_args_start(db);
    switch (search->by) {
    case TRACE_BY_NUMBER:
        queue_by_number(db, search, v);
        break;
    case TRACE_BY_TIME:
        queue_by_time(db, search, v);
        break;
    case TRACE_PARKED:
        queue_parked(db, search, v);
        break;
    }
}
