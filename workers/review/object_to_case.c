/* object_to_case (SIL 4): a person says that a finished case about himself is not right. It changes
 * nothing by itself: the district looks into it. Source: docs/cases.md. */
#include <string.h>

#include "gen/review/object_to_case.h"
#include "gen/review/objection.h"
#include "workers/review/case.h"

verdict review_object_to_case(const context *ctx, view *rows, const ObjectToCase *in,
                              changes *out) {
    const Case *file = find_case(rows, in->case_no);
    const Objection *before = find_objection(rows, in->case_no);
    if (!file || strcmp(file->person_no, ctx->actor.person_no) != 0)
        return refuse(E_NOT_FOUND, "case_no");
    if (file->state != CASE_APPLIED) return (verdict){E_CASE_STATE, "case_no", "not_finished"};
    if (before && before->state == OBJECTION_OPEN)
        return (verdict){E_CASE_STATE, "case_no", "objected_already"};
    if (!strcmp(file->filer, ctx->actor.account_no))
        return (verdict){E_CASE_STATE, "case_no", "filed_by_yourself"};
    verdict v = case_reason(in->statement);
    if (refused(v)) return (verdict){v.code, "statement", v.reason};
    CaseObjected event = CASE_OBJECTED_INIT;
    event.case_no = file->case_no;
    event.person_no = file->person_no;
    event.unit_no = file->unit_no;
    event.district_code = file->district_code;
    event.method = file->method;
    event.filer = file->filer;
    event.statement = in->statement;
    emit_case_objected(out, &event);
    ObjectionChanged reply = OBJECTION_CHANGED_INIT;
    reply.case_no = file->case_no;
    reply.state = OBJECTION_OPEN;
    changes_reply(out, &reply.base);
    return accept();
}
