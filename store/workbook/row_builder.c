/* row_builder: collects the cells of a row from any format and hands the row on. */
#include "store/workbook/row_builder.h"
#include "store/workbook/bits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/fold.h"
#include "store/workbook/header.h"
#include "store/workbook/sort.h"

#define MERGES_MAX 10000u
/* Cells of all areas together, as far as they are looked at: sound areas do not overlap. */
#define MERGED_CELLS_MAX ((uint64_t) SHEET_ROWS_MAX * SHEET_COLUMNS_USED)
#define TEXT_BYTES (SHEET_COLUMNS_USED * (CELL_BYTES_MAX + 1))

typedef struct area {
    uint32_t first_row, last_row, first_column, last_column;
} area;

struct row_builder {
    sheet_job *job;
    uint32_t number, header_number, header_columns, n_header_rows;
    uint64_t merged_cells;
    bool out_of_order;
    unsigned n_cells, n_merges;
    size_t used;
    int16_t slot[SHEET_COLUMNS_USED]; /* position in cells by column, -1 for none */
    cell cells[SHEET_COLUMNS_USED];
    area *merges;
    uint8_t merged_rows[SHEET_ROWS_MAX / 8 + 1], seen_rows[SHEET_ROWS_MAX / 8 + 1];
    uint8_t hidden_rows[SHEET_ROWS_MAX / 8 + 1];
    char text[TEXT_BYTES];
};

/* From `from` up to, but not with, `to`: whole bytes at once, for an area may be a whole column. */
static void set_bits(uint8_t *bits, uint32_t from, uint32_t to) {
    while (from < to && from % 8 != 0) set_bit(bits, from++, true);
    memset(bits + from / 8, 0xFF, (to - from) / 8);
    for (from += (to - from) / 8 * 8; from < to; from++) set_bit(bits, from, true);
}

row_builder *row_builder_open(sheet_job *job) {
    row_builder *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->job = job;
    memset(b->slot, 0xFF, sizeof b->slot);
    return b;
}

void row_builder_close(row_builder *b) {
    if (!b) return;
    free(b->merges);
    free(b);
}

status row_builder_merge(row_builder *b, uint32_t first_row, uint32_t last_row,
                         uint32_t first_column, uint32_t last_column) {
    roster_fault *fault = &b->job->fault;
    if (first_row == 0 || first_row > last_row || last_row > SHEET_ROWS_MAX ||
        first_column > last_column || last_column >= SHEET_COLUMNS_MAX)
        return fault_at(fault, E_BATCH_UNSAFE, first_row, FAULT_NO_COLUMN, "合并区域越界",
                        "a merged area is out of bounds");
    if (!b->merges && !(b->merges = calloc(MERGES_MAX, sizeof *b->merges))) return E_INTERNAL;
    if (first_column >= SHEET_COLUMNS_USED) return OK;
    uint32_t end = last_column < SHEET_COLUMNS_USED ? last_column + 1 : SHEET_COLUMNS_USED;
    b->merged_cells += (uint64_t) (last_row - first_row + 1) * (end - first_column);
    if (b->n_merges == MERGES_MAX || b->merged_cells > MERGED_CELLS_MAX)
        return fault_set(fault, E_BATCH_UNSAFE, "合并区域过多", "too many merged areas");
    b->merges[b->n_merges++] = (area){first_row, last_row, first_column, last_column};
    set_bits(b->merged_rows, first_row - 1, last_row);
    return OK;
}

status row_builder_begin(row_builder *b, uint32_t number) {
    roster_fault *fault = &b->job->fault;
    if (number == 0 || number > SHEET_ROWS_MAX)
        return fault_set(fault, E_BATCH_UNSAFE, "行号越界", "a row number is out of bounds");
    if (bit(b->seen_rows, number - 1))
        return fault_at(fault, E_BATCH_UNSAFE, number, FAULT_NO_COLUMN, "同一行出现两次",
                        "the row stands twice");
    if (number < b->header_number)
        return fault_at(fault, E_BATCH_UNSAFE, number, FAULT_NO_COLUMN,
                        "表头之前的行出现在表头之后", "a row above the header follows it");
    set_bit(b->seen_rows, number - 1, true);
    for (unsigned i = 0; i < b->n_cells; i++) b->slot[b->cells[i].column] = -1;
    b->number = number;
    b->n_cells = 0;
    b->used = 0;
    b->out_of_order = false;
    return OK;
}

void row_builder_hide(row_builder *b, uint32_t number) {
    if (number > 0 && number <= SHEET_ROWS_MAX) set_bit(b->hidden_rows, number - 1, true);
}

/* Cuts at a whole character. */
static size_t cut_length(const char *text, size_t bytes) {
    size_t n = CELL_BYTES_MAX;
    if (bytes <= n) return bytes;
    while (n > 0 && ((unsigned char) text[n] & 0xC0) == 0x80) n--;
    return n;
}

static void add_cell(row_builder *b, uint32_t column, uint16_t flags, const char *text,
                     size_t bytes) {
    char *copy = b->text + b->used;
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    b->used += bytes + 1;
    if (b->n_cells > 0 && b->cells[b->n_cells - 1].column > column) b->out_of_order = true;
    b->slot[column] = (int16_t) b->n_cells;
    b->cells[b->n_cells++] = (cell){
        .column = (uint16_t) column, .flags = flags, .length = (uint32_t) bytes, .text = copy};
}

status row_builder_cell(row_builder *b, uint32_t column, uint16_t flags, const char *text,
                        size_t bytes) {
    roster_fault *fault = &b->job->fault;
    if (column >= SHEET_COLUMNS_MAX)
        return fault_at(fault, E_BATCH_UNSAFE, b->number, column, "列号越界",
                        "a column number is out of bounds");
    if (bytes == 0 && (flags & (CELL_FORMULA | CELL_ERROR)) == 0) return OK;
    if (column >= SHEET_COLUMNS_USED) {
        b->job->summary.ignored_cells++;
        return OK;
    }
    if (b->slot[column] >= 0)
        return fault_at(fault, E_BATCH_UNSAFE, b->number, column, "同一单元格出现两次",
                        "the cell stands twice");
    size_t kept = cut_length(text, bytes);
    add_cell(b, column, kept < bytes ? flags | CELL_LONG : flags, text, kept);
    return OK;
}

/* YYYY-MM-DD for a day that exists; a time of day is dropped. */
static bool date_text(const char *number, bool date_1904, char out[CELL_DECIMAL_BYTES]) {
    int64_t serial = 0, date;
    size_t n = strspn(number, "0123456789");
    if (n == 0 || n > 7) return false;
    for (size_t i = 0; i < n; i++) serial = serial * 10 + (number[i] - '0');
    if (cell_serial_date(serial, date_1904, &date) != OK) return false;
    snprintf(out, CELL_DECIMAL_BYTES, "%04d-%02d-%02d", (int) (date / 10000),
             (int) (date / 100 % 100), (int) (date % 100));
    return true;
}

status row_builder_number(row_builder *b, uint32_t column, uint16_t flags, const char *text,
                          bool date_format, bool date_1904) {
    char plain[CELL_DECIMAL_BYTES], date[CELL_DECIMAL_BYTES];
    bool rounded;
    if (!cell_decimal(text, plain, &rounded))
        return row_builder_cell(b, column, flags | CELL_NUMBER | CELL_ROUNDED, text, strlen(text));
    if (date_format && date_text(plain, date_1904, date))
        return row_builder_cell(b, column, flags | CELL_DATE, date, strlen(date));
    if (date_format) flags |= CELL_DATE;
    if (rounded) flags |= CELL_ROUNDED;
    return row_builder_cell(b, column, flags | CELL_NUMBER, plain, strlen(plain));
}

static int by_column(const void *left, const void *right) {
    return (int) ((const cell *) left)->column - (int) ((const cell *) right)->column;
}

static bool row_is_blank(const row_builder *b) {
    for (unsigned i = 0; i < b->n_cells; i++) {
        const cell *c = &b->cells[i];
        if ((c->flags & (CELL_FORMULA | CELL_ERROR)) || !fold_is_blank(c->text, c->length))
            return false;
    }
    return true;
}

static void mark_area(row_builder *b, const area *a) {
    for (uint32_t column = a->first_column; column <= a->last_column && column < b->header_columns;
         column++)
        if (b->slot[column] < 0)
            add_cell(b, column, CELL_MERGED, "", 0);
        else
            b->cells[b->slot[column]].flags |= CELL_MERGED;
}

static void mark_merges(row_builder *b) {
    for (unsigned i = 0; i < b->n_merges; i++) {
        const area *a = &b->merges[i];
        bool single = a->first_row == a->last_row && a->first_column == a->last_column;
        if (!single && a->first_row <= b->number && b->number <= a->last_row) mark_area(b, a);
    }
}

/* The header may stand below titles, which are narrower. */
static void widen_header(row_builder *b) {
    if (b->n_header_rows == HEADER_ROWS) return;
    b->n_header_rows++;
    for (unsigned i = 0; i < b->n_cells; i++)
        if (b->cells[i].column >= b->header_columns) b->header_columns = b->cells[i].column + 1u;
}

status row_builder_end(row_builder *b) {
    sheet_job *job = b->job;
    bool is_header = b->header_number == 0;
    if (row_is_blank(b)) {
        job->summary.blank_rows += !is_header;
        return OK;
    }
    widen_header(b);
    if (!is_header && bit(b->merged_rows, b->number - 1)) mark_merges(b);
    if (b->out_of_order) sort_items(b->cells, b->n_cells, sizeof *b->cells, by_column);
    if (is_header) {
        b->header_number = b->number;
    } else if (job->summary.rows == job->limits->rows_max) {
        return fault_put(&job->fault, E_BATCH_ROWS, "每个文件至多 %u 行",
                         "at most %u rows in a file", job->limits->rows_max);
    } else {
        job->summary.rows++;
        job->summary.hidden_rows += bit(b->hidden_rows, b->number - 1);
    }
    cell_row row = {.number = b->number, .n_cells = b->n_cells, .cells = b->cells};
    return job->sink->row(job->sink->context, &row);
}

status row_builder_finish(row_builder *b) {
    if (b->header_number == 0)
        return fault_set(&b->job->fault, E_BATCH_EMPTY, "工作表为空", "the sheet is empty");
    if (b->job->summary.rows == 0)
        return fault_set(&b->job->fault, E_BATCH_EMPTY, "只有表头，没有数据行",
                         "there is a header but no data row");
    return OK;
}
