/* Retirement age; see retirement.h. */
#include "workers/rules/retirement.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/identifier/citizen_id.h"

#define RETIREMENT_LEAST_AGE 16  /* 劳动法 art. 15 */
#define POSTPONED_FIRST 20250101 /* the decision of 2024-09-13 holds from then; docs/rules 3.7 */
/* Women at 55: AAC012 4 cadre, 5 civil servant, 21 to 24 officers transferred to civilian work, who
 * are cadres. 国发〔1978〕104号, docs/rules 3.7. */
#define CLASS_CADRE 4
#define CLASS_CIVIL_SERVANT 5
#define CLASS_OFFICER_FIRST 21
#define CLASS_OFFICER_LAST 24

static bool is_cadre(int32_t class) {
    return class == CLASS_CADRE || class == CLASS_CIVIL_SERVANT ||
           (class >= CLASS_OFFICER_FIRST && class <= CLASS_OFFICER_LAST);
}

static int32_t retirement_group(const retirement_person *who) {
    if (who->sex == SEX_MALE) return RETIRE_MAN;
    return who->flexible || is_cadre(who->person_class) ? RETIRE_WOMAN_55 : RETIRE_WOMAN_50;
}

/* Age in months: one month later for every `step` months of birth since the row began, up to
 * age_to. */
static int32_t retirement_months(const param *row, int32_t birth_month) {
    if (row->step == 0) return row->age_from;
    int32_t age = row->age_from + period_diff(row->from, birth_month) / row->step + 1;
    return age < row->age_to ? age : row->age_to;
}

/* The same day so many months later; of the 31st, the last day of a shorter month. 0 after 9999. */
static int32_t months_after(int32_t day, int32_t months) {
    int32_t month = period_add(period_from_date(day), months);
    if (month == 0) return 0;
    int32_t date = month * 100 + day % 100, last = period_last_day(month);
    return date < last ? date : last;
}

status retirement_date(const param_set *set, const retirement_person *who, int32_t *out) {
    if (who->sex != SEX_MALE && who->sex != SEX_FEMALE) return E_CODE_VALUE;
    if (!date_valid(who->birth)) return E_DATE;
    int32_t birth_month = period_from_date(who->birth);
    param key = {.kind = PARAM_RETIREMENT, .group = retirement_group(who)};
    const param *row;
    status s = params_find(set, &key, birth_month, &row);
    if (s != OK) return s;
    *out = months_after(who->birth, retirement_months(row, birth_month));
    return *out ? OK : E_DATE;
}

status retirement_postponable(int32_t reached, int32_t until) {
    if (reached < POSTPONED_FIRST) return E_AGE_RETIRED;
    bool within = until > reached && until <= months_after(reached, RETIREMENT_POSTPONED_MOST);
    return within ? OK : E_RANGE;
}

bool retirement_month_before(int32_t day, int32_t reached) {
    return months_after(day, 1) <= reached;
}

/* An agreement for longer than the law allows counts for as long as it allows. */
static int32_t limit_of(int32_t reached, int32_t postponed_until) {
    if (reached < POSTPONED_FIRST || postponed_until <= reached) return reached;
    int32_t most = months_after(reached, RETIREMENT_POSTPONED_MOST);
    return postponed_until < most ? postponed_until : most;
}

status retirement_check(const param_set *set, const retirement_person *who, int32_t at) {
    int32_t reached;
    status s = retirement_date(set, who, &reached);
    if (s != OK) return s;
    if (date_age(who->birth, at) < RETIREMENT_LEAST_AGE) return E_AGE_MIN;
    return at >= limit_of(reached, who->postponed_until) ? E_AGE_RETIRED : OK;
}
