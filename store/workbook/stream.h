/* stream: how rows travel from hall-workbook to the reader. A record is: u8 kind, u32 length of the
 * payload, payload; all numbers little-endian; a text is u32 length, the bytes, one NUL.
 *
 *   'A' about    u8 format, u8 date_1904, text sheet, text version, text roster_no
 *   'R' row      u32 number, u16 n_cells, then for each: u16 column, u16 flags, text
 *   'E' end      u32 rows, blank_rows, hidden_sheets, other_sheets, hidden_rows, ignored_cells
 *   'F' fault    u32 status, u32 row, u32 column, text sheet, text detail_zh, text detail_en
 *
 * One 'A', then rows (the first is the header), then 'E'; or 'F' at any place instead. A stream
 * that ends otherwise comes from a parser that was killed. */
#ifndef HALL_ROSTER_STREAM_H
#define HALL_ROSTER_STREAM_H

#include "store/workbook/reader.h"
#include "store/workbook/sheet.h"

/* Room for the longest record. */
#define STREAM_RECORD_BYTES (SHEET_COLUMNS_USED * (CELL_BYTES_MAX + 16) + 64)
#define STREAM_HEAD_BYTES 5u

/* Writing: to `fd`, through a buffer. */
typedef struct stream_writer stream_writer;
stream_writer *stream_writer_open(int fd);
void stream_writer_close(stream_writer *w);
status stream_write_about(void *writer, const reader_info *info) MUST_CHECK;
status stream_write_row(void *writer, const cell_row *row) MUST_CHECK;
status stream_write_end(stream_writer *w, const reader_summary *summary) MUST_CHECK;
status stream_write_fault(stream_writer *w, const roster_fault *fault) MUST_CHECK;

/* Reading: each takes the payload of a record and checks every length in it; false when it is not
 * well formed. Texts of a row are borrowed from the payload. cells has SHEET_COLUMNS_USED places.
 */
bool stream_read_about(const uint8_t *payload, size_t bytes, reader_info *out);
bool stream_read_row(const uint8_t *payload, size_t bytes, cell *cells, cell_row *out);
bool stream_read_end(const uint8_t *payload, size_t bytes, reader_summary *out);
bool stream_read_fault(const uint8_t *payload, size_t bytes, roster_fault *out);

#endif
