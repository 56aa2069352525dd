/* csv: rows of comma, semicolon or tab separated text in UTF-8 (with or without BOM), UTF-16 with
 * BOM, or GB18030. The encoding is decided on the whole file before the first row. A cell that a
 * spreadsheet would compute counts as a formula here, too. Source: RFC 4180; docs/rules 5.7. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/text.h"
#include "store/workbook/row_builder.h"

#define RAW_BYTES 32768
#define TEXT_BYTES (2 * RAW_BYTES)
#define NO_CONVERTER ((iconv_t) -1)

/* Converters are opened before the sandbox closes, for they are files of the system. */
static iconv_t from_gb18030 = NO_CONVERTER, from_utf16 = NO_CONVERTER;

bool sheet_prepare(void) {
    if (from_gb18030 == NO_CONVERTER) from_gb18030 = iconv_open("UTF-8", "GB18030");
    if (from_utf16 == NO_CONVERTER) from_utf16 = iconv_open("UTF-8", "UTF-16");
    return from_gb18030 != NO_CONVERTER && from_utf16 != NO_CONVERTER;
}

typedef struct csv_reader {
    sheet_job *job;
    row_builder *rows;
    iconv_t converter;
    off_t offset;
    size_t raw_bytes, text_bytes, text_at;
    bool at_end, begun;
    char separator;
    bool quoted, after_quote, in_row;
    uint32_t row, column;
    size_t field_bytes;
    char field[CELL_BYTES_MAX + 8];
    char raw[RAW_BYTES], text[TEXT_BYTES];
} csv_reader;

static status refuse(csv_reader *r, status code, const char *zh, const char *en) {
    return fault_at(&r->job->fault, code, r->row, FAULT_NO_COLUMN, zh, en);
}

/* Whole characters of the chunk; *n becomes how many bytes were looked at. */
static bool chunk_is_utf8(const char *raw, size_t *n, bool last) {
    size_t at = 0;
    while (at < *n) {
        size_t length = text_next(raw + at, *n - at, NULL);
        if (length == 0 && (last || *n - at >= 4)) return false;
        if (length == 0) break;
        at += length;
    }
    *n = at;
    return true;
}

/* One pass over the file: binary is refused, then UTF-8 or not. */
static status decide_encoding(csv_reader *r, bool *utf8) {
    off_t offset = 0;
    *utf8 = true;
    for (;;) {
        ssize_t got = pread(r->job->fd, r->raw, RAW_BYTES, offset);
        if (got < 0) return refuse(r, E_INTERNAL, "文件无法读取", "the file cannot be read");
        if (got == 0) return OK;
        if (memchr(r->raw, '\0', (size_t) got))
            return refuse(r, E_BATCH_FORMAT, "不是表格文件", "this is no spreadsheet");
        size_t n = (size_t) got;
        if (*utf8 && !chunk_is_utf8(r->raw, &n, got < RAW_BYTES)) *utf8 = false;
        offset += *utf8 && n > 0 ? (off_t) n : (off_t) got;
    }
}

static status choose_encoding(csv_reader *r) {
    unsigned char head[3] = {0};
    struct stat about;
    if (fstat(r->job->fd, &about) != 0 || pread(r->job->fd, head, sizeof head, 0) < 0)
        return refuse(r, E_INTERNAL, "文件无法读取", "the file cannot be read");
    if ((uint64_t) about.st_size > r->job->limits->csv_bytes_max)
        return refuse(r, E_BATCH_UNSAFE, "文件过大", "the file is too large");
    r->converter = NO_CONVERTER;
    if ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF)) {
        r->converter = from_utf16;
        return OK;
    }
    bool utf8;
    status s = decide_encoding(r, &utf8);
    if (head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF) r->offset = 3;
    if (s == OK && !utf8) r->converter = from_gb18030;
    return s;
}

static status convert(csv_reader *r) {
    char *from = r->raw, *to = r->text;
    size_t left = r->raw_bytes, room = TEXT_BYTES;
    size_t made = iconv(r->converter, &from, &left, &to, &room);
    bool cut = made == (size_t) -1 && errno == EINVAL && !r->at_end; /* a character goes on */
    if (made == (size_t) -1 && errno != E2BIG && !cut)
        return refuse(r, E_TEXT, "文字编码无法识别", "the text encoding is not known");
    memmove(r->raw, from, left);
    r->raw_bytes = left;
    r->text_bytes = TEXT_BYTES - room;
    /* UTF-16 may spell NUL, and UTF-32 looks like it */
    if (memchr(r->text, '\0', r->text_bytes))
        return refuse(r, E_BATCH_FORMAT, "不是表格文件", "this is no spreadsheet");
    return OK;
}

/* More text to work on; text_bytes 0 at the end. */
static status refill(csv_reader *r) {
    r->text_at = r->text_bytes = 0;
    do {
        ssize_t got = pread(r->job->fd, r->raw + r->raw_bytes, RAW_BYTES - r->raw_bytes, r->offset);
        if (got < 0) return refuse(r, E_INTERNAL, "文件无法读取", "the file cannot be read");
        r->at_end = got == 0 && r->raw_bytes < RAW_BYTES;
        r->offset += got;
        r->raw_bytes += (size_t) got;
        if (r->raw_bytes == 0) return OK;
        if (r->converter != NO_CONVERTER) {
            status s = convert(r);
            if (s != OK) return s;
        } else {
            memcpy(r->text, r->raw, r->raw_bytes);
            r->text_bytes = r->raw_bytes;
            r->raw_bytes = 0;
        }
    } while (r->text_bytes == 0);
    return OK;
}

/* The separator that occurs most in the first line. */
static char find_separator(const char *text, size_t n) {
    size_t count[3] = {0};
    const char separators[] = ",;\t";
    bool quoted = false;
    for (size_t i = 0; i < n && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *found = text[i] ? strchr(separators, text[i]) : NULL;
        if (text[i] == '"')
            quoted = !quoted;
        else if (found && !quoted)
            count[found - separators]++;
    }
    size_t best = count[1] > count[0] ? 1 : 0;
    return separators[count[2] > count[best] ? 2 : best];
}

/* 4.20106E+17: the spreadsheet saved what it showed, the other digits are gone. */
static bool is_scientific(const char *text) {
    size_t n = strspn(text, "0123456789");
    if (n != 1) return false;
    if (text[n] == '.') n += 1 + strspn(text + n + 1, "0123456789");
    if (text[n] != 'E' && text[n] != 'e') return false;
    n += 1 + (text[n + 1] == '+');
    return text[n] != '\0' && text[n + strspn(text + n, "0123456789")] == '\0';
}

static bool is_error_value(const char *text) {
    static const char *const errors[] = {"#REF!",   "#N/A",  "#VALUE!", "#NAME?",
                                         "#DIV/0!", "#NUM!", "#NULL!"};
    for (size_t i = 0; *text == '#' && i < sizeof errors / sizeof *errors; i++)
        if (strcmp(text, errors[i]) == 0) return true;
    return false;
}

static status end_field(csv_reader *r) {
    r->field[r->field_bytes] = '\0';
    uint16_t flags = r->field[0] == '='         ? CELL_FORMULA
                     : is_error_value(r->field) ? CELL_ERROR
                     : is_scientific(r->field)  ? CELL_NUMBER | CELL_ROUNDED
                                                : 0;
    status s = row_builder_cell(r->rows, r->column, flags, r->field, r->field_bytes);
    r->column++;
    r->field_bytes = 0;
    r->after_quote = false;
    return s;
}

static status end_record(csv_reader *r) {
    status s = end_field(r);
    r->in_row = false;
    return s == OK ? row_builder_end(r->rows) : s;
}

static void add_byte(csv_reader *r, char c) {
    if (r->field_bytes <= CELL_BYTES_MAX) r->field[r->field_bytes++] = c;
}

static status begin_record(csv_reader *r) {
    r->in_row = true;
    r->column = 0;
    r->row++;
    return row_builder_begin(r->rows, r->row);
}

static status take_byte(csv_reader *r, char c, char before) {
    if (!r->in_row && c == '\n' && before == '\r') return OK;
    status s = r->in_row ? OK : begin_record(r);
    if (s != OK) return s;
    if (r->quoted) {
        if (c == '"') {
            r->quoted = false;
            r->after_quote = true;
        } else {
            add_byte(r, c);
        }
    } else if (c == '"' && r->after_quote) {
        add_byte(r, c);
        r->quoted = true;
    } else if (c == '"' && r->field_bytes == 0) {
        r->quoted = true;
    } else if (c == r->separator) {
        return end_field(r);
    } else if (c == '\n' || c == '\r') {
        return end_record(r);
    } else {
        add_byte(r, c);
    }
    return OK;
}

static status read_records(csv_reader *r) {
    char before = '\0';
    for (;;) {
        status s = refill(r);
        if (s == OK && !r->begun) r->separator = find_separator(r->text, r->text_bytes);
        r->begun = true;
        if (s != OK || r->text_bytes == 0) return s;
        for (; r->text_at < r->text_bytes; before = r->text[r->text_at++]) {
            s = take_byte(r, r->text[r->text_at], before);
            if (s != OK) return s;
        }
    }
}

static status finish(csv_reader *r) {
    if (r->quoted)
        return refuse(r, E_BATCH_FORMAT, "引号没有结束", "a quotation mark is not closed");
    status s = r->in_row ? end_record(r) : OK;
    return s == OK ? row_builder_finish(r->rows) : s;
}

status csv_parse(sheet_job *job) {
    csv_reader *r = calloc(1, sizeof *r);
    row_builder *rows = row_builder_open(job);
    reader_info about = {.format = ROSTER_CSV};
    status s = E_INTERNAL;
    if (r && rows && sheet_prepare()) {
        r->job = job;
        r->rows = rows;
        s = choose_encoding(r);
        if (s == OK) s = job->sink->about(job->sink->context, &about);
        if (s == OK) s = read_records(r);
        if (s == OK) s = finish(r);
    }
    row_builder_close(rows);
    free(r);
    return s;
}
