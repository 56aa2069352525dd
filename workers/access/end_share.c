/* end_share (A36): at once; a second end changes nothing. */
#include "gen/access/end_share.h"
#include "gen/access/rows.h"

verdict access_end_share(const context *ctx, view *rows, const EndShare *in, changes *out) {
    const Share *share = find_share(rows, in->share_no);
    (void) ctx;
    if (!share) return refuse(E_NOT_FOUND, "share_no");
    if (!share->ended) {
        ShareEnded event = SHARE_ENDED_INIT;
        event.person_no = share->person_no;
        event.share_no = in->share_no;
        emit_share_ended(out, &event);
    }
    ShareReply reply = SHARE_REPLY_INIT;
    reply.share_no = in->share_no;
    reply.ends_at_us = share->ends_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
