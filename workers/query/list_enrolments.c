/* list_enrolments (Q09): a person's enrolments, spell by spell. A unit sees those with itself only
 * (docs/rules 7.1: never other units). */
#include "gen/query/list_enrolments.h"
#include "workers/rules/money/insurance.h"
#include "workers/rules/spell.h"

/* NULL when the arena is full. */
static EnrolmentShown *show(const Spell *spell, arena *a) {
    EnrolmentShown *out = arena_alloc(a, sizeof *out);
    int32_t *insurance = arena_alloc(a, INSURANCES_NAMED * sizeof *insurance);
    if (!out || !insurance) return NULL;
    *out = (EnrolmentShown) ENROLMENT_SHOWN_INIT;
    out->spell_no = spell->spell_no;
    out->unit_no = spell->unit_no;
    out->status = spell->status;
    out->insurance = insurance;
    out->n_insurance = insurance_named((uint32_t) spell->insurances, insurance);
    out->valid_from = spell->valid_from;
    out->valid_to = spell->valid_to;
    out->first_period = spell->first_period;
    out->gap_months = spell->gap_months;
    out->cancelled = spell_is_cancelled(spell);
    return out;
}

verdict query_list_enrolments(const context *ctx, view *rows, const ListEnrolments *in,
                              changes *out) {
    row_list all = list_spell_by_person_no(rows, in->person_no);
    (void) ctx;
    arena *a = view_arena(rows);
    EnrolmentList reply = ENROLMENT_LIST_INIT;
    reply.enrolment = arena_alloc(a, (all.n + 1) * sizeof *reply.enrolment);
    if (!reply.enrolment) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        const Spell *spell = (const Spell *) all.row[i];
        EnrolmentShown *shown = show(spell, a);
        if (!shown) return refuse(E_ARENA, NULL);
        reply.enrolment[reply.n_enrolment++] = shown;
    }
    changes_reply(out, &reply.base);
    return accept();
}
