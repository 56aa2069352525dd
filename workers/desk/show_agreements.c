/* show_agreements (S65): how a unit or person stands to each kind. */
#include "gen/desk/show_agreements.h"

#include "workers/desk/agreement.h"

static const Kernel__AgreementKind kinds[] = {KERNEL__AGREEMENT_KIND__ONLINE_SERVICE,
                                              KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

verdict desk_show_agreements(const context *ctx, view *rows, const ShowAgreements *in,
                             changes *out) {
    AgreementShown shown[KINDS], *list[KINDS];
    AgreementsShown reply = AGREEMENTS_SHOWN_INIT;
    agreement_who who;
    verdict v =
        agreement_named(ctx, (agreement_who){in->unit_no, in->person_no, in->community_code}, &who);
    const char *party = agreement_party(rows, who);
    if (refused(v) || !party) return refused(v) ? v : refuse(E_ARENA, NULL);
    reply.agreement = list;
    for (unsigned i = 0; i < KINDS; i++) {
        const Agreement *standing = find_agreement(rows, party, kinds[i]);
        bool open = standing || kinds[i] == KERNEL__AGREEMENT_KIND__ONLINE_SERVICE;
        if (!open) continue;
        if (!agreement_show(rows, standing, kinds[i], &shown[i])) return refuse(E_ARENA, NULL);
        list[reply.n_agreement++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
