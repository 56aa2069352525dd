/* confirm_request: by a second person, who is not the one whose record it is about. Source:
 * docs/rules 7.5. */
#include "gen/access/confirm_request.h"
#include "workers/access/basis.h"
#include "workers/rules/holder.h"

verdict access_confirm_request(const context *ctx, view *rows, const ConfirmRequest *in,
                               changes *out) {
    const LookBasis *basis = find_look_basis(rows, in->basis_no);
    if (!basis) return refuse(E_NOT_FOUND, "basis_no");
    if (basis->state != PROPOSED) return refuse(E_CASE_STATE, "basis_no");
    if (holder_is_one(rows, ctx->actor.account_no, basis->made_by))
        return refuse(E_MAKER_CHECKER, "basis_no");
    if (holder_is_person(rows, ctx->actor.account_no, basis->person_no))
        return (verdict){E_MAKER_CHECKER, "basis_no", "own_record"};
    RequestConfirmed event = REQUEST_CONFIRMED_INIT;
    event.basis_no = in->basis_no;
    emit_request_confirmed(out, &event);
    basis_reply(in->basis_no, IN_FORCE, "", out);
    return accept();
}
