/* hand_in: what the two acts share that hand in an uploaded file. File, business and dry run
 * together are its key: the same again changes nothing and is answered with the first roster. A
 * roster that ended because our reader failed (E_INTERNAL) does not count: the clerk was told to
 * upload the file again. Nor does one of which the file was destroyed with a person. Source:
 * docs/rules 5.6. */
#ifndef HALL_ROSTER_HAND_IN_H
#define HALL_ROSTER_HAND_IN_H

#include "gen/roster/rows.h"

/* The input of either act; texts borrowed. unit_no: "" for a file that is its filer's own. */
typedef struct handed_in {
    const char *unit_no, *method, *file_id, *file_digest, *file_name;
    int64_t file_bytes;
    bool dry_run;
} handed_in;

/* hand_in: receives it, within what one account may hand in on one day.
 * high_risk  whether the rows of the file are acts of high risk, which are confirmed with the file;
 *            a business of the other kind is E_UNKNOWN_METHOD. */
verdict hand_in(const context *ctx, view *rows, const handed_in *in, bool high_risk, changes *out);

#endif
