/* cells: see cells.h. Marks of the file are judged first (a formula is refused even when its value
 * looks right), then emptiness, then the kind of the column. */
#include "store/workbook/cells.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/fold.h"

const cell *cell_at(const cell_row *row, unsigned column) {
    unsigned low = 0, high = row->n_cells;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (row->cells[middle].column == column) return &row->cells[middle];
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static status check_marks(const cell *c) {
    if (c->flags & CELL_ERROR) /* before formula: some writers store an error as a formula */
        return E_CELL_ERROR;
    if (c->flags & CELL_FORMULA) return E_CELL_FORMULA;
    if (c->flags & CELL_MERGED) return E_CELL_MERGED;
    if (c->flags & CELL_ROUNDED) return E_CELL_ROUNDED;
    return c->flags & CELL_LONG ? E_TOO_LONG : OK;
}

static bool all_digits(const char *text) {
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* A number without date format in a date column: a bare day number of the spreadsheet. Longer
 * numbers are dates written as digits (20110701). */
static bool is_bare_serial(const cell *c, const char *text) {
    size_t whole = strspn(text, "0123456789");
    return (c->flags & CELL_NUMBER) && whole > 0 && whole <= 5 &&
           (text[whole] == '\0' || text[whole] == '.');
}

static int64_t leading_number(const char *text) {
    int64_t n = 0;
    for (; *text >= '0' && *text <= '9'; text++) n = n * 10 + (*text - '0');
    return n;
}

static status convert_date(const cell *c, bool date_1904, cell_value *v) {
    status s = is_bare_serial(c, v->text)
                   ? cell_serial_date(leading_number(v->text), date_1904, &v->number)
                   : cell_date(v->text, &v->number);
    if (s == OK) snprintf(v->text, sizeof v->text, "%08lld", (long long) v->number);
    return s;
}

static status convert_period(const cell *c, bool date_1904, cell_value *v) {
    status s;
    if (is_bare_serial(c, v->text)) {
        s = cell_serial_date(leading_number(v->text), date_1904, &v->number);
        v->number /= 100;
    } else {
        s = cell_period(v->text, &v->number);
    }
    if (s == OK) snprintf(v->text, sizeof v->text, "%06lld", (long long) v->number);
    return s == OK ? OK : E_PERIOD;
}

static status convert_money(cell_value *v) {
    status s = cell_money(v->text, &v->number);
    if (s == OK)
        snprintf(v->text, sizeof v->text, "%lld.%02d", (long long) (v->number / 100),
                 (int) (v->number % 100));
    return s;
}

static status convert_whole(cell_value *v) {
    if (!all_digits(v->text)) return E_FORM;
    if (strlen(v->text) > 15) return E_RANGE;
    v->number = leading_number(v->text);
    return OK;
}

static status convert_code(const template_column *column, cell_value *v) {
    const code_value *code = code_find(column->table, v->text);
    if (!code) return E_CODE_VALUE;
    v->number = code->number;
    snprintf(v->text, sizeof v->text, "%s", code->text);
    return OK;
}

static size_t fold_as(template_kind kind, const cell *c, char *out) {
    size_t bytes = c->length < CELL_BYTES_MAX ? c->length : CELL_BYTES_MAX;
    if (kind == TEMPLATE_NAME) return fold_name(c->text, bytes, out);
    if (kind == TEMPLATE_NUMBER || kind == TEMPLATE_WHOLE || kind == TEMPLATE_MONEY)
        return fold_number(c->text, bytes, out);
    return fold_words(c->text, bytes, out);
}

static status convert_kind(const template_column *column, const cell *c, bool date_1904,
                           cell_value *v) {
    switch (column->kind) {
    case TEMPLATE_DATE:
        return convert_date(c, date_1904, v);
    case TEMPLATE_PERIOD:
        return convert_period(c, date_1904, v);
    case TEMPLATE_MONEY:
        return convert_money(v);
    case TEMPLATE_WHOLE:
        return convert_whole(v);
    case TEMPLATE_CODE:
        return convert_code(column, v);
    default:
        return OK;
    }
}

status cell_convert(const template_column *column, const cell *c, bool date_1904, cell_value *out) {
    cell_value v;
    v.empty = true;
    v.number = 0;
    v.text[0] = '\0';
    status s = OK;
    if (column->kind != TEMPLATE_IGNORED && c) {
        s = check_marks(c);
        if (s == OK) v.empty = fold_as(column->kind, c, v.text) == 0;
    }
    if (s == OK && v.empty && column->required && column->kind != TEMPLATE_IGNORED) s = E_REQUIRED;
    if (s == OK && !v.empty) s = convert_kind(column, c, date_1904, &v);
    if (s != OK) return s;
    out->empty = v.empty;
    out->number = v.number;
    memcpy(out->text, v.text, strlen(v.text) + 1);
    return OK;
}
