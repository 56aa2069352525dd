/* pg_args: parameters and results in PostgreSQL's binary form. An array is: dimensions, null flag,
 * member type, length, lower bound, then each member with its length, all big endian. Source:
 * PostgreSQL src/backend/utils/adt/arrayfuncs.c, array_recv. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "store/pg/pg_internal.h"

#define ARRAY_HEAD_BYTES 20

static const uint32_t member_oid[] = {
    [PG_INT8] = 20, [PG_TEXT] = 25, [PG_BYTEA] = 17, [PG_BOOL] = 16};

static char *grow(pg_buffer *b, size_t bytes) {
    if (b->bytes + bytes > b->room) {
        b->room = (b->bytes + bytes) * 2 + 256;
        b->data = realloc(b->data, b->room);
        must(b->data);
    }
    char *at = b->data + b->bytes;
    b->bytes += bytes;
    return at;
}

static void put32(char *at, uint32_t number) {
    number = htobe32(number);
    memcpy(at, &number, sizeof number);
}

static void put64(char *at, int64_t number) {
    uint64_t big = htobe64((uint64_t) number);
    memcpy(at, &big, sizeof big);
}

void pg_args_start(pg *db) {
    db->n_parameter = 0;
}

static pg_parameter *next_parameter(pg *db) {
    must(db->n_parameter < PG_PARAMETERS_MAX);
    pg_parameter *p = &db->parameter[db->n_parameter++];
    p->value.bytes = 0;
    p->array = false;
    p->members = 0;
    return p;
}

unsigned pg_array(pg *db, pg_type type) {
    pg_parameter *p = next_parameter(db);
    p->array = true;
    p->type = type;
    char *head = grow(&p->value, ARRAY_HEAD_BYTES);
    put32(head, 1);
    put32(head + 4, 0);
    put32(head + 8, member_oid[type]);
    put32(head + 12, 0);
    put32(head + 16, 1);
    return db->n_parameter - 1;
}

static char *next_member(pg *db, unsigned parameter, size_t bytes) {
    must(parameter < db->n_parameter && db->parameter[parameter].array && bytes <= INT32_MAX);
    pg_parameter *p = &db->parameter[parameter];
    put32(p->value.data + 12, ++p->members);
    char *at = grow(&p->value, 4 + bytes);
    put32(at, (uint32_t) bytes);
    return at + 4;
}

void pg_add_number(pg *db, unsigned parameter, int64_t number) {
    if (db->parameter[parameter].type == PG_BOOL) {
        *next_member(db, parameter, 1) = number != 0;
    } else {
        must(db->parameter[parameter].type == PG_INT8);
        put64(next_member(db, parameter, 8), number);
    }
}

void pg_add_bytes(pg *db, unsigned parameter, const void *data, size_t bytes) {
    char *at = next_member(db, parameter, bytes);
    if (bytes > 0) memcpy(at, data, bytes);
}

void pg_add_text(pg *db, unsigned parameter, const char *text) {
    pg_add_bytes(db, parameter, text, strlen(text));
}

void pg_value_number(pg *db, int64_t number) {
    put64(grow(&next_parameter(db)->value, 8), number);
}

void pg_value_flag(pg *db, bool flag) {
    *grow(&next_parameter(db)->value, 1) = flag;
}

void pg_value_bytes(pg *db, const void *data, size_t bytes) {
    pg_parameter *p = next_parameter(db);
    char *at = grow(&p->value, bytes + 1); /* never NULL, which would be SQL's null */
    p->value.bytes = bytes;
    if (bytes > 0) memcpy(at, data, bytes);
}

void pg_value_text(pg *db, const char *text) {
    pg_value_bytes(db, text, strlen(text));
}

int64_t pg_get_number(const PGresult *result, int row, int column) {
    const char *at = PQgetvalue(result, row, column);
    uint64_t wide = 0;
    uint32_t narrow = 0;
    switch (PQgetlength(result, row, column)) {
    case 1:
        return at[0];
    case 4:
        memcpy(&narrow, at, 4);
        return (int32_t) be32toh(narrow);
    case 8:
        memcpy(&wide, at, 8);
        return (int64_t) be64toh(wide);
    default:
        return 0;
    }
}

const char *pg_get_text(const PGresult *result, int row, int column) {
    return PQgetvalue(result, row, column);
}

const uint8_t *pg_get_bytes(const PGresult *result, int row, int column, size_t *bytes) {
    *bytes = (size_t) PQgetlength(result, row, column);
    return (const uint8_t *) PQgetvalue(result, row, column);
}

int64_t pg_affected(const PGresult *result) {
    return strtoll(PQcmdTuples((PGresult *) result), NULL, 10);
}
