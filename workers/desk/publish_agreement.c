/* publish_agreement (S65): the next version of a kind's text, with the hash that signers name. */
#include "gen/desk/publish_agreement.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/rules/agreement.h"

static void check_words(const PublishAgreement *in, changes *out) {
    const struct {
        const char *text, *name;
    } words[] = {{in->title_zh, "title_zh"},
                 {in->title_en, "title_en"},
                 {in->text_zh, "text_zh"},
                 {in->text_en, "text_en"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (fold_is_blank(words[i].text, strlen(words[i].text)))
            changes_fault(out, refuse(E_REQUIRED, words[i].name));
}

static void reply_text(const AgreementPublished *event, int64_t at_us, changes *out) {
    AgreementTextShown reply = AGREEMENT_TEXT_SHOWN_INIT;
    reply.kind = event->kind;
    reply.number = event->number;
    reply.title_zh = event->title_zh;
    reply.title_en = event->title_en;
    reply.text_hash = event->text_hash;
    reply.demanded_from_us = event->demanded_from_us;
    reply.published_at_us = at_us;
    changes_reply(out, &reply.base);
}

verdict desk_publish_agreement(const context *ctx, view *rows, const PublishAgreement *in,
                               changes *out) {
    char hash[AGREEMENT_HASH_SIZE];
    const AgreementText *last = agreement_current(rows, in->kind);
    check_words(in, out);
    if (in->kind == KERNEL__AGREEMENT_KIND__NO_AGREEMENT)
        changes_fault(out, refuse(E_CODE_VALUE, "kind"));
    if (in->demanded_from_us < 0) changes_fault(out, refuse(E_RANGE, "demanded_from_us"));
    if (changes_at_fault(out)) return accept();
    AgreementText text = AGREEMENT_TEXT_INIT;
    text.kind = in->kind;
    text.number = last ? last->number + 1 : 1;
    text.title_zh = in->title_zh;
    text.title_en = in->title_en;
    text.text_zh = in->text_zh;
    text.text_en = in->text_en;
    if (!agreement_text_hash(rows, &text, hash)) return refuse(E_ARENA, NULL);
    AgreementPublished event = AGREEMENT_PUBLISHED_INIT;
    event.kind = in->kind;
    event.number = text.number;
    event.title_zh = in->title_zh;
    event.title_en = in->title_en;
    event.text_zh = in->text_zh;
    event.text_en = in->text_en;
    event.text_hash = hash;
    event.demanded_from_us = in->demanded_from_us ? in->demanded_from_us : ctx->received_at_us;
    emit_agreement_published(out, &event);
    reply_text(&event, ctx->received_at_us, out);
    return accept();
}
