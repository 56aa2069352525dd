/* package: the zip around a workbook; its parts go through xml.h. Refuses before it inflates:
 * encrypted entries, unknown compression, duplicate names, too many entries; and while it inflates:
 * parts and totals over the limits, bombs. Part names are compared without regard to case and kind
 * of slash. Knows nothing of spreadsheets. */
#ifndef HALL_ROSTER_PACKAGE_H
#define HALL_ROSTER_PACKAGE_H

#include "store/workbook/xml.h"

#define PART_NAME_BYTES 256u

typedef struct package package;

/* package_open: the zip behind job->fd. Close accepts NULL. */
status package_open(package **out, sheet_job *job) MUST_CHECK;
void package_close(package *p);

bool package_has(const package *p, const char *part);

/* package_parse: feeds the part to the handler. A missing part is E_BATCH_UNSAFE. Returns the
 * status given to xml_stop, or OK. */
status package_parse(package *p, const char *part, const xml_handler *handler) MUST_CHECK;

/* package_mentions: inflates the whole part (which also proves its checksum) and says whether
 * `word` occurs in it; true when the part is not in an 8-bit encoding. */
status package_mentions(package *p, const char *part, const char *word, bool *out) MUST_CHECK;

/* package_resolve: a relationship's target as a part name, seen from the part `base`. False when it
 * is too long or leaves the package. */
bool package_resolve(const char *base, const char *target, char out[PART_NAME_BYTES]);

#endif
