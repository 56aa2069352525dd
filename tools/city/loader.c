/* loader: decides and stores acts and filings in big batches, by the engine that workers run
 * (workers/engine/act.h), without bus; acts without gates. */
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/seal.h"
#include "tools/city/loader_internal.h"
#include "workers/engine/act.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

/* KEPT_DAYS and the next: as workers/main.c presets them. */
enum { BATCH_ACTS = 2000, KEPT_DAYS = 400, LIST_ROWS = 10000 };
#define ARENA_BYTES ((size_t) 1 << 30)

struct loader {
    batch *batch;
    vault *keys;
    arena *arena;
    house house;
    city_random ids;
    int64_t kept_from_us;
    changes *changes;
    unsigned n;
    pending list[BATCH_ACTS];
    status fault; /* that ends the batch */
    loader_counts counts;
};

loader *loader_open(const loader_options *how) {
    loader *l = calloc(1, sizeof *l);
    must(l);
    l->batch = batch_open(how->db, how->keys, how->lane);
    l->keys = how->keys;
    l->house = (house){.params = how->params,
                       .keys = how->keys,
                       .horizon_us = KEPT_DAYS * DAY_US,
                       .list_rows = LIST_ROWS};
    l->ids.state = how->seed;
    l->kept_from_us = how->now_us - KEPT_DAYS * DAY_US;
    l->arena = arena_open(ARENA_BYTES);
    l->changes = calloc(1, sizeof *l->changes);
    must(l->batch && l->arena && l->changes);
    return l;
}

static void forget(loader *l) {
    for (unsigned i = 0; i < l->n; i++) {
        free(l->list[i].what);
        free(l->list[i].filed);
    }
    l->n = 0;
}

void loader_close(loader *l) {
    forget(l);
    batch_close(l->batch);
    arena_close(l->arena);
    free(l->changes);
    free(l);
}

loader_counts loader_count(const loader *l) {
    loader_counts counts = l->counts;
    counts.position = batch_position(l->batch);
    return counts;
}

static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    return seal_search_hash(ctx->search_key, text, view_arena(rows));
}

static context context_of(const loader *l, const pending *p) {
    return (context){.command = catalog_command("enrolment.AddMember"),
                     .command_id = p->id,
                     .received_at_us = p->received_at_us,
                     .today = date_from_us(p->received_at_us),
                     .period = period_from_us(p->received_at_us),
                     .case_no = "",
                     .purpose = "",
                     .actor = {.account_no = ACTOR,
                               .role = KERNEL__ROLE__SYSTEM,
                               .unit_no = "",
                               .district_code = "",
                               .community_code = "",
                               .person_no = ""},
                     .params = l->house.params,
                     .search_hash = search_hash,
                     .search_key = vault_search_key(l->keys),
                     .sample_key = vault_sample_key(l->keys)};
}

/* OK: folded, or refused. E_NOT_READY: rows or keys are to be loaded first, or it may not apply. */
static status decide(loader *l, pending *p, view *rows, bool may_apply) {
    context ctx = context_of(l, p);
    view_forget_missing(rows);
    changes_start(l->changes, l->arena);
    verdict v = p->act(p->self, p->what, &ctx, rows, l->changes);
    if (view_missing(rows)) return E_NOT_READY;
    if (view_spoilt(rows).code != OK) return view_spoilt(rows).code;
    if (l->changes->full) return E_ARENA;
    const event_head head = {p->received_at_us, ACTOR, ""};
    p->n_event = l->changes->n_event;
    status s = refused(v) ? OK : act_seal(l->changes, rows, l->keys, &p->event);
    if (s != OK || !may_apply) return s == OK ? E_NOT_READY : s;
    p->refused = refused(v);
    if (p->refused) l->counts.last_refusal = v.code;
    return p->refused ? OK : act_fold(p->event, p->n_event, &head, rows);
}

static uint32_t shard_of(const void *self, unsigned i) {
    return ((const loader *) self)->list[i].shard;
}

static bool decide_one(void *self, unsigned i, view *rows, bool may_apply) {
    loader *l = self;
    pending *p = &l->list[i];
    if (p->settled || l->fault != OK) return p->settled;
    if (p->filed) return p->settled = filed_decide(p, rows, &l->house, may_apply);
    status s = decide(l, p, rows, may_apply);
    p->settled = s == OK;
    if (s != OK && s != E_NOT_READY) l->fault = s;
    return p->settled;
}

static bool pass_all(void *self, view *rows, status *fault) {
    loader *l = self;
    bool waits = act_in_turn(&(act_list){l, l->n, shard_of, decide_one}, rows, true);
    *fault = l->fault;
    return waits;
}

static bool act_item(const pending *p, arena *a, batch_item *out) {
    if (p->refused || !p->n_event) return false;
    Bus__Answer *answer = arena_alloc(a, sizeof *answer);
    must(answer);
    bus__answer__init(answer);
    *out = (batch_item){.command_id = p->id,
                        .method = "city.Load",
                        .actor = ACTOR,
                        .acting_for = "",
                        .origin = "city",
                        .channel = "city",
                        .source_address = "",
                        .purpose = "",
                        .case_no = "",
                        .role = KERNEL__ROLE__SYSTEM,
                        .answer = answer,
                        .received_at_us = p->received_at_us,
                        .n_event = p->n_event,
                        .event = p->event};
    for (size_t k = 0; k < p->n_event; k++)
        out->moves_reference |= act_moves_reference(p->event[k].type);
    return true;
}

static void count_refusal(loader *l, const pending *p) {
    l->counts.refused += p->refused;
    if (p->refused && p->filed) l->counts.last_refusal = p->filed->job->verdict.code;
}

static size_t collect(loader *l, batch_item *items) {
    size_t n = 0;
    for (unsigned i = 0; i < l->n; i++) {
        pending *p = &l->list[i];
        bool keep = p->received_at_us >= l->kept_from_us;
        l->counts.acts++;
        count_refusal(l, p);
        bool stores =
            p->filed ? filed_item(p, keep, l->arena, &items[n]) : act_item(p, l->arena, &items[n]);
        if (!stores) continue;
        l->counts.events += (int64_t) p->n_event;
        n++;
    }
    return n;
}

static void tell(const loader *l) {
    for (unsigned i = 0; i < l->n; i++)
        if (l->list[i].filed) filed_tell(&l->list[i], l->arena);
}

status loader_flush(loader *l) {
    if (l->n == 0) return OK;
    arena_reset(l->arena);
    view *rows = view_open(l->arena, vault_opener, l->keys);
    batch_item *items = arena_alloc(l->arena, BATCH_ACTS * sizeof *items);
    must(rows && items);
    view_opens_history(rows, vault_history_opener, l->keys);
    for (unsigned i = 0; i < l->n; i++)
        if (l->list[i].filed) filed_begin(&l->list[i], &l->house, l->arena);
    batch_begin(l->batch);
    status s = OK;
    l->fault = OK;
    bool waits = pass_all(l, rows, &s);
    if (s == OK) s = act_rounds(l->batch, rows, waits, pass_all, l);
    if (s == OK)
        s = batch_finish(l->batch, rows, collect(l, items), items);
    else
        batch_cancel(l->batch);
    if (s == OK) tell(l);
    forget(l);
    return s;
}

/* room: for one more. */
static status room(loader *l) {
    return l->n == BATCH_ACTS ? loader_flush(l) : OK;
}

status loader_add(loader *l, city_act *act, void *self, const void *what, size_t bytes,
                  uint32_t shard, int64_t received_at_us) {
    status s = room(l);
    if (s != OK) return s;
    pending *p = &l->list[l->n++];
    *p = (pending){.act = act,
                   .self = self,
                   .what = malloc(bytes),
                   .received_at_us = received_at_us,
                   .shard = shard % SHARDS};
    must(p->what);
    memcpy(p->what, what, bytes);
    uuid_v7(p->id);
    return OK;
}

/* An id of version 7, made when the filing was received; by the seed, because of what has no order
 * key it says the shard. */
static void dated_id(city_random *ids, int64_t at_us, uint8_t out[UUID_BYTES]) {
    const uint64_t ms = (uint64_t) (at_us / 1000), more[2] = {random_next(ids), random_next(ids)};
    memcpy(out, more, UUID_BYTES);
    for (unsigned i = 0; i < 6; i++) out[i] = (uint8_t) (ms >> (40 - 8 * i));
    out[6] = (uint8_t) (0x70 | (out[6] & 0x0f));
    out[8] = (uint8_t) (0x80 | (out[8] & 0x3f));
}

status loader_file(loader *l, const city_filing *f, int64_t received_at_us, city_told *told,
                   void *self, size_t about) {
    status s = room(l);
    if (s != OK) return s;
    pending *p = &l->list[l->n++];
    *p = (pending){.received_at_us = received_at_us};
    dated_id(&l->ids, received_at_us, p->id);
    p->filed = filed_open(p, f, told, self, about);
    return OK;
}
