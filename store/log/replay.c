/* replay: both sides in one repeatable-read snapshot, so it may run beside the living hall. */
#include "store/log/replay.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/runtime/apply/apply.h"
#include "store/log/entry.h"

#define SCRATCH_BYTES (80u << 20)
#define BEIJING_S (8 * 3600)

static status fold_event(view *v, arena *scratch, const Log__EntryEvent *logged,
                         const event_head *head) {
    const event_type *type = catalog_logged_event(logged->type, logged->schema_version);
    if (!type) return E_UNKNOWN_EVENT;
    arena_reset(scratch);
    const ProtobufCMessage *event = protobuf_c_message_unpack(
        type->message->descriptor, arena_pb(scratch), logged->payload.len, logged->payload.data);
    if (!event) return E_MALFORMED;
    return apply_logged(type, logged->schema_version, event, head, v);
}

status replay_fold(view *v, arena *scratch, const Log__Entry *entry) {
    const Log__EntryHead *h = entry->head;
    const event_head head = {h->received_at_us, h->actor, h->case_no};
    status s = OK;
    for (size_t i = 0; i < entry->n_event && s == OK; i++)
        s = fold_event(v, scratch, entry->event[i], &head);
    return s;
}

/* sum += hash, as big-endian numbers modulo 2^256. */
static void add_hash(replay_digest *d, const uint8_t hash[CRYPT_HASH_BYTES]) {
    unsigned carry = 0;
    for (size_t i = CRYPT_HASH_BYTES; i-- > 0;) {
        carry += (unsigned) d->sum[i] + hash[i];
        d->sum[i] = (uint8_t) carry;
        carry >>= 8;
    }
    d->n++;
}

static void add_row(replay_digest *d, const ProtobufCMessage *row) {
    uint8_t small[4096], hash[CRYPT_HASH_BYTES];
    size_t bytes = protobuf_c_message_get_packed_size(row);
    uint8_t *packed = bytes <= sizeof small ? small : malloc(bytes);
    must(packed);
    crypt_sm3(packed, protobuf_c_message_pack(row, packed), hash);
    add_hash(d, hash);
    if (packed != small) free(packed);
}

static bool on_view_row(void *self, const row_type *type, const ProtobufCMessage *row) {
    add_row(&((replay_digest *) self)[type->number], row);
    return true;
}

void replay_digest_view(const view *v, replay_digest *out) {
    memset(out, 0, n_row_types * sizeof *out);
    view_each(v, on_view_row, out);
}

static status on_live_row(void *self, const ProtobufCMessage *row) {
    add_row(self, row);
    return OK;
}

status replay_digest_live(pg *db, replay_digest *out) {
    row_store *r = rows_open();
    status s = OK;
    memset(out, 0, n_row_types * sizeof *out);
    for (unsigned i = 0; i < n_row_types && s == OK; i++)
        s = rows_visit(r, db, row_types[i], on_live_row, &out[i]);
    rows_close(r);
    return s;
}

typedef struct folding {
    arena *rows, *scratch;
    view *view;
    void (*progress)(void *self, int64_t position);
    void *self;
    int32_t period; /* month of the last entry */
    int64_t position;
    replay_report *report;
} folding;

static folding folding_open(size_t bytes_max, replay_report *report) {
    *report = (replay_report){.folded = calloc(n_row_types + 1, sizeof *report->folded)};
    folding f = {
        .rows = arena_open(bytes_max), .scratch = arena_open(SCRATCH_BYTES), .report = report};
    must(f.rows && f.scratch && report->folded);
    f.view = view_open(f.rows, NULL, NULL);
    view_all_known(f.view);
    return f;
}

static void folding_close(folding *f) {
    arena_close(f->rows);
    arena_close(f->scratch);
}

static int32_t month_of(int64_t us) {
    struct tm parts;
    time_t seconds = us / 1000000 + BEIJING_S;
    gmtime_r(&seconds, &parts);
    return (int32_t) ((parts.tm_year + 1900) * 100 + parts.tm_mon + 1);
}

/* The state as it stands is that of the end of f->period. */
static void end_month(folding *f) {
    replay_report *r = f->report;
    replay_digest *digest = calloc(n_row_types + 1, sizeof *digest);
    r->month = realloc(r->month, (r->n_month + 1) * sizeof *r->month);
    must(digest && r->month);
    replay_month *m = &r->month[r->n_month++];
    m->period = f->period;
    m->position = f->position;
    replay_digest_view(f->view, digest);
    crypt_hasher *h = crypt_hasher_open(CRYPT_SM);
    for (unsigned i = 0; i < n_row_types; i++) {
        crypt_hasher_add(h, row_types[i]->table, strlen(row_types[i]->table) + 1);
        crypt_hasher_add(h, digest[i].sum, sizeof digest[i].sum);
    }
    crypt_hasher_end(&h, m->digest);
    free(digest);
}

static void note_failure(replay_report *r, const Log__Entry *entry, status s) {
    const Log__EntryEvent *event = s == E_UNKNOWN_EVENT ? entry_unknown(entry) : NULL;
    r->failed_at = entry->head->position;
    if (!event) return;
    snprintf(r->unknown, sizeof r->unknown, "%s", event->type);
    r->unknown_schema = event->schema_version;
}

static status on_entry(void *self, const Log__Entry *entry) {
    folding *f = self;
    if (!entry->head) return E_MALFORMED; /* a file may hold anything */
    int64_t position = entry->head->position;
    int32_t period = month_of(entry->head->received_at_us);
    if (f->period != 0 && period > f->period) end_month(f);
    if (period > f->period) f->period = period;
    status s = replay_fold(f->view, f->scratch, entry);
    if (s != OK) note_failure(f->report, entry, s);
    f->position = position;
    if (s == OK && f->progress && position % 10000 == 0) f->progress(f->self, position);
    return s;
}

static void finish_fold(folding *f) {
    if (f->period != 0) end_month(f);
    replay_digest_view(f->view, f->report->folded);
}

static status fold_lane(pg *db, uint32_t lane, folding *f, replay_report *report) {
    entrylog_head head;
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK) s = entrylog_read(db, lane, 0, head.position, on_entry, f, &report->position);
    return s == OK && report->position != head.position ? E_CONFLICT : s;
}

static unsigned count_different(const replay_report *r) {
    unsigned n = 0;
    for (unsigned i = 0; i < n_row_types; i++)
        n += r->folded[i].n != r->live[i].n ||
             memcmp(r->folded[i].sum, r->live[i].sum, CRYPT_HASH_BYTES) != 0;
    return n;
}

status replay_compare(pg *db, uint32_t lane, size_t bytes_max,
                      void (*progress)(void *self, int64_t position), void *self,
                      replay_report *report) {
    folding f = folding_open(bytes_max, report);
    f.progress = progress;
    f.self = self;
    report->live = calloc(n_row_types + 1, sizeof *report->live);
    must(report->live);
    pg_args_start(db);
    pg_queue(db, "begin isolation level repeatable read read only", NULL, NULL);
    /* It holds no lock, and digesting a month takes as long as there are rows. */
    pg_args_start(db);
    pg_queue(db, "set local idle_in_transaction_session_timeout = 0", NULL, NULL);
    status s = fold_lane(db, lane, &f, report);
    if (s == OK) s = replay_digest_live(db, report->live);
    if (s == OK) {
        finish_fold(&f);
        report->n_different = count_different(report);
    }
    pg_rollback(db);
    folding_close(&f);
    return s;
}

static status from_the_start(void *self, const Log__LogHeader *h) {
    (void) self;
    return h->first_position == 1 ? OK : E_MALFORMED;
}

status replay_file(FILE *in, size_t bytes_max, replay_report *report) {
    folding f = folding_open(bytes_max, report);
    status s = entrylog_read_file(in, from_the_start, on_entry, &f);
    if (s == OK) finish_fold(&f);
    report->position = f.position;
    folding_close(&f);
    return s;
}

void replay_report_free(replay_report *report) {
    free(report->folded);
    free(report->live);
    free(report->month);
    *report = (replay_report){0};
}
