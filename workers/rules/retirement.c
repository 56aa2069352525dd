/* Retirement age; see retirement.h. */
#include "workers/rules/retirement.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/identifier/citizen_id.h"

#define RETIREMENT_LEAST_AGE 16 /* 劳动法 art. 15 */
#define CLASS_CADRE 4
#define CLASS_CIVIL_SERVANT 5

static int32_t retirement_group(const retirement_person *who) {
    if (who->sex == SEX_MALE) return RETIRE_MAN;
    bool later = who->flexible || who->person_class == CLASS_CADRE ||
                 who->person_class == CLASS_CIVIL_SERVANT;
    return later ? RETIRE_WOMAN_55 : RETIRE_WOMAN_50;
}

/* Age in months: one month later for every `step` months of birth since the row began, up to
 * age_to. */
static int32_t retirement_months(const param *row, int32_t birth_month) {
    if (row->step == 0) return row->age_from;
    int32_t age = row->age_from + period_diff(row->from, birth_month) / row->step + 1;
    return age < row->age_to ? age : row->age_to;
}

status retirement_date(const param_set *set, const retirement_person *who, int32_t *out) {
    if (who->sex != SEX_MALE && who->sex != SEX_FEMALE) return E_CODE_VALUE;
    if (!date_valid(who->birth)) return E_DATE;
    int32_t birth_month = period_from_date(who->birth);
    param key = {.kind = PARAM_RETIREMENT, .group = retirement_group(who)};
    const param *row;
    status s = params_find(set, &key, birth_month, &row);
    if (s != OK) return s;
    int32_t month = period_add(birth_month, retirement_months(row, birth_month));
    if (month == 0) return E_DATE;
    int32_t date = month * 100 + who->birth % 100, last = period_last_day(month);
    *out = date < last ? date : last; /* born on the 31st: the last day of a shorter month */
    return OK;
}

status retirement_check(const param_set *set, const retirement_person *who, int32_t at) {
    int32_t reached;
    status s = retirement_date(set, who, &reached);
    if (s != OK) return s;
    if (date_age(who->birth, at) < RETIREMENT_LEAST_AGE) return E_AGE_MIN;
    return at >= reached ? E_AGE_RETIRED : OK;
}
