/* end_request: a second end changes nothing. */
#include "gen/access/end_request.h"
#include "workers/access/basis.h"

verdict access_end_request(const context *ctx, view *rows, const EndRequest *in, changes *out) {
    const LookBasis *basis = find_look_basis(rows, in->basis_no);
    (void) ctx;
    if (!basis) return refuse(E_NOT_FOUND, "basis_no");
    if (basis->state != ENDED) {
        RequestClosed event = REQUEST_CLOSED_INIT;
        event.basis_no = in->basis_no;
        emit_request_closed(out, &event);
    }
    basis_reply(in->basis_no, ENDED, "", out);
    return accept();
}
