/* record: shows spells and receivables of a person. */
#include "workers/query/record.h"

#include "gen/enrolment/rows.h"
#include "workers/rules/money/insurance.h"
#include "workers/rules/spell.h"

/* NULL when the arena is full. */
static EnrolmentShown *enrolment(const Spell *spell, arena *a) {
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

bool record_enrolments(view *rows, const char *person_no, EnrolmentList *out) {
    row_list all = list_spell_by_person_no(rows, person_no);
    arena *a = view_arena(rows);
    out->enrolment = arena_alloc(a, (all.n + 1) * sizeof *out->enrolment);
    for (size_t i = 0; out->enrolment && i < all.n; i++) {
        EnrolmentShown *shown = enrolment((const Spell *) all.row[i], a);
        if (!shown) return false;
        out->enrolment[out->n_enrolment++] = shown;
    }
    return out->enrolment;
}

static ReceivableShown receivable(const Receivable *row) {
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

bool record_receivables(view *rows, const char *person_no, ReceivableList *out) {
    row_list all = list_receivable_by_person_no(rows, person_no);
    arena *a = view_arena(rows);
    ReceivableShown *shown = arena_alloc(a, (all.n + 1) * sizeof *shown);
    out->receivable = arena_alloc(a, (all.n + 1) * sizeof *out->receivable);
    if (!shown || !out->receivable) return false;
    for (size_t i = 0; i < all.n; i++) {
        shown[i] = receivable((const Receivable *) all.row[i]);
        out->receivable[out->n_receivable++] = &shown[i];
    }
    return true;
}
