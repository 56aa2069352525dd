/* show_stop: what every page says of a planned stop. */
#include "gen/desk/show_stop.h"
#include "workers/desk/stop.h"

verdict desk_show_stop(const context *ctx, view *rows, const ShowStop *in, changes *out) {
    (void) in;
    const PlannedStop *stop = stop_planned(rows, ctx->received_at_us);
    StopShown reply = STOP_SHOWN_INIT;
    if (stop) {
        reply.stops_at_us = stop->stops_at_us;
        reply.goes_on_at_us = stop->goes_on_at_us;
        reply.reason_zh = stop->reason_zh;
        reply.reason_en = stop->reason_en;
    }
    changes_reply(out, &reply.base);
    return accept();
}
