/* changes: see changes.h. */
#include "proto/runtime/changes.h"

#include "proto/runtime/message.h"

void changes_start(changes *out, arena *a) {
    out->arena = a;
    out->full = false;
    out->n_event = out->n_warning = out->n_rule = 0;
    out->reply = NULL;
    out->release = NULL;
}

void changes_event(changes *out, const ProtobufCMessage *event) {
    const message_type *type = catalog_type_of(event);
    must(type->event != NULL);
    must(out->n_event < sizeof out->event / sizeof out->event[0]);
    ProtobufCMessage *copy = message_copy(event, out->arena);
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

void changes_rule(changes *out, const char *rule, bool passed, const char *zh, const char *en) {
    must(out->n_rule < sizeof out->rule / sizeof out->rule[0]);
    out->rule[out->n_rule++] = (change_rule){rule, passed, zh, en};
}

void changes_release(changes *out, const char *case_no) {
    out->release = arena_dup(out->arena, case_no);
    if (!out->release) out->full = true;
}
