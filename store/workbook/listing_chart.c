/* listing_chart: the first column names the bar, behind it stand the numbers that are drawn, one
 * series each. */
#include "store/workbook/listing_chart.h"

#define SHEET "图表"

static bool is_drawn(const message_type *row, unsigned field) {
    return row->field[field].chart;
}

static unsigned count_drawn(const message_type *row) {
    unsigned n = 0;
    for (unsigned i = 0; i < row->descriptor->n_fields; i++) n += is_drawn(row, i);
    return n;
}

/* The first text of the type. */
static const char *name_of(const listing_chart *c, const ProtobufCMessage *row) {
    for (unsigned i = 0; i < c->row->descriptor->n_fields; i++)
        if (field_is_text(c->row, i)) return field_text(row, i);
    return "";
}

static bool write_header(listing_chart *c) {
    bool whole = true;
    lxw_col_t column = 1;
    for (unsigned i = 0; i < c->row->descriptor->n_fields; i++)
        if (is_drawn(c->row, i))
            whole = worksheet_write_string(c->sheet, 0, column++, c->row->field[i].label.zh,
                                           NULL) == LXW_NO_ERROR &&
                    whole;
    return whole;
}

bool listing_chart_open(listing_chart *c, lxw_workbook *book, const message_type *row) {
    *c = (listing_chart){.book = book, .row = row};
    if (count_drawn(row) == 0) return true;
    c->sheet = workbook_add_worksheet(book, SHEET);
    return c->sheet && write_header(c);
}

bool listing_chart_add(listing_chart *c, const ProtobufCMessage *row) {
    if (!c->sheet) return true;
    lxw_row_t line = ++c->n_rows;
    lxw_col_t column = 1;
    bool whole = worksheet_write_string(c->sheet, line, 0, name_of(c, row), NULL) == LXW_NO_ERROR;
    for (unsigned i = 0; i < c->row->descriptor->n_fields; i++)
        if (is_drawn(c->row, i))
            whole = worksheet_write_number(c->sheet, line, column++, (double) field_number(row, i),
                                           NULL) == LXW_NO_ERROR &&
                    whole;
    return whole;
}

static bool add_series(listing_chart *c, lxw_chart *chart, unsigned field, lxw_col_t column) {
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) return false;
    chart_series_set_name(series, c->row->field[field].label.zh);
    chart_series_set_categories(series, SHEET, 1, 0, c->n_rows, 0);
    chart_series_set_values(series, SHEET, 1, column, c->n_rows, column);
    return true;
}

bool listing_chart_finish(listing_chart *c) {
    if (!c->sheet || c->n_rows == 0) return true;
    lxw_chart *chart = workbook_add_chart(c->book, LXW_CHART_BAR_STACKED);
    lxw_col_t column = 1;
    bool whole = chart;
    for (unsigned i = 0; whole && i < c->row->descriptor->n_fields; i++)
        if (is_drawn(c->row, i)) whole = add_series(c, chart, i, column++);
    if (!whole) return false;
    chart_axis_set_reverse(chart->y_axis); /* the first row on top */
    return worksheet_insert_chart(c->sheet, 0, (lxw_col_t) (column + 1), chart) == LXW_NO_ERROR;
}
