/* xml: one part of a workbook through one careful parser. An element counts only by its namespace
 * and its local name; an attribute likewise. Whatever stands inside an element of a namespace that
 * the handler did not ask for is skipped with it, text included: an extension may hold elements of
 * any name, also of ours, and they mean something else there.
 *
 * mc:AlternateContent holds the same content twice, for programs that know an extension (mc:Choice)
 * and for others (mc:Fallback). This reader knows no extension: a Choice is skipped, the content of
 * a Fallback counts as if it stood there alone.
 *
 * A part whose root is of another or of no namespace is refused: spreadsheet programs do not open
 * it either, and all rules of the format are about the elements of its namespaces. Refused, too:
 * document types (so no entity ever exists), deep nesting, long tokens.
 * Source: ECMA-376 part 1 (transitional and strict), part 3; Namespaces in XML 1.0. */
#ifndef HALL_ROSTER_XML_H
#define HALL_ROSTER_XML_H

#include "store/workbook/sheet.h"

typedef struct xml xml;

/* The namespaces that are interpreted; strict and transitional forms are one. Bits of a set. */
typedef enum xml_space {
    XML_OTHER = 0,
    XML_SHEET = 1,       /* workbook, sheet, strings, styles */
    XML_LINK = 2,        /* attributes that name a relationship */
    XML_RELATIONS = 4,   /* the parts with relationships */
    XML_TYPES = 8,       /* the part with content types */
    XML_PROPERTIES = 16, /* custom properties, and their values */
    XML_VALUES = 32,
    XML_COMPATIBILITY = 64, /* mc: alternate content */
} xml_space;

/* What happens in a part. spaces: the set of namespaces whose elements are given. Names are local;
 * text comes in pieces. The functions end the parse by xml_stop. Any of them may be NULL. */
typedef struct xml_handler {
    unsigned spaces;
    void (*start)(xml *x, const char *name, const char **attributes);
    void (*end)(xml *x, const char *name);
    void (*text)(xml *x, const char *bytes, size_t length);
    void *context;
} xml_handler;

void *xml_context(const xml *x);
void xml_stop(xml *x, status s);

/* xml_attribute: the value of the attribute without namespace (those of an element's own kind have
 * none), NULL when absent. xml_link: that of an attribute of XML_LINK, as r:id. */
const char *xml_attribute(const char **attributes, const char *name);
const char *xml_link(const char **attributes, const char *name);

/* xml_is_true: an attribute's value as a boolean; NULL is false. */
bool xml_is_true(const char *value);

/* xml_open: NULL when there is no memory. handler and job are borrowed. Close accepts NULL. */
xml *xml_open(const xml_handler *handler, sheet_job *job);
void xml_close(xml *x);

/* xml_buffer: where the next `bytes` go, NULL when there is no memory; then xml_parse takes the
 * first n of them, 0 at the end. Returns the status given to xml_stop, or why the part is refused;
 * E_INTERNAL without a fault when there is no memory. */
void *xml_buffer(xml *x, int bytes);
status xml_parse(xml *x, int n) MUST_CHECK;

#endif
