/* show_agreement_text (S65): what is to be signed, or what was signed once. */
#include "gen/desk/show_agreement_text.h"

#include "gen/desk/publish_agreement.h"
#include "workers/rules/agreement.h"

verdict desk_show_agreement_text(const context *ctx, view *rows, const ShowAgreementText *in,
                                 changes *out) {
    const AgreementText *text = in->number ? find_agreement_text(rows, in->kind, in->number)
                                           : agreement_current(rows, in->kind);
    if (!text)
        return in->number ? refuse(E_NOT_FOUND, "number")
                          : (verdict){E_NOT_FOUND, "kind", "no_text"};
    AgreementTextShown reply = AGREEMENT_TEXT_SHOWN_INIT;
    reply.kind = text->kind;
    reply.number = text->number;
    reply.title_zh = text->title_zh;
    reply.title_en = text->title_en;
    reply.text_zh = text->text_zh;
    reply.text_en = text->text_en;
    reply.text_hash = text->text_hash;
    reply.demanded_from_us = text->demanded_from_us;
    reply.published_at_us = text->published_at_us;
    reply.reading_s = text->reading_s;
    reply.shown = agreement_shown(ctx, rows, text, ctx->received_at_us);
    if (!reply.shown) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
