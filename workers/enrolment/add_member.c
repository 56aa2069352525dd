/* add_member (B01, 增员): a unit enrols an employee in all statutory insurances from the month in
 * which the act takes effect; the person is found by document number or registered. Sources:
 * docs/rules 5.2; 社会保险法 art. 57, 58, 60. The month itself is the gates' (close calendar). */
#include <stdio.h>
#include <string.h>

#include "gen/enrolment/add_member.h"
#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/alike.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/citizen_id.h"
#include "workers/rules/identifier/serial.h"
#include "workers/rules/search/words.h"

enum {
    LEVEL_ALIKE = 1,
    REASON_NEW = 111,
    FORM_RURAL_CONTRACT = 3,
    CLASS_FARMER = 2,
    LATE_DAYS = 30,
    LEVEL_BACKDATED = 1
};
enum { CHOICE_BLANK = 0, CHOICE_YES = 1 }; /* code table insurance_choice */

/* The filing as it will be stored: folded, with what the document itself says. */
typedef struct newcomer {
    document document;
    char name[NAME_SIZE], mobile[FIELD_MOBILE_SIZE];
    int32_t birth;
    uint32_t insurances;
    bool none_named; /* no insurance was chosen, which means all */
} newcomer;

/* Where the person stands: known or not, which spells there were. */
typedef struct place {
    const Person *person; /* NULL: to be registered */
    spells past;
    char person_no[PERSON_NO_SIZE];
    int64_t number; /* of a new person, from the shard's counter */
    uint32_t shard;
} place;

/* ---- the filing's own fields --------------------------------------------------------------- */

/* docs/rules 2.2 to 2.4; 15 digits are not taken. False: the number itself is none. */
static bool check_document(const context *ctx, const AddMember *in, newcomer *who, changes *out) {
    status s = document_check(in->document_type, in->document_no, ctx->today, &who->document);
    if (s != OK) {
        changes_fault(out, refuse(s, s == E_CODE_VALUE ? "document_type" : "document_no"));
        return false;
    }
    /* docs/rules 2.2: the document's birth date and sex are AAC006 and AAC004 */
    if (who->document.sex && in->sex != who->document.sex)
        changes_fault(out, refuse(E_SEX_ID_MISMATCH, "sex"));
    who->birth = who->document.birth ? who->document.birth : in->birth_date;
    if (!who->birth)
        changes_fault(out, refuse(E_REQUIRED, "birth_date"));
    else if (!date_valid(who->birth))
        changes_fault(out, refuse(E_DATE, "birth_date"));
    else if (in->birth_date && in->birth_date != who->birth)
        changes_fault(out, refuse(E_BIRTH_ID_MISMATCH, "birth_date"));
    return true;
}

static status check_name(const AddMember *in, newcomer *who) {
    status s = enrolment_name(in->name, who->name);
    /* docs/rules 2.7: Latin letters for foreigners only */
    return s == OK ? field_name(who->name, in->document_type != DOCUMENT_CITIZEN_ID) : s;
}

static status check_mobile(const AddMember *in, newcomer *who) {
    return field_mobile_plain(in->mobile, who->mobile) ? field_mobile(who->mobile) : E_MOBILE;
}

static verdict checked_date(int32_t date, const char *field) {
    return date_valid(date) ? accept() : refuse(E_DATE, field);
}

/* docs/rules 5.2: birth < start of work <= employment here <= enrolment, and the enrolment is of
 * the current month, which a unit may file for in advance: a day of it that is still to come is
 * accepted, because liability begins with the month. A case that was pending at the close keeps the
 * date it was filed with (docs/rules 4.5). */
static void check_dates(const context *ctx, const AddMember *in, const newcomer *who,
                        changes *out) {
    bool started = !changes_fault(out, checked_date(in->work_start_date, "work_start_date"));
    bool employed = !changes_fault(out, checked_date(in->employment_date, "employment_date"));
    bool enrolled = !changes_fault(out, checked_date(in->enrol_date, "enrol_date"));
    if (started && who->birth >= in->work_start_date)
        changes_fault(out, refuse(E_DATE_ORDER, "work_start_date"));
    if (started && employed && in->work_start_date > in->employment_date)
        changes_fault(out, refuse(E_DATE_ORDER, "employment_date"));
    if (employed && enrolled && in->employment_date > in->enrol_date)
        changes_fault(out, refuse(E_DATE_ORDER, "enrol_date"));
    if (enrolled && !ctx->released &&
        period_from_date(in->enrol_date) != period_from_date(ctx->today))
        changes_fault(out, refuse(E_ENROL_MONTH, "enrol_date"));
}

static verdict check_age(const context *ctx, const AddMember *in, const newcomer *who) {
    if (!who->birth || !date_valid(in->enrol_date)) return accept(); /* said already */
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    retirement_person person = {
        .sex = in->sex, .person_class = in->person_class, .birth = who->birth};
    status s = retirement_check(ctx->params, &person, in->enrol_date);
    if (s == OK) /* docs/rules 5.2: 16 or more, under retirement age */
        return accept();
    return refuse(s, s == E_CODE_VALUE ? "sex" : s == E_PARAM_MISSING ? NULL : "birth_date");
}

/* docs/rules 5.2: all statutory insurances together; naming none means all. As soon as one is named
 * the filer makes a list, and what is blank in it is not chosen. Refused with the first one that is
 * missing. */
static verdict check_insurances(const AddMember *in, newcomer *out) {
    const struct {
        int32_t insurance, asked;
        const char *field;
    } choice[] = {{INSURANCE_PENSION, in->pension, "pension"},
                  {INSURANCE_MEDICAL, in->medical, "medical"},
                  {INSURANCE_UNEMPLOYMENT, in->unemployment, "unemployment"},
                  {INSURANCE_INJURY, in->injury, "injury"}};
    const size_t n = sizeof choice / sizeof choice[0];
    const char *missing = NULL;
    out->none_named = true;
    for (size_t i = 0; i < n; i++) out->none_named &= choice[i].asked != CHOICE_YES;
    for (size_t i = 0; i < n; i++) {
        bool chosen =
            choice[i].asked == CHOICE_YES || (out->none_named && choice[i].asked == CHOICE_BLANK);
        if (chosen)
            out->insurances |= insurance_bits(choice[i].insurance);
        else if (!missing)
            missing = choice[i].field;
    }
    status s = insurance_set_check(out->insurances, false);
    if (s != OK) return refuse(s, missing);
    /* 国办发〔2019〕10号: maternity is collected with medical, as one fund; docs/rules 3.1 */
    if (in->maternity != CHOICE_BLANK && in->maternity != in->medical)
        return refuse(E_INSURANCE_SET, "maternity");
    out->insurances |= insurance_bits(INSURANCE_MATERNITY);
    return accept();
}

static void check_classes(const AddMember *in, changes *out) {
    if (!message_offers(&in->base, "reason")) /* docs/rules 1.3, AAE160 */
        changes_fault(out, refuse(E_REASON_CODE, "reason"));
    /* 失业保险条例 art. 6: the exempt rate class is for farmers under contract only */
    if (in->employment_form == FORM_RURAL_CONTRACT && in->person_class != CLASS_FARMER)
        changes_fault(out, refuse(E_CLASS_RATE, "employment_form"));
}

/* Notes all that the filing says wrongly of itself. False: it names no document by which the person
 * could be looked for. */
static bool check_filing(const context *ctx, const AddMember *in, newcomer *who, changes *out) {
    bool named = check_document(ctx, in, who, out);
    changes_fault(out, refuse(check_name(in, who), "name"));
    changes_fault(out, refuse(check_mobile(in, who), "mobile"));
    check_classes(in, out);
    check_dates(ctx, in, who, out);
    changes_fault(out, check_age(ctx, in, who));
    changes_fault(out, check_insurances(in, who));
    return named;
}

/* ---- the person ---------------------------------------------------------------------------- */

static void find_place(const context *ctx, view *rows, const newcomer *who, place *out) {
    const PersonDirectory *known =
        find_person_directory(rows, ctx->search_hash(ctx, rows, who->document.number));
    if (!known) { /* asked for here, so that numbering costs no round of its own */
        out->shard = catalog_document_shard(who->document.number);
        (void) find_counter(rows, out->shard, "person");
        return;
    }
    out->person = find_person(rows, known->person_no);
    out->past = spells_of(rows, known->person_no);
    snprintf(out->person_no, sizeof out->person_no, "%s", known->person_no);
}

static verdict check_spells(const AddMember *in, const spells *past) {
    const Spell *latest = past->latest;
    if (!latest) return accept();
    bool here = !strcmp(latest->unit_no, in->unit_no);
    if (latest->status == SPELL_OPEN) /* S10: never active twice in one insurance */
        return refuse(here ? E_DUP_ENROL : E_OTHER_UNIT, "document_no");
    if (here) /* B02: resuming here is another business */
        return (verdict){E_REASON_CODE, "reason", "resume_member"};
    if (past->charged && in->reason == REASON_NEW) /* B02: then it is reason 141 */
        return (verdict){E_REASON_CODE, "reason", "moved_inside"};
    return accept();
}

/* What is filed against what is on file; a passport does not say it. */
static bool sex_agrees(int32_t on_file, int32_t filed) {
    bool known = on_file == SEX_MALE || on_file == SEX_FEMALE;
    return !known || on_file == filed;
}

static void check_person(const AddMember *in, const newcomer *who, const place *at, changes *out) {
    if (!at->person) return;
    if (at->person->dead) /* docs/rules 5.2 */
        changes_fault(out, refuse(E_DEAD, "document_no"));
    if (strcmp(at->person->name, who->name) != 0) /* docs/rules 5.2 */
        changes_fault(out, refuse(E_NAME_ID_MISMATCH, "name"));
    if (!sex_agrees(at->person->sex, in->sex)) /* docs/rules 5.2 */
        changes_fault(out, (verdict){E_SEX_ID_MISMATCH, "sex", "sex_on_file"});
    if (at->person->birth_date != who->birth) /* docs/rules 2.2: both dates are kept */
        changes_warn(out, W_BIRTH_FILE, "birth_date");
    changes_fault(out, check_spells(in, &at->past));
}

/* ---- what happens -------------------------------------------------------------------------- */

static void register_person(const context *ctx, view *rows, const AddMember *in,
                            const newcomer *who, const place *at, changes *out) {
    PersonRegistered event = PERSON_REGISTERED_INIT;
    event.person_no = lend(at->person_no);
    event.document_type = in->document_type;
    event.document_no = lend(who->document.number);
    event.document_hash = ctx->search_hash(ctx, rows, who->document.number);
    event.name = lend(who->name);
    event.sex = in->sex;
    event.ethnicity = in->ethnicity;
    event.birth_date = who->birth;
    event.mobile = lend(who->mobile);
    event.hukou_kind = in->hukou_kind;
    event.hukou_place = in->hukou_place;
    event.education = in->education;
    event.person_class = in->person_class;
    event.employment_form = in->employment_form;
    event.work_start_date = in->work_start_date;
    event.address = in->address;
    event.shard = (int32_t) at->shard;
    event.number = at->number;
    event.alike_hash = alike_hash(ctx, rows, who->name, who->birth);
    emit_person_registered(out, &event);
    CardRequested card = CARD_REQUESTED_INIT;
    card.person_no = lend(at->person_no);
    card.unit_no = in->unit_no;
    emit_card_requested(out, &card);
}

static void record_employment(const AddMember *in, const place *at, changes *out) {
    if (at->person->person_class == in->person_class &&
        at->person->employment_form == in->employment_form)
        return;
    EmploymentRecorded event = EMPLOYMENT_RECORDED_INIT;
    event.person_no = lend(at->person_no);
    event.person_class = in->person_class;
    event.employment_form = in->employment_form;
    emit_employment_recorded(out, &event);
}

/* By what unit and district find the person. */
static void find_by(const context *ctx, view *rows, EnrolmentStarted *event, found_words *in_unit,
                    found_words *here) {
    member_names names = {event->unit_no, event->person_no, event->name, event->document_no};
    event->n_found_by = enrolment_found(ctx, rows, &names, in_unit);
    event->found_by = in_unit->list;
    names.within = event->district_code;
    event->n_found_here = enrolment_found_here(ctx, rows, &names, here);
    event->found_here = here->list;
}

static void count_in(view *rows, EnrolmentStarted *event) {
    member_change change = enrolment_counted(rows, event->unit_no, event->person_no, true);
    event->shard = change.shard;
    event->more_contributing = change.contributing;
    event->more_paused = change.paused;
}

static void start_spell(const context *ctx, view *rows, const AddMember *in, const newcomer *who,
                        const membership_terms *terms, changes *out) {
    found_words in_unit, here;
    EnrolmentStarted event = ENROLMENT_STARTED_INIT;
    event.person_no = lend(terms->person_no);
    event.spell_no = terms->start.spell_no;
    event.unit_no = in->unit_no;
    event.district_code = terms->unit->district_code;
    event.insurances = (int32_t) terms->insurances;
    event.valid_from = terms->start.from;
    event.first_period = terms->start.first_period;
    event.gap_months = terms->start.gap_months;
    event.reason = in->reason;
    event.employment_date = in->employment_date;
    event.name = lend(who->name);
    event.document_no = lend(who->document.number);
    find_by(ctx, rows, &event, &in_unit, &here);
    count_in(rows, &event);
    emit_enrolment_started(out, &event);
}

static void reply_added(const membership_terms *terms, const month_line *line, changes *out) {
    MemberAdded reply = MEMBER_ADDED_INIT;
    int32_t insurance[INSURANCES_NAMED];
    reply.insurance = insurance;
    reply.n_insurance = insurance_named(terms->insurances, insurance);
    reply.person_no = lend(terms->person_no);
    reply.period = terms->start.from;
    reply.base_fen = line->base_fen[SLOT_PENSION];
    reply.person_due_fen = line->person_total_fen;
    reply.unit_due_fen = line->unit_total_fen;
    reply.provisional = line->provisional;
    changes_reply(out, &reply.base);
}

/* 社会保险法 art. 58: within 30 days of the first day of the employment, whatever the reason: who
 * was insured elsewhere before is to be enrolled here in time as well. */
static bool is_late(const context *ctx, const AddMember *in) {
    return date_diff(in->employment_date, ctx->today) > LATE_DAYS;
}

static void enrol(const context *ctx, view *rows, const AddMember *in, const newcomer *who,
                  const place *at, const membership_terms *terms, changes *out) {
    if (at->person)
        record_employment(in, at, out);
    else
        register_person(ctx, rows, in, who, at, out);
    start_spell(ctx, rows, in, who, terms, out);
    if (who->none_named) changes_warn(out, W_ALL_INSURANCES, NULL);
    if (is_late(ctx, in)) {
        changes_warn(out, W_LATE_ENROL, "employment_date");
        changes_review(out, LEVEL_BACKDATED, 1, "not_backdated"); /* docs/rules 6.3 */
    }
    enrolment_warn_next(ctx, (effect){period_from_date(in->enrol_date), terms->start.from}, out);
}

/* The first month of the new spell: this one, or the next that is charged to nobody yet. */
static membership_terms terms_of(const context *ctx, view *rows, const AddMember *in,
                                 const newcomer *who, const place *at) {
    int32_t from = spells_free_from(rows, at->person_no, &at->past, ctx->period);
    return (membership_terms){.person_no = at->person_no,
                              .start = spells_next(&at->past, from),
                              .employment_form = in->employment_form,
                              .wage_fen = in->declared_wage_fen,
                              .insurances = who->insurances};
}

/* A9: somebody on record has name and birth date under another document: until an officer says that
 * they are two people the filing waits, whatever the unit; it keeps its time of receipt. */
static verdict check_alike(const context *ctx, view *rows, const newcomer *who, changes *out) {
    const Person *alike[ALIKE_MOST];
    ProtobufCBinaryData number = ctx->search_hash(ctx, rows, who->document.number);
    ProtobufCBinaryData hash = alike_hash(ctx, rows, who->name, who->birth);
    size_t n = alike_persons(rows, hash, number, alike), open = 0, one = 0;
    for (size_t i = 0; i < n; i++) {
        Enrolment__LikenessVerdict said = alike_verdict(rows, number, alike[i]->document_hash);
        open += said == LIKENESS_OPEN;
        one += said == ONE_PERSON;
    }
    if (one) return (verdict){E_ALIKE, "document_no", "judged_one"};
    if (!open) return accept();
    if (ctx->released) return (verdict){E_ALIKE, "document_no", "judge_first"};
    changes_review(out, LEVEL_ALIKE, 1, "nobody_alike");
    return accept();
}

/* What is still to be said of a filing that is refused anyway: whether the wage could be,
 * in the insurances that a unit files. A wrong choice of them has been noted. */
static verdict check_wage(const context *ctx, const Unit *unit, const AddMember *in) {
    const membership_terms terms = {.unit = unit,
                                    .start = {.from = ctx->period},
                                    .employment_form = in->employment_form,
                                    .wage_fen = in->declared_wage_fen,
                                    .insurances = INSURANCE_ALL};
    month_line line;
    return enrolment_month(ctx, &terms, &line);
}

verdict enrolment_add_member(const context *ctx, view *rows, const AddMember *in, changes *out) {
    newcomer who = {.insurances = 0};
    place at = {.person = NULL};
    const Unit *unit = find_unit(rows, in->unit_no);
    bool named = check_filing(ctx, in, &who, out);
    if (named) find_place(ctx, rows, &who, &at);
    if (!unit || unit->status != UNIT_CONTRIBUTING) /* docs/rules 5.2 */
        return refuse(E_UNIT_STATUS, "unit_no");
    check_person(in, &who, &at, out);
    if (changes_at_fault(out)) return check_wage(ctx, unit, in);
    verdict v = at.person ? accept() : check_alike(ctx, rows, &who, out);
    if (!refused(v) && !at.person) v = enrolment_number(rows, at.shard, at.person_no, &at.number);
    if (refused(v)) return v;
    membership_terms terms = terms_of(ctx, rows, in, &who, &at);
    month_line line;
    terms.unit = unit;
    v = enrolment_month(ctx, &terms, &line);
    if (refused(v)) return v;
    enrol(ctx, rows, in, &who, &at, &terms, out);
    reply_added(&terms, &line, out);
    return enrolment_charge(rows, &terms, &line, out);
}
