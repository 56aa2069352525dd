/* xml: see xml.h. expat resolves prefixes; a name arrives as URI, newline, local name, or alone
 * when it has no namespace. */
#include "store/workbook/xml.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

#define TOKEN_BYTES_MAX (1 << 20)
#define DEPTH_MAX 64
#define SEPARATOR '\n'

struct xml {
    XML_Parser parser;
    const xml_handler *handler;
    sheet_job *job;
    int depth, skipped; /* skipped: how deep inside an element that does not count */
    uint64_t fed;
    status stopped;
};

#define OFFICE "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"

static const struct {
    const char *uri;
    xml_space space;
} spaces[] = {
    {OFFICE "spreadsheetml/2006/main", XML_SHEET},
    {STRICT "spreadsheetml/main", XML_SHEET},
    {OFFICE "officeDocument/2006/relationships", XML_LINK},
    {STRICT "officeDocument/relationships", XML_LINK},
    {OFFICE "package/2006/relationships", XML_RELATIONS},
    {OFFICE "package/2006/content-types", XML_TYPES},
    {OFFICE "officeDocument/2006/custom-properties", XML_PROPERTIES},
    {STRICT "officeDocument/customProperties", XML_PROPERTIES},
    {OFFICE "officeDocument/2006/docPropsVTypes", XML_VALUES},
    {STRICT "officeDocument/docPropsVTypes", XML_VALUES},
    {OFFICE "markup-compatibility/2006", XML_COMPATIBILITY},
};

/* The namespace of a name as expat gives it; *local: behind it. */
static xml_space space_of(const char *name, const char **local) {
    const char *separator = strchr(name, SEPARATOR);
    *local = separator ? separator + 1 : name;
    if (!separator) return XML_OTHER;
    size_t n = (size_t) (separator - name);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strncmp(name, spaces[i].uri, n) == 0 && spaces[i].uri[n] == '\0')
            return spaces[i].space;
    return XML_OTHER;
}

static bool is_transparent(xml_space space, const char *local) {
    return space == XML_COMPATIBILITY &&
           (strcmp(local, "AlternateContent") == 0 || strcmp(local, "Fallback") == 0);
}

static status refuse(const xml *x, status code, const char *zh, const char *en) {
    return fault_set(&x->job->fault, code, zh, en);
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    xml *x = user;
    const char *local;
    if (x->stopped != OK) return;
    xml_space space = space_of(name, &local);
    bool counts = (x->handler->spaces & space) != 0;
    if (++x->depth > DEPTH_MAX)
        xml_stop(x, refuse(x, E_BATCH_UNSAFE, "XML 嵌套过深", "the XML is nested too deep"));
    else if (x->depth == 1 && !counts)
        xml_stop(x, refuse(x, E_BATCH_FORMAT, "XML 命名空间不是 xlsx 的，请另存为 xlsx",
                           "the XML namespace is not that of an xlsx; save the file as xlsx"));
    else if (x->skipped > 0 || (!counts && !is_transparent(space, local)))
        x->skipped++;
    else if (counts && x->handler->start)
        x->handler->start(x, local, attributes);
}

static void on_end(void *user, const XML_Char *name) {
    xml *x = user;
    const char *local;
    if (x->stopped != OK) return;
    x->depth--;
    if (x->skipped > 0)
        x->skipped--;
    else if ((x->handler->spaces & space_of(name, &local)) != 0 && x->handler->end)
        x->handler->end(x, local);
}

static void on_text(void *user, const XML_Char *bytes, int length) {
    xml *x = user;
    if (x->stopped == OK && x->skipped == 0 && x->handler->text)
        x->handler->text(x, bytes, (size_t) length);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int internal) {
    (void) name, (void) system_id, (void) public_id, (void) internal;
    xml *x = user;
    xml_stop(x,
             refuse(x, E_BATCH_UNSAFE, "XML 含文档类型声明", "the XML declares a document type"));
}

void *xml_context(const xml *x) {
    return x->handler->context;
}

void xml_stop(xml *x, status s) {
    if (s == OK || x->stopped != OK) return;
    x->stopped = s;
    XML_StopParser(x->parser, XML_FALSE);
}

const char *xml_attribute(const char **attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0) return attributes[1];
    return NULL;
}

bool xml_is_true(const char *value) {
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

const char *xml_link(const char **attributes, const char *name) {
    const char *local;
    for (; attributes[0]; attributes += 2)
        if (space_of(attributes[0], &local) == XML_LINK && strcmp(local, name) == 0)
            return attributes[1];
    return NULL;
}

xml *xml_open(const xml_handler *handler, sheet_job *job) {
    xml *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    *x = (xml){.parser = XML_ParserCreateNS(NULL, SEPARATOR), .handler = handler, .job = job};
    if (!x->parser) {
        free(x);
        return NULL;
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

void xml_close(xml *x) {
    if (!x) return;
    XML_ParserFree(x->parser);
    free(x);
}

void *xml_buffer(xml *x, int bytes) {
    return XML_GetBuffer(x->parser, bytes);
}

status xml_parse(xml *x, int n) {
    x->fed += (uint64_t) n;
    if (XML_ParseBuffer(x->parser, n, n == 0) != XML_STATUS_OK) {
        if (x->stopped != OK) return x->stopped;
        if (XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY) return E_INTERNAL;
        return refuse(x, E_BATCH_UNSAFE, "XML 格式错误", "the XML is malformed");
    }
    XML_Index done = XML_GetCurrentByteIndex(x->parser);
    if (done >= 0 && x->fed > (uint64_t) done + TOKEN_BYTES_MAX)
        return refuse(x, E_BATCH_UNSAFE, "XML 单元过长", "an XML token is too long");
    return OK;
}
