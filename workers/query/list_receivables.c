/* list_receivables (Q05): what is due for a person, month by month. A unit sees its own months only
 * (docs/rules 7.1: payment data of the time in this unit). */
#include "gen/query/list_receivables.h"
#include "gen/enrolment/rows.h"

static ReceivableShown show(const Receivable *row) {
    ReceivableShown out = RECEIVABLE_SHOWN_INIT;
    out.fee_period = row->fee_period;
    out.unit_no = row->unit_no;
    out.base_fen = row->base_fen;
    out.person_due_fen = row->person_due_fen;
    out.unit_due_fen = row->unit_due_fen;
    out.state = row->state;
    out.provisional = row->provisional;
    return out;
}

verdict query_list_receivables(const context *ctx, view *rows, const ListReceivables *in,
                               changes *out) {
    row_list all = list_receivable_by_person_no(rows, in->person_no);
    (void) ctx;
    ReceivableList reply = RECEIVABLE_LIST_INIT;
    ReceivableShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.receivable = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.receivable);
    if (!shown || !reply.receivable) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        const Receivable *row = (const Receivable *) all.row[i];
        shown[i] = show(row);
        reply.receivable[reply.n_receivable++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
