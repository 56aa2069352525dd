/* xls: rows of an old .xls workbook (BIFF8). Read by hand because the packaged library drops
 * formula and boolean cells without a word. Older forms (BIFF5 and before) and protected files are
 * refused with advice. Cell records come row by row; merged areas stand behind them and are read
 * first. Source: [MS-XLS] 2.4. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/fold.h"
#include "store/workbook/biff.h"
#include "store/workbook/bits.h"
#include "store/workbook/row_builder.h"
#include "store/workbook/strings.h"
#include "store/workbook/workbook.h"

#define XLS_BYTES_MAX (64u << 20)
#define SHEETS_MAX 256u
#define STYLES_MAX 65536u
#define FORMATS_MAX 65536u
#define WORKSHEET 0
#define ROW_HIDDEN 0x20u
#define XLS_ROWS_MAX 65536u
#define SPLIT_ROWS_MAX 256u /* each costs a walk through the rest of the sheet */

enum {
    R_FORMULA = 0x0006,
    R_EOF = 0x000A,
    R_DATEMODE = 0x0022,
    R_FILEPASS = 0x002F,
    R_BOUNDSHEET = 0x0085,
    R_MULRK = 0x00BD,
    R_RSTRING = 0x00D6,
    R_XF = 0x00E0,
    R_MERGECELLS = 0x00E5,
    R_SST = 0x00FC,
    R_LABELSST = 0x00FD,
    R_NUMBER = 0x0203,
    R_LABEL = 0x0204,
    R_BOOLERR = 0x0205,
    R_FORMULA_3 = 0x0206, /* as versions 3 and 4 wrote it; other programs still do */
    R_STRING = 0x0207,
    R_ROW = 0x0208,
    R_RK = 0x027E,
    R_FORMULA_4 = 0x0406,
    R_FORMAT = 0x041E,
    R_BOF = 0x0809
};

typedef struct xls_reader {
    sheet_job *job;
    row_builder *rows;
    strings *texts;
    biff record;
    reader_info about;
    unsigned n_sheets, n_styles;
    workbook_sheet sheets[SHEETS_MAX];
    uint32_t offsets[SHEETS_MAX];
    bool style_is_date[STYLES_MAX], format_is_date[FORMATS_MAX];
    bool in_row, formula_text; /* a STRING record with the formula's value follows */
    uint32_t row, formula_column, n_split;
    uint8_t begun[XLS_ROWS_MAX / 8], split[XLS_ROWS_MAX / 8];
    xlsx_text text;
} xls_reader;

static status refuse(xls_reader *r, status code, const char *zh, const char *en) {
    return fault_set(&r->job->fault, code, zh, en);
}

static status damaged(xls_reader *r) {
    return refuse(r, E_BATCH_UNSAFE, "xls 记录已损坏", "a record of the xls file is damaged");
}

static status on_sheet(xls_reader *r) {
    biff *b = &r->record;
    if (r->n_sheets == SHEETS_MAX) return damaged(r);
    if (b->bytes < 8 || b->payload[5] != WORKSHEET) return OK;
    workbook_sheet *sheet = &r->sheets[r->n_sheets];
    r->offsets[r->n_sheets] = biff_u32(b, 0);
    sheet->hidden = (b->payload[4] & 3) != 0;
    b->at = 6;
    if (!biff_text(b, false, &r->text)) return damaged(r);
    snprintf(sheet->name, sizeof sheet->name, "%.*s", (int) sizeof sheet->name - 1, r->text.bytes);
    r->job->summary.hidden_sheets += sheet->hidden;
    r->n_sheets++;
    return OK;
}

static status on_format(xls_reader *r) {
    unsigned id = biff_u16(&r->record, 0);
    r->record.at = 2;
    biff_text(&r->record, true, &r->text); /* one that some writers cut short serves as it is */
    r->format_is_date[id] = cell_format_is_date(r->text.bytes);
    return OK;
}

/* Some writers promise more texts than they give; a cell that names one of those is refused. */
static status on_strings(xls_reader *r) {
    uint32_t n = biff_u32(&r->record, 4);
    r->record.at = 8;
    for (uint32_t i = 0; i < n && biff_more(&r->record); i++) {
        if (!biff_text(&r->record, true, &r->text)) return damaged(r);
        if (!strings_add(r->texts, r->text.bytes, r->text.length))
            return refuse(r, E_BATCH_UNSAFE, "共享字符串过多", "too many shared strings");
    }
    return OK;
}

static status on_global(xls_reader *r) {
    biff *b = &r->record;
    switch (b->type) {
    case R_FILEPASS:
        return refuse(r, E_BATCH_PASSWORD, "", "");
    case R_DATEMODE:
        r->about.date_1904 = biff_u16(b, 0) == 1;
        return OK;
    case R_BOUNDSHEET:
        return on_sheet(r);
    case R_FORMAT:
        return on_format(r);
    case R_SST:
        return on_strings(r);
    case R_XF:
        if (r->n_styles < STYLES_MAX)
            r->style_is_date[r->n_styles++] = r->format_is_date[biff_u16(b, 2)];
        return OK;
    default:
        return OK;
    }
}

static status read_globals(xls_reader *r) {
    biff *b = &r->record;
    for (unsigned i = 0; i < 64; i++) r->format_is_date[i] = cell_builtin_is_date(i);
    if (!biff_next(b) || b->type != R_BOF || biff_u16(b, 0) != 0x0600)
        return refuse(r, E_BATCH_FORMAT, "Excel 版本过旧，请另存为 xlsx",
                      "this version of Excel is too old; save the file as xlsx");
    while (biff_next(b) && b->type != R_EOF) {
        status s = on_global(r);
        if (s != OK) return s;
    }
    return b->type == R_EOF ? OK : damaged(r);
}

static status end_row(xls_reader *r) {
    bool open = r->in_row;
    r->in_row = false;
    return open ? row_builder_end(r->rows) : OK;
}

/* Cells say their row; a new one ends the one before. */
static status at_cell(xls_reader *r, uint32_t row) {
    if (r->in_row && r->row == row) return OK;
    status s = end_row(r);
    if (s == OK) s = row_builder_begin(r->rows, row + 1);
    r->in_row = s == OK;
    r->row = row;
    return s;
}

static status put_number(xls_reader *r, uint32_t column, unsigned style, uint16_t flags,
                         const char *text) {
    bool date = style < r->n_styles && r->style_is_date[style];
    return row_builder_number(r->rows, column, flags, text, date, r->about.date_1904);
}

/* A packed number: 30 bits of a whole number or the upper 30 bits of a double, perhaps a hundredth.
 */
static void rk_text(uint32_t rk, char out[40]) {
    if (rk & 2) {
        int32_t value = (int32_t) rk >> 2;
        if (rk & 1)
            snprintf(out, 40, "%s%d.%02d", value < 0 ? "-" : "", abs(value / 100),
                     abs(value % 100));
        else
            snprintf(out, 40, "%d", value);
        return;
    }
    uint64_t bits = (uint64_t) (rk & ~3u) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    snprintf(out, 40, "%.17g", rk & 1 ? value / 100 : value);
}

static status on_packed(xls_reader *r, uint32_t column, unsigned at) {
    char text[40];
    rk_text(biff_u32(&r->record, at + 2), text);
    return put_number(r, column, biff_u16(&r->record, at), 0, text);
}

static status on_many_packed(xls_reader *r, uint32_t first) {
    unsigned n = r->record.bytes < 6 ? 0 : (r->record.bytes - 6) / 6;
    status s = OK;
    for (unsigned i = 0; i < n && s == OK; i++) s = on_packed(r, first + i, 4 + i * 6);
    return s;
}

static status on_label(xls_reader *r, uint32_t column) {
    r->record.at = 6;
    if (!biff_text(&r->record, true, &r->text)) return damaged(r);
    return row_builder_cell(r->rows, column, 0, r->text.bytes, r->text.length);
}

static status on_shared(xls_reader *r, uint32_t column) {
    size_t bytes;
    const char *text = strings_at(r->texts, biff_u32(&r->record, 6), &bytes);
    return text ? row_builder_cell(r->rows, column, 0, text, bytes) : damaged(r);
}

static const char *error_text(unsigned code) {
    static const struct {
        unsigned code;
        const char *text;
    } errors[] = {
        {0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
        {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"},
    };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == code) return errors[i].text;
    return "#ERROR";
}

static status put_boolean_or_error(xls_reader *r, uint32_t column, uint16_t flags, unsigned value,
                                   bool error) {
    const char *text = error ? error_text(value) : value ? "1" : "0";
    flags |= error ? CELL_ERROR : CELL_BOOLEAN;
    return row_builder_cell(r->rows, column, flags, text, strlen(text));
}

/* The value last computed: a number, or by its marker a text that follows, a boolean, an error. */
static status on_formula(xls_reader *r, uint32_t column) {
    const biff *b = &r->record;
    char text[40];
    if (b->bytes < 14) return damaged(r);
    const uint8_t *value = b->payload + 6;
    if (biff_u16(b, 12) != 0xFFFF) {
        biff_double(value, text);
        return put_number(r, column, biff_u16(b, 4), CELL_FORMULA, text);
    }
    if (value[0] == 1 || value[0] == 2)
        return put_boolean_or_error(r, column, CELL_FORMULA, value[2], value[0] == 2);
    r->formula_text = value[0] == 0;
    r->formula_column = column;
    return r->formula_text ? OK : row_builder_cell(r->rows, column, CELL_FORMULA, "", 0);
}

static status on_number(xls_reader *r, uint32_t column) {
    char text[40];
    if (r->record.bytes < 14) return damaged(r);
    biff_double(r->record.payload + 6, text);
    return put_number(r, column, biff_u16(&r->record, 4), 0, text);
}

static status on_formula_text(xls_reader *r) {
    r->formula_text = false;
    r->record.at = 0;
    if (!biff_text(&r->record, true, &r->text)) return damaged(r);
    return row_builder_cell(r->rows, r->formula_column, CELL_FORMULA, r->text.bytes,
                            r->text.length);
}

static bool is_formula(unsigned type) {
    return type == R_FORMULA || type == R_FORMULA_3 || type == R_FORMULA_4;
}

static bool holds_cell(unsigned type) {
    return type == R_NUMBER || type == R_RK || type == R_MULRK || type == R_LABELSST ||
           type == R_LABEL || type == R_RSTRING || type == R_BOOLERR || is_formula(type);
}

/* A formula whose text did not follow. */
static status without_text(xls_reader *r) {
    bool waits = r->formula_text;
    r->formula_text = false;
    return waits ? row_builder_cell(r->rows, r->formula_column, CELL_FORMULA, "", 0) : OK;
}

static status on_cell(xls_reader *r) {
    const biff *b = &r->record;
    uint32_t column = biff_u16(b, 2);
    if (b->type == R_STRING && r->formula_text) return on_formula_text(r);
    if (!holds_cell(b->type)) return OK;
    status s = without_text(r);
    if (s == OK) s = at_cell(r, biff_u16(b, 0));
    if (s != OK) return s;
    switch (b->type) {
    case R_NUMBER:
        return on_number(r, column);
    case R_RK:
        return on_packed(r, column, 4);
    case R_MULRK:
        return on_many_packed(r, column);
    case R_LABELSST:
        return on_shared(r, column);
    case R_FORMULA:
    case R_FORMULA_3:
    case R_FORMULA_4:
        return on_formula(r, column);
    case R_BOOLERR:
        return put_boolean_or_error(r, column, 0, biff_u16(b, 6) & 0xFF, biff_u16(b, 6) >> 8);
    default:
        return on_label(r, column);
    }
}

static status on_merges(xls_reader *r) {
    const biff *b = &r->record;
    status s = OK;
    if (b->type != R_MERGECELLS) return OK;
    for (unsigned i = 0; i < biff_u16(b, 0) && s == OK; i++) {
        unsigned at = 2 + i * 8;
        s = row_builder_merge(r->rows, biff_u16(b, at) + 1, biff_u16(b, at + 2) + 1,
                              biff_u16(b, at + 4), biff_u16(b, at + 6));
    }
    return s;
}

/* Before the cells are read: merged areas, and which rows are hidden or given in several blocks. */
static status on_survey(xls_reader *r) {
    uint32_t row = biff_u16(&r->record, 0);
    if (r->record.type == R_ROW && biff_u16(&r->record, 12) & ROW_HIDDEN)
        row_builder_hide(r->rows, row + 1);
    if (!holds_cell(r->record.type)) return on_merges(r);
    if (r->in_row && r->row == row) return OK;
    if (bit(r->begun, row) && !bit(r->split, row)) {
        set_bit(r->split, row, true);
        r->n_split++;
    }
    set_bit(r->begun, row, true);
    r->in_row = true;
    r->row = row;
    return OK;
}

/* The records up to the sheet's end; charts inside it have their own begin and end. */
static status walk_records(xls_reader *r, status (*on_record)(xls_reader *)) {
    biff *b = &r->record;
    int depth = 1;
    while (depth > 0) {
        if (!biff_next(b)) return damaged(r);
        depth += b->type == R_BOF ? 1 : b->type == R_EOF ? -1 : 0;
        status s = depth == 1 ? on_record(r) : OK;
        if (s != OK) return s;
    }
    return OK;
}

static bool at_sheet(xls_reader *r, unsigned sheet) {
    biff_seek(&r->record, r->offsets[sheet]);
    return biff_next(&r->record) && r->record.type == R_BOF;
}

static status walk_sheet(xls_reader *r, unsigned sheet, status (*on_record)(xls_reader *)) {
    if (!at_sheet(r, sheet)) return damaged(r);
    status s = walk_records(r, on_record);
    return s == OK ? end_row(r) : s;
}

static status survey_sheet(xls_reader *r, unsigned sheet) {
    if (!at_sheet(r, sheet)) return damaged(r);
    status s = walk_records(r, on_survey);
    r->in_row = false;
    memset(r->begun, 0, sizeof r->begun);
    /* Beyond this the row builder refuses the second block. */
    if (r->n_split > SPLIT_ROWS_MAX) memset(r->split, 0, sizeof r->split);
    return s;
}

static status on_gathered(xls_reader *r) {
    bool others = holds_cell(r->record.type) && biff_u16(&r->record, 0) != r->row;
    return others ? without_text(r) : on_cell(r);
}

/* The first cell of a split row brings all its blocks; the later ones are passed over. */
static status gather(xls_reader *r, uint32_t row, uint64_t here) {
    status s = end_row(r);
    set_bit(r->begun, row, true);
    r->row = row;
    biff_seek(&r->record, here);
    if (s == OK) s = walk_records(r, on_gathered);
    if (s == OK) s = without_text(r);
    if (s == OK) s = end_row(r);
    biff_seek(&r->record, here);
    return s == OK && !biff_next(&r->record) ? damaged(r) : s;
}

static status on_sheet_cell(xls_reader *r) {
    const biff *b = &r->record;
    uint32_t row = biff_u16(b, 0);
    if (!holds_cell(b->type) || !bit(r->split, row)) return on_cell(r);
    status s = without_text(r);
    if (s != OK || bit(r->begun, row)) return s;
    return gather(r, row, b->next - 4 - b->bytes);
}

static status on_guide_row(void *context, const cell_row *row) {
    workbook_take_marks(context, row);
    return OK;
}

/* The explanation sheet has few rows; a builder and a job of its own keep its counts apart. */
static status read_guide(xls_reader *r, unsigned sheet) {
    sheet_sink sink = {.context = &r->about, .row = on_guide_row};
    sheet_job job = {.fd = r->job->fd, .limits = r->job->limits, .sink = &sink};
    sheet_job *own_job = r->job;
    row_builder *own_rows = r->rows;
    r->rows = row_builder_open(&job);
    r->job = &job;
    status s = r->rows ? walk_sheet(r, sheet, on_cell) : E_INTERNAL;
    row_builder_close(r->rows);
    r->rows = own_rows;
    r->job = own_job;
    r->in_row = r->formula_text = false;
    if (s != OK) own_job->fault = job.fault;
    return s;
}

static status read_sheets(xls_reader *r) {
    sheet_job *job = r->job;
    int chosen = workbook_choose(job, r->sheets, r->n_sheets);
    if (chosen < 0)
        return refuse(r, E_BATCH_EMPTY, "没有可见的工作表", "there is no visible sheet");
    job->summary.other_sheets = workbook_others(r->sheets, r->n_sheets, chosen);
    snprintf(r->about.sheet, sizeof r->about.sheet, "%s", r->sheets[chosen].name);
    snprintf(job->fault.sheet, sizeof job->fault.sheet, "%s", r->about.sheet);
    status s = OK;
    for (unsigned i = 0; i < r->n_sheets && s == OK; i++)
        if ((int) i != chosen && strcmp(r->sheets[i].name, TEMPLATE_GUIDE_SHEET) == 0)
            s = read_guide(r, i);
    if (s == OK) s = job->sink->about(job->sink->context, &r->about);
    if (s == OK) s = survey_sheet(r, (unsigned) chosen);
    if (s == OK) s = walk_sheet(r, (unsigned) chosen, on_sheet_cell);
    if (s != OK && job->fault.row == 0 && r->in_row) job->fault.row = r->row + 1;
    return s == OK ? row_builder_finish(r->rows) : s;
}

static status read_file(xls_reader *r, cfb *file) {
    if (cfb_has(file, "EncryptedPackage") || cfb_has(file, "EncryptionInfo"))
        return refuse(r, E_BATCH_PASSWORD, "", "");
    /* "Book" is the older versions' name; report writers give it to a workbook of this version. */
    const char *name = cfb_has(file, "Workbook") ? "Workbook" : "Book";
    if (!cfb_has(file, name))
        return refuse(r, E_BATCH_FORMAT, "不是 Excel 工作簿", "this is no Excel workbook");
    r->record.stream = cfb_stream_open(file, name);
    status s = r->record.stream ? read_globals(r) : damaged(r);
    if (s == OK) s = read_sheets(r);
    cfb_stream_close(r->record.stream);
    return s;
}

status xls_parse(sheet_job *job) {
    xls_reader *r = calloc(1, sizeof *r);
    cfb *file = cfb_open(job->fd, XLS_BYTES_MAX);
    status s = E_INTERNAL;
    if (r) {
        r->job = job;
        r->about.format = ROSTER_XLS;
        r->rows = row_builder_open(job);
        r->texts = strings_open(job->limits->strings_bytes_max);
        if (r->rows && r->texts) s = file ? read_file(r, file) : damaged(r);
        row_builder_close(r->rows);
        strings_close(r->texts);
    }
    cfb_close(file);
    free(r);
    return s;
}
