/* list_enrolments (Q09): a person's enrolments, spell by spell. A unit sees those with itself only
 * (docs/rules 7.1: never other units). */
#include "workers/query/record.h"

/* The first month of all insurance, and the months without any before a spell, tell of times that
 * are not the unit's or community's own. */
static void keep_to_own_time(const EnrolmentList *reply) {
    for (size_t i = 0; i < reply->n_enrolment; i++)
        reply->enrolment[i]->first_period = reply->enrolment[i]->gap_months = 0;
}

verdict query_list_enrolments(const context *ctx, view *rows, const ListEnrolments *in,
                              changes *out) {
    EnrolmentList reply = ENROLMENT_LIST_INIT;
    if (!record_enrolments(rows, in->person_no, &reply)) return refuse(E_ARENA, NULL);
    if (ctx->scope == KERNEL__RELATION__OWN_UNIT || ctx->scope == KERNEL__RELATION__CASE_SUBJECT)
        keep_to_own_time(&reply);
    changes_reply(out, &reply.base);
    return accept();
}
