/* scan: whether a stored file is a scan that people may keep and open: a JPEG or PNG picture or a
 * PDF document, told by its content alone, whatever it is called. It has to be whole, with nothing
 * before or after, not encrypted, and without scripts, attachments or commands. Names that a PDF
 * hides in a compressed part are not seen: who looks at one opens it without scripts. Source:
 * docs/rules 2.20. */
#ifndef HALL_FILES_SCAN_H
#define HALL_FILES_SCAN_H

#include "identity/rows.pb-c.h"
#include "store/files/files.h"

/* For whom a scan is written: its name follows from its content alone, so that it is stored once
 * whoever hands it in. */
#define SCAN_OWNER "scan of a letter"

/* What a file is, or why it is not taken: a reason of E_FORM, NULL for none. */
typedef struct scan_found {
    Identity__ScanForm form;
    const char *reason;
} scan_found;

/* scan_form: of `bytes` at `data`. Reasons: scan_form (none of the three), scan_cut (not whole, or
 * something follows), scan_locked (encrypted), scan_runs, scan_large (a picture of more than 100
 * million pixels). */
scan_found scan_form(const void *data, size_t bytes);

/* scan_arriving: for whom a file is written that was not read yet: for nobody else, so that taking
 * it away takes nothing away that somebody kept. */
#define SCAN_ARRIVING_BYTES 33
void scan_arriving(char out[SCAN_ARRIVING_BYTES]);

/* scan_take: reads the stored file `name` and stores what is in it under SCAN_OWNER, without what
 * it tells of place, time and device (scan_bare.h); *out says where. The file that was read stays
 * for the caller to remove. Errors: E_FORM with the reason in `found`; E_UNAVAILABLE when it cannot
 * be read or written. */
status scan_take(files *store, const char *name, scan_found *found, files_stored *out) MUST_CHECK;

/* scan_type: its media type. scan_ending: of a file's name. */
const char *scan_type(Identity__ScanForm form);
const char *scan_ending(Identity__ScanForm form);

#endif
