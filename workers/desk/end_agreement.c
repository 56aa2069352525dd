/* end_agreement (S65): by the party, or by the settlement centre, which may bar it. The unit's
 * program keys end with its agreement about filing online (A39). Source: docs/rules 2.12. */
#include "gen/desk/end_agreement.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/desk/agreement.h"
#include "workers/rules/key_end.h"

/* A deferral that was agreed binds both: the unit declines an offer only. */
static verdict may_end(const context *ctx, const EndAgreement *in, const Agreement *standing) {
    bool centre = ctx->actor.role == KERNEL__ROLE__SETTLEMENT_CENTER;
    bool deferral = in->kind == KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT;
    if (fold_is_blank(in->reason, strlen(in->reason))) return refuse(E_CASE_REASON, "reason");
    if (in->bar && !centre) return refuse(E_FORBIDDEN, "bar");
    if (!standing) return refuse(E_NOT_FOUND, "kind");
    if (!centre && deferral && standing->state != OFFERED) return refuse(E_FORBIDDEN, "kind");
    bool ended = standing->state == AGREEMENT_OVER;
    return ended && (!centre || standing->barred == in->bar) ? refuse(E_CASE_STATE, "kind")
                                                             : accept();
}

verdict desk_end_agreement(const context *ctx, view *rows, const EndAgreement *in, changes *out) {
    agreement_who who;
    verdict v =
        agreement_named(ctx, (agreement_who){in->unit_no, in->person_no, in->community_code}, &who);
    const char *party = agreement_party(rows, who);
    if (refused(v) || !party) return refused(v) ? v : refuse(E_ARENA, NULL);
    const Agreement *standing = find_agreement(rows, party, in->kind);
    v = may_end(ctx, in, standing);
    if (refused(v)) return v;
    AgreementEnded event = AGREEMENT_ENDED_INIT;
    event.party = standing->party;
    event.kind = in->kind;
    event.unit_no = in->unit_no;
    event.person_no = in->person_no;
    event.community_code = lend(who.community_code);
    event.party_no = lend(agreement_number(who));
    event.reason = in->reason;
    event.barred = in->bar;
    emit_agreement_ended(out, &event);
    if (in->unit_no[0] && in->kind == KERNEL__AGREEMENT_KIND__ONLINE_SERVICE)
        unit_end_keys(ctx, rows, in->unit_no, "agreement ended", out);
    return agreement_reply(in->kind, AGREEMENT_OVER, standing->number, out);
}
