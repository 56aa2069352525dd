/* Days by the era method: 400 years are 146097 days, years begin in March; see date.h. */
#include "workers/rules/calendar/date.h"

#define BEIJING_HOURS 8
#define DAYS_FIRST (-719162) /* 0001-01-01 */
#define DAYS_LAST 2932896    /* 9999-12-31 */

static int32_t date_make(int32_t year, int32_t month, int32_t day) {
    return year * 10000 + month * 100 + day;
}

int32_t date_month_days(int32_t year, int32_t month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool date_valid(int32_t date) {
    int32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= date_month_days(year, month);
}

int32_t date_days(int32_t date) {
    int32_t month = date / 100 % 100, day = date % 100;
    int32_t year = date / 10000 - (month <= 2);
    int32_t era = year / 400, of_era = year % 400;
    int32_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int32_t date_from_days(int32_t days) {
    if (days < DAYS_FIRST || days > DAYS_LAST) return 0;
    int32_t z = days + 719468;
    int32_t era = z / 146097, of_era = z % 146097;
    int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int32_t shifted = (5 * of_year + 2) / 153;
    int32_t month = (shifted + 2) % 12 + 1;
    return date_make(year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1);
}

int32_t date_add(int32_t date, int32_t days) {
    int32_t sum;
    if (__builtin_add_overflow(date_days(date), days, &sum)) return 0;
    return date_from_days(sum);
}

int32_t date_diff(int32_t from, int32_t to) {
    return date_days(to) - date_days(from);
}

int32_t date_weekday(int32_t date) {
    return (date_days(date) - DAYS_FIRST) % 7 + 1; /* 0001-01-01 was a Monday */
}

int32_t date_age(int32_t birth, int32_t at) {
    return at / 10000 - birth / 10000 - (at % 10000 < birth % 10000);
}

int32_t date_from_us(int64_t time_us) {
    int64_t days = time_us / DAY_US, rest = time_us % DAY_US;
    days += (rest + BEIJING_HOURS * HOUR_US >= DAY_US) - (rest + BEIJING_HOURS * HOUR_US < 0);
    return date_from_days((int32_t) days);
}

int64_t date_us(int32_t date, int32_t hour) {
    return date_days(date) * DAY_US + (hour - BEIJING_HOURS) * HOUR_US;
}

/* Up to `most` digits from *text, which moves behind them; -1 when there is none. */
static int32_t date_number(const char **text, int most) {
    int32_t value = -1;
    for (int i = 0; i < most && **text >= '0' && **text <= '9'; i++, (*text)++)
        value = (value < 0 ? 0 : value) * 10 + (**text - '0');
    return value;
}

/* Takes `mark` away from the front of *text. */
static bool date_skip(const char **text, const char *mark) {
    const char *at = *text;
    for (; *mark; mark++, at++)
        if (*at != *mark) return false;
    *text = at;
    return true;
}

/* The mark behind part k of n: "年", "月", "日" stand behind every part, others only between parts.
 */
static const char *date_mark(size_t form, int k, int n) {
    static const char *const between[] = {"", "-", "/", "."};
    static const char *const behind[] = {"年", "月", "日"};
    if (form == 4) return behind[k];
    return k < n - 1 ? between[form] : "";
}

bool date_scan(const char *text, int n_parts, int32_t part[3]) {
    for (size_t form = 0; form < 5; form++) {
        const char *at = text;
        bool fits = true;
        for (int k = 0; k < n_parts; k++) {
            part[k] = date_number(&at, k == 0 ? 4 : 2);
            fits = fits && part[k] >= 0 && (k > 0 || at - text == 4) &&
                   date_skip(&at, date_mark(form, k, n_parts));
        }
        /* Without marks every digit has to be there. */
        if (fits && *at == 0 && (form > 0 || at - text == 2 + 2 * n_parts)) return true;
    }
    return false;
}

status date_parse(const char *text, int32_t *out) {
    int32_t part[3];
    if (!date_scan(text, 3, part) || !date_valid(date_make(part[0], part[1], part[2])))
        return E_DATE;
    *out = date_make(part[0], part[1], part[2]);
    return OK;
}
