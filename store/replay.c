/* replay: both sides in one repeatable-read snapshot, so it may run beside the living hall. */
#include "store/replay.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/apply.h"

#define SCRATCH_BYTES (80u << 20)

status replay_fold(view *v, arena *scratch, const Log__EventRecord *record) {
    const event_type *type = catalog_event(record->type);
    const event_head head = {record->received_at_us, record->actor, record->case_no};
    if (type == NULL) return E_MALFORMED;
    arena_reset(scratch);
    const ProtobufCMessage *event = protobuf_c_message_unpack(
        type->message->descriptor, arena_pb(scratch), record->payload.len, record->payload.data);
    return event == NULL ? E_MALFORMED : apply(type, event, &head, v);
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
    must(packed != NULL);
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
    view *view;
    arena *scratch;
    void (*progress)(void *self, int64_t position);
    void *self;
    replay_report *report;
} folding;

static status on_record(void *self, const Log__EventRecord *record) {
    folding *f = self;
    status s = replay_fold(f->view, f->scratch, record);
    if (s != OK) f->report->failed_at = record->position;
    if (s == OK && f->progress != NULL && record->position % 10000 == 0)
        f->progress(f->self, record->position);
    return s;
}

static status fold_lane(pg *db, uint32_t lane, folding *f, replay_report *report) {
    eventlog_head head;
    status s = eventlog_read_head(db, lane, &head);
    if (s == OK) s = eventlog_read(db, lane, 0, head.position, on_record, f, &report->position);
    return s == OK && report->position != head.position ? E_CONFLICT : s;
}

status replay_compare(pg *db, uint32_t lane, size_t bytes_max,
                      void (*progress)(void *self, int64_t position), void *self,
                      replay_report *report) {
    *report = (replay_report){.folded = calloc(n_row_types + 1, sizeof *report->folded),
                              .live = calloc(n_row_types + 1, sizeof *report->live)};
    arena *a = arena_open(bytes_max), *scratch = arena_open(SCRATCH_BYTES);
    must(a != NULL && scratch != NULL && report->folded != NULL && report->live != NULL);
    folding f = {view_open(a, NULL, NULL), scratch, progress, self, report};
    view_all_known(f.view);
    pg_args_start(db);
    pg_queue(db, "begin isolation level repeatable read read only", NULL, NULL);
    status s = fold_lane(db, lane, &f, report);
    if (s == OK) s = replay_digest_live(db, report->live);
    if (s == OK) replay_digest_view(f.view, report->folded);
    for (unsigned i = 0; s == OK && i < n_row_types; i++)
        report->n_different +=
            report->folded[i].n != report->live[i].n ||
            memcmp(report->folded[i].sum, report->live[i].sum, CRYPT_HASH_BYTES) != 0;
    pg_rollback(db);
    arena_close(a);
    arena_close(scratch);
    return s;
}

void replay_report_free(replay_report *report) {
    free(report->folded);
    free(report->live);
    *report = (replay_report){0};
}
