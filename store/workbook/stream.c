/* stream: writes and reads the records by which rows leave the sandboxed parser. */
#include "store/workbook/stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (2u * STREAM_RECORD_BYTES)

struct stream_writer {
    int fd;
    size_t bytes, record; /* used bytes; where the record being written begins */
    uint8_t buffer[BUFFER_BYTES];
};

stream_writer *stream_writer_open(int fd) {
    stream_writer *w = calloc(1, sizeof *w);
    if (w) w->fd = fd;
    return w;
}

void stream_writer_close(stream_writer *w) {
    free(w);
}

static void put_u8(stream_writer *w, unsigned value) {
    w->buffer[w->bytes++] = (uint8_t) value;
}

static void put_u16(stream_writer *w, unsigned value) {
    put_u8(w, value & 0xFF);
    put_u8(w, value >> 8 & 0xFF);
}

static void put_u32(stream_writer *w, uint32_t value) {
    put_u16(w, value & 0xFFFF);
    put_u16(w, value >> 16);
}

static void put_text(stream_writer *w, const char *text, size_t bytes) {
    put_u32(w, (uint32_t) bytes);
    memcpy(w->buffer + w->bytes, text, bytes);
    w->bytes += bytes;
    put_u8(w, 0);
}

static status flush(stream_writer *w) {
    size_t at = 0;
    while (at < w->bytes) {
        ssize_t n = write(w->fd, w->buffer + at, w->bytes - at);
        if (n < 0 && errno != EINTR) return E_INTERNAL;
        at += n > 0 ? (size_t) n : 0;
    }
    w->bytes = 0;
    return OK;
}

/* No record is longer than half the buffer, so one that begins always fits. */
static status begin(stream_writer *w, char kind) {
    status s = w->bytes > BUFFER_BYTES - STREAM_RECORD_BYTES ? flush(w) : OK;
    w->record = w->bytes;
    put_u8(w, (unsigned char) kind);
    put_u32(w, 0);
    return s;
}

static void end(stream_writer *w) {
    size_t last = w->bytes;
    w->bytes = w->record + 1;
    put_u32(w, (uint32_t) (last - w->record - STREAM_HEAD_BYTES));
    w->bytes = last;
}

status stream_write_about(void *writer, const reader_info *info) {
    stream_writer *w = writer;
    status s = begin(w, 'A');
    put_u8(w, info->format);
    put_u8(w, info->date_1904);
    put_text(w, info->sheet, strlen(info->sheet));
    put_text(w, info->version, strlen(info->version));
    put_text(w, info->roster_no, strlen(info->roster_no));
    end(w);
    return s;
}

status stream_write_row(void *writer, const cell_row *row) {
    stream_writer *w = writer;
    status s = begin(w, 'R');
    put_u32(w, row->number);
    put_u16(w, row->n_cells);
    for (unsigned i = 0; i < row->n_cells; i++) {
        put_u16(w, row->cells[i].column);
        put_u16(w, row->cells[i].flags);
        put_text(w, row->cells[i].text, row->cells[i].length);
    }
    end(w);
    return s;
}

status stream_write_end(stream_writer *w, const reader_summary *summary) {
    status s = begin(w, 'E');
    put_u32(w, summary->rows);
    put_u32(w, summary->blank_rows);
    put_u32(w, summary->hidden_sheets);
    put_u32(w, summary->other_sheets);
    put_u32(w, summary->hidden_rows);
    put_u32(w, summary->ignored_cells);
    end(w);
    return s == OK ? flush(w) : s;
}

status stream_write_fault(stream_writer *w, const roster_fault *fault) {
    status s = begin(w, 'F');
    put_u32(w, (uint32_t) fault->code);
    put_u32(w, fault->row);
    put_u32(w, fault->column);
    put_text(w, fault->sheet, strlen(fault->sheet));
    put_text(w, fault->detail_zh, strlen(fault->detail_zh));
    put_text(w, fault->detail_en, strlen(fault->detail_en));
    end(w);
    return s == OK ? flush(w) : s;
}

/* What is left of a payload; `bad` once anything did not fit, and then for good. */
typedef struct cursor {
    const uint8_t *at, *end;
    bool bad;
} cursor;

static uint32_t take_number(cursor *c, unsigned bytes) {
    uint32_t value = 0;
    if (c->bad || (size_t) (c->end - c->at) < bytes) {
        c->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++) value |= (uint32_t) c->at[i] << (8 * i);
    c->at += bytes;
    return value;
}

static const char *take_text(cursor *c, uint32_t *bytes) {
    uint32_t n = take_number(c, 4);
    if (c->bad || n >= (size_t) (c->end - c->at) || c->at[n] != 0 || memchr(c->at, 0, n)) {
        c->bad = true;
        *bytes = 0;
        return "";
    }
    const char *text = (const char *) c->at;
    c->at += n + 1;
    *bytes = n;
    return text;
}

static void take_into(cursor *c, char *out, size_t size) {
    uint32_t bytes;
    const char *text = take_text(c, &bytes);
    c->bad = c->bad || bytes >= size;
    if (!c->bad) memcpy(out, text, (size_t) bytes + 1);
}

static bool complete(const cursor *c) {
    return !c->bad && c->at == c->end;
}

bool stream_read_about(const uint8_t *payload, size_t bytes, reader_info *out) {
    cursor c = {payload, payload + bytes, false};
    reader_info info = {0};
    unsigned format = take_number(&c, 1);
    info.format = (roster_format) format;
    info.date_1904 = take_number(&c, 1) != 0;
    take_into(&c, info.sheet, sizeof info.sheet);
    take_into(&c, info.version, sizeof info.version);
    take_into(&c, info.roster_no, sizeof info.roster_no);
    if (!complete(&c) || format < ROSTER_XLSX || format > ROSTER_CSV) return false;
    *out = info;
    return true;
}

bool stream_read_row(const uint8_t *payload, size_t bytes, cell *cells, cell_row *out) {
    cursor c = {payload, payload + bytes, false};
    uint32_t number = take_number(&c, 4);
    unsigned n = take_number(&c, 2);
    int last = -1;
    if (c.bad || n > SHEET_COLUMNS_USED || number == 0 || number > SHEET_ROWS_MAX) return false;
    for (unsigned i = 0; i < n; i++) {
        cells[i].column = (uint16_t) take_number(&c, 2);
        cells[i].flags = (uint16_t) take_number(&c, 2);
        cells[i].text = take_text(&c, &cells[i].length);
        if (c.bad || cells[i].length > CELL_BYTES_MAX || (int) cells[i].column <= last ||
            cells[i].column >= SHEET_COLUMNS_USED)
            return false;
        last = cells[i].column;
    }
    *out = (cell_row){.number = number, .n_cells = n, .cells = cells};
    return complete(&c);
}

bool stream_read_end(const uint8_t *payload, size_t bytes, reader_summary *out) {
    cursor c = {payload, payload + bytes, false};
    reader_summary summary = {0};
    summary.rows = take_number(&c, 4);
    summary.blank_rows = take_number(&c, 4);
    summary.hidden_sheets = take_number(&c, 4);
    summary.other_sheets = take_number(&c, 4);
    summary.hidden_rows = take_number(&c, 4);
    summary.ignored_cells = take_number(&c, 4);
    if (!complete(&c)) return false;
    *out = summary;
    return true;
}

bool stream_read_fault(const uint8_t *payload, size_t bytes, roster_fault *out) {
    cursor c = {payload, payload + bytes, false};
    roster_fault fault = {0};
    fault.code = (status) take_number(&c, 4);
    fault.row = take_number(&c, 4);
    fault.column = take_number(&c, 4);
    take_into(&c, fault.sheet, sizeof fault.sheet);
    take_into(&c, fault.detail_zh, sizeof fault.detail_zh);
    take_into(&c, fault.detail_en, sizeof fault.detail_en);
    if (!complete(&c) || fault.code == OK) return false;
    *out = fault;
    return true;
}
