/* correct_person (A8, 登记信息更正): what was registered wrongly from the beginning, by a request
 * and its evidence; another officer decides. Source: docs/rules 5.13; 权益记录办法 art. 16. */
#include "gen/enrolment/correct_person.h"

#include <string.h>

#include "gen/review/rows.h"
#include "proto/runtime/fold.h"
#include "workers/enrolment/person_key.h"
#include "workers/rules/holder.h"
#include "workers/rules/scan.h"

/* The fault came in by a case about this person that took effect. */
static verdict check_case(view *rows, const CorrectPerson *in, const Person *person) {
    if (!in->corrects_case[0]) return accept();
    const Case *file = find_case(rows, in->corrects_case);
    bool his = file && !strcmp(file->person_no, person->person_no) && file->state == CASE_APPLIED;
    return his ? accept() : (verdict){E_NOT_FOUND, "corrects_case", "case_of_others"};
}

static verdict check_request(const context *ctx, view *rows, const CorrectPerson *in,
                             const Person *person) {
    if (ctx->released) return accept(); /* seen when it was filed */
    if (holder_is_person(rows, ctx->actor.account_no, person->person_no))
        return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    verdict v = check_case(rows, in, person);
    return refused(v) ? v : scan_nameable(ctx, rows, in->scan_no);
}

verdict enrolment_correct_person(const context *ctx, view *rows, const CorrectPerson *in,
                                 changes *out) {
    const person_data_named who = {"", in->person_no, in->document_no, in->name};
    const key_wanted filed = {in->new_name, in->new_document_no, in->new_document_type,
                              in->new_sex,  in->new_birth_date,  in->new_work_start_date};
    const data_evidence why = {in->scan_no, in->corrects_case, true};
    const Person *person = NULL;
    key_room room;
    verdict v = person_data_find(ctx, rows, who, &person, out);
    if (!refused(v)) v = check_request(ctx, rows, in, person);
    if (refused(v)) return v;
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_REQUIRED, "reason"));
    PersonKeyChanged event = person_key_now(person);
    person_key_edit(ctx, rows, person, &filed, &room, &event, out);
    if (in->new_ethnicity) event.ethnicity = in->new_ethnicity;
    if (in->new_hukou_kind) event.hukou_kind = in->new_hukou_kind;
    if (in->new_person_class) event.person_class = in->new_person_class;
    if (changes_at_fault(out)) return accept(); /* noted above */
    changes_base(out, person_key_changes(rows, person));
    return person_key_change(ctx, rows, person, &event, &why, out);
}
