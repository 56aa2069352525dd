/* withdraw_stop: what was announced is over, or will not be. */
#include "gen/desk/withdraw_stop.h"
#include "workers/desk/stop.h"

verdict desk_withdraw_stop(const context *ctx, view *rows, const WithdrawStop *in, changes *out) {
    (void) in;
    if (!stop_planned(rows, ctx->received_at_us)) return (verdict){E_NOT_FOUND, NULL, "no_stop"};
    StopWithdrawn event = STOP_WITHDRAWN_INIT;
    event.name = lend(STOP_NAME);
    emit_stop_withdrawn(out, &event);
    StopShown reply = STOP_SHOWN_INIT;
    changes_reply(out, &reply.base);
    return accept();
}
