/* agreement: shows how a party stands to an agreement. */
#include "workers/desk/agreement.h"

#include <string.h>

static bool show_schedule(view *rows, const Agreement *standing, AgreementShown *out) {
    row_list lines =
        list_agreement_instalment_by_party_offer(rows, standing->party, standing->offer);
    InstalmentShown *one = arena_alloc(view_arena(rows), (lines.n + 1) * sizeof *one);
    out->instalment = arena_alloc(view_arena(rows), (lines.n + 1) * sizeof *out->instalment);
    if (!one || !out->instalment) return false;
    for (size_t i = 0; i < lines.n; i++) {
        const AgreementInstalment *line = (const AgreementInstalment *) lines.row[i];
        one[i] = (InstalmentShown) INSTALMENT_SHOWN_INIT;
        one[i].period = line->period;
        one[i].amount_fen = line->amount_fen;
        one[i].due_date = line->due_date;
        out->instalment[out->n_instalment++] = &one[i];
    }
    return true;
}

static void show_standing(const Agreement *standing, AgreementShown *out) {
    out->unit_no = standing->unit_no;
    out->person_no = standing->person_no;
    out->community_code = standing->community_code;
    out->state = standing->state;
    out->number = standing->number;
    out->signed_hash = standing->signed_hash;
    out->signed_by = standing->signed_by;
    out->signed_at_us = standing->signed_at_us;
    out->ended_by = standing->ended_by;
    out->ended_at_us = standing->ended_at_us;
    out->end_reason = standing->end_reason;
    out->barred = standing->barred;
    out->guarantee = standing->guarantee;
}

bool agreement_show(view *rows, const Agreement *standing, Kernel__AgreementKind kind,
                    AgreementShown *out) {
    char to_sign[AGREEMENT_HASH_SIZE];
    const AgreementText *text = agreement_current(rows, kind);
    *out = (AgreementShown) AGREEMENT_SHOWN_INIT;
    out->kind = kind;
    if (standing) show_standing(standing, out);
    if (text) out->current_number = text->number;
    const AgreementDemand *demand = find_agreement_demand(rows, kind);
    bool older = standing && standing->state == SIGNED && demand && !standing->offer &&
                 standing->number < demand->number;
    if (older) out->sign_by_us = demand->from_us;
    if (agreement_to_sign(rows, text, standing, to_sign))
        out->to_sign = arena_dup(view_arena(rows), to_sign);
    return out->to_sign && (!standing || !standing->offer || show_schedule(rows, standing, out));
}

verdict agreement_reply(Kernel__AgreementKind kind, Desk__AgreementState state, int64_t number,
                        changes *out) {
    AgreementChanged reply = AGREEMENT_CHANGED_INIT;
    reply.kind = kind;
    reply.state = state;
    reply.number = number;
    changes_reply(out, &reply.base);
    return accept();
}

verdict agreement_named(const context *ctx, agreement_who named, agreement_who *out) {
    *out = named;
    if (ctx->actor.role == KERNEL__ROLE__COMMUNITY_OPERATOR) {
        const char *own = ctx->actor.community_code;
        bool other = named.community_code[0] && strcmp(named.community_code, own) != 0;
        *out = (agreement_who){"", "", own};
        return named.unit_no[0] || named.person_no[0] || other
                   ? refuse(E_FORBIDDEN, "community_code")
                   : accept();
    }
    int n = (named.unit_no[0] != 0) + (named.person_no[0] != 0) + (named.community_code[0] != 0);
    if (!n) return refuse(E_REQUIRED, "unit_no");
    return n > 1 ? refuse(E_FORM, "person_no") : accept();
}
