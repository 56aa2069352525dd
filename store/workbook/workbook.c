/* workbook: see workbook.h. Reads in order: package relationships, content types, the workbook
 * part, its relationships, the custom properties. */
#include "store/workbook/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "proto/runtime/fold.h"

#define SHEETS_MAX 256u

typedef struct finder {
    sheet_job *job;
    workbook *book;
    char book_part[PART_NAME_BYTES], properties_part[PART_NAME_BYTES];
    char base[PART_NAME_BYTES]; /* the part whose relationships are read */
    bool is_sheet, has_macros, date_1904;
    unsigned n_sheets;
    int chosen, guide;
    char property[100];
    workbook_sheet sheets[SHEETS_MAX];
} finder;

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Whether a relationship's type is `kind` of the office formats, transitional or strict. */
static bool is_relation(const char *type, const char *kind) {
    static const char *const bases[] = {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        size_t n = strlen(bases[i]);
        if (strncmp(type, bases[i], n) == 0 && strcmp(type + n, kind) == 0) return true;
    }
    return false;
}

/* The part of a relationship of the wanted kind, into `out` if it has none yet. */
static void take_target(finder *f, const char **attributes, char out[PART_NAME_BYTES]) {
    const char *mode = xml_attribute(attributes, "TargetMode");
    const char *target = xml_attribute(attributes, "Target");
    if (!target || *out != '\0' || (mode && strcmp(mode, "External") == 0)) return;
    if (!package_resolve(f->base, target, out)) *out = '\0';
}

static void on_package_relation(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    const char *type = xml_attribute(attributes, "Type");
    if (strcmp(name, "Relationship") != 0 || !type) return;
    if (is_relation(type, "officeDocument"))
        take_target(f, attributes, f->book_part);
    else if (is_relation(type, "custom-properties") || is_relation(type, "customProperties"))
        take_target(f, attributes, f->properties_part);
}

static bool same_part(const char *left, const char *right) {
    char one[PART_NAME_BYTES], other[PART_NAME_BYTES];
    return package_resolve("", left, one) && package_resolve("", right, other) &&
           strcasecmp(one, other) == 0;
}

static void on_content_type(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    const char *type = xml_attribute(attributes, "ContentType");
    const char *part = xml_attribute(attributes, "PartName");
    if (!type) return;
    /* Some writers list every kind they know as a default; only what a part really is counts. */
    if (part && (strstr(type, "vbaProject") || strstr(type, "macroEnabled"))) f->has_macros = true;
    bool workbook_type = ends_with(type, "spreadsheetml.sheet.main+xml") ||
                         ends_with(type, "spreadsheetml.template.main+xml");
    bool ours = strcmp(name, "Override") == 0 ? part && same_part(part, f->book_part)
                                              : strcmp(name, "Default") == 0;
    if (workbook_type && ours) f->is_sheet = true;
}

/* Any other word is no state at all, and programs show the sheet. */
static bool is_hidden(const char *state) {
    return state && (strcmp(state, "hidden") == 0 || strcmp(state, "veryHidden") == 0);
}

static void on_workbook(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    if (strcmp(name, "workbookPr") == 0)
        f->date_1904 = xml_is_true(xml_attribute(attributes, "date1904"));
    if (strcmp(name, "sheet") != 0) return;
    const char *title = xml_attribute(attributes, "name"), *id = xml_link(attributes, "id");
    if (f->n_sheets == SHEETS_MAX || !title || !id) {
        xml_stop(x, fault_set(&f->job->fault, E_BATCH_UNSAFE, "工作表目录异常",
                              "the list of sheets is abnormal"));
        return;
    }
    workbook_sheet *sheet = &f->sheets[f->n_sheets++];
    snprintf(sheet->name, sizeof sheet->name, "%s", title);
    snprintf(sheet->id, sizeof sheet->id, "%s", id);
    sheet->hidden = is_hidden(xml_attribute(attributes, "state"));
}

/* Which of the sheets are no worksheets; only relationships tell. */
static void on_sheet_kind(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    const char *type = xml_attribute(attributes, "Type"), *id = xml_attribute(attributes, "Id");
    if (strcmp(name, "Relationship") != 0 || !type || !id) return;
    for (unsigned i = 0; i < f->n_sheets; i++)
        if (strcmp(id, f->sheets[i].id) == 0)
            f->sheets[i].no_cells = !is_relation(type, "worksheet");
}

static void drop_other_kinds(finder *f) {
    unsigned n = 0;
    for (unsigned i = 0; i < f->n_sheets; i++)
        if (!f->sheets[i].no_cells) f->sheets[n++] = f->sheets[i];
    f->n_sheets = n;
}

static void on_workbook_relation(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    const char *type = xml_attribute(attributes, "Type"), *id = xml_attribute(attributes, "Id");
    if (strcmp(name, "Relationship") != 0 || !type || !id) return;
    if (is_relation(type, "sharedStrings"))
        take_target(f, attributes, f->book->strings_part);
    else if (is_relation(type, "styles"))
        take_target(f, attributes, f->book->styles_part);
    else if (is_relation(type, "worksheet") && strcmp(id, f->sheets[f->chosen].id) == 0)
        take_target(f, attributes, f->book->sheet_part);
    else if (is_relation(type, "worksheet") && f->guide >= 0 &&
             strcmp(id, f->sheets[f->guide].id) == 0)
        take_target(f, attributes, f->book->guide_part);
}

static void on_property(xml *x, const char *name, const char **attributes) {
    finder *f = xml_context(x);
    if (strcmp(name, "property") != 0) return;
    const char *title = xml_attribute(attributes, "name");
    snprintf(f->property, sizeof f->property, "%s", title ? title : "");
}

static void append(char *out, size_t size, const char *bytes, size_t length) {
    size_t have = strlen(out);
    if (have + length < size) snprintf(out + have, size - have, "%.*s", (int) length, bytes);
}

static void on_property_text(xml *x, const char *bytes, size_t length) {
    finder *f = xml_context(x);
    reader_info *about = &f->book->about;
    if (strcmp(f->property, TEMPLATE_VERSION_PROPERTY) == 0)
        append(about->version, sizeof about->version, bytes, length);
    else if (strcmp(f->property, TEMPLATE_ROSTER_PROPERTY) == 0)
        append(about->roster_no, sizeof about->roster_no, bytes, length);
}

static void on_property_end(xml *x, const char *name) {
    finder *f = xml_context(x);
    if (strcmp(name, "property") == 0) f->property[0] = '\0';
}

static bool is_ours_beside(const char *name) {
    return strcmp(name, TEMPLATE_GUIDE_SHEET) == 0 || strcmp(name, TEMPLATE_CODE_SHEET) == 0 ||
           strcmp(name, TEMPLATE_NOTE_SHEET) == 0;
}

int workbook_choose(const sheet_job *job, const workbook_sheet *sheets, unsigned n) {
    for (unsigned w = 0; w < job->n_sheets; w++)
        for (unsigned i = 0; i < n; i++)
            if (!sheets[i].hidden && strcmp(sheets[i].name, job->sheets[w]) == 0) return (int) i;
    for (unsigned i = 0; i < n; i++)
        if (!sheets[i].hidden && !is_ours_beside(sheets[i].name)) return (int) i;
    return -1;
}

uint32_t workbook_others(const workbook_sheet *sheets, unsigned n, int chosen) {
    uint32_t others = 0;
    for (unsigned i = 0; i < n; i++)
        others += (int) i != chosen && !sheets[i].hidden && !sheets[i].no_cells &&
                  !is_ours_beside(sheets[i].name);
    return others;
}

static bool is_label(const cell *c, const char *label) {
    char folded[CELL_BYTES_MAX + 1];
    fold_number(c->text, c->length, folded);
    return strcmp(folded, label) == 0;
}

void workbook_take_marks(reader_info *about, const cell_row *row) {
    for (unsigned i = 0; i + 1 < row->n_cells; i++) {
        const cell *c = &row->cells[i];
        const char *mark = row->cells[i + 1].text;
        if (is_label(c, TEMPLATE_VERSION_LABEL))
            snprintf(about->version, sizeof about->version, "%s", mark);
        else if (is_label(c, TEMPLATE_ROSTER_LABEL))
            snprintf(about->roster_no, sizeof about->roster_no, "%s", mark);
    }
}

static status choose(finder *f) {
    sheet_job *job = f->job;
    f->chosen = workbook_choose(job, f->sheets, f->n_sheets);
    f->guide = -1;
    for (unsigned i = 0; i < f->n_sheets; i++) {
        job->summary.hidden_sheets += f->sheets[i].hidden;
        if (strcmp(f->sheets[i].name, TEMPLATE_GUIDE_SHEET) == 0) f->guide = (int) i;
    }
    if (f->chosen < 0)
        return fault_set(&job->fault, E_BATCH_EMPTY, "没有可见的工作表",
                         "there is no visible sheet");
    if (f->guide == f->chosen) f->guide = -1;
    job->summary.other_sheets = workbook_others(f->sheets, f->n_sheets, f->chosen);
    reader_info *about = &f->book->about;
    snprintf(about->sheet, sizeof about->sheet, "%s", f->sheets[f->chosen].name);
    snprintf(job->fault.sheet, sizeof job->fault.sheet, "%s", about->sheet);
    return OK;
}

static status not_a_workbook(sheet_job *job) {
    return fault_set(&job->fault, E_BATCH_FORMAT, "不是 xlsx 工作簿，请另存为 xlsx",
                     "this is no xlsx workbook; save it as xlsx");
}

/* Macros are named as such before anything else is said about the kind of document. */
static status check_kind(finder *f, package *p) {
    xml_handler types = {.spaces = XML_TYPES, .start = on_content_type, .context = f};
    if (*f->book_part == '\0') return not_a_workbook(f->job);
    status s = package_parse(p, "[Content_Types].xml", &types);
    if (s != OK) return s;
    if (f->has_macros)
        return fault_set(&f->job->fault, E_BATCH_FORMAT, "工作簿含宏，请另存为 xlsx",
                         "the workbook holds macros; save it as xlsx");
    return f->is_sheet ? OK : not_a_workbook(f->job);
}

static bool relations_of(const char *part, char out[PART_NAME_BYTES]) {
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int) (slash - part + 1) : 0;
    int n = snprintf(out, PART_NAME_BYTES, "%.*s_rels/%s.rels", folder, part, part + folder);
    return n > 0 && n < (int) PART_NAME_BYTES;
}

static status read_book(finder *f, package *p) {
    char relations[PART_NAME_BYTES];
    xml_handler package_relations = {
        .spaces = XML_RELATIONS, .start = on_package_relation, .context = f};
    xml_handler book = {.spaces = XML_SHEET, .start = on_workbook, .context = f};
    xml_handler kinds = {.spaces = XML_RELATIONS, .start = on_sheet_kind, .context = f};
    xml_handler book_relations = {
        .spaces = XML_RELATIONS, .start = on_workbook_relation, .context = f};
    status s = package_parse(p, "_rels/.rels", &package_relations);
    if (s == OK) s = check_kind(f, p);
    if (s == OK) s = package_parse(p, f->book_part, &book);
    if (s != OK) return s;
    if (!relations_of(f->book_part, relations)) return not_a_workbook(f->job);
    s = package_parse(p, relations, &kinds);
    drop_other_kinds(f);
    if (s == OK) s = choose(f);
    if (s != OK) return s;
    snprintf(f->base, sizeof f->base, "%s", f->book_part);
    return package_parse(p, relations, &book_relations);
}

static status read_properties(finder *f, package *p) {
    xml_handler properties = {.spaces = XML_PROPERTIES | XML_VALUES,
                              .start = on_property,
                              .end = on_property_end,
                              .text = on_property_text,
                              .context = f};
    if (*f->properties_part == '\0' || !package_has(p, f->properties_part)) return OK;
    return package_parse(p, f->properties_part, &properties);
}

status workbook_read(package *p, sheet_job *job, workbook *out) {
    if (!package_has(p, "_rels/.rels") || !package_has(p, "[Content_Types].xml"))
        return not_a_workbook(job);
    finder *f = calloc(1, sizeof *f);
    if (!f) return E_INTERNAL;
    *out = (workbook){.about = {.format = ROSTER_XLSX}};
    f->job = job;
    f->book = out;
    status s = read_book(f, p);
    if (s == OK) s = read_properties(f, p);
    out->about.date_1904 = f->date_1904;
    if (s == OK && *out->sheet_part == '\0')
        s = fault_set(&job->fault, E_BATCH_UNSAFE, "工作表部件缺失", "the sheet's part is missing");
    free(f);
    return s;
}
