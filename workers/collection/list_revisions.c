/* list_revisions (A32): every approved proposal of a kind, the newest first. What was rejected or
 * withdrawn stands among the cases (query.ListCases). */
#include "gen/collection/list_revisions.h"
#include "gen/collection/rows.h"

static RevisionShown show(const ParameterRevision *row) {
    RevisionShown out = REVISION_SHOWN_INIT;
    out.revision = row->revision;
    out.legal_ref = row->legal_ref;
    out.source = row->source;
    out.reason = row->reason;
    out.holes_why = row->holes_why;
    out.begins = row->begins;
    out.figures = row->figures;
    out.taken_back = row->taken_back;
    out.n_affected = row->n_affected;
    out.proposed_by = row->proposed_by;
    out.approved_by = row->approved_by;
    out.approved_at_us = row->approved_at_us;
    out.case_no = row->case_no;
    return out;
}

verdict collection_list_revisions(const context *ctx, view *rows, const ListRevisions *in,
                                  changes *out) {
    row_list all = list_parameter_revision_by_kind(rows, in->kind);
    RevisionList reply = REVISION_LIST_INIT;
    RevisionShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.revision = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.revision);
    (void) ctx;
    if (!shown || !reply.revision) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        shown[i] = show((const ParameterRevision *) all.row[all.n - 1 - i]);
        reply.revision[reply.n_revision++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
