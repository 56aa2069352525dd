/* loader: decides and stores acts in big batches: the same view, sealing, folding and transaction
 * as a worker's, without bus and gates. */
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/apply/apply.h"
#include "proto/runtime/changes.h"
#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/uuid.h"
#include "store/log/batch.h"
#include "tools/city/city.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { BATCH_ACTS = 500, ROUNDS_MAX = 100 };
#define ARENA_BYTES ((size_t) 1 << 30)
#define ACTOR "synthetic-city"

typedef struct pending {
    city_act *act;
    void *self, *what;
    int64_t received_at_us;
    uint32_t shard;
    uint8_t id[UUID_BYTES];
    size_t n_event;
    batch_event *event;
    bool settled, refused;
} pending;

struct loader {
    batch *batch;
    vault *keys;
    arena *arena;
    const struct param_set *params;
    changes *changes;
    unsigned n;
    pending list[BATCH_ACTS];
    loader_counts counts;
};

loader *loader_open(pg *db, vault *keys, uint32_t lane, const struct param_set *params) {
    loader *l = calloc(1, sizeof *l);
    must(l);
    l->batch = batch_open(db, keys, lane);
    l->keys = keys;
    l->params = params;
    l->arena = arena_open(ARENA_BYTES);
    l->changes = calloc(1, sizeof *l->changes);
    must(l->batch && l->arena && l->changes);
    return l;
}

static void forget(loader *l) {
    for (unsigned i = 0; i < l->n; i++) free(l->list[i].what);
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
                     .actor = {.account_no = ACTOR,
                               .role = KERNEL__ROLE__SYSTEM,
                               .unit_no = "",
                               .district_code = "",
                               .community_code = "",
                               .person_no = ""},
                     .params = l->params,
                     .search_hash = search_hash,
                     .search_key = vault_search_key(l->keys)};
}

/* One event sealed with its subject's key. E_NOT_READY: the key is not loaded yet. */
static status seal_one(loader *l, const change_event *event, batch_event *out) {
    const char *subject = field_text(event->message, (unsigned) event->type->subject);
    ProtobufCMessage *sealed = event->message;
    seal_secret secret;
    if (seal_needed(event->type->message)) {
        status s = vault_secret(l->keys, subject, true, &secret);
        if (s == OK)
            s = seal_message(event->type->message, event->message, &secret, l->arena, &sealed);
        if (s != OK) return s;
    }
    *out = (batch_event){event->type, sealed, subject};
    return OK;
}

static status seal_all(loader *l, pending *p) {
    status worst = OK;
    p->n_event = l->changes->n_event;
    p->event = arena_alloc(l->arena, (p->n_event + 1) * sizeof *p->event);
    for (size_t i = 0; p->event && i < p->n_event; i++) {
        status s = seal_one(l, &l->changes->event[i], &p->event[i]);
        if (s != OK && s != E_NOT_READY) return s;
        if (s != OK) worst = s;
    }
    return p->event ? worst : E_ARENA;
}

static status fold(const pending *p, view *rows) {
    event_head head = {p->received_at_us, ACTOR, ""};
    size_t mark = view_save(rows);
    for (size_t i = 0; i < p->n_event; i++) {
        status s = apply(p->event[i].type, p->event[i].sealed, &head, rows);
        if (s == OK) continue;
        status undone = view_undo(rows, mark);
        return undone == OK ? s : undone;
    }
    return OK;
}

/* OK: decided and folded, or refused. E_NOT_READY: rows or keys are to be loaded first. */
static status decide_one(loader *l, pending *p, view *rows) {
    context ctx = context_of(l, p);
    view_forget_missing(rows);
    changes_start(l->changes, l->arena);
    verdict v = p->act(p->self, p->what, &ctx, rows, l->changes);
    if (view_missing(rows)) return E_NOT_READY;
    if (view_spoilt(rows).code != OK) return view_spoilt(rows).code;
    if (l->changes->full) return E_ARENA;
    p->refused = refused(v);
    if (p->refused) {
        l->counts.last_refusal = v.code;
        return OK;
    }
    status s = seal_all(l, p);
    return s == OK ? fold(p, rows) : s;
}

/* A later act of the same shard may depend on an earlier one that still waits: it is not decided
 * yet and only notes what it needs. */
static status decide_pass(loader *l, view *rows, bool *waits) {
    bool waiting[SHARDS] = {false};
    *waits = false;
    for (unsigned i = 0; i < l->n; i++) {
        pending *p = &l->list[i];
        if (p->settled) continue;
        size_t mark = view_save(rows);
        status s = decide_one(l, p, rows);
        p->settled = s == OK && !waiting[p->shard];
        if (s == OK && !p->settled) s = view_undo(rows, mark);
        if (s != OK && s != E_NOT_READY) return s;
        waiting[p->shard] |= !p->settled;
        *waits |= !p->settled;
    }
    return OK;
}

static status decide_all(loader *l, view *rows) {
    bool waits = true;
    for (unsigned round = 0; waits && round < ROUNDS_MAX; round++) {
        status s = decide_pass(l, rows, &waits);
        if (s == OK && waits) {
            batch_ask_rows(l->batch, rows);
            s = batch_round(l->batch);
        }
        if (s != OK) return s;
    }
    return waits ? E_INTERNAL : OK;
}

static size_t collect(loader *l, batch_item *items) {
    size_t n = 0;
    for (unsigned i = 0; i < l->n; i++) {
        const pending *p = &l->list[i];
        l->counts.acts++;
        l->counts.refused += p->refused;
        if (p->refused || !p->n_event) continue;
        Bus__Answer *answer = arena_alloc(l->arena, sizeof *answer);
        must(answer);
        bus__answer__init(answer);
        items[n++] = (batch_item){.command_id = p->id,
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
        l->counts.events += (int64_t) p->n_event;
    }
    return n;
}

status loader_flush(loader *l) {
    if (l->n == 0) return OK;
    arena_reset(l->arena);
    view *rows = view_open(l->arena, vault_opener, l->keys);
    batch_item *items = arena_alloc(l->arena, BATCH_ACTS * sizeof *items);
    must(rows && items);
    batch_begin(l->batch);
    status s = decide_all(l, rows);
    if (s == OK)
        s = batch_finish(l->batch, rows, collect(l, items), items);
    else
        batch_cancel(l->batch);
    forget(l);
    return s;
}

status loader_add(loader *l, city_act *act, void *self, const void *what, size_t bytes,
                  uint32_t shard, int64_t received_at_us) {
    status s = l->n == BATCH_ACTS ? loader_flush(l) : OK;
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
