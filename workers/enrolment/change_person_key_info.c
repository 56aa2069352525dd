/* change_person_key_info (S15, 个人重要信息变更): key data of a person who stands at the counter
 * with the new document; another officer decides. Source: docs/rules 5.13; 经办条例 art. 37 (graded
 * review). */
#include "gen/enrolment/change_person_key_info.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/enrolment/person_key.h"
#include "workers/rules/holder.h"
#include "workers/rules/scan.h"
#include "workers/rules/visit.h"

/* At the filing: the visit of this person, not of the officer himself, and proofs that were handed
 * in. */
static verdict check_counter(const context *ctx, view *rows, const ChangePersonKeyInfo *in,
                             const Person *person) {
    if (ctx->released) return accept(); /* seen when it was filed */
    if (holder_is_person(rows, ctx->actor.account_no, person->person_no))
        return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    if (!visit_is_of(rows, in->basis_no, person->person_no))
        return (verdict){E_PURPOSE, "basis_no", "basis_of_others"};
    return scan_nameable(ctx, rows, in->scan_no);
}

verdict enrolment_change_person_key_info(const context *ctx, view *rows,
                                         const ChangePersonKeyInfo *in, changes *out) {
    const person_data_named who = {"", in->person_no, in->document_no, in->name};
    const key_wanted filed = {in->new_name, in->new_document_no, in->new_document_type,
                              in->new_sex,  in->new_birth_date,  in->new_work_start_date};
    const data_evidence why = {in->scan_no, "", false};
    const Person *person = NULL;
    key_room room;
    verdict v = person_data_find(ctx, rows, who, &person, out);
    if (!refused(v)) v = check_counter(ctx, rows, in, person);
    if (refused(v)) return v;
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_REQUIRED, "reason"));
    PersonKeyChanged event = person_key_now(person);
    person_key_edit(ctx, rows, person, &filed, &room, &event, out);
    if (in->new_ethnicity) event.ethnicity = in->new_ethnicity;
    if (changes_at_fault(out)) return accept(); /* noted above */
    changes_base(out, person_key_changes(rows, person));
    return person_key_change(ctx, rows, person, &event, &why, out);
}
