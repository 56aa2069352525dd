/* batch_row: one row of a file becomes one command. The cells are read as the template says; the
 * first one that cannot be is the row's refusal, with its field. What the values mean is decided
 * behind the bus. Pure but for the arena. */
#ifndef HALL_BATCH_BATCH_ROW_H
#define HALL_BATCH_BATCH_ROW_H

#include "proto/runtime/decide.h"
#include "store/workbook/header.h"
#include "store/workbook/template_of.h"

/* batch_row: the packed command of a row; unit_no is the unit that handed the file in.
 * result  OK with *out in `a`; else the refusal of cell_convert and the field's name. */
verdict batch_row(const command_type *command, const header_map *map, const cell_row *row,
                  bool date_1904, const char *unit_no, arena *a,
                  ProtobufCBinaryData *out) MUST_CHECK;

/* batch_row_id: the command id of a row: the same row of the same roster is the same command,
 * however often it is sent. Roster numbers can be guessed, the digest of the content cannot: nobody
 * else files under this id before. A UUID of version 8 (RFC 9562: made by own rules). */
void batch_row_id(const char *roster_no, const char *file_id, int64_t row_no, uint8_t out[16]);

#endif
