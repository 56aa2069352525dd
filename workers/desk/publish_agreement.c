/* publish_agreement (S65): the next version of a kind's text, with the hash that signers name. */
#include "gen/desk/publish_agreement.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/rules/agreement.h"
#include "workers/rules/announce.h"

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
    reply.reading_s = event->reading_s;
    changes_reply(out, &reply.base);
}

/* A deferral binds by what was agreed; a later text of it concerns later offers only. */
static bool renews(const PublishAgreement *in, const AgreementText *last) {
    return last && in->kind != KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT;
}

/* What is told to everybody: inboxes follow party by party (desk.RemindParties). */
static status tell_everybody(const context *ctx, view *rows, const AgreementPublished *event,
                             changes *out) {
    arena *a = view_arena(rows);
    const char *from = announce_moment(a, event->demanded_from_us);
    char notice_no[NOTICE_NO_SIZE];
    announcement words = {.audience = EVERYBODY, .to_us = event->demanded_from_us};
    if (!from) return E_ARENA;
    words.title_zh = arena_printf(a, "《%s》已更新", event->title_zh);
    words.title_en = arena_printf(a, "%s: a new text", event->title_en);
    words.text_zh = arena_printf(
        a, "《%s》第%lld版已发布。此前签署的版本在%s之前仍然有效；自该时起，须签署新版本方可申报。",
        event->title_zh, (long long) event->number, from);
    words.text_en = arena_printf(a,
                                 "Version %lld of %s is published. What was signed before holds "
                                 "until %s; from then on filings need the new version signed.",
                                 (long long) event->number, event->title_en, from);
    if (!words.title_zh || !words.title_en || !words.text_zh || !words.text_en) return E_ARENA;
    return announce(ctx, rows, &words, notice_no, out);
}

verdict desk_publish_agreement(const context *ctx, view *rows, const PublishAgreement *in,
                               changes *out) {
    char hash[AGREEMENT_HASH_SIZE];
    const AgreementText *last = agreement_current(rows, in->kind);
    check_words(in, out);
    if (in->kind == KERNEL__AGREEMENT_KIND__NO_AGREEMENT)
        changes_fault(out, refuse(E_CODE_VALUE, "kind"));
    bool soon = in->demanded_from_us <= ctx->received_at_us;
    if (in->demanded_from_us < 0 || (renews(in, last) && soon && in->demanded_from_us))
        changes_fault(out, (verdict){E_RANGE, "demanded_from_us", "time_to_sign"});
    else if (renews(in, last) && soon)
        changes_fault(out, (verdict){E_REQUIRED, "demanded_from_us", "time_to_sign"});
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
    event.reading_s = in->reading_s;
    event.former_number = agreement_demanded(rows, in->kind, ctx->received_at_us);
    event.remind_at_us = renews(in, last) ? ctx->received_at_us : 0;
    emit_agreement_published(out, &event);
    status s = renews(in, last) ? tell_everybody(ctx, rows, &event, out) : OK;
    if (s != OK) return refuse(s, NULL);
    reply_text(&event, ctx->received_at_us, out);
    return accept();
}
