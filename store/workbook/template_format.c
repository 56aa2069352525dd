/* template_format: see template_format.h. Rows are written in order, sheet by sheet, because
 * constant memory mode keeps no row. */
#include "store/workbook/template_format.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LAST_DATA_ROW 200000
#define LABELS_MAX 128u
#define CREATED_AT 1767225600 /* a fixed time: the same definition gives the same file */

static lxw_format *new_format(lxw_workbook *book, const char *font) {
    lxw_format *f = workbook_add_format(book);
    format_set_font_name(f, font);
    format_set_font_size(f, 11);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static lxw_format *header_format(lxw_workbook *book, lxw_color_t background, lxw_color_t ink) {
    lxw_format *f = new_format(book, "等线");
    format_set_bold(f);
    format_set_bg_color(f, background);
    format_set_font_color(f, ink);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xBFBFBF);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_text_wrap(f);
    return f;
}

static lxw_format *cell_format(lxw_workbook *book, const char *number_format) {
    lxw_format *f = new_format(book, "等线");
    format_set_num_format(f, number_format);
    return f;
}

static void make_formats(template_book *b) {
    b->required = header_format(b->book, 0x1F4E79, 0xFFFFFF);
    b->needed = header_format(b->book, 0x7F9DB9, 0xFFFFFF);
    b->optional = header_format(b->book, 0xD9E2EC, 0x1F2933);
    b->extra = header_format(b->book, 0xF4B183, 0x1F2933);
    b->text = cell_format(b->book, "@");
    b->money = cell_format(b->book, "#,##0.00");
    b->whole = cell_format(b->book, "0");
    b->title = new_format(b->book, "等线");
    format_set_bold(b->title);
    format_set_font_size(b->title, 16);
    b->strong = header_format(b->book, 0xD9E2EC, 0x1F2933);
    b->wrapped = cell_format(b->book, "@");
    format_set_text_wrap(b->wrapped);
    format_set_align(b->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(b->wrapped, LXW_BORDER_THIN);
    format_set_border_color(b->wrapped, 0xBFBFBF);
    b->bad = cell_format(b->book, "@");
    format_set_bg_color(b->bad, 0xFFC7CE);
    format_set_font_color(b->bad, 0x9C0006);
    format_set_border(b->bad, LXW_BORDER_THIN);
    format_set_border_color(b->bad, 0x9C0006);
}

/* Columns on the screen: a Han character is two wide. */
static unsigned text_width(const char *text) {
    unsigned width = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char) *text & 0xC0) != 0x80) width += (unsigned char) *text >= 0xE0 ? 2 : 1;
    return width;
}

static unsigned column_width(const template_column *column) {
    unsigned width = text_width(column->header) + 4;
    if (column->width != 0) return column->width;
    if (column->example && text_width(column->example) + 2 > width)
        width = text_width(column->example) + 2;
    for (unsigned i = 0; i < column->n_codes; i++)
        if (text_width(column->codes[i].label.zh) + 4 > width)
            width = text_width(column->codes[i].label.zh) + 4;
    if (column->kind == TEMPLATE_NUMBER && width < 14) width = 14;
    return width < 8 ? 8 : width > 40 ? 40 : width;
}

static lxw_format *format_of(const template_book *b, const template_column *column) {
    return column->kind == TEMPLATE_MONEY                                       ? b->money
           : column->kind == TEMPLATE_WHOLE || column->kind == TEMPLATE_IGNORED ? b->whole
                                                                                : b->text;
}

static void write_header(template_book *b) {
    char text[256];
    worksheet_set_row(b->sheet, 0, 32, NULL);
    for (unsigned i = 0; i < b->def->n_columns; i++) {
        const template_column *column = &b->def->columns[i];
        lxw_col_t at = (lxw_col_t) i;
        worksheet_set_column(b->sheet, at, at, column_width(column), format_of(b, column));
        bool needed = column->needed_zh;
        snprintf(text, sizeof text, "%s%s%s%s%s", column->header,
                 column->required || needed ? "*" : "", needed ? "（" : "",
                 needed ? column->needed_zh : "", needed ? "）" : "");
        worksheet_write_string(b->sheet, 0, at, text,
                               column->required ? b->required
                               : needed         ? b->needed
                                                : b->optional);
    }
    worksheet_freeze_panes(b->sheet, 1, 0);
}

status template_workbook(const scratch *room, int *fd, lxw_workbook **book) {
    char path[SCRATCH_PATH_BYTES];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = (char *) (uintptr_t) scratch_folder(room)};
    status s = scratch_file(room, fd);
    if (s != OK) return s;
    scratch_path(*fd, path);
    *book = workbook_new_opt(path, &options);
    if (*book) return OK;
    close(*fd);
    return E_INTERNAL;
}

status template_book_open(template_book *b, const template_def *def, int32_t period,
                          const scratch *room) {
    *b = (template_book){.def = def, .period = period};
    status s = template_workbook(room, &b->fd, &b->book);
    if (s != OK) return s;
    make_formats(b);
    b->sheet = workbook_add_worksheet(b->book, def->sheet);
    if (!b->sheet) {
        (void) workbook_close(b->book);
        close(b->fd);
        return E_INTERNAL;
    }
    write_header(b);
    worksheet_set_landscape(b->sheet);
    worksheet_fit_to_pages(b->sheet, 1, 0);
    worksheet_repeat_rows(b->sheet, 0, 0);
    return OK;
}

#define EXAMPLE_BYTES 64u

/* An example that would be refused as it stands teaches the wrong thing: days and months are those
 * of now, on the day of the month that the contract's example has. */
static const char *example_of(const template_book *b, const template_column *c,
                              char out[EXAMPLE_BYTES]) {
    const char *as_is = c->example ? c->example : "";
    int year = b->period / 100, month = b->period % 100;
    size_t n = strlen(as_is);
    if (!c->dated || !*as_is) return as_is;
    if (c->kind == TEMPLATE_PERIOD)
        snprintf(out, EXAMPLE_BYTES, "%04d%02d", year, month);
    else
        snprintf(out, EXAMPLE_BYTES, "%04d-%02d-%s", year, month, n >= 2 ? as_is + n - 2 : "02");
    return out;
}

static const char *kind_text(const template_column *column, bool english) {
    switch (column->kind) {
    case TEMPLATE_DATE:
        return english ? "date, 2026-07-01 or 20260701" : "日期，2026-07-01 或 20260701";
    case TEMPLATE_PERIOD:
        return english ? "month, 202607" : "年月，202607";
    case TEMPLATE_MONEY:
        return english ? "yuan, at most 2 decimals" : "元，至多两位小数";
    case TEMPLATE_WHOLE:
        return english ? "whole number" : "整数";
    case TEMPLATE_CODE:
        return english ? "choose from the list" : "从下拉列表中选择";
    case TEMPLATE_NUMBER:
        return english ? "text" : "文本格式";
    default:
        return english ? "text" : "文字";
    }
}

/* The labels in the file itself, as long as the library takes them there (255 bytes with commas).
 */
static bool labels_fit(const template_column *c, const char *labels[LABELS_MAX + 1]) {
    size_t n = 0;
    if (c->n_codes > LABELS_MAX) return false;
    for (unsigned i = 0; i < c->n_codes; i++) {
        labels[i] = c->codes[i].label.zh;
        n += strlen(labels[i]) + 1;
    }
    labels[c->n_codes] = NULL;
    return n <= 255;
}

/* Longer lists are taken from the code sheet. Version 1.1.4 of the library copies such a range
 * twice and frees it once: about twenty bytes for each template written. */
static void label_range(unsigned n_codes, unsigned block, char out[96]) {
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, (lxw_col_t) (block * 2 + 1), LXW_TRUE);
    snprintf(out, 96, "=%s!%s$3:%s$%u", TEMPLATE_CODE_SHEET, name, name, n_codes + 2);
}

static void add_list(template_book *b, unsigned column, unsigned block) {
    const template_column *c = &b->def->columns[column];
    const char *labels[LABELS_MAX + 1];
    char range[96];
    lxw_data_validation list = {
        .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
        .error_title = (char *) c->header,
        .error_message = (char *) "请从列表中选择；也可以填写代码",
    };
    if (labels_fit(c, labels)) {
        list.validate = LXW_VALIDATION_TYPE_LIST;
        list.value_list = (char **) labels;
    } else {
        label_range(c->n_codes, block, range);
        list.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        list.value_formula = range;
    }
    worksheet_data_validation_range(b->sheet, 1, (lxw_col_t) column, LAST_DATA_ROW,
                                    (lxw_col_t) column, &list);
}

/* Says what belongs into the cell as soon as it is selected. */
static void add_hint(template_book *b, unsigned column) {
    const template_column *c = &b->def->columns[column];
    char message[256], shown[EXAMPLE_BYTES];
    if (c->kind == TEMPLATE_IGNORED || c->kind == TEMPLATE_WORDS || c->kind == TEMPLATE_NAME)
        return;
    const char *example = example_of(b, c, shown);
    snprintf(message, sizeof message, "%s%s%s", kind_text(c, false), *example ? "\n示例：" : "",
             example);
    lxw_data_validation hint = {.validate = LXW_VALIDATION_TYPE_ANY,
                                .input_title = (char *) c->header,
                                .input_message = message};
    worksheet_data_validation_range(b->sheet, 1, (lxw_col_t) column, LAST_DATA_ROW,
                                    (lxw_col_t) column, &hint);
}

static void add_validations(template_book *b) {
    unsigned block = 0;
    for (unsigned i = 0; i < b->def->n_columns; i++)
        if (b->def->columns[i].n_codes > 0)
            add_list(b, i, block++);
        else
            add_hint(b, i);
}

static const char *const guide_zh_en[][2] = {
    {"带 * 的列必须填写，括号内写明条件的按条件填写。列的先后可以调整，但表头文字不能改动。",
     "Columns with * are required, those with a condition in brackets when it holds. "
     "Columns may be moved, but their headers must stay as they are."},
    {"数据从第 2 行开始，每行一人，不要合并单元格，不要使用公式。",
     "Data begin in row 2, one person in each row; no merged cells, no formulas."},
    {"证件号码、手机号码等列已设为文本格式，请勿改为数字，否则 18 位号码会被截断。",
     "Number columns are text; do not change them, or 18-digit numbers will be rounded."},
    {"有代码的列请从下拉列表中选择，代码对照见工作表“代码”。",
     "Choose coded values from the list; the codes are on the sheet \"代码\"."},
    {"上传后可下载失败明细；改正标红的单元格后直接上传本表。",
     "After the upload a workbook of failed rows can be had: correct the red cells, upload it "
     "again."},
};

static lxw_row_t write_marks(template_book *b, lxw_worksheet *guide, const char *roster_no) {
    char version[16];
    lxw_row_t row = 0;
    snprintf(version, sizeof version, "%u", b->def->version);
    worksheet_set_row(guide, row, 26, NULL);
    worksheet_write_string(guide, row++, 0, b->def->title_zh, b->title);
    worksheet_write_string(guide, row++, 0, b->def->title_en, NULL);
    worksheet_write_string(guide, row, 0, TEMPLATE_VERSION_LABEL, b->strong);
    worksheet_write_string(guide, row++, 1, version, b->wrapped);
    if (roster_no) {
        worksheet_write_string(guide, row, 0, TEMPLATE_ROSTER_LABEL, b->strong);
        worksheet_write_string(guide, row++, 1, roster_no, b->wrapped);
    }
    return row + 1;
}

static void write_column_row(template_book *b, lxw_worksheet *guide, lxw_row_t row,
                             const template_column *c) {
    char shown[EXAMPLE_BYTES], needed[256] = "";
    if (c->needed_zh) snprintf(needed, sizeof needed, "%s %s", c->needed_zh, c->needed_en);
    const char *texts[] = {c->header,
                           c->required ? "是 yes" : needed,
                           kind_text(c, false),
                           c->note_zh,
                           kind_text(c, true),
                           c->note_en,
                           example_of(b, c, shown)};
    for (lxw_col_t i = 0; i < sizeof texts / sizeof *texts; i++)
        worksheet_write_string(guide, row, i, texts[i] ? texts[i] : "", b->wrapped);
}

static void write_guide(template_book *b, const char *roster_no) {
    static const char *const heads[] = {"列 Column", "必填 Required", "格式",        "说明",
                                        "Format",    "Explanation",   "示例 Example"};
    static const double widths[] = {18, 14, 30, 40, 30, 40, 24};
    lxw_worksheet *guide = workbook_add_worksheet(b->book, TEMPLATE_GUIDE_SHEET);
    for (lxw_col_t i = 0; i < sizeof heads / sizeof *heads; i++)
        worksheet_set_column(guide, i, i, widths[i], NULL);
    lxw_row_t row = write_marks(b, guide, roster_no);
    for (size_t i = 0; i < sizeof guide_zh_en / sizeof *guide_zh_en; i++)
        for (int language = 0; language < 2; language++)
            worksheet_write_string(guide, row++, 0, guide_zh_en[i][language], NULL);
    row++;
    for (lxw_col_t i = 0; i < sizeof heads / sizeof *heads; i++)
        worksheet_write_string(guide, row, i, heads[i], b->strong);
    for (unsigned i = 0; i < b->def->n_columns; i++)
        write_column_row(b, guide, ++row, &b->def->columns[i]);
    worksheet_set_landscape(guide);
    worksheet_fit_to_pages(guide, 1, 0);
}

/* A block of two columns for each coded column: code, label; header in row 1, titles in row 2. */
static void write_code_row(template_book *b, lxw_worksheet *codes, lxw_row_t row) {
    lxw_col_t at = 0;
    for (unsigned i = 0; i < b->def->n_columns; i++) {
        const template_column *c = &b->def->columns[i];
        if (c->n_codes == 0) continue;
        if (row == 0) {
            worksheet_set_column(codes, at, at, 8, NULL);
            worksheet_set_column(codes, at + 1, at + 1, column_width(c), NULL);
            worksheet_write_string(codes, row, at, c->header, b->strong);
            worksheet_write_string(codes, row, at + 1, "", b->strong);
        } else if (row == 1) {
            worksheet_write_string(codes, row, at, "代码", b->strong);
            worksheet_write_string(codes, row, at + 1, "名称", b->strong);
        } else if (row - 2 < c->n_codes) {
            worksheet_write_string(codes, row, at, c->codes[row - 2].text, b->text);
            worksheet_write_string(codes, row, at + 1, c->codes[row - 2].label.zh, b->text);
        }
        at += 2;
    }
}

static void write_codes(template_book *b) {
    unsigned longest = 0;
    for (unsigned i = 0; i < b->def->n_columns; i++)
        if (b->def->columns[i].n_codes > longest) longest = b->def->columns[i].n_codes;
    if (longest == 0) return;
    lxw_worksheet *codes = workbook_add_worksheet(b->book, TEMPLATE_CODE_SHEET);
    for (lxw_row_t row = 0; row < longest + 2; row++) write_code_row(b, codes, row);
    worksheet_freeze_panes(codes, 2, 0);
    worksheet_set_landscape(codes);
    worksheet_fit_to_pages(codes, 1, 0);
}

static void set_properties(template_book *b, const char *roster_no) {
    char version[16];
    lxw_doc_properties properties = {.title = (char *) b->def->title_zh,
                                     .subject = (char *) b->def->title_en,
                                     .created = CREATED_AT};
    snprintf(version, sizeof version, "%u", b->def->version);
    workbook_set_properties(b->book, &properties);
    workbook_set_custom_property_string(b->book, TEMPLATE_VERSION_PROPERTY, version);
    if (roster_no)
        workbook_set_custom_property_string(b->book, TEMPLATE_ROSTER_PROPERTY, roster_no);
}

status template_book_finish(template_book *b, const char *roster_no, int *fd) {
    add_validations(b);
    write_guide(b, roster_no);
    write_codes(b);
    set_properties(b, roster_no);
    if (workbook_close(b->book) == LXW_NO_ERROR) {
        *fd = b->fd;
        return OK;
    }
    close(b->fd);
    return E_INTERNAL;
}
