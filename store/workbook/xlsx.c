/* xlsx: the rows of one worksheet part, one pass, no row kept. A cell's meaning depends on its type
 * attribute, its style and whether a formula stands in it; the text is gathered until the cell
 * ends. The workbook around it is workbook.c. Source: ECMA-376 part 1, 18.3. */
#include "store/workbook/package.h"

#include <stdlib.h>
#include <string.h>

#include "store/workbook/row_builder.h"
#include "store/workbook/workbook.h"
#include "store/workbook/xlsx_parts.h"
#include "store/workbook/xlsx_text.h"

typedef enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_INLINE,
    TYPE_STRING,
    TYPE_BOOLEAN,
    TYPE_ERROR,
    TYPE_DATE
} cell_type;

/* A cell's text stands in <v> or in <is>; odd writers fill both. */
typedef enum text_source { SOURCE_NONE, SOURCE_VALUE, SOURCE_INLINE } text_source;

typedef struct sheet_reader {
    sheet_job *job;
    row_builder *rows;
    strings *strings;
    const xlsx_styles *styles;
    bool date_1904;
    bool in_data, in_row, in_cell, in_value, in_inline;
    int phonetic;
    uint32_t row, column; /* of the row and cell being read */
    uint32_t next_row, next_column;
    cell_type type;
    uint32_t style;
    bool has_formula;
    text_source source; /* of what is in text */
    xlsx_text text;
} sheet_reader;

static status abnormal(sheet_reader *r, const char *zh, const char *en) {
    return fault_at(&r->job->fault, E_BATCH_UNSAFE, r->row, FAULT_NO_COLUMN, zh, en);
}

/* Both counted from 1; 0 for one that is not written. */
typedef struct corner {
    uint32_t row, column;
} corner;

/* "BC12", "BC" or "12". False when it is none of these or beyond the bounds of any sheet. *end:
 * behind it. */
static bool parse_corner(const char *at, corner *out, const char **end) {
    uint32_t c = 0, n = 0;
    at += *at == '$';
    for (; (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'); at++) {
        c = c * 26 + (uint32_t) ((*at | 0x20) - 'a' + 1);
        if (c > SHEET_COLUMNS_MAX) return false;
    }
    at += *at == '$';
    for (; *at >= '0' && *at <= '9'; at++) {
        n = n * 10 + (uint32_t) (*at - '0');
        if (n > SHEET_ROWS_MAX) return false;
    }
    *out = (corner){.row = n, .column = c};
    *end = at;
    return c > 0 || n > 0;
}

/* A cell's own reference has both; the column is given from 0. */
static bool parse_reference(const char *at, uint32_t *row, uint32_t *column, const char **end) {
    corner c;
    if (!parse_corner(at, &c, end) || c.row == 0 || c.column == 0) return false;
    *row = c.row;
    *column = c.column - 1;
    return true;
}

static bool parse_count(const char *text, uint32_t most, uint32_t *out) {
    uint64_t n = 0;
    if (*text == '\0' || strlen(text) > 9) return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return false;
        n = n * 10 + (uint64_t) (*text - '0');
    }
    *out = (uint32_t) n;
    return n <= most;
}

static void begin_row(sheet_reader *r, xml *x, const char **attributes) {
    const char *number = xml_attribute(attributes, "r");
    r->row = r->next_row;
    if (number && !parse_count(number, SHEET_ROWS_MAX, &r->row)) {
        xml_stop(x, abnormal(r, "行号越界", "a row number is out of bounds"));
        return;
    }
    if (xml_is_true(xml_attribute(attributes, "hidden"))) row_builder_hide(r->rows, r->row);
    r->in_row = true;
    r->next_row = r->row + 1;
    r->next_column = 0;
    xml_stop(x, row_builder_begin(r->rows, r->row));
}

static bool parse_type(const char *text, cell_type *out) {
    static const struct {
        const char *name;
        cell_type type;
    } types[] = {
        {"n", TYPE_NUMBER},  {"s", TYPE_SHARED}, {"inlineStr", TYPE_INLINE}, {"str", TYPE_STRING},
        {"b", TYPE_BOOLEAN}, {"e", TYPE_ERROR},  {"d", TYPE_DATE},
    };
    *out = TYPE_NUMBER;
    if (!text) return true;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(text, types[i].name) == 0) {
            *out = types[i].type;
            return true;
        }
    return false;
}

static status place_cell(sheet_reader *r, const char *reference) {
    uint32_t row;
    const char *end;
    r->column = r->next_column;
    if (reference) {
        if (!parse_reference(reference, &row, &r->column, &end) || *end != '\0')
            return abnormal(r, "单元格地址无效", "a cell reference is invalid");
        if (row != r->row)
            return abnormal(r, "单元格地址与所在行不符", "a cell reference disagrees with its row");
    }
    r->next_column = r->column + 1;
    return OK;
}

static void begin_cell(sheet_reader *r, xml *x, const char **attributes) {
    const char *style = xml_attribute(attributes, "s");
    xml_stop(x, place_cell(r, xml_attribute(attributes, "r")));
    if (!parse_type(xml_attribute(attributes, "t"), &r->type))
        xml_stop(x, abnormal(r, "单元格类型未知", "a cell type is unknown"));
    r->style = style ? (uint32_t) strtoul(style, NULL, 10) : 0;
    r->in_cell = true;
    r->has_formula = false;
    r->source = SOURCE_NONE;
    xlsx_text_clear(&r->text);
}

/* Of two texts the one that the cell's type asks for counts. */
static void begin_text(sheet_reader *r, text_source source) {
    text_source wanted = r->type == TYPE_INLINE ? SOURCE_INLINE : SOURCE_VALUE;
    if (r->source != SOURCE_NONE && r->source != source) {
        if (source != wanted) return;
        xlsx_text_clear(&r->text);
    }
    r->source = source;
    r->in_value = true;
}

static void on_start(xml *x, const char *name, const char **attributes) {
    sheet_reader *r = xml_context(x);
    if (r->in_cell) {
        if (strcmp(name, "v") == 0)
            begin_text(r, SOURCE_VALUE);
        else if (strcmp(name, "f") == 0)
            r->has_formula = true;
        else if (strcmp(name, "is") == 0)
            r->in_inline = true;
        else if (strcmp(name, "rPh") == 0)
            r->phonetic++;
        else if (strcmp(name, "t") == 0 && r->in_inline && r->phonetic == 0)
            begin_text(r, SOURCE_INLINE);
    } else if (r->in_row) {
        if (strcmp(name, "c") == 0) begin_cell(r, x, attributes);
    } else if (r->in_data) {
        if (strcmp(name, "row") == 0) begin_row(r, x, attributes);
    } else if (strcmp(name, "sheetData") == 0) {
        r->in_data = true;
    }
}

static status end_shared(sheet_reader *r, uint16_t flags) {
    uint32_t index;
    size_t bytes;
    const char *text = parse_count(r->text.bytes, UINT32_MAX, &index)
                           ? strings_at(r->strings, index, &bytes)
                           : NULL;
    if (!text) return abnormal(r, "共享字符串序号越界", "a shared string index is out of range");
    return row_builder_cell(r->rows, r->column, flags, text, bytes);
}

/* Strict workbooks may hold dates as ISO text. */
static status end_iso_date(sheet_reader *r, uint16_t flags) {
    size_t bytes = strcspn(r->text.bytes, "T");
    return row_builder_cell(r->rows, r->column, flags | CELL_DATE, r->text.bytes, bytes);
}

static status end_cell(sheet_reader *r) {
    uint16_t flags = r->has_formula ? CELL_FORMULA : 0;
    xlsx_text_finish(&r->text);
    if (r->source == SOURCE_NONE || r->text.length == 0)
        return row_builder_cell(r->rows, r->column, flags, "", 0);
    switch (r->type) {
    case TYPE_SHARED:
        return end_shared(r, flags);
    case TYPE_DATE:
        return end_iso_date(r, flags);
    case TYPE_BOOLEAN:
        flags |= CELL_BOOLEAN;
        break;
    case TYPE_ERROR:
        flags |= CELL_ERROR;
        break;
    case TYPE_NUMBER:
        return row_builder_number(r->rows, r->column, flags, r->text.bytes,
                                  xlsx_styles_is_date(r->styles, r->style), r->date_1904);
    default:
        break;
    }
    return row_builder_cell(r->rows, r->column, flags, r->text.bytes, r->text.length);
}

static void on_end(xml *x, const char *name) {
    sheet_reader *r = xml_context(x);
    if (r->in_cell) {
        if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
            r->in_value = false;
        else if (strcmp(name, "is") == 0)
            r->in_inline = false;
        else if (strcmp(name, "rPh") == 0)
            r->phonetic--;
        else if (strcmp(name, "c") == 0) {
            r->in_cell = r->in_value = r->in_inline = false;
            r->phonetic = 0;
            xml_stop(x, end_cell(r));
        }
    } else if (r->in_row && strcmp(name, "row") == 0) {
        r->in_row = false;
        xml_stop(x, row_builder_end(r->rows));
    } else if (r->in_data && strcmp(name, "sheetData") == 0) {
        r->in_data = false;
    }
}

static void on_text(xml *x, const char *bytes, size_t length) {
    sheet_reader *r = xml_context(x);
    if (r->in_value) xlsx_text_add(&r->text, bytes, length);
}

static void on_merge(xml *x, const char *name, const char **attributes) {
    sheet_reader *r = xml_context(x);
    if (strcmp(name, "mergeCell") != 0) return;
    const char *area = xml_attribute(attributes, "ref"), *end = NULL;
    corner first = {0}, last;
    bool sound = area && parse_corner(area, &first, &end);
    last = first;
    if (sound && *end == ':') sound = parse_corner(end + 1, &last, &end);
    /* "B:C" are whole columns, "3:4" whole rows. */
    bool whole_columns = first.row == 0, whole_rows = first.column == 0;
    if (!sound || *end != '\0' || (last.row == 0) != whole_columns ||
        (last.column == 0) != whole_rows) {
        xml_stop(x, abnormal(r, "合并区域无效", "a merged area is invalid"));
        return;
    }
    xml_stop(x, row_builder_merge(r->rows, whole_columns ? 1 : first.row,
                                  whole_columns ? SHEET_ROWS_MAX : last.row,
                                  whole_rows ? 0 : first.column - 1,
                                  whole_rows ? SHEET_COLUMNS_MAX - 1 : last.column - 1));
}

/* Merged areas stand behind the rows they change. Few sheets have any: look for the word first,
 * which costs an inflate, and parse for them only then. */
static status read_merges(package *p, const char *part, sheet_reader *r) {
    bool any;
    xml_handler merges = {.spaces = XML_SHEET, .start = on_merge, .context = r};
    status s = package_mentions(p, part, "mergeCell", &any);
    return s == OK && any ? package_parse(p, part, &merges) : s;
}

static status read_sheet(package *p, const char *part, sheet_reader *r) {
    xml_handler handler = {
        .spaces = XML_SHEET, .start = on_start, .end = on_end, .text = on_text, .context = r};
    r->next_row = 1;
    status s = package_parse(p, part, &handler);
    if (s != OK && r->job->fault.row == 0) r->job->fault.row = r->row;
    return s;
}

static status on_guide_row(void *context, const cell_row *row) {
    workbook_take_marks(context, row);
    return OK;
}

#define GUIDE_ROWS_MAX 300u

/* Too many rows there are no fault of the roster: the marks stand at the top. */
static status read_guide(package *p, workbook *book, sheet_reader *r) {
    sheet_limits limits = *r->job->limits;
    limits.rows_max = GUIDE_ROWS_MAX;
    sheet_sink sink = {.context = &book->about, .row = on_guide_row};
    sheet_job job = {.fd = r->job->fd, .limits = &limits, .sink = &sink};
    sheet_reader *guide = calloc(1, sizeof *guide);
    row_builder *rows = row_builder_open(&job);
    status s = E_INTERNAL;
    if (guide && rows) {
        *guide = (sheet_reader){.job = &job,
                                .rows = rows,
                                .strings = r->strings,
                                .styles = r->styles,
                                .date_1904 = r->date_1904};
        s = read_sheet(p, book->guide_part, guide);
    }
    row_builder_close(rows);
    free(guide);
    if (s == E_BATCH_ROWS) return OK;
    if (s != OK) r->job->fault = job.fault;
    return s;
}

static status read_all(package *p, workbook *book, sheet_job *job, sheet_reader *r) {
    status s = *book->guide_part == '\0' ? OK : read_guide(p, book, r);
    if (s == OK) s = job->sink->about(job->sink->context, &book->about);
    if (s == OK) s = read_merges(p, book->sheet_part, r);
    if (s == OK) s = read_sheet(p, book->sheet_part, r);
    return s == OK ? row_builder_finish(r->rows) : s;
}

status xlsx_parse(sheet_job *job) {
    package *p = NULL;
    workbook book;
    strings *texts = strings_open(job->limits->strings_bytes_max);
    xlsx_styles *styles = NULL;
    sheet_reader *r = calloc(1, sizeof *r);
    row_builder *rows = row_builder_open(job);
    status s = r && rows && texts ? package_open(&p, job) : E_INTERNAL;
    if (s == OK) s = workbook_read(p, job, &book);
    if (s == OK) s = xlsx_styles_open(&styles, p, book.styles_part);
    if (s == OK) s = xlsx_strings_read(p, job, book.strings_part, texts);
    if (s == OK) {
        *r = (sheet_reader){.job = job,
                            .rows = rows,
                            .strings = texts,
                            .styles = styles,
                            .date_1904 = book.about.date_1904};
        s = read_all(p, &book, job, r);
    }
    strings_close(texts);
    xlsx_styles_close(styles);
    package_close(p);
    row_builder_close(rows);
    free(r);
    return s;
}
