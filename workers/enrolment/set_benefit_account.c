/* set_benefit_account (B05): the person changes the account for benefits at once, by the code to
 * the reserved mobile and the second factor (option high_risk). Source: docs/rules 5.10. */
#include "gen/enrolment/set_benefit_account.h"

#include "workers/enrolment/account_code.h"
#include "workers/enrolment/data_change.h"
#include "workers/enrolment/person_data.h"

verdict enrolment_set_benefit_account(const context *ctx, view *rows, const SetBenefitAccount *in,
                                      changes *out) {
    const Person *person = find_person(rows, in->person_no);
    const char *mobile = NULL;
    char *account = NULL;
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    verdict v = account_code_mobile(ctx, rows, in->person_no, &mobile);
    if (!refused(v)) v = data_account(rows, in->bank_account, &account, out);
    if (refused(v)) return v;
    const mobile_code_typed typed = {.use = CODE_USE_CONFIRM_ACT,
                                     .bound_to = account_code_bound(rows, in->person_no, account),
                                     .code_no = in->code_no,
                                     .code = in->code};
    if (!typed.bound_to) return refuse(E_ARENA, NULL);
    PersonInfoChanged event = person_data_now(person);
    event.bank = in->bank;
    event.bank_account = account;
    v = mobile_code_check(ctx, rows, &typed, out);
    if (!refused(v)) v = person_data_tell_account(ctx, rows, person, account, out);
    return refused(v) ? v : person_data_change(ctx, rows, person, &event, out);
}
