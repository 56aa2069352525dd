/* sign_agreement (S65): the signer names the hash of what was read. */
#include "gen/desk/sign_agreement.h"

#include <string.h>

#include "workers/desk/agreement.h"

static verdict may_sign(const SignAgreement *in, const AgreementText *text,
                        const Agreement *standing) {
    bool deferral = in->kind == KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT;
    if (!text) return (verdict){E_NOT_FOUND, "kind", "no_text"};
    if (deferral && (!standing || standing->state == AGREEMENT_OVER))
        return (verdict){E_CASE_STATE, "kind", "nothing_offered"};
    return standing && standing->barred ? (verdict){E_AGREEMENT, NULL, "agreement_barred"}
                                        : accept();
}

verdict desk_sign_agreement(const context *ctx, view *rows, const SignAgreement *in, changes *out) {
    char to_sign[AGREEMENT_HASH_SIZE];
    bool unit = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    bool community = ctx->actor.role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    const agreement_who who = {unit ? ctx->actor.unit_no : "",
                               unit || community ? "" : ctx->actor.person_no,
                               community ? ctx->actor.community_code : ""};
    AgreementSigned event = AGREEMENT_SIGNED_INIT;
    event.unit_no = lend(who.unit_no);
    event.person_no = lend(who.person_no);
    event.community_code = lend(who.community_code);
    event.party = lend(agreement_party(rows, who));
    if (!event.party) return refuse(E_ARENA, NULL);
    const AgreementText *text = agreement_current(rows, in->kind);
    const Agreement *standing = find_agreement(rows, event.party, in->kind);
    verdict v = may_sign(in, text, standing);
    if (refused(v)) return v;
    if (!agreement_to_sign(rows, text, standing, to_sign)) return refuse(E_ARENA, NULL);
    if (strcmp(to_sign, in->text_hash) != 0)
        return (verdict){E_VERSION, "text_hash", "text_changed"};
    v = agreement_was_read(ctx, rows, text, in->shown);
    if (refused(v)) return v;
    event.kind = in->kind;
    event.party_no = lend(agreement_number(who));
    event.signed_by = lend(ctx->actor.account_no);
    event.number = text->number;
    event.signed_hash = in->text_hash;
    bool again = standing && standing->state == SIGNED && !strcmp(standing->signed_hash, to_sign);
    if (!again) emit_agreement_signed(out, &event);
    return agreement_reply(in->kind, SIGNED, text->number, out);
}
