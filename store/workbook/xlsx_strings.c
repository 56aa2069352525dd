/* xlsx_strings: the part of shared strings; see xlsx_parts.h. */
#include "store/workbook/xlsx_parts.h"

#include <stdlib.h>
#include <string.h>

#include "store/workbook/xlsx_text.h"

typedef struct string_reader {
    sheet_job *job;
    strings *out;
    bool in_item, in_text;
    int phonetic;
    xlsx_text text;
} string_reader;

static void on_start(xml *x, const char *name, const char **attributes) {
    (void) attributes;
    string_reader *r = xml_context(x);
    if (strcmp(name, "si") == 0) {
        r->in_item = true;
        xlsx_text_clear(&r->text);
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        r->in_text = r->in_item && r->phonetic == 0;
    }
}

static void on_end(xml *x, const char *name) {
    string_reader *r = xml_context(x);
    if (strcmp(name, "t") == 0) {
        r->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic--;
    } else if (strcmp(name, "si") == 0) {
        r->in_item = false;
        xlsx_text_finish(&r->text);
        if (!strings_add(r->out, r->text.bytes, r->text.length))
            xml_stop(x, fault_set(&r->job->fault, E_BATCH_UNSAFE, "共享字符串过多",
                                  "too many shared strings"));
    }
}

static void on_text(xml *x, const char *bytes, size_t length) {
    string_reader *r = xml_context(x);
    if (r->in_text) xlsx_text_add(&r->text, bytes, length);
}

status xlsx_strings_read(package *p, sheet_job *job, const char *part, strings *out) {
    if (*part == '\0') return OK;
    string_reader *r = calloc(1, sizeof *r);
    if (!r) return E_INTERNAL;
    r->job = job;
    r->out = out;
    xml_handler handler = {
        .spaces = XML_SHEET, .start = on_start, .end = on_end, .text = on_text, .context = r};
    status s = package_parse(p, part, &handler);
    free(r);
    return s;
}
