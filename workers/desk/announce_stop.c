/* announce_stop: an engineer says when the hall stops and when it goes on. */
#include "gen/desk/announce_stop.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/desk/stop.h"

verdict desk_announce_stop(const context *ctx, view *rows, const AnnounceStop *in, changes *out) {
    const int64_t now_us = ctx->received_at_us;
    const int64_t stops_at_us = in->stops_at_us ? in->stops_at_us : now_us;
    (void) rows;
    if (in->goes_on_at_us <= now_us || in->goes_on_at_us <= stops_at_us)
        return (verdict){E_DATE_ORDER, "goes_on_at_us", "stop_ends"};
    if (fold_is_blank(in->reason_zh, strlen(in->reason_zh)))
        return refuse(E_CASE_REASON, "reason_zh");
    if (fold_is_blank(in->reason_en, strlen(in->reason_en)))
        return refuse(E_CASE_REASON, "reason_en");
    StopAnnounced event = STOP_ANNOUNCED_INIT;
    event.name = lend(STOP_NAME);
    event.stops_at_us = stops_at_us;
    event.goes_on_at_us = in->goes_on_at_us;
    event.reason_zh = in->reason_zh;
    event.reason_en = in->reason_en;
    emit_stop_announced(out, &event);
    StopShown reply = STOP_SHOWN_INIT;
    reply.stops_at_us = stops_at_us;
    reply.goes_on_at_us = in->goes_on_at_us;
    reply.reason_zh = in->reason_zh;
    reply.reason_en = in->reason_en;
    changes_reply(out, &reply.base);
    return accept();
}
