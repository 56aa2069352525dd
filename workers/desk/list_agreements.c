/* list_agreements (S65): who has signed a kind of agreement, or ended it. */
#include "gen/desk/list_agreements.h"

#include "workers/desk/agreement.h"

enum { PAGE_DEFAULT = 50 };

verdict desk_list_agreements(const context *ctx, view *rows, const ListAgreements *in,
                             changes *out) {
    (void) ctx;
    row_key key = key_agreement_by_kind_state(in->kind, in->state), all = key;
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) {
        row_key_after_text(&key, in->after);
        row_key_after_number(&key, in->kind);
    }
    row_list page = view_list(rows, &key);
    AgreementList reply = AGREEMENT_LIST_INIT;
    AgreementShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.agreement = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.agreement);
    if (!shown || !reply.agreement) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        const Agreement *row = (const Agreement *) page.row[i];
        if (!agreement_show(rows, row, in->kind, &shown[i])) return refuse(E_ARENA, NULL);
        reply.agreement[reply.n_agreement++] = &shown[i];
    }
    if (page.n == key.limit) reply.next = ((const Agreement *) page.row[page.n - 1])->party;
    all.count = true;
    reply.total = view_count(rows, &all);
    changes_reply(out, &reply.base);
    return accept();
}
