/* xlsx_styles: which cell formats show dates; see xlsx_parts.h. Number formats stand before the
 * cell formats that name them. A numFmt elsewhere (of a conditional format) has no number of its
 * own and does not count. */
#include "store/workbook/bits.h"
#include "store/workbook/xlsx_parts.h"

#include <stdlib.h>
#include <string.h>

#define STYLES_MAX 65536u
#define FORMATS_MAX 65536u

struct xlsx_styles {
    bool in_number_formats, in_cell_formats;
    uint32_t n_styles;
    uint8_t format_is_date[FORMATS_MAX / 8], style_is_date[STYLES_MAX / 8];
};

static uint32_t number_of(const char *text) {
    unsigned long value = text ? strtoul(text, NULL, 10) : 0;
    return value < FORMATS_MAX ? (uint32_t) value : 0;
}

static void on_start(xml *x, const char *name, const char **attributes) {
    xlsx_styles *s = xml_context(x);
    if (strcmp(name, "numFmts") == 0) {
        s->in_number_formats = true;
    } else if (strcmp(name, "numFmt") == 0 && s->in_number_formats) {
        const char *code = xml_attribute(attributes, "formatCode");
        uint32_t id = number_of(xml_attribute(attributes, "numFmtId"));
        if (code && id != 0) set_bit(s->format_is_date, id, cell_format_is_date(code));
    } else if (strcmp(name, "cellXfs") == 0) {
        s->in_cell_formats = true;
    } else if (strcmp(name, "xf") == 0 && s->in_cell_formats && s->n_styles < STYLES_MAX) {
        uint32_t id = number_of(xml_attribute(attributes, "numFmtId"));
        set_bit(s->style_is_date, s->n_styles++, bit(s->format_is_date, id));
    }
}

static void on_end(xml *x, const char *name) {
    xlsx_styles *s = xml_context(x);
    if (strcmp(name, "numFmts") == 0) s->in_number_formats = false;
    if (strcmp(name, "cellXfs") == 0) s->in_cell_formats = false;
}

status xlsx_styles_open(xlsx_styles **out, package *p, const char *part) {
    xlsx_styles *s = calloc(1, sizeof *s);
    if (!s) return E_INTERNAL;
    for (uint32_t i = 0; i < 64; i++) set_bit(s->format_is_date, i, cell_builtin_is_date(i));
    xml_handler handler = {.spaces = XML_SHEET, .start = on_start, .end = on_end, .context = s};
    status code = *part == '\0' ? OK : package_parse(p, part, &handler);
    if (code != OK)
        xlsx_styles_close(s);
    else
        *out = s;
    return code;
}

void xlsx_styles_close(xlsx_styles *s) {
    free(s);
}

bool xlsx_styles_is_date(const xlsx_styles *s, uint32_t style) {
    return style < s->n_styles && bit(s->style_is_date, style);
}
