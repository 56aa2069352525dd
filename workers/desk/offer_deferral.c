/* offer_deferral (S65): a deferral becomes an agreement when the unit signs. Source: SIL art. 63.
 */
#include "gen/desk/offer_deferral.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/fold.h"
#include "workers/desk/agreement.h"

/* In the order of their due dates, none of them past. */
static void check_schedule(const context *ctx, const OfferDeferral *in, changes *out) {
    int32_t before = ctx->today;
    for (size_t i = 0; i < in->n_instalment; i++) {
        if (in->instalment[i]->due_date <= before)
            changes_fault(out, refuse(E_DATE_ORDER, "instalment.due_date"));
        before = in->instalment[i]->due_date;
    }
}

static verdict emit(view *rows, const OfferDeferral *in, DeferralOffered *event, changes *out) {
    InstalmentOffered *one = arena_alloc(view_arena(rows), (in->n_instalment + 1) * sizeof *one);
    event->instalment =
        arena_alloc(view_arena(rows), (in->n_instalment + 1) * sizeof *event->instalment);
    if (!one || !event->instalment) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < in->n_instalment; i++) {
        one[i] = (InstalmentOffered) INSTALMENT_OFFERED_INIT;
        one[i].line = (int32_t) i + 1;
        one[i].period = in->instalment[i]->period;
        one[i].amount_fen = in->instalment[i]->amount_fen;
        one[i].due_date = in->instalment[i]->due_date;
        event->instalment[event->n_instalment++] = &one[i];
    }
    emit_deferral_offered(out, event);
    return agreement_reply(event->kind, OFFERED, 0, out);
}

verdict desk_offer_deferral(const context *ctx, view *rows, const OfferDeferral *in, changes *out) {
    DeferralOffered event = DEFERRAL_OFFERED_INIT;
    event.kind = KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT;
    event.unit_no = in->unit_no;
    event.guarantee = in->guarantee;
    event.party = lend(agreement_party(rows, (agreement_who){in->unit_no, "", ""}));
    if (!event.party) return refuse(E_ARENA, NULL);
    const Agreement *standing = find_agreement(rows, event.party, event.kind);
    if (!find_unit(rows, in->unit_no)) return refuse(E_NOT_FOUND, "unit_no");
    if (fold_is_blank(in->guarantee, strlen(in->guarantee)))
        changes_fault(out, refuse(E_REQUIRED, "guarantee"));
    check_schedule(ctx, in, out);
    if (standing && standing->state == SIGNED) changes_fault(out, refuse(E_CASE_STATE, "unit_no"));
    if (changes_at_fault(out)) return accept();
    event.offer = standing ? standing->offer + 1 : 1;
    return emit(rows, in, &event, out);
}
