/* result: see result.h. The workbook; the CSV form is result_csv.c. */
#include "store/workbook/result.h"

#include <stdio.h>
#include <string.h>

#include "store/workbook/header.h"
#include "store/workbook/result_text.h"
#include "store/workbook/template_format.h"

#define NOTES_MAX 20000u

static void write_extra_headers(template_book *b) {
    const char *headers[] = {HEADER_CODE, HEADER_REASON, HEADER_ROW};
    double widths[] = {24, 60, 10};
    for (unsigned i = 0; i < 3; i++) {
        lxw_col_t at = (lxw_col_t) (b->def->n_columns + i);
        worksheet_set_column(b->sheet, at, at, widths[i], b->text);
        worksheet_write_string(b->sheet, 0, at, headers[i], b->extra);
    }
}

static const result_fault *fault_of(const result_row *row, unsigned column) {
    for (unsigned i = 0; i < row->n_faults; i++)
        if (row->faults[i].column == (int) column) return &row->faults[i];
    return NULL;
}

static void add_note(template_book *b, lxw_row_t at, lxw_col_t column, const result_fault *fault) {
    char text[RESULT_TEXT_BYTES];
    snprintf(text, sizeof text, "%s\n%s", fault->reason, status_name(fault->code));
    lxw_comment_options look = {.x_scale = 1.6, .y_scale = 0.7, .author = (char *) "hall"};
    worksheet_write_comment_opt(b->sheet, at, column, text, &look);
}

static void write_text(template_book *b, lxw_row_t at, lxw_col_t column, const char *text,
                       lxw_format *format) {
    char escaped[RESULT_CELL_BYTES];
    result_cell(text, escaped);
    worksheet_write_string(b->sheet, at, column, escaped, format);
}

static void write_row(template_book *b, lxw_row_t at, const result_row *row, uint32_t *n_notes) {
    char text[RESULT_TEXT_BYTES];
    lxw_col_t extra = (lxw_col_t) b->def->n_columns;
    for (unsigned i = 0; i < b->def->n_columns; i++) {
        const result_fault *fault = fault_of(row, i);
        const char *text_of_cell = row->texts[i];
        if (text_of_cell || fault)
            write_text(b, at, (lxw_col_t) i, text_of_cell ? text_of_cell : "",
                       fault ? b->bad : b->text);
        if (fault && *n_notes < NOTES_MAX) {
            add_note(b, at, (lxw_col_t) i, fault);
            (*n_notes)++;
        }
    }
    result_codes(row, text);
    worksheet_write_string(b->sheet, at, extra, text, b->text);
    result_reasons(b->def, row, text);
    worksheet_write_string(b->sheet, at, extra + 1, text, b->text);
    snprintf(text, sizeof text, "%u", row->number);
    worksheet_write_string(b->sheet, at, extra + 2, text, b->text);
}

/* Which notes stand where: the sheet comes with the first of them. */
typedef struct note_sheet {
    lxw_worksheet *sheet;
    lxw_row_t at;
} note_sheet;

static void open_notes(template_book *b, note_sheet *notes) {
    static const char *const headers[] = {HEADER_ROW, "列", "代码", "提示"};
    static const double widths[] = {10, 18, 22, 70};
    notes->sheet = workbook_add_worksheet(b->book, TEMPLATE_NOTE_SHEET);
    for (lxw_col_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        worksheet_set_column(notes->sheet, i, i, widths[i], b->text);
        worksheet_write_string(notes->sheet, 0, i, headers[i], b->extra);
    }
    worksheet_freeze_panes(notes->sheet, 1, 0);
}

static void write_taken(template_book *b, note_sheet *notes, const result_row *row) {
    char number[16];
    if (!notes->sheet) open_notes(b, notes);
    snprintf(number, sizeof number, "%u", row->number);
    for (unsigned i = 0; i < row->n_faults; i++) {
        const result_fault *f = &row->faults[i];
        const char *texts[] = {number, f->column >= 0 ? b->def->columns[f->column].header : "",
                               status_name(f->code), f->reason};
        notes->at++;
        for (lxw_col_t c = 0; c < sizeof texts / sizeof *texts; c++)
            worksheet_write_string(notes->sheet, notes->at, c, texts[c], b->text);
    }
}

status result_write_xlsx(const result_source *source, const scratch *room, int *fd,
                         uint32_t *n_rows) {
    template_book b;
    result_row row;
    lxw_row_t at = 0;
    uint32_t n_notes = 0;
    note_sheet notes = {0};
    status s = template_book_open(&b, source->def, source->period, room);
    if (s != OK) return s;
    write_extra_headers(&b);
    while (source->next(source->context, &row))
        if (row.taken)
            write_taken(&b, &notes, &row);
        else
            write_row(&b, ++at, &row, &n_notes);
    if (notes.sheet && at == 0) worksheet_activate(notes.sheet); /* nothing is to be corrected */
    s = template_book_finish(&b, source->roster_no, fd);
    if (s == OK && n_rows) *n_rows = at;
    return s;
}
