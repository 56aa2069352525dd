/* act: seals and folds what a decision wants, and asks for rows until nothing is missing. */
#include "workers/engine/act.h"

#include "proto/runtime/crypt/seal.h"

static const char *subject_of(const change_event *event) {
    return field_text(event->message, (unsigned) event->type->subject);
}

static status seal_one(const change_event *event, view *rows, vault *keys, batch_event *out) {
    ProtobufCMessage *sealed = event->message;
    const char *subject = subject_of(event);
    if (seal_needed(event->type->message)) {
        seal_secret secret;
        if (view_is_fresh(rows, subject)) vault_new(keys, subject);
        status s = vault_secret(keys, subject, true, &secret);
        if (s == OK)
            s = seal_message(event->type->message, event->message, &secret, view_arena(rows),
                             &sealed);
        if (s != OK) return s;
    }
    *out = (batch_event){event->type, sealed, subject};
    return OK;
}

/* Goes on behind a key that is not there, so that all of them are asked for at once. */
status act_seal(const changes *wanted, view *rows, vault *keys, batch_event **out) {
    *out = arena_alloc(view_arena(rows), (wanted->n_event + 1) * sizeof **out);
    status worst = *out ? OK : E_ARENA;
    for (size_t i = 0; *out && i < wanted->n_event; i++) {
        status s = seal_one(&wanted->event[i], rows, keys, &(*out)[i]);
        if (s != OK && s != E_NOT_READY) return s;
        if (s != OK) worst = s;
    }
    return worst;
}

status act_fold(const batch_event *event, size_t n, const event_head *head, view *rows) {
    size_t mark = view_save(rows);
    for (size_t i = 0; i < n; i++) {
        status s = apply(event[i].type, event[i].sealed, head, rows);
        if (s == OK) continue;
        status undone = view_undo(rows, mark);
        return undone == OK ? s : undone;
    }
    return OK;
}

bool act_in_turn(const act_list *list, view *rows, bool may_apply) {
    uint64_t waiting[SHARDS / 64] = {0};
    bool waits = false;
    for (unsigned i = 0; i < list->n; i++) {
        uint32_t shard = list->shard(list->self, i);
        uint64_t *word = &waiting[shard / 64], bit = UINT64_C(1) << (shard % 64);
        if (list->decide(list->self, i, rows, may_apply && !(*word & bit))) continue;
        *word |= bit;
        waits = true;
    }
    return waits;
}

status act_rounds(batch *b, view *rows, bool waits, act_pass *pass, void *self) {
    for (unsigned round = 0; waits && round < ACT_ROUNDS_MAX; round++) {
        status fault = OK;
        batch_ask_rows(b, rows);
        status s = batch_round(b);
        if (s != OK) return s;
        waits = pass(self, rows, &fault);
        if (fault != OK) return fault;
    }
    return waits ? E_INTERNAL : OK;
}

bool act_moves_reference(const event_type *type) {
    for (unsigned i = 0; i < type->n_apply; i++)
        if (type->apply[i].row->reference) return true;
    return false;
}
