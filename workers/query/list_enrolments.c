/* list_enrolments (Q09): a person's enrolments, insurance by insurance. A unit sees those with
 * itself only (domain 4.5: never other units). */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/query/list_enrolments.h"

static EnrolmentShown show(const EnrolmentRow *row) {
    EnrolmentShown out = ENROLMENT_SHOWN_INIT;
    out.insurance = row->insurance;
    out.status = row->status;
    out.unit_no = row->unit_no;
    out.valid_from = row->valid_from;
    out.valid_to = row->valid_to;
    out.first_period = row->first_period;
    out.gap_months = row->gap_months;
    return out;
}

verdict query_list_enrolments(const context *ctx, view *rows, const ListEnrolments *in,
                              changes *out) {
    row_list all = list_enrolment_row_by_person_no(rows, in->person_no);
    EnrolmentList reply = ENROLMENT_LIST_INIT;
    EnrolmentShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.enrolment = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.enrolment);
    bool own_only = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    if (!shown || !reply.enrolment) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        const EnrolmentRow *row = (const EnrolmentRow *) all.row[i];
        if (own_only && strcmp(row->unit_no, ctx->actor.unit_no) != 0) continue;
        shown[i] = show(row);
        reply.enrolment[reply.n_enrolment++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
