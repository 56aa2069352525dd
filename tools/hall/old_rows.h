/* old_rows: the file of the old system's accounts: document number, hash, salt. UTF-8 with or
 * without BOM, or GB18030; read by the sandboxed hall-workbook. */
#ifndef HALL_TOOLS_OLD_ROWS_H
#define HALL_TOOLS_OLD_ROWS_H

#include "proto/runtime/arena.h"
#include "proto/runtime/status.h"

enum { OLD_COLUMN_NUMBER, OLD_COLUMN_HASH, OLD_COLUMN_SALT, OLD_COLUMNS };
enum { OLD_OUTCOMES = 4 };

/* number: line of the file, the header is 1. is_double: another row has the same document number,
 * also one in the old form of 15 digits. */
typedef struct old_row {
    uint32_t number;
    char *text[OLD_COLUMNS]; /* never NULL */
    bool is_double;
} old_row;

typedef struct old_file {
    arena *a;
    size_t n, room;
    old_row *row;
    char header[OLD_COLUMNS][64]; /* as the file calls its columns */
} old_file;

/* old_file_read: all rows; says itself what is wrong with the file. Freed by old_file_free, after a
 * failure too. errors  E_BATCH_HEADER: no column for number or hash; those of the reader. */
status old_file_read(int fd, old_file *out) MUST_CHECK;
void old_file_free(old_file *f);

#endif
