/* show_old_record (S6): what the old query system showed, until it is closed. */
#include "gen/query/show_old_record.h"
#include "workers/query/record.h"
#include "workers/rules/old_system.h"

verdict query_show_old_record(const context *ctx, view *rows, const ShowOldRecord *in,
                              changes *out) {
    (void) in;
    const char *person_no = ctx->actor.person_no;
    EnrolmentList enrolments = ENROLMENT_LIST_INIT;
    ReceivableList receivables = RECEIVABLE_LIST_INIT;
    if (old_system_closed(rows)) return refuse(E_OLD_CLOSED, NULL);
    if (!person_no[0]) return refuse(E_NOT_FOUND, NULL);
    if (!record_enrolments(rows, person_no, &enrolments) ||
        !record_receivables(rows, person_no, &receivables))
        return refuse(E_ARENA, NULL);
    OldRecordShown reply = OLD_RECORD_SHOWN_INIT;
    reply.person_no = lend(person_no);
    reply.enrolment = enrolments.enrolment;
    reply.n_enrolment = enrolments.n_enrolment;
    reply.receivable = receivables.receivable;
    reply.n_receivable = receivables.n_receivable;
    changes_reply(out, &reply.base);
    return accept();
}
