/* Vectors of bases, contributions, fees, interest and allocation (docs/rules 3.2 to 3.10). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vectors_kind.h"
#include "workers/rules/money/allocate.h"
#include "workers/rules/money/amount.h"
#include "workers/rules/money/contribution.h"
#include "workers/rules/money/interest.h"
#include "workers/rules/money/late_fee.h"
#include "workers/rules/money/money.h"
#include "workers/rules/money/month.h"
#include "workers/rules/money/tier.h"

#define WUHAN 1
#define PERCENT (MONEY_RATE_ONE / 100)
#define INJURY_CLASSES 8
#define ALLOCATE_LINES 16
#define FORM_RURAL_CONTRACT 3 /* AAC013 */
#define PUBLISHED_LAST 202612

/* Vectors of a year mean its December: every row of the year has begun by then. */
static int32_t year_end(const vector_case *c) {
    return vector_number(c, "year") * 100 + 12;
}

static void say_fen(vector_case *c, status code, int64_t fen) {
    if (vector_goes_on(c, code)) vector_say(c, "%s", vector_yuan(fen));
}

static void run_base(vector_case *c) {
    int64_t base = 0;
    status s =
        base_of(c->params, INSURANCE_PENSION, WUHAN, year_end(c), vector_fen(c, "wage"), &base);
    say_fen(c, s, base);
}

/* What a unit of rounding in yuan is in fen; nothing given is the fen. */
static int32_t round_of(const vector_case *c) {
    return vector_text(c, "round")[0] ? (int32_t) vector_fen(c, "round") : 1;
}

static status by_rule(const vector_case *c, int64_t average_fen, base_bounds *out) {
    const base_rule rule = {vector_number(c, "floor_pct") * PERCENT,
                            vector_number(c, "ceiling_pct") * PERCENT, round_of(c)};
    return base_limits(average_fen, &rule, out);
}

/* Limits by rule, or with stored=1 the stored row; either way of a tier of Hubei, 1 where none is
 * named, whose stored average has to be the one given. */
static void run_base_param(vector_case *c) {
    int64_t average = vector_fen(c, "average");
    int32_t tier = vector_text(c, "tier")[0] ? vector_number(c, "tier") : WUHAN;
    const param *row;
    base_bounds bounds = {0, 0};
    status s = params_limit(c->params, INSURANCE_PENSION, tier, year_end(c), &row);
    if (s == OK && row->amount_fen != average)
        vector_say(c, "average=%s;", vector_yuan(row->amount_fen));
    if (s == OK && vector_number(c, "stored"))
        bounds = (base_bounds){row->floor_fen, row->ceiling_fen};
    else if (s == OK)
        s = by_rule(c, average, &bounds);
    if (vector_goes_on(c, s))
        vector_say(c, "floor=%s;ceiling=%s", vector_yuan(bounds.floor_fen),
                   vector_yuan(bounds.ceiling_fen));
}

/* Industry class whose base rate is the one given, 1 when none is. */
static int32_t injury_class(const vector_case *c, const char *key, int32_t period) {
    int32_t rate;
    for (int32_t class = 1; class <= INJURY_CLASSES; class ++)
        if (params_injury(c->params, class, MONEY_RATE_ONE, period, &rate) == OK &&
            rate == vector_rate(c, key))
            return class;
    return 1;
}

/* "pension_unit" and the like. */
typedef struct item {
    const char *name;
    int32_t insurance;
    payer who;
} item;

static const item items[] = {{"pension_unit", INSURANCE_PENSION, PAYER_UNIT},
                             {"pension_person", INSURANCE_PENSION, PAYER_PERSON},
                             {"medical_unit", INSURANCE_MEDICAL, PAYER_UNIT},
                             {"medical_person", INSURANCE_MEDICAL, PAYER_PERSON},
                             {"unemployment_unit", INSURANCE_UNEMPLOYMENT, PAYER_UNIT},
                             {"unemployment_person", INSURANCE_UNEMPLOYMENT, PAYER_PERSON},
                             {"injury_unit", INSURANCE_INJURY, PAYER_UNIT},
                             {"maternity_unit", INSURANCE_MATERNITY, PAYER_UNIT}};

/* The rate stored for the item in that month; of injury, that of the class which has the rate. */
static status item_rate(const vector_case *c, const item *it, int32_t period, int32_t *out) {
    const param *row;
    if (it->insurance == INSURANCE_INJURY)
        return params_injury(c->params, injury_class(c, "rate", period), MONEY_RATE_ONE, period,
                             out);
    status s = params_rate(c->params, it->insurance, it->who, period, &row);
    if (s == OK) *out = row->rate;
    return s;
}

/* The rate given has to be the one that is stored; without a month, in the year published last. */
static void say_item(vector_case *c) {
    const char *name = vector_text(c, "item");
    int32_t month = vector_period(c, "month"), rate = 0;
    bool exempt = vector_number(c, "employment_form") == FORM_RURAL_CONTRACT;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (strcmp(items[i].name, name) != 0) continue;
        status s = item_rate(c, &items[i], month ? month : PUBLISHED_LAST, &rate);
        if (exempt && items[i].insurance == INSURANCE_UNEMPLOYMENT) rate = 0;
        if (s != OK || rate != vector_rate(c, "rate")) vector_say(c, "stored rate differs;");
        return;
    }
    vector_say(c, "unknown item;");
}

static void run_contrib(vector_case *c) {
    if (vector_text(c, "item")[0]) say_item(c);
    int64_t fen = 0;
    status s =
        contribution_amount(vector_fen(c, "base"), vector_rate(c, "rate"), MONEY_RATE_ONE, 0, &fen);
    say_fen(c, s, fen);
}

static void run_contrib_sum(vector_case *c) {
    int32_t period = vector_period(c, "month");
    month_input in = {.terms = {.period = period,
                                .area = WUHAN,
                                .injury_factor = MONEY_RATE_ONE,
                                .injury_class = injury_class(c, "injury", period)},
                      .person = {.insurances = INSURANCE_ALL, .wage_fen = vector_fen(c, "base")}};
    month_line line;
    int64_t large;
    bool unit = strcmp(vector_text(c, "side"), "unit") == 0;
    status s = params_fixed(c->params, INSURANCE_LARGE_MEDICAL, PAYER_PERSON, period, &large);
    bool named = vector_text(c, "large_medical")[0];
    if (named && (s != OK || large != vector_fen(c, "large_medical")))
        vector_say(c, "stored sum differs;");
    if (vector_goes_on(c, month_compute(c->params, &in, &line)))
        vector_say(c, "%s", vector_yuan(unit ? line.unit_total_fen : line.person_total_fen));
}

static void run_tier(vector_case *c) {
    tier_fee fee;
    const param *rate;
    status s = params_rate(c->params, INSURANCE_PENSION, PAYER_FLEX, year_end(c), &rate);
    if (s != OK || rate->rate != vector_rate(c, "rate")) vector_say(c, "stored rate differs;");
    if (!vector_goes_on(c, tier_compute(c->params, vector_number(c, "tier"), year_end(c), &fee)))
        return;
    if (fee.base_fen != vector_fen(c, "base")) vector_say(c, "base=%s;", vector_yuan(fee.base_fen));
    vector_say(c, "%s", vector_yuan(fee.fee_fen));
}

static void run_split(vector_case *c) {
    int64_t account, pool;
    status s = contribution_split(vector_fen(c, "total"), vector_fen(c, "base"),
                                  vector_rate(c, "account_rate"), &account, &pool);
    if (vector_goes_on(c, s))
        vector_say(c, "to_account=%s;to_pool=%s", vector_yuan(account), vector_yuan(pool));
}

static void run_latefee(vector_case *c) {
    late_fee fee;
    status s = late_fee_compute(vector_fen(c, "principal"), vector_date(c, "due"),
                                vector_date(c, "paid"), LATE_FEE_NO_CAP, &fee);
    if (vector_goes_on(c, s))
        vector_say(c, "days_old=%d;days_new=%d;fee=%s", fee.days_old, fee.days_new,
                   vector_yuan(fee.fee_fen));
}

static void run_assess110(vector_case *c) {
    int64_t fen = 0;
    status s = assess_110(vector_fen(c, "last_month"), &fen);
    say_fen(c, s, fen);
}

/* The rate given has to be the one stored for the year. */
static void say_rate(vector_case *c) {
    int32_t rate = 0;
    bool provisional;
    status s = params_interest(c->params, INSURANCE_PENSION, vector_number(c, "year"), &rate,
                               &provisional);
    if (s != OK || provisional || rate != vector_rate(c, "rate"))
        vector_say(c, "stored rate differs;");
}

static void run_interest(vector_case *c) {
    int64_t opening = vector_fen(c, "opening"), credit[12] = {0}, interest, closing;
    const char *months = vector_text(c, "months"), *to = strchr(months, '-');
    int64_t monthly = vector_fen(c, "monthly");
    if (to)
        for (long i = strtol(months, NULL, 10); i >= 1 && i <= 12 && i <= strtol(to + 1, NULL, 10);
             i++)
            credit[i - 1] = monthly;
    say_rate(c);
    status s = interest_year(opening, credit, vector_rate(c, "rate"), &interest);
    if (s == OK) s = interest_closing(opening, credit, interest, &closing);
    if (vector_goes_on(c, s))
        vector_say(c, "interest=%s;closing=%s", vector_yuan(interest), vector_yuan(closing));
}

static void run_interest_est(vector_case *c) {
    int64_t closing;
    say_rate(c);
    status s = interest_estimate(vector_fen(c, "opening"), vector_fen(c, "credits"),
                                 vector_rate(c, "rate"), &closing);
    if (vector_goes_on(c, s)) vector_say(c, "closing=%s", vector_yuan(closing));
}

static int by_insurance(const void *a, const void *b) {
    return ((const allocate_line *) a)->insurance - ((const allocate_line *) b)->insurance;
}

/* "110:2000.00,310:800.00": unit principal of one period; answers in the order of the input. */
static void run_allocate(vector_case *c) {
    allocate_line line[ALLOCATE_LINES] = {{0}};
    int32_t order[ALLOCATE_LINES];
    int64_t suspense;
    size_t n = 0;
    char *copy = strdup(vector_text(c, "due")), *rest = copy;
    for (char *part; (part = strsep(&rest, ",")) && n < ALLOCATE_LINES; n++) {
        char *fen = part + strcspn(part, ":");
        order[n] = line[n].insurance = (int32_t) strtol(part, NULL, 10);
        line[n].period = 201203;
        if (*fen == 0 || amount_parse(fen + 1, &line[n].due_fen[PART_UNIT]) != OK)
            vector_say(c, "malformed due;");
    }
    free(copy);
    qsort(line, n, sizeof line[0], by_insurance);
    if (!vector_goes_on(c, allocate_money(vector_fen(c, "amount"), line, n, &suspense))) return;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (line[k].insurance == order[i])
                vector_say(c, "%s%d=%s", i ? ";" : "", order[i],
                           vector_yuan(line[k].paid_fen[PART_UNIT]));
}

/* An amount as somebody types it, in fen. */
static void run_yuan(vector_case *c) {
    int64_t fen;
    if (vector_goes_on(c, amount_parse(vector_text(c, "text"), &fen)))
        vector_say(c, "%" PRId64, fen);
}

const vector_kind vectors_money[] = {{"base", run_base},
                                     {"base_param", run_base_param},
                                     {"contrib", run_contrib},
                                     {"round", run_contrib},
                                     {"contrib_sum", run_contrib_sum},
                                     {"tier", run_tier},
                                     {"split", run_split},
                                     {"latefee", run_latefee},
                                     {"assess110", run_assess110},
                                     {"interest", run_interest},
                                     {"interest_est", run_interest_est},
                                     {"allocate", run_allocate},
                                     {"yuan", run_yuan},
                                     {NULL, NULL}};
