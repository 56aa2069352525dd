/* apply: carries out the effects of an event on rows, as the contract declares them. */
#include "proto/runtime/apply/apply.h"

#include <string.h>

/* The outer event and, for `each`, one member of its repeated field. */
typedef struct source {
    const ProtobufCMessage *event, *member;
} source;

/* Where a row field gets its value from; the later assignment wins. */
typedef struct origin {
    const ProtobufCMessage *message;
    unsigned field;
    const apply_set *set;
} origin;

static const ProtobufCMessage *message_of(const apply_set *set, const source *from) {
    return set->kind == SET_MEMBER ? from->member : from->event;
}

static origin origin_of(const apply_type *apply_it, const source *from, unsigned to) {
    origin out = {NULL, 0, NULL};
    for (unsigned i = 0; i < apply_it->n_copy; i++)
        if (apply_it->copy[i].to == to) out = (origin){from->event, apply_it->copy[i].from, NULL};
    for (unsigned i = 0; from->member && i < apply_it->n_each_copy; i++)
        if (apply_it->each_copy[i].to == to)
            out = (origin){from->member, apply_it->each_copy[i].from, NULL};
    for (unsigned i = 0; i < apply_it->n_set; i++)
        if (apply_it->set[i].to == to)
            out = (origin){message_of(&apply_it->set[i], from), (unsigned) apply_it->set[i].from,
                           &apply_it->set[i]};
    return out;
}

static const char *set_text(const apply_set *set, const source *from, const event_head *head) {
    switch (set->kind) {
    case SET_TEXT:
        return set->text;
    case SET_ACTOR:
        return head->actor;
    case SET_CASE_NO:
        return head->case_no;
    default:
        return field_text(message_of(set, from), (unsigned) set->from);
    }
}

static int64_t set_number(const apply_set *set, const source *from, const event_head *head) {
    switch (set->kind) {
    case SET_NUMBER:
        return set->number;
    case SET_RECEIVED_AT:
        return head->received_at_us;
    default:
        return field_number(message_of(set, from), (unsigned) set->from);
    }
}

/* A sum never wraps and, unless its field says otherwise, never falls below zero. The generator
 * lets only int32 and int64 be counted. */
static status count(const apply_set *set, int64_t by, const message_type *type,
                    ProtobufCMessage *row) {
    const field_type *field = &type->field[set->to];
    bool wide = type->descriptor->fields[set->to].type == PROTOBUF_C_TYPE_INT64;
    int64_t old = field_number(row, set->to), sum;
    bool wraps = set->how == SET_PLUS ? __builtin_add_overflow(old, by, &sum)
                                      : __builtin_sub_overflow(old, by, &sum);
    if (wraps || (!wide && (sum > INT32_MAX || sum < INT32_MIN))) return E_OVERFLOW;
    bool bounded = field->least || field->most;
    if (sum < field->least || (bounded && sum > field->most)) return E_RANGE;
    field_set_number(row, set->to, sum);
    return OK;
}

static status run_set(const apply_set *set, const source *from, const event_head *head,
                      const message_type *type, ProtobufCMessage *row) {
    if (field_is_text(type, set->to))
        field_set_text(row, set->to, set_text(set, from, head));
    else if (field_is_bytes(type, set->to))
        field_set_bytes(row, set->to, field_bytes(message_of(set, from), (unsigned) set->from));
    else if (set->how == SET_TO)
        field_set_number(row, set->to, set_number(set, from, head));
    else
        return count(set, set_number(set, from, head), type, row);
    return OK;
}

/* Whole members of the same declared type are copied as they are, repeated ones with their count.
 */
static void copy_field(const ProtobufCMessage *from, unsigned field, ProtobufCMessage *row,
                       unsigned to) {
    const ProtobufCFieldDescriptor *source_field = &from->descriptor->fields[field];
    const ProtobufCFieldDescriptor *row_field = &row->descriptor->fields[to];
    if (source_field->label == PROTOBUF_C_LABEL_REPEATED) {
        memcpy((char *) row + row_field->quantifier_offset,
               (const char *) from + source_field->quantifier_offset, sizeof(size_t));
        memcpy((char *) row + row_field->offset, (const char *) from + source_field->offset,
               sizeof(void *));
    } else if (source_field->type == PROTOBUF_C_TYPE_STRING) {
        field_set_text(row, to, field_text(from, field));
    } else if (source_field->type == PROTOBUF_C_TYPE_BYTES) {
        field_set_bytes(row, to, field_bytes(from, field));
    } else if (source_field->type == PROTOBUF_C_TYPE_MESSAGE) {
        memcpy((char *) row + row_field->offset, (const char *) from + source_field->offset,
               sizeof(void *));
    } else {
        field_set_number(row, to, field_number(from, field));
    }
}

static void key_part(row_key *key, const apply_type *apply_it, const source *from,
                     const event_head *head, unsigned to) {
    const message_type *type = apply_it->row->message;
    origin at = origin_of(apply_it, from, to);
    must(at.message); /* the generator refuses a key that the event does not cover */
    if (field_is_text(type, to))
        row_key_text(key, at.set ? set_text(at.set, from, head) : field_text(at.message, at.field));
    else if (field_is_bytes(type, to))
        row_key_bytes(key, field_bytes(at.message, at.field));
    else
        row_key_number(key, at.set ? set_number(at.set, from, head)
                                   : field_number(at.message, at.field));
}

static status apply_one(const apply_type *apply_it, const source *from, const event_head *head,
                        view *v) {
    const row_type *type = apply_it->row;
    row_key key = row_key_of(type, 0);
    for (unsigned i = 0; i < type->index[0].n; i++)
        key_part(&key, apply_it, from, head, type->index[0].field[i]);
    if (apply_it->remove) {
        if (view_remove(v, &key)) return OK;
        return view_missing(v) ? E_NOT_READY : E_CONFLICT;
    }
    ProtobufCMessage *row = view_sealed(v, &key, apply_it->create);
    if (!row) return view_missing(v) ? E_NOT_READY : E_CONFLICT;
    status s = OK;
    for (unsigned i = 0; i < apply_it->n_copy; i++)
        copy_field(from->event, apply_it->copy[i].from, row, apply_it->copy[i].to);
    for (unsigned i = 0; from->member && i < apply_it->n_each_copy; i++)
        copy_field(from->member, apply_it->each_copy[i].from, row, apply_it->each_copy[i].to);
    for (unsigned i = 0; i < apply_it->n_set; i++)
        if (s == OK) s = run_set(&apply_it->set[i], from, head, type->message, row);
    if (s != OK) return s;
    field_set_number(row, type->version, field_number(row, type->version) + 1);
    view_touched(v, type, row);
    return OK;
}

static status apply_each(const apply_type *apply_it, const ProtobufCMessage *event,
                         const event_head *head, view *v) {
    if (apply_it->each < 0) return apply_one(apply_it, &(source){event, NULL}, head, v);
    const ProtobufCFieldDescriptor *field = &event->descriptor->fields[apply_it->each];
    size_t n = *(const size_t *) (const void *) ((const char *) event + field->quantifier_offset);
    ProtobufCMessage *const *member =
        *(ProtobufCMessage *const *const *) (const void *) ((const char *) event + field->offset);
    status worst = OK;
    for (size_t i = 0; i < n; i++) {
        status s = apply_one(apply_it, &(source){event, member[i]}, head, v);
        if (s != OK && s != E_NOT_READY) return s;
        if (s != OK) worst = s;
    }
    return worst;
}

status apply_logged(const event_type *type, uint32_t schema, const ProtobufCMessage *event,
                    const event_head *head, view *v) {
    status worst = OK;
    for (unsigned i = 0; i < type->n_apply; i++) {
        if (schema < type->apply[i].since || schema > type->apply[i].until) continue;
        status s = apply_each(&type->apply[i], event, head, v);
        if (s != OK && s != E_NOT_READY) return s;
        if (s != OK) worst = s;
    }
    return worst;
}

status apply(const event_type *type, const ProtobufCMessage *event, const event_head *head,
             view *v) {
    return apply_logged(type, type->schema, event, head, v);
}
