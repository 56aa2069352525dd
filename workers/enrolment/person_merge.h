/* person_merge: what merging two records and taking it back share. Pure; not for other services.
 * Source: docs/rules 5.14. */
#ifndef HALL_WORKERS_PERSON_MERGE_H
#define HALL_WORKERS_PERSON_MERGE_H

#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"

typedef struct merge_request {
    const char *person_no, *name, *merged_no, *scan_no, *reason;
} merge_request;

/* person_merge_request: the record that is kept; at the filing its proof, and that neither is the
 * officer's own. errors  those of person_data_find; E_REQUIRED reason; E_MAKER_CHECKER own_record;
 * those of scan_nameable. */
verdict person_merge_request(const context *ctx, view *rows, const merge_request *asked,
                             const Person **kept, changes *noted) MUST_CHECK;

/* Numbers that lead to another record from now on; in the arena of the view. */
typedef struct moved_documents {
    MovedDocument **list;
    size_t n;
} moved_documents;

/* person_merge_documents: the numbers that lead to `from`, of those the ones that came there with
 * `merged` ("": all), to lead to `to`. Errors: E_ARENA. */
verdict person_merge_documents(view *rows, const char *from, const char *merged, const char *to,
                               moved_documents *out) MUST_CHECK;

void person_merge_reply(const merge_request *asked, changes *out);

#endif
