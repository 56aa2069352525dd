/* list_enrolments (Q09): a person's enrolments, spell by spell. A unit sees those with itself only
 * (docs/rules 7.1: never other units). */
#include "workers/query/record.h"

verdict query_list_enrolments(const context *ctx, view *rows, const ListEnrolments *in,
                              changes *out) {
    (void) ctx;
    EnrolmentList reply = ENROLMENT_LIST_INIT;
    if (!record_enrolments(rows, in->person_no, &reply)) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
