/* flexible: the persons of the demonstration who pay alone, through communities. Their first
 * enrolment is loaded as it stands; what they file afterwards goes through the front door. */
#include <stdio.h>
#include <string.h>

#include "gen/identity/reserve_mobile.h"
#include "gen/identity/rows.h"
#include "gen/identity/social_card.h"
#include "kernel/code.pb-c.h"
#include "tools/city/city.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/alike.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/identifier/citizen_id.h"

enum { REASON_NEW = 111, REASON_OTHER = 229, MONTHS_BACK = 8, PAUSED_MONTHS = 2, TIER = 60 };

/* owes: the first month is a line that nobody paid. */
typedef struct flexible {
    const char *name, *number, *community_code;
    bool paused, owes;
    const char *card_no; /* on record in the place of a reserved mobile */
} flexible;

typedef struct newcomer {
    unsigned i;
    int32_t today; /* of the demonstration; acts are received long before */
} newcomer;

/* The 17 digits before the check character; odd sequences are men's. */
static const flexible people[] = {
    {"程自立", "42010619900312801", "420106001001", false, false, NULL},
    {"夏自强", "42010619880517803", "420106001001", true, false, NULL},
    {"秦自勉", "42010619911120805", "420106001001", true, true, NULL},
    {"白自在", "42010619860721802", "420106002001", false, false, NULL},
    {"江自由", "42010219920409807", "420102001001", false, false, NULL},
    {"安自来", "42010619780406806", "420106002001", false, false, "A10000006"},
};
enum { PEOPLE = sizeof people / sizeof people[0] };

static const uint32_t insured = INSURANCE_BIT(SLOT_PENSION);

void flexible_document(unsigned i, char out[CITY_DOCUMENT_SIZE]) {
    snprintf(out, CITY_DOCUMENT_SIZE, "%.17s%c", people[i].number,
             citizen_id_check_char(people[i].number));
}

int32_t city_birth(const char *number) {
    int32_t birth = 0;
    for (unsigned i = 6; i < 14; i++) birth = birth * 10 + (number[i] - '0');
    return birth;
}

static void enter(const context *ctx, view *rows, const city_alone *who,
                  const membership_terms *terms, int64_t number, changes *out) {
    PersonRegistered person = PERSON_REGISTERED_INIT;
    person.person_no = lend(terms->person_no);
    person.document_type = DOCUMENT_CITIZEN_ID;
    person.document_no = lend(who->document_no);
    person.document_hash = ctx->search_hash(ctx, rows, who->document_no);
    person.name = lend(who->name);
    person.sex = (who->document_no[16] - '0') % 2 ? SEX_MALE : SEX_FEMALE;
    person.ethnicity = person.hukou_kind = person.person_class = 1;
    person.birth_date = city_birth(who->document_no);
    person.alike_hash = alike_hash(ctx, rows, who->name, person.birth_date);
    person.mobile = lend("19990000801");
    person.shard = (int32_t) catalog_document_shard(who->document_no);
    person.number = number;
    emit_person_registered(out, &person);
    found_words here;
    const char *district = spell_community_district(rows, who->community_code);
    const member_names names = {district, terms->person_no, who->name, who->document_no};
    FlexibleStarted start = FLEXIBLE_STARTED_INIT;
    start.person_no = lend(terms->person_no);
    start.spell_no = terms->start.spell_no;
    start.community_code = lend(who->community_code);
    start.insurances = (int32_t) terms->insurances;
    start.valid_from = start.first_period = terms->start.from;
    start.reason = REASON_NEW;
    start.district_code = lend(district);
    start.n_found_here = enrolment_found_here(ctx, rows, &names, &here);
    start.found_here = here.list;
    emit_flexible_started(out, &start);
}

/* Reserved long ago: the person of number 4 has no account yet, and a visitor can activate it. */
static void reserve(const context *ctx, const char *person_no, unsigned i, changes *out) {
    char mobile[16];
    snprintf(mobile, sizeof mobile, "1999000090%u", i + 1);
    MobileReserved event = MOBILE_RESERVED_INIT;
    event.person_no = lend(person_no);
    event.mobile = mobile;
    event.proof = PROVED_AT_COUNTER;
    event.firm_at_us = ctx->received_at_us;
    emit_mobile_reserved(out, &event);
}

/* Known for long and normal: that person has no account yet either, and activates it by the card.
 */
static void know_card(const context *ctx, const char *person_no, const char *card_no,
                      changes *out) {
    CardRecorded event = CARD_RECORDED_INIT;
    event.person_no = lend(person_no);
    event.card_no = lend(card_no);
    event.card_status = CODE__CARD_STATUS__CARD_STATUS_3;
    event.firm_at_us = ctx->received_at_us;
    emit_card_recorded(out, &event);
}

static void pause(const membership_terms *terms, int32_t valid_to, changes *out) {
    FlexiblePaused event = FLEXIBLE_PAUSED_INIT;
    event.person_no = lend(terms->person_no);
    event.spell_no = terms->start.spell_no;
    event.valid_to = valid_to;
    event.end_reason = REASON_OTHER;
    emit_flexible_paused(out, &event);
}

/* What the first spell begins with; known: the person exists and is left alone, so that a second
 * load changes nothing. */
static verdict begin_alone(const context *ctx, view *rows, const city_alone *who,
                           membership_terms *terms, char person_no[PERSON_NO_SIZE], bool *known,
                           changes *out) {
    int64_t number;
    *known = find_person_directory(rows, ctx->search_hash(ctx, rows, who->document_no));
    if (*known) return accept();
    verdict v =
        enrolment_number(rows, catalog_document_shard(who->document_no), person_no, &number);
    *terms = (membership_terms){
        .person_no = person_no,
        .tier_percent = TIER,
        .start = {.spell_no = 1, .from = who->from_period, .first_period = who->from_period},
        .insurances = insured};
    if (!refused(v)) enter(ctx, rows, who, terms, number, out);
    return v;
}

verdict city_alone_enter(void *self, const void *what, const context *ctx, view *rows,
                         changes *out) {
    (void) self;
    char person_no[PERSON_NO_SIZE];
    bool known;
    membership_terms terms;
    return begin_alone(ctx, rows, what, &terms, person_no, &known, out);
}

static verdict add_flexible(void *self, const void *what, const context *ctx, view *rows,
                            changes *out) {
    (void) self;
    const newcomer *one = what;
    const flexible *who = &people[one->i];
    char person_no[PERSON_NO_SIZE];
    bool known;
    month_line line;
    membership_terms terms;
    int32_t now = period_from_date(one->today);
    city_alone alone = {.from_period = period_add(now, -MONTHS_BACK)};
    flexible_document(one->i, alone.document_no);
    snprintf(alone.name, sizeof alone.name, "%s", who->name);
    snprintf(alone.community_code, sizeof alone.community_code, "%s", who->community_code);
    verdict v = begin_alone(ctx, rows, &alone, &terms, person_no, &known, out);
    if (known || refused(v)) return v;
    v = enrolment_month(ctx, &terms, &line);
    if (refused(v)) return v;
    if (who->card_no)
        know_card(ctx, person_no, who->card_no, out);
    else
        reserve(ctx, person_no, one->i, out);
    if (who->paused) pause(&terms, period_add(now, -PAUSED_MONTHS), out);
    return who->owes ? enrolment_charge(rows, &terms, &line, out) : accept();
}

status city_flexible(loader *l, int32_t today, int64_t at_us) {
    for (unsigned i = 0; i < PEOPLE; i++) {
        const newcomer one = {i, today};
        char id_number[CITY_DOCUMENT_SIZE];
        flexible_document(i, id_number);
        status s = loader_add(l, add_flexible, NULL, &one, sizeof one,
                              catalog_document_shard(id_number), at_us);
        if (s != OK) return s;
    }
    return loader_flush(l);
}
