/* package: the zip around a workbook, and its XML parts through one careful parser. Refuses before
 * it inflates: encrypted entries, unknown compression, duplicate names, too many entries; and while
 * it inflates: parts and totals over the limits, bombs, document types (so no entity ever exists).
 * Part names are compared without regard to case and kind of slash. Knows nothing of spreadsheets.
 */
#ifndef HALL_ROSTER_PACKAGE_H
#define HALL_ROSTER_PACKAGE_H

#include "store/workbook/sheet.h"

#define PART_NAME_BYTES 256u

typedef struct package package;
typedef struct xml xml;

/* What happens in a part. Names come without their namespace prefix; text in pieces. The functions
 * end the parse by xml_stop. Any of them may be NULL. */
typedef struct xml_handler {
    void (*start)(xml *x, const char *name, const char **attributes);
    void (*end)(xml *x, const char *name);
    void (*text)(xml *x, const char *bytes, size_t length);
    void *context;
} xml_handler;

/* package_open: the zip behind job->fd. Close accepts NULL. */
MUST_CHECK status package_open(package **out, sheet_job *job);
void package_close(package *p);

bool package_has(const package *p, const char *part);

/* package_parse: feeds the part to the handler. A missing part is E_BATCH_UNSAFE. Returns the
 * status given to xml_stop, or OK. */
MUST_CHECK status package_parse(package *p, const char *part, const xml_handler *handler);

/* package_mentions: inflates the whole part (which also proves its checksum) and says whether
 * `word` occurs in it; true when the part is not in an 8-bit encoding. */
MUST_CHECK status package_mentions(package *p, const char *part, const char *word, bool *out);

/* package_resolve: a relationship's target as a part name, seen from the part `base`. False when it
 * is too long or leaves the package. */
bool package_resolve(const char *base, const char *target, char out[PART_NAME_BYTES]);

void *xml_context(const xml *x);
void xml_stop(xml *x, status s);

/* xml_attribute: the value by local name, NULL when absent. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
