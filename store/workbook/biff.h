/* biff: the records of an old .xls workbook stream, one after the other, and the texts in them,
 * which may be spread over CONTINUE records. Knows no record's meaning. Source:
 * [MS-XLS] 2.1.4, 2.5.293. */
#ifndef HALL_ROSTER_BIFF_H
#define HALL_ROSTER_BIFF_H

#include "store/workbook/cfb.h"
#include "store/workbook/xlsx_text.h"

#define BIFF_RECORD_BYTES 8224u
#define BIFF_CONTINUE 0x003Cu

typedef struct biff {
    cfb_stream *stream;
    uint64_t next; /* offset of the record behind this one */
    unsigned type, bytes;
    unsigned at; /* how far the payload has been taken */
    uint8_t payload[BIFF_RECORD_BYTES];
} biff;

/* biff_next: the next record; false at the end of the stream or when it is broken. */
bool biff_next(biff *b);

/* biff_seek: the next record will be the one at `offset`. */
void biff_seek(biff *b, uint64_t offset);

/* biff_u16/u32: numbers of this record at `at`, 0 beyond its end. */
unsigned biff_u16(const biff *b, unsigned at);
uint32_t biff_u32(const biff *b, unsigned at);

/* biff_double: eight bytes at `at` as text of 17 digits, the form cell_decimal reads. */
void biff_double(const uint8_t raw[8], char out[40]);

/* biff_more: whether payload is left behind b->at, in this record or in a CONTINUE record. */
bool biff_more(biff *b);

/* biff_text: the text at b->at as UTF-8, running on into CONTINUE records; b->at moves behind it
 * and its formatting. wide_count: its length has two bytes, else one. False when it is broken:
 * then `out` holds what came before the break. */
bool biff_text(biff *b, bool wide_count, xlsx_text *out);

#endif
