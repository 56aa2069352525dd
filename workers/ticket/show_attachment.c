/* show_attachment (S50): by the ticket to which it belongs, whoever else has the same content. */
#include "gen/ticket/show_attachment.h"

#include "gen/identity/rows.h"
#include "workers/ticket/ticket.h"

verdict ticket_show_attachment(const context *ctx, view *rows, const ShowAttachment *in,
                               changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_seen(ctx, rows, in->ticket_no, &ticket);
    const Scan *scan = find_scan(rows, in->scan_no);
    if (refused(v)) return v;
    if (!find_ticket_attachment(rows, in->ticket_no, in->scan_no) || !scan)
        return refuse(E_NOT_FOUND, "scan_no");
    AttachmentOf whose = ATTACHMENT_OF_INIT, *all[] = {&whose};
    whose.person_no = ticket->person_no;
    AttachmentFound reply = ATTACHMENT_FOUND_INIT;
    reply.ticket_no = ticket->ticket_no;
    reply.scan_no = scan->scan_no;
    reply.form = scan->form;
    reply.of = all;
    reply.n_of = 1;
    changes_reply(out, &reply.base);
    return accept();
}
