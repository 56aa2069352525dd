/* old_rows: reads the file and finds the numbers that stand there twice. */
#include "tools/hall/old_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/workbook/reader.h"
#include "tools/hall/hall.h"
#include "workers/rules/identifier/document.h"

enum { CPU_S = 3600, TEXT_MAX = 64 };

static const size_t arena_bytes = (size_t) 4 << 30; /* at most; taken as it is needed */

static const char *const names[OLD_COLUMNS][4] = {
    {"证件号码", "身份证号", "document_no", NULL},
    {"密码摘要", "密码", "password_hash", NULL},
    {"盐", "salt", NULL, NULL},
};

/* -1: the file has no such column. */
static int find_column(const cell_row *header, unsigned which) {
    for (unsigned i = 0; i < header->n_cells; i++)
        for (unsigned k = 0; names[which][k]; k++)
            if (!strcmp(header->cells[i].text, names[which][k])) return header->cells[i].column;
    return -1;
}

static bool find_columns(const cell_row *header, int column[OLD_COLUMNS], old_file *out) {
    for (unsigned i = 0; i < OLD_COLUMNS; i++) {
        column[i] = find_column(header, i);
        const cell *c = column[i] < 0 ? NULL : cell_at(header, (unsigned) column[i]);
        snprintf(out->header[i], sizeof out->header[i], "%s", c ? c->text : names[i][0]);
    }
    return column[OLD_COLUMN_NUMBER] >= 0 && column[OLD_COLUMN_HASH] >= 0;
}

/* Longer than anything that may stand there: cut, and refused for its form. */
static char *text_of(const cell_row *row, int column, arena *a) {
    const cell *c = column < 0 ? NULL : cell_at(row, (unsigned) column);
    size_t n = c ? c->length : 0;
    return arena_text(a, c ? c->text : "", n > TEXT_MAX ? TEXT_MAX : n);
}

static bool add_row(const cell_row *row, const int column[OLD_COLUMNS], old_file *out) {
    if (out->n == out->room) {
        out->room = out->room ? 2 * out->room : 1024;
        out->row = realloc(out->row, out->room * sizeof *out->row);
        must(out->row);
    }
    old_row *r = &out->row[out->n++];
    *r = (old_row){.number = row->number};
    for (unsigned i = 0; i < OLD_COLUMNS; i++) {
        r->text[i] = text_of(row, column[i], out->a);
        if (!r->text[i]) return false;
    }
    return true;
}

/* ---- doubles --------------------------------------------------------------------------------- */

/* One spelling of a number: an old one of 15 digits as the person's of today. */
static void spell(const old_row *row, char out[DOCUMENT_SIZE]) {
    if (document_fold(row->text[OLD_COLUMN_NUMBER], out) != OK) out[0] = '\0';
    char wide[CITIZEN_ID_SIZE];
    if (strlen(out) == 15 && citizen_id_widen(out, wide) == OK) strcpy(out, wide);
}

static int by_number(const void *a, const void *b) {
    char x[DOCUMENT_SIZE], y[DOCUMENT_SIZE];
    spell(*(const old_row *const *) a, x);
    spell(*(const old_row *const *) b, y);
    return strcmp(x, y);
}

static void mark_doubles(old_file *f) {
    old_row **sorted = malloc((f->n + 1) * sizeof(old_row *));
    char number[DOCUMENT_SIZE];
    must(sorted);
    for (size_t i = 0; i < f->n; i++) sorted[i] = &f->row[i];
    qsort(sorted, f->n, sizeof(old_row *), by_number);
    for (size_t i = 1; i < f->n; i++) {
        spell(sorted[i], number);
        if (number[0] && by_number(&sorted[i - 1], &sorted[i]) == 0)
            sorted[i - 1]->is_double = sorted[i]->is_double = true;
    }
    free(sorted);
}

/* ---------------------------------------------------------------------------------------------- */

static status read_rows(reader *r, old_file *out) {
    int column[OLD_COLUMNS];
    bool header = false;
    cell_row row;
    for (;;) {
        switch (reader_next(r, &row)) {
        case READER_ROW:
            if (!header && !find_columns(&row, column, out)) return E_BATCH_HEADER;
            if (header && !add_row(&row, column, out)) return E_ARENA;
            header = true;
            break;
        case READER_END:
            return header ? OK : E_BATCH_EMPTY;
        case READER_FAULT:
            say(0, "row %u: %s / %s", reader_refusal(r)->row, reader_refusal(r)->detail_zh,
                reader_refusal(r)->detail_en);
            return reader_refusal(r)->code;
        default:
            break;
        }
    }
}

status old_file_read(int fd, old_file *out) {
    const reader_options how = {.rows_max = UINT32_MAX, .cpu_s = CPU_S, .blocking = true};
    reader *r = NULL;
    *out = (old_file){.a = arena_open(arena_bytes)};
    if (!out->a) return E_UNAVAILABLE;
    status s = reader_open(&r, fd, &how);
    if (s == OK) s = read_rows(r, out);
    reader_close(r);
    if (s == OK) mark_doubles(out);
    return s;
}

void old_file_free(old_file *f) {
    arena_close(f->a);
    free(f->row);
}
