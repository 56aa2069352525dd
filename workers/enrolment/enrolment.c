#include "workers/enrolment/enrolment.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/fold.h"
#include "workers/rules/calendar/period.h"

const int32_t statutory[STATUTORY] = {INSURANCE_PENSION, INSURANCE_UNEMPLOYMENT, INSURANCE_MEDICAL,
                                      INSURANCE_INJURY, INSURANCE_MATERNITY};

enum { AREA_WUHAN = 1, FLOAT_ONE_PERCENT = 1000 };

standing standing_of(view *rows, const char *person_no) {
    standing out;
    for (unsigned i = 0; i < STATUTORY; i++)
        out.row[i] = find_enrolment_row(rows, person_no, statutory[i]);
    return out;
}

unsigned standing_in(standing *all, const char *unit_no, int32_t state) {
    unsigned n = 0;
    for (unsigned i = 0; i < STATUTORY; i++) {
        const EnrolmentRow *row = all->row[i];
        if (row && (row->status != state || strcmp(row->unit_no, unit_no) != 0)) all->row[i] = NULL;
        n += all->row[i] != NULL;
    }
    return n;
}

int32_t standing_charged_to(const standing *all) {
    int32_t to = 0;
    for (unsigned i = 0; i < STATUTORY; i++)
        if (all->row[i] && all->row[i]->valid_to > to) to = all->row[i]->valid_to;
    return to;
}

status enrolment_name(const char *text, char out[NAME_SIZE]) {
    size_t bytes = strlen(text);
    if (bytes >= NAME_SIZE) return E_TOO_LONG;
    fold_name(text, bytes, out);
    return OK;
}

static const Person *by_document(const context *ctx, view *rows, const char *document_no) {
    char number[DOCUMENT_SIZE];
    if (document_fold(document_no, number) != OK) return NULL;
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    return place ? find_person(rows, place->person_no) : NULL;
}

verdict enrolment_person(const context *ctx, view *rows, person_named who, const Person **out) {
    if (!who.person_no[0] && !who.document_no[0]) return refuse(E_REQUIRED, "person_no");
    const Person *person = who.person_no[0] ? find_person(rows, who.person_no)
                                            : by_document(ctx, rows, who.document_no);
    if (!person) return refuse(who.absent, who.person_no[0] ? "person_no" : "document_no");
    *out = person;
    return accept();
}

verdict enrolment_same(const Person *person, const char *name, const char *document_no) {
    char folded[NAME_SIZE], number[DOCUMENT_SIZE];
    if (enrolment_name(name, folded) != OK || strcmp(folded, person->name) != 0)
        return refuse(E_NAME_ID_MISMATCH, "name");
    if (document_no[0] &&
        (document_fold(document_no, number) != OK || strcmp(number, person->document_no) != 0))
        return refuse(E_NAME_ID_MISMATCH, "document_no");
    return accept();
}

verdict enrolment_month(const context *ctx, const membership_terms *terms, month_line *out) {
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    if (terms->wage_fen == 0) /* domain 4.2 B01: the wage is declared with the enrolment */
        return refuse(E_WAGE_MISSING, "declared_wage_fen");
    month_input in = {.terms = {.period = terms->period,
                                .area = AREA_WUHAN,
                                .injury_class = terms->unit->injury_class,
                                .injury_factor = terms->unit->float_percent * FLOAT_ONE_PERCENT},
                      .person = {.insurances = terms->insurances,
                                 .employment_form = terms->employment_form,
                                 .wage_fen = terms->wage_fen}};
    status s = month_compute(ctx->params, &in, out);
    return s == OK ? accept() : refuse(s, s == E_WAGE_RANGE ? "declared_wage_fen" : NULL);
}

static void declare_wage(const membership_terms *terms, const month_line *line, changes *out) {
    WageDeclared event = WAGE_DECLARED_INIT;
    event.person_no = lend(terms->person_no);
    event.unit_no = terms->unit->unit_no;
    event.from_period = terms->period;
    event.declared_wage_fen = terms->wage_fen;
    event.base_fen = line->base_fen[SLOT_PENSION];
    emit_wage_declared(out, &event);
}

static void assess(const membership_terms *terms, const month_line *line, changes *out) {
    ReceivableAssessed event = RECEIVABLE_ASSESSED_INIT;
    event.person_no = lend(terms->person_no);
    event.fee_period = terms->period;
    event.unit_no = terms->unit->unit_no;
    event.base_fen = line->base_fen[SLOT_PENSION];
    event.pension_person_fen = line->person_fen[SLOT_PENSION];
    event.pension_unit_fen = line->unit_fen[SLOT_PENSION];
    event.medical_person_fen = line->person_fen[SLOT_MEDICAL];
    event.medical_unit_fen = line->unit_fen[SLOT_MEDICAL];
    event.unemployment_person_fen = line->person_fen[SLOT_UNEMPLOYMENT];
    event.unemployment_unit_fen = line->unit_fen[SLOT_UNEMPLOYMENT];
    event.injury_unit_fen = line->unit_fen[SLOT_INJURY];
    event.maternity_unit_fen = line->unit_fen[SLOT_MATERNITY];
    event.large_medical_fen = line->person_fen[SLOT_LARGE_MEDICAL];
    event.person_due_fen = line->person_total_fen;
    event.unit_due_fen = line->unit_total_fen;
    emit_receivable_assessed(out, &event);
}

void enrolment_charge(view *rows, const membership_terms *terms, const month_line *line,
                      changes *out) {
    const Receivable *line_there = find_receivable(rows, terms->person_no, terms->period);
    declare_wage(terms, line, out);
    /* domain 3.11 rule 4: what was paid or fell into arrears is never edited */
    if (!line_there || (line_there->state != LINE_PAID && line_there->state != LINE_ARREARS))
        assess(terms, line, out);
    if (line->warning != OK) /* domain 3.3: base = min(max(wage, floor), ceiling) */
        changes_warn(out, line->warning, "declared_wage_fen");
}

void enrolment_warn_next(const context *ctx, int32_t named_period, changes *out) {
    bool after_cut_off = ctx->period > period_from_date(ctx->today);
    /* domain 3.11 rule 5: a review pending at close moves to the next month, and the filer is told
     */
    bool moved = ctx->released && ctx->period > named_period;
    if (after_cut_off || moved) changes_warn(out, W_NEXT_PERIOD, NULL);
}
