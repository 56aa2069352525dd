/* ask_human (PIPL 24): a person is to look at what the system decided, because who is affected, or
 * the office, wants it. It waits where objections wait, and who had a hand in it does not answer.
 * Source: docs/cases.md, docs/rules 6.3. */
#include "gen/review/ask_human.h"

#include "gen/review/objection.h"
#include "workers/review/case.h"

static verdict may_be_asked(const Case *file, const Objection *before) {
    const char *because = NULL;
    if (before && before->state == OBJECTION_OPEN)
        because = "human_open";
    else if (before && before->human)
        because = "human_answered";
    else if (file->state != CASE_APPLIED || !file->automatic)
        because = "not_automatic";
    return because ? (verdict){E_CASE_STATE, "case_no", because} : accept();
}

verdict review_ask_human(const context *ctx, view *rows, const AskHuman *in, changes *out) {
    (void) ctx;
    const Case *file = find_case(rows, in->case_no);
    const Objection *before = find_objection(rows, in->case_no);
    if (!file || case_is_draft(file->state)) return refuse(E_NOT_FOUND, "case_no");
    verdict v = may_be_asked(file, before);
    if (refused(v)) return v;
    HumanAsked event = HUMAN_ASKED_INIT;
    event.case_no = file->case_no;
    event.person_no = file->person_no;
    event.unit_no = file->unit_no;
    event.district_code = file->district_code;
    event.method = file->method;
    event.filer = file->filer;
    event.statement = in->statement;
    emit_human_asked(out, &event);
    ObjectionChanged reply = OBJECTION_CHANGED_INIT;
    reply.case_no = file->case_no;
    reply.state = OBJECTION_OPEN;
    changes_reply(out, &reply.base);
    return accept();
}
