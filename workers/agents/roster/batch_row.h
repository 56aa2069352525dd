/* batch_row: one row of a file becomes one command. The cells are read as the template says; every
 * one that cannot be is a fault of the row, and its field stays empty. What the values mean is
 * decided behind the bus. */
#ifndef HALL_BATCH_BATCH_ROW_H
#define HALL_BATCH_BATCH_ROW_H

#include "proto/runtime/arena.h"
#include "proto/runtime/verdict.h"
#include "store/workbook/header.h"
#include "store/workbook/template_of.h"
#include "workers/agents/roster/batch_people.h"

/* What the rows of a file have in common. unit_no: that handed it in. */
typedef struct batch_sheet {
    const command_type *command;
    const header_map *map;
    bool date_1904;
    const char *unit_no;
    batch_people *people;
} batch_sheet;

/* faults: of cells that cannot be read (cell_convert), and E_DUP_ROW when an earlier row, which is
 * other_row then (else 0), names the same person. command: packed, without what is at fault. cells:
 * as batch_cells. In the arena. */
typedef struct batch_command {
    ProtobufCBinaryData command;
    faults faults;
    int64_t other_row;
    const char *cells;
} batch_command;

/* batch_row: errors  E_ARENA. */
status batch_row(const batch_sheet *sheet, const cell_row *row, arena *a,
                 batch_command *out) MUST_CHECK;

/* batch_row_id: the command id of a row: the same row of the same roster is the same command,
 * however often it is sent; what it is sent for tells a trial from the act. Roster numbers can be
 * guessed, the digest of the content cannot: nobody else files under this id before. A UUID of
 * version 8 (RFC 9562: made by own rules). */
void batch_row_id(const char *what_for, const char *roster_no, const char *file_id, int64_t row_no,
                  uint8_t out[16]);

#endif
