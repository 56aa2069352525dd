/* expire_document (S60): the last day of a document is over. A login goes by the date in any case;
 * this tells its holder and ends the sessions of the day before. Source: docs/rules 2.19. */
#include "gen/identity/expire_document.h"
#include "workers/identity/standing.h"

verdict identity_expire_document(const context *ctx, view *rows, const ExpireDocument *in,
                                 changes *out) {
    const IdentityDocument *row = find_identity_document(rows, in->document_hash);
    if (!row || !row->ends_at_us || row->ends_at_us > ctx->received_at_us)
        return refuse(E_NOT_FOUND, "document_hash");
    DocumentExpired event = DOCUMENT_EXPIRED_INIT;
    event.document_hash = row->document_hash;
    event.holder = row->holder;
    emit_document_expired(out, &event);
    DocumentExpiredShown reply = DOCUMENT_EXPIRED_SHOWN_INIT;
    reply.accounts = standing_end(ctx, rows, row->document_hash, STANDING_EXPIRED, out);
    changes_reply(out, &reply.base);
    return accept();
}
