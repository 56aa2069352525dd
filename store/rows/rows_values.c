/* rows_values: a packed column is made by serialising a row that has only that field, so lists,
 * sub-messages and oneofs need no code of their own. */
#include "store/rows/rows_values.h"

#include <stdlib.h>
#include <string.h>

#include "store/rows/rows_sql.h"

/* The member of the struct that holds one field, and its count or case beside it. */
static void copy_member(const ProtobufCFieldDescriptor *f, const ProtobufCMessage *from,
                        ProtobufCMessage *to) {
    size_t bytes = sizeof(void *);
    bool repeated = f->label == PROTOBUF_C_LABEL_REPEATED;
    if (!repeated && f->type == PROTOBUF_C_TYPE_BYTES) bytes = sizeof(ProtobufCBinaryData);
    if (f->quantifier_offset != 0) {
        size_t count_bytes = repeated ? sizeof(size_t) : sizeof(uint32_t);
        memcpy((char *) to + f->quantifier_offset, (const char *) from + f->quantifier_offset,
               count_bytes);
    }
    if (!repeated && (f->type == PROTOBUF_C_TYPE_FLOAT || f->type == PROTOBUF_C_TYPE_INT32 ||
                      f->type == PROTOBUF_C_TYPE_UINT32 || f->type == PROTOBUF_C_TYPE_ENUM ||
                      f->type == PROTOBUF_C_TYPE_BOOL))
        bytes = 4;
    memcpy((char *) to + f->offset, (const char *) from + f->offset, bytes);
}

static bool oneof_chosen(const ProtobufCFieldDescriptor *f, const ProtobufCMessage *row) {
    if ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0) return true;
    uint32_t chosen;
    memcpy(&chosen, (const char *) row + f->quantifier_offset, sizeof chosen);
    return chosen == f->id;
}

static void add_packed(pg *db, unsigned parameter, const row_type *type,
                       const ProtobufCFieldDescriptor *f, const ProtobufCMessage *row) {
    const ProtobufCMessageDescriptor *d = type->message->descriptor;
    if (!oneof_chosen(f, row)) {
        pg_add_bytes(db, parameter, NULL, 0);
        return;
    }
    ProtobufCMessage *alone = calloc(1, d->sizeof_message);
    must(alone);
    d->message_init(alone);
    copy_member(f, row, alone);
    size_t bytes = protobuf_c_message_get_packed_size(alone);
    uint8_t *packed = malloc(bytes + 1);
    must(packed);
    pg_add_bytes(db, parameter, packed, protobuf_c_message_pack(alone, packed));
    free(packed);
    free(alone);
}

void rows_add_field(pg *db, unsigned parameter, const row_type *type, unsigned field,
                    const ProtobufCMessage *row) {
    bool packed;
    pg_type kind = rows_sql_type(type, field, &packed);
    if (packed) {
        add_packed(db, parameter, type, &type->message->descriptor->fields[field], row);
    } else if (kind == PG_TEXT) {
        pg_add_text(db, parameter, field_text(row, field));
    } else if (kind == PG_BYTEA) {
        ProtobufCBinaryData data = field_bytes(row, field);
        pg_add_bytes(db, parameter, data.data, data.len);
    } else {
        pg_add_number(db, parameter, field_number(row, field));
    }
}

void rows_add_part(pg *db, unsigned parameter, const row_part *part) {
    if (part->is_number)
        pg_add_number(db, parameter, part->number);
    else
        pg_add_bytes(db, parameter, part->data, part->bytes);
}

void rows_value_part(pg *db, const row_type *type, unsigned field, const row_part *part) {
    bool packed;
    if (rows_sql_type(type, field, &packed) == PG_BOOL)
        pg_value_flag(db, part->number != 0);
    else if (part->is_number)
        pg_value_number(db, part->number);
    else
        pg_value_bytes(db, part->data, part->bytes);
}

static status read_packed(const row_type *type, const ProtobufCFieldDescriptor *f,
                          const uint8_t *data, size_t bytes, arena *a, ProtobufCMessage *row) {
    if (bytes == 0) return OK;
    ProtobufCMessage *alone =
        protobuf_c_message_unpack(type->message->descriptor, arena_pb(a), bytes, data);
    if (!alone) return E_INTERNAL;
    copy_member(f, alone, row);
    return OK;
}

status rows_read_field(const row_type *type, unsigned i, const PGresult *result, int line,
                       int column, arena *a, ProtobufCMessage *row) {
    bool packed;
    size_t bytes;
    pg_type kind = rows_sql_type(type, i, &packed);
    const uint8_t *data = pg_get_bytes(result, line, column, &bytes);
    if (packed)
        return read_packed(type, &type->message->descriptor->fields[i], data, bytes, a, row);
    if (kind == PG_INT8 || kind == PG_BOOL) {
        field_set_number(row, i, pg_get_number(result, line, column));
        return OK;
    }
    if (bytes == 0) return OK; /* as initialised */
    if (kind == PG_TEXT) {
        char *copy = arena_text(a, data, bytes);
        if (copy) field_set_text(row, i, copy);
        return copy ? OK : E_ARENA;
    }
    uint8_t *copy = arena_copy(a, data, bytes);
    if (copy) field_set_bytes(row, i, (ProtobufCBinaryData){bytes, copy});
    return copy ? OK : E_ARENA;
}

status rows_read(const row_type *type, const PGresult *result, int line, arena *a,
                 ProtobufCMessage **out) {
    const ProtobufCMessageDescriptor *d = type->message->descriptor;
    ProtobufCMessage *row = arena_alloc(a, d->sizeof_message);
    if (!row) return E_ARENA;
    d->message_init(row);
    status s = OK;
    int column = 0;
    for (unsigned i = 0; i < d->n_fields && s == OK; i++)
        if (rows_sql_stored(type, i)) s = rows_read_field(type, i, result, line, column++, a, row);
    if (s == OK) *out = row;
    return s;
}
