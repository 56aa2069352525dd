/* file_benefit_account (B05): another account for benefits, decided by the district. An approval
 * does not take the place of a change that came after the filing. Source: docs/rules 5.10. */
#include "gen/enrolment/file_benefit_account.h"

#include "workers/enrolment/data_change.h"
#include "workers/enrolment/person_data.h"

verdict enrolment_file_benefit_account(const context *ctx, view *rows, const FileBenefitAccount *in,
                                       changes *out) {
    const person_data_named who = {in->unit_no, in->person_no, in->document_no, in->name};
    const Person *person = NULL;
    char *account = NULL;
    verdict v = person_data_find(ctx, rows, who, &person, out);
    if (refused(v)) return v;
    if (changes_fault(out, data_account(rows, in->bank_account, &account, out)) ||
        changes_at_fault(out))
        return accept(); /* noted */
    PersonInfoChanged event = person_data_now(person);
    event.bank = in->bank;
    event.bank_account = account;
    changes_base(out, person_data_changes(rows, person, "BenefitAccount"));
    v = person_data_tell_account(ctx, rows, person, account, out);
    return refused(v) ? v : person_data_change(ctx, rows, person, &event, out);
}
