/* store_double: stands in for bus, PostgreSQL and log in the unit tests of the worker's loop. */
#include "tests/workers/engine/store_double.h"

#include "store/log/history.h"
#include "store/log/key_use.h"
#include "store/log/notice.h"
#include "store/log/snapshot.h"
#include "store/statistics/statistics.h"
#include "workers/engine/runner_internal.h"

static script *the; /* one test at a time */

static void trace(const char *word) {
    size_t used = strlen(the->trace);
    snprintf(the->trace + used, sizeof the->trace - used, "%s%s", used ? " " : "", word);
}

static void trace_number(const char *word, size_t n) {
    char text[64];
    snprintf(text, sizeof text, "%s %zu", word, n);
    trace(text);
}

/* ---- the test's side --------------------------------------------------------------------------
 */

script *script_open(runner **out) {
    the = calloc(1, sizeof *the);
    assert_non_null(the);
    the->office = open_office();
    the->a = the->office->a;
    the->position = 41;
    the->cached = INT64_MAX;
    vault_new(the->office->house.keys, the->office->case_no);
    runner_options options = {.bus = (bus_worker *) the,
                              .db = (pg *) the,
                              .keys = the->office->house.keys,
                              .cache = (cache *) the,
                              .horizon_us = INT64_C(400) * 86400 * 1000000,
                              .notice_ms = 60000,
                              .probes_max = 2,
                              .denied_us = 10000,
                              .batch_max = 16,
                              .arena_bytes = 16 << 20,
                              .fault_method = ""};
    assert_int_equal(runner_open(&options, out), OK);
    (*out)->settle_at_ms = INT64_MAX; /* no minute ends in these tests */
    return the;
}

void script_close(script *s, runner *r) {
    runner_close(r);
    close_office(s->office);
    free(s);
}

bus_work *script_send(script *s, const char *account_no, const char *method,
                      const ProtobufCMessage *in) {
    bus_work *work = &s->waiting[s->n_waiting++];
    Bus__Envelope *envelope = arena_alloc(s->a, sizeof *envelope);
    Bus__Stamp *stamp = arena_alloc(s->a, sizeof *stamp);
    uint8_t *id = arena_alloc(s->a, 16);
    bus__envelope__init(envelope);
    bus__stamp__init(stamp);
    memset(id, 0, 16);
    id[0] = (uint8_t) s->n_waiting;
    envelope->id = (ProtobufCBinaryData){16, id};
    envelope->method = lend(method);
    envelope->token = secret_of(account_no);
    envelope->payload = packed(s->office, in);
    stamp->received_at_us = NOW;
    stamp->delivery = 1;
    *work = (bus_work){stamp, envelope, catalog_command(method), NULL};
    assert_non_null(work->command);
    return work;
}

void script_keep(script *s, const bus_work *work, const char *account, const Bus__Answer *answer) {
    batch_kept *kept = &s->kept[s->n_kept++];
    job j;
    job_start(&j, work, &s->office->house, s->a);
    memcpy(kept->command_id, work->envelope->id.data, 16);
    memcpy(kept->digest, j.digest, sizeof kept->digest);
    kept->actor = account;
    kept->answer = arena_copy(s->a, answer, sizeof *answer);
}

/* ---- the bus ----------------------------------------------------------------------------------
 */

unsigned bus_take(bus_worker *w, arena *a, bus_work *out, unsigned n) {
    (void) w, (void) a;
    if (n > the->n_waiting) n = the->n_waiting;
    memcpy(out, the->waiting, n * sizeof *out);
    the->n_waiting = 0;
    return n;
}

void bus_put_back(bus_worker *w, const Bus__Stamp *stamp) {
    (void) w, (void) stamp;
    trace("back");
}

status bus_answer_after(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer,
                        int64_t wait_us) {
    char text[64];
    (void) w, (void) stamp;
    the->wait_us = wait_us;
    snprintf(text, sizeof text, "answer %s", status_name(answer->status));
    trace(text);
    uint8_t *bytes = arena_alloc(the->a, bus__answer__get_packed_size(answer) + 1);
    size_t n = bus__answer__pack(answer, bytes);
    the->answer[the->n_answer++] = bus__answer__unpack(arena_pb(the->a), n, bytes);
    return OK;
}

void bus_hint(bus_worker *w, log_position at, Bus__Hint *hint) {
    (void) w, (void) at, (void) hint;
    trace("hint");
}

void bus_worker_turn(bus_worker *w) {
    (void) w;
}

/* ---- one transaction --------------------------------------------------------------------------
 */

/* Everything that the office has answers what is wanted. */
static void answer_wanted(view *v) {
    const row_key *const *wanted;
    const char *const *subject;
    while (view_wanted(v, &wanted) > 0) {
        const row_key *key = wanted[0];
        row_key asked = *key;
        row_list list = view_list(the->office->rows, &asked);
        const ProtobufCMessage *one =
            key->index || key->count ? NULL : view_find(the->office->rows, &asked);
        for (size_t i = 0; key->index && i < list.n; i++)
            assert_int_equal(view_put(v, key->type, (ProtobufCMessage *) (uintptr_t) list.row[i]),
                             OK);
        if (one) assert_int_equal(view_put(v, key->type, (ProtobufCMessage *) (uintptr_t) one), OK);
        view_answered(v, key, (int64_t) list.n);
    }
    while (view_wanted_histories(v, &subject) > 0) view_put_history(v, subject[0], 0, NULL);
}

static view *asked_for;

batch *batch_open(pg *db, vault *keys, uint32_t lane) {
    (void) db, (void) keys, (void) lane;
    return (batch *) the;
}
void batch_close(batch *b) {
    (void) b;
}
void batch_begin(batch *b) {
    (void) b;
    trace("begin");
    the->kept_loaded = false;
}
void batch_ask_kept(batch *b, size_t n, const uint8_t (*ids)[16], arena *a) {
    (void) b, (void) n, (void) ids, (void) a;
}
const batch_kept *batch_kept_find(const batch *b, const uint8_t id[16]) {
    (void) b;
    for (unsigned i = 0; the->kept_loaded && i < the->n_kept; i++)
        if (!memcmp(the->kept[i].command_id, id, 16)) return &the->kept[i];
    return NULL;
}
void batch_ask_rows(batch *b, view *v) {
    (void) b;
    asked_for = v;
}
status batch_round(batch *b) {
    (void) b;
    if (the->round == OK) {
        the->kept_loaded = true;
        answer_wanted(asked_for);
    }
    return the->round;
}
void batch_cancel(batch *b) {
    (void) b;
    trace("cancel");
}
status batch_finish(batch *b, view *v, size_t n, batch_item *items) {
    (void) b, (void) v;
    bool look = n && items[0].n_event && !items[0].answer;
    trace_number(look ? "look" : "finish", n);
    status s = the->n_finished < the->n_finish ? the->finish[the->n_finished] : OK;
    the->n_finished++;
    if (s != OK) return s;
    for (size_t i = 0; i < n; i++) {
        snprintf(items[i].position_text, sizeof items[i].position_text, "%lld",
                 (long long) ++the->position);
        if (items[i].answer) items[i].answer->position = items[i].position_text;
    }
    return OK;
}
int64_t batch_reference(const batch *b) {
    (void) b;
    return the->reference;
}
bool batch_is_stale(const batch *b) {
    (void) b;
    return the->stale;
}
bool batch_item_fits(batch_item *item) {
    return item->n_event <= 4096;
}
uint32_t batch_lane(const batch *b) {
    (void) b;
    return 0;
}
int64_t batch_position(const batch *b) {
    (void) b;
    return the->position;
}
status batch_attempt(batch *b, size_t n, const uint8_t (*ids)[16], const char *last_error,
                     int64_t now_us, int64_t *count) {
    (void) b, (void) n, (void) ids, (void) last_error, (void) now_us;
    trace("count");
    *count = ++the->attempts;
    return the->round;
}
bool batch_attempting(const batch *b, const uint8_t id[16]) {
    (void) b, (void) id;
    return the->attempting;
}
status batch_attempt_over(batch *b, const uint8_t id[16]) {
    (void) b, (void) id;
    return OK;
}
status batch_park(batch *b, const parked *what) {
    (void) b;
    the->last_parked = *what;
    the->last_parked.envelope.data =
        arena_copy(the->a, what->envelope.data, what->envelope.len + 1);
    trace("park");
    return OK;
}
status batch_parked(batch *b, const uint8_t id[16], int64_t *state) {
    (void) b, (void) id;
    *state = the->parked_state;
    return the->round;
}

/* ---- the snapshot of queries ------------------------------------------------------------------
 */

void pg_on_wait(pg *db, void (*idle)(void *self), void *self) {
    (void) db, (void) idle, (void) self;
}
bool pg_is_lost(const pg *db) {
    (void) db;
    return the->lost;
}
status pg_reconnect(pg *db) {
    (void) db;
    trace("reconnect");
    the->lost = false;
    return OK;
}
const char *pg_error(const pg *db) {
    (void) db;
    return "";
}
void pg_args_start(pg *db) {
    (void) db;
}
void pg_value_number(pg *db, int64_t number) {
    (void) db, (void) number;
}
void pg_queue(pg *db, const char *sql, pg_receiver *on, void *self) {
    (void) db, (void) sql, (void) on, (void) self;
}
void snapshot_begin(pg *db, uint32_t lane, snapshot_facts *out) {
    (void) db, (void) lane;
    trace("begin");
    *out = (snapshot_facts){.position = the->position, .parked = the->position};
}
status snapshot_end(pg *db) {
    (void) db;
    return the->round;
}
status notice_add(pg *db, size_t n, notice *list) {
    (void) db;
    trace_number("notice", n);
    for (size_t i = 0; i < n; i++) list[i].n = the->counted += list[i].n;
    return the->counting;
}
status key_use_take(pg *db, size_t n, key_use *list) {
    (void) db;
    trace_number("calls", n);
    for (size_t i = 0; i < n; i++) {
        list[i].known = the->key_known;
        list[i].got = list[i].want < the->calls_left ? list[i].want : the->calls_left;
        the->calls_left -= list[i].got;
    }
    return the->counting;
}
status notice_take(batch *b, int64_t minute, arena *a, size_t *n, notice **out) {
    (void) b, (void) minute, (void) a;
    *n = 0;
    *out = NULL;
    return OK;
}
status pg_round(pg *db) {
    (void) db;
    return the->round;
}
void pg_rollback(pg *db) {
    (void) db;
    trace("cancel");
}
int64_t pg_get_number(const PGresult *result, int row, int column) {
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

row_store *rows_open(void) {
    return (row_store *) the;
}
void rows_close(row_store *r) {
    (void) r;
}
void rows_queue_load(row_store *r, pg *db, view *v) {
    (void) r, (void) db;
    answer_wanted(v);
}
void history_queue_load(pg *db, uint32_t lane, view *v) {
    (void) db, (void) lane, (void) v;
}
status cache_load(cache *c, view *v, int64_t least_position, int64_t *position) {
    (void) c, (void) v;
    *position = the->cached;
    return the->cached < least_position ? E_NOT_READY : OK;
}
void statistics_load(cache *c, view *v, int64_t *position) {
    (void) c, (void) v, (void) position;
}
/* What the vault's own loading would use. */
unsigned pg_array(pg *db, pg_type type) {
    (void) db, (void) type;
    return 0;
}
void pg_add_text(pg *db, unsigned parameter, const char *text) {
    (void) db, (void) parameter, (void) text;
}
void pg_add_bytes(pg *db, unsigned parameter, const void *data, size_t bytes) {
    (void) db, (void) parameter, (void) data, (void) bytes;
}
void pg_value_bytes(pg *db, const void *data, size_t bytes) {
    (void) db, (void) data, (void) bytes;
}
void pg_value_text(pg *db, const char *text) {
    (void) db, (void) text;
}
void pg_queue_commit(pg *db) {
    (void) db;
}
status pg_run(pg *db, const char *sql, pg_receiver *on, void *self) {
    (void) db, (void) sql, (void) on, (void) self;
    return E_UNAVAILABLE;
}
const char *pg_get_text(const PGresult *result, int row, int column) {
    return PQgetvalue(result, row, column);
}
const uint8_t *pg_get_bytes(const PGresult *result, int row, int column, size_t *bytes) {
    (void) result, (void) row, (void) column;
    *bytes = 0;
    return NULL;
}
