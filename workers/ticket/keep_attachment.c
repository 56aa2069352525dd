/* keep_attachment (S50): a file waits for the ticket that names it. The same content has the same
 * number and lies there once; everybody who hands it in holds it. Source: docs/tickets.md. */
#include "gen/ticket/keep_attachment.h"

#include "gen/identity/rows.h"
#include "gen/ticket/rows.h"
#include "workers/rules/service.h"

static void keep(const KeepAttachment *in, const AttachmentKeptAgain *again, changes *out) {
    AttachmentKept event = ATTACHMENT_KEPT_INIT;
    event.scan_no = again->scan_no;
    event.file_digest = in->file_digest;
    event.form = in->form;
    event.file_bytes = in->file_bytes;
    event.account_no = again->account_no;
    event.day = again->day;
    event.in_day = again->in_day;
    emit_attachment_kept(out, &event);
}

verdict ticket_keep_attachment(const context *ctx, view *rows, const KeepAttachment *in,
                               changes *out) {
    const Scan *there = find_scan(rows, in->file_id);
    const AttachmentTally *sent = find_attachment_tally(rows, ctx->actor.account_no);
    int32_t most = 0;
    status s = service_number(ctx, SERVICE_ATTACHMENTS_A_DAY, &most);
    if (s != OK) return refuse(s, NULL);
    AttachmentKeptAgain event = ATTACHMENT_KEPT_AGAIN_INIT;
    event.scan_no = in->file_id;
    event.account_no = lend(ctx->actor.account_no);
    event.day = ctx->today;
    event.in_day = sent && sent->day == ctx->today ? sent->in_day + 1 : 1;
    if (event.in_day > most) return (verdict){E_TOO_OFTEN, NULL, "attachments_many"};
    if (there && there->bound)
        emit_attachment_kept_again(out, &event);
    else
        keep(in, &event, out);
    AttachmentReply reply = ATTACHMENT_REPLY_INIT;
    reply.scan_no = in->file_id;
    reply.form = in->form;
    reply.file_bytes = in->file_bytes;
    changes_reply(out, &reply.base);
    return accept();
}
