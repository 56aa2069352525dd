/* confirm_mandate (A35): by the person, or by a second officer who gains nothing by it. Source:
 * docs/rules 7.7. */
#include <string.h>

#include "gen/access/confirm_mandate.h"
#include "workers/access/mandate.h"
#include "workers/rules/holder.h"

verdict access_confirm_mandate(const context *ctx, view *rows, const ConfirmMandate *in,
                               changes *out) {
    const Mandate *mandate = find_mandate(rows, in->mandate_no);
    const char *by = ctx->actor.account_no;
    if (!mandate || strcmp(mandate->person_no, in->person_no) != 0)
        return refuse(E_NOT_FOUND, "mandate_no");
    if (mandate->state != MANDATE_PROPOSED) return refuse(E_CASE_STATE, "mandate_no");
    if (holder_is_one(rows, by, mandate->made_by)) return refuse(E_MAKER_CHECKER, "mandate_no");
    if (holder_is_person(rows, by, mandate->agent_no))
        return (verdict){E_MAKER_CHECKER, "mandate_no", "own_record"};
    MandateConfirmed event = MANDATE_CONFIRMED_INIT;
    event.person_no = in->person_no;
    event.mandate_no = in->mandate_no;
    emit_mandate_confirmed(out, &event);
    mandate_reply(in->mandate_no, MANDATE_IN_FORCE, out);
    return accept();
}
