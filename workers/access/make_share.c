/* make_share (A36): the code itself is the owner's and his device's alone. */
#include "gen/access/make_share.h"
#include "workers/access/share.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/issue.h"
#include "workers/rules/words.h"

verdict access_make_share(const context *ctx, view *rows, const MakeShare *in, changes *out) {
    char share_no[SERIAL_CASE_SIZE];
    ShareMade event = SHARE_MADE_INIT;
    if (!words_all(in->fields, share_shows)) return refuse(E_CODE_VALUE, "fields");
    event.code_hash = share_hash(ctx, rows, in->code_hash);
    if (!event.code_hash.len || find_share_by_code_hash(rows, event.code_hash))
        return refuse(E_FORM, "code_hash");
    status s = issue_number(ctx, rows, &event.number, share_no);
    if (s != OK) return refuse(s, NULL);
    event.share_no = share_no;
    event.person_no = in->person_no;
    event.fields = in->fields;
    event.ends_at_us = ctx->received_at_us + in->days * DAY_US;
    event.uses_left = in->uses;
    event.shard = (int32_t) ctx->shard;
    emit_share_made(out, &event);
    ShareReply reply = SHARE_REPLY_INIT;
    reply.share_no = share_no;
    reply.ends_at_us = event.ends_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
