/* changes: collects events, reply, warnings and rules of a decision for the runner. */
#include "proto/runtime/changes.h"

#include <string.h>

#include "proto/runtime/message.h"

void changes_start(changes *out, arena *a) {
    out->arena = a;
    out->full = out->over = false;
    out->event = NULL;
    out->event_room = 0;
    out->n_event = out->n_warning = out->n_rule = 0;
    out->reply = NULL;
    out->release = NULL;
    out->release_as = RELEASE_NONE;
    out->level = 0;
    out->approvers = 0;
    out->why = NULL;
    out->period = 0;
    out->based = false;
    out->base = 0;
    out->faults.n = 0;
}

/* The list doubles; what it leaves behind goes with the arena. */
static bool make_room(changes *out) {
    if (out->n_event < out->event_room) return true;
    size_t room = out->event_room ? 2 * out->event_room : 16;
    change_event *list = arena_alloc(out->arena, room * sizeof *list);
    if (!list) return false;
    if (out->n_event) memcpy(list, out->event, out->n_event * sizeof *list);
    out->event = list;
    out->event_room = room;
    return true;
}

void changes_event(changes *out, const ProtobufCMessage *event) {
    const message_type *type = catalog_type_of(event);
    must(type->event);
    if (out->n_event == CHANGES_EVENTS_MAX) {
        out->over = true;
        return;
    }
    ProtobufCMessage *copy = make_room(out) ? message_copy(event, out->arena) : NULL;
    if (!copy)
        out->full = true;
    else
        out->event[out->n_event++] = (change_event){type->event, copy};
}

void changes_reply(changes *out, const ProtobufCMessage *reply) {
    out->reply = message_copy(reply, out->arena);
    if (!out->reply) out->full = true;
}

void changes_warn(changes *out, status code, const char *field) {
    must(out->n_warning < sizeof out->warning / sizeof out->warning[0]);
    out->warning[out->n_warning++] = (change_warning){code, field};
}

bool changes_fault(changes *out, verdict v) {
    return faults_add(&out->faults, v);
}

bool changes_at_fault(const changes *out) {
    return out->faults.n > 0;
}

verdict changes_settle(changes *out, verdict v) {
    faults_add(&out->faults, v);
    return faults_first(&out->faults);
}

void changes_period(changes *out, int32_t period) {
    out->period = period;
}

/* A version only grows, so the sum tells whether any of them did. */
void changes_base(changes *out, int64_t version) {
    out->based = true;
    out->base += version;
}

void changes_rule(changes *out, const char *rule, bool passed) {
    must(out->n_rule < sizeof out->rule / sizeof out->rule[0]);
    out->rule[out->n_rule++] = (change_rule){rule, passed};
}

void changes_review(changes *out, int32_t level, uint32_t approvers, const char *why) {
    if (level > out->level) {
        out->level = level;
        out->why = why;
    }
    if (approvers > out->approvers) out->approvers = approvers;
}

void changes_release(changes *out, const char *case_no, release_kind kind) {
    out->release_as = kind;
    out->release = arena_dup(out->arena, case_no);
    if (!out->release) out->full = true;
}
