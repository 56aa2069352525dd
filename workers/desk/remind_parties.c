/* remind_parties (S65): those whose signature is of an earlier text hear of the new one in their
 * inbox, once. Another piece follows at once while there are more. Source: docs/agreements.md. */
#include "gen/desk/remind_parties.h"

#include "workers/rules/agreement.h"

enum { PIECE = 100 }; /* messages of one command: a place in it has eight bits (engine/tell.c) */

static row_list piece_of(view *rows, const AgreementDemand *demand) {
    row_key key = key_agreement_by_kind_state(demand->kind, SIGNED);
    key.limit = PIECE;
    if (demand->cursor[0]) {
        row_key_after_text(&key, demand->cursor);
        row_key_after_number(&key, demand->kind);
    }
    return view_list(rows, &key);
}

static void tell(const AgreementDemand *demand, const Agreement *standing, changes *out) {
    RenewalDue event = RENEWAL_DUE_INIT;
    event.party_no = lend(agreement_number(
        (agreement_who){standing->unit_no, standing->person_no, standing->community_code}));
    event.kind = demand->kind;
    event.unit_no = standing->unit_no;
    event.person_no = standing->person_no;
    event.number = demand->number;
    event.sign_by_us = demand->from_us;
    event.signed_by = standing->signed_by;
    emit_renewal_due(out, &event);
}

verdict desk_remind_parties(const context *ctx, view *rows, const RemindParties *in, changes *out) {
    const AgreementDemand *demand = find_agreement_demand(rows, in->kind);
    const AgreementText *text = agreement_current(rows, in->kind);
    if (!demand || !text) return refuse(E_NOT_FOUND, "kind");
    bool due = demand->remind_at_us && demand->remind_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "kind");
    row_list piece = piece_of(rows, demand);
    PartiesReminded reply = PARTIES_REMINDED_INIT;
    for (size_t i = 0; i < piece.n; i++) {
        const Agreement *one = (const Agreement *) piece.row[i];
        if (one->number >= demand->number) continue;
        tell(demand, one, out);
        reply.n_told++;
    }
    PartiesTold event = PARTIES_TOLD_INIT;
    bool more = piece.n == PIECE;
    event.text_hash = text->text_hash;
    event.kind = in->kind;
    event.cursor = more ? ((const Agreement *) piece.row[piece.n - 1])->party : lend("");
    event.remind_at_us = more ? ctx->received_at_us + 1 : 0;
    emit_parties_told(out, &event);
    changes_reply(out, &reply.base);
    return accept();
}
