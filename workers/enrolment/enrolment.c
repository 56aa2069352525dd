/* enrolment: what the commands of registration share: finding unit and person, and the first
 * month. */
#include "workers/enrolment/enrolment.h"

#include <stdio.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/charge.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/serial.h"

status enrolment_name(const char *text, char out[NAME_SIZE]) {
    return field_name_plain(text, out, NAME_SIZE) ? OK : E_TOO_LONG;
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
    if (person->merged_into[0]) /* docs/rules 5.14: what is filed goes to the record that is kept */
        return (verdict){E_CASE_STATE, who.person_no[0] ? "person_no" : "document_no",
                         "person_merged"};
    *out = person;
    return accept();
}

void enrolment_same(const context *ctx, view *rows, const Person *person, const person_named *who,
                    const char *name, changes *out) {
    char folded[NAME_SIZE];
    const Person *named = who->document_no[0] ? by_document(ctx, rows, who->document_no) : person;
    if (enrolment_name(name, folded) != OK || strcmp(folded, person->name) != 0)
        changes_fault(out, refuse(E_NAME_ID_MISMATCH, "name"));
    if (!named || strcmp(named->person_no, person->person_no) != 0)
        changes_fault(out, refuse(E_NAME_ID_MISMATCH, "document_no"));
}

verdict enrolment_number(view *rows, uint32_t shard, char person_no[PERSON_NO_SIZE],
                         int64_t *number) {
    const Counter *counter = find_counter(rows, shard, "person");
    int64_t issued;
    *number = (counter ? counter->last : 0) + 1;
    int64_t sequence = SERIAL_PERSON_FIRST + *number - 1;
    if (sequence > INT32_MAX ||
        serial_person_make((int32_t) sequence, (int32_t) shard, &issued) != OK)
        return (verdict){E_OVERFLOW, NULL, "person_numbers"};
    snprintf(person_no, PERSON_NO_SIZE, "%010lld", (long long) issued);
    view_fresh(rows, person_no);
    return accept();
}

retirement_person enrolment_retiring(const Person *person, const char *unit_no) {
    bool agreed = !strcmp(person->postponed_unit, unit_no);
    return (retirement_person){.sex = person->sex,
                               .person_class = person->person_class,
                               .birth = person->birth_date,
                               .flexible = !unit_no[0],
                               .postponed_until = agreed ? person->postponed_until : 0};
}

verdict enrolment_month(const context *ctx, const membership_terms *terms, month_line *out) {
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    const Unit *unit = terms->unit;
    if (unit && terms->wage_fen == 0) /* docs/rules 5.2: the wage is declared with the enrolment */
        return refuse(E_WAGE_MISSING, "declared_wage_fen");
    month_input in = {.terms = charge_terms(unit, terms->start.from),
                      .person = {.insurances = terms->insurances,
                                 .employment_form = terms->employment_form,
                                 .tier_percent = terms->tier_percent,
                                 .wage_fen = terms->wage_fen}};
    status s = month_compute(ctx->params, &in, out);
    return s == OK ? accept() : refuse(s, s == E_WAGE_RANGE ? "declared_wage_fen" : NULL);
}

static char *unit_of(const membership_terms *terms) {
    return terms->unit ? terms->unit->unit_no : lend("");
}

static void declare_wage(const membership_terms *terms, const month_line *line, changes *out) {
    WageDeclared event = WAGE_DECLARED_INIT;
    event.person_no = lend(terms->person_no);
    event.unit_no = unit_of(terms);
    event.tier_percent = terms->tier_percent;
    event.spell_no = terms->start.spell_no;
    event.from_period = terms->start.from;
    event.declared_wage_fen = terms->wage_fen;
    event.base_fen = line->base_fen[SLOT_PENSION];
    emit_wage_declared(out, &event);
}

static void assess(const membership_terms *terms, const month_line *line, changes *out) {
    ReceivableAssessed event = RECEIVABLE_ASSESSED_INIT;
    event.person_no = lend(terms->person_no);
    event.spell_no = terms->start.spell_no;
    event.fee_period = terms->start.from;
    event.unit_no = unit_of(terms);
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
    event.provisional = line->provisional;
    emit_receivable_assessed(out, &event);
}

verdict enrolment_charge(view *rows, const membership_terms *terms, const month_line *line,
                         changes *out) {
    const Receivable *there = find_receivable(rows, terms->person_no, terms->start.from);
    if (there && there->state != LINE_CANCELLED) return refuse(E_INTERNAL, "receivable");
    declare_wage(terms, line, out);
    assess(terms, line, out);
    if (line->warning != OK) /* docs/rules 3.3: base = min(max(wage, floor), ceiling) */
        changes_warn(out, line->warning, "declared_wage_fen");
    return accept();
}

member_change enrolment_counted(view *rows, const char *unit_no, const char *person_no,
                                bool contributes) {
    const Membership *row = find_membership(rows, unit_no, person_no);
    bool counted = row && row->counted;
    bool contributed = counted && row->status == MEMBER_CONTRIBUTING;
    uint32_t shard = 0;
    (void) catalog_number_shard(person_no, &shard); /* the hall gave the number out */
    return (member_change){.shard = (int32_t) shard,
                           .contributing = contributes - contributed,
                           .paused = !contributes - (counted && !contributed)};
}

size_t enrolment_found(const context *ctx, view *rows, const member_names *who, found_words *out) {
    ProtobufCBinaryData word[WORDS_MAX];
    size_t n = words_of(ctx, rows, who, word);
    for (size_t i = 0; i < n; i++) {
        out->word[i] = (FoundBy) FOUND_BY_INIT;
        out->word[i].word = word[i];
        out->list[i] = &out->word[i];
    }
    return n;
}

size_t enrolment_found_here(const context *ctx, view *rows, const member_names *who,
                            found_words *out) {
    row_list known = list_district_word_by_person_no(rows, who->person_no);
    for (size_t i = 0; i < known.n; i++)
        if (!strcmp(((const DistrictWord *) known.row[i])->district_code, who->within)) return 0;
    return enrolment_found(ctx, rows, who, out);
}

int64_t enrolment_arrears(const context *ctx, row_list lines, const char *unit_no) {
    int64_t sum = 0;
    for (size_t i = 0; i < lines.n; i++) {
        const Receivable *line = (const Receivable *) lines.row[i];
        bool overdue =
            line->state == LINE_ARREARS ||
            (line->state == LINE_NOT_DUE && period_due_date(line->fee_period) < ctx->today);
        if (overdue && !strcmp(line->unit_no, unit_no))
            sum += line->person_due_fen + line->unit_due_fen;
    }
    return sum;
}

verdict enrolment_alone(const Spell *latest, const char *unit_no, const char *field) {
    bool other = !unit_no[0] && latest && !spell_is_flexible(latest);
    return other ? refuse(E_NOT_FLEX, field) : accept();
}

void enrolment_warn_next(const context *ctx, effect of, changes *out) {
    bool after_cut_off = ctx->period > period_from_date(ctx->today);
    /* docs/rules 4.5: a review pending at close moves to the next month, and the filer is told
     */
    bool moved = ctx->released && ctx->period > of.named_period;
    bool charged_already = of.period > ctx->period;
    if (charged_already) changes_period(out, of.period);
    if (after_cut_off || moved || charged_already) changes_warn(out, W_NEXT_PERIOD, NULL);
}
