/* cell_date: the dates and months people write, the day numbers spreadsheets keep, and the formats
 * by which a number is known to be a day. Declared in cells.h. */
#include "store/workbook/cells.h"

#include <string.h>
#include <strings.h>

#include "proto/runtime/text.h"

typedef struct scan {
    const char *at;
} scan;

/* A number of least to most digits; false leaves the place where it was. */
static bool take_number(scan *s, size_t least, size_t most, int64_t *out) {
    size_t n = strspn(s->at, "0123456789");
    if (n < least || n > most) return false;
    int64_t value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + (s->at[i] - '0');
    s->at += n;
    *out = value;
    return true;
}

/* One separator with blanks around it: - / . or the Chinese unit of that place. */
static bool take_separator(scan *s, const char *unit) {
    s->at += strspn(s->at, " ");
    size_t n = strncmp(s->at, unit, strlen(unit)) == 0   ? strlen(unit)
               : *s->at != '\0' && strchr("-/.", *s->at) ? 1
                                                         : 0;
    if (n == 0) return false;
    s->at += n;
    s->at += strspn(s->at, " ");
    return true;
}

static void take_unit(scan *s, const char *unit) {
    scan ahead = {s->at + strspn(s->at, " ")};
    size_t n = strlen(unit);
    if (strncmp(ahead.at, unit, n) == 0) s->at = ahead.at + n;
}

/* Nothing more, or a time of day, which a roster never needs. */
static bool rest_is_time(const char *rest) {
    if (*rest == '\0') return true;
    if (*rest != ' ' && *rest != 'T') return false;
    rest++;
    return rest[strspn(rest, "0123456789:. +Z-")] == '\0';
}

status cell_date(const char *text, int64_t *out) {
    scan s = {text};
    int64_t year, month, day;
    if (take_number(&s, 8, 8, &year)) {
        month = year / 100 % 100;
        day = year % 100;
        year /= 10000;
    } else if (!take_number(&s, 4, 4, &year) || !take_separator(&s, "年") ||
               !take_number(&s, 1, 2, &month) || !take_separator(&s, "月") ||
               !take_number(&s, 1, 2, &day)) {
        return E_DATE;
    }
    take_unit(&s, "日");
    take_unit(&s, "号");
    int64_t date = year * 10000 + month * 100 + day;
    if (!rest_is_time(s.at) || !text_is_date(date)) return E_DATE;
    *out = date;
    return OK;
}

status cell_period(const char *text, int64_t *out) {
    int64_t date, year, month;
    if (cell_date(text, &date) == OK) {
        *out = date / 100;
        return OK;
    }
    scan s = {text};
    if (take_number(&s, 6, 6, &year)) {
        month = year % 100;
        year /= 100;
    } else if (!take_number(&s, 4, 4, &year) || !take_separator(&s, "年") ||
               !take_number(&s, 1, 2, &month)) {
        return E_PERIOD;
    }
    take_unit(&s, "月");
    if (*s.at != '\0' || !text_is_period(year * 100 + month)) return E_PERIOD;
    *out = year * 100 + month;
    return OK;
}

/* Days since 1970-01-01 to YYYYMMDD, Gregorian; years begin in March so that the leap day is last.
 */
static int64_t civil_date(int64_t days) {
    int64_t shifted = days + 719468;
    int64_t era = shifted / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    return year * 10000 + month * 100 + day;
}

#define DAYS_1900 (-25568) /* 1899-12-31, day 0 of the 1900 system, from 1970 */
#define DAYS_1904 (-24107) /* 1904-01-01, day 0 of the 1904 system */
#define SERIAL_MAX 2958465 /* 9999-12-31 */
#define FALSE_LEAP_DAY 60  /* 1900-02-29, kept by spreadsheets for the sake of an older program */

status cell_serial_date(int64_t serial, bool date_1904, int64_t *out) {
    if (serial < (date_1904 ? 0 : 1) || serial > SERIAL_MAX) return E_DATE;
    if (!date_1904 && serial == FALSE_LEAP_DAY) return E_DATE;
    int64_t days =
        date_1904 ? serial + DAYS_1904 : serial + DAYS_1900 - (serial > FALSE_LEAP_DAY ? 1 : 0);
    int64_t date = civil_date(days);
    if (!text_is_date(date)) return E_DATE;
    *out = date;
    return OK;
}

bool cell_builtin_is_date(unsigned number_format) {
    return (number_format >= 14 && number_format <= 22) ||
           (number_format >= 27 && number_format <= 36) ||
           (number_format >= 45 && number_format <= 47) ||
           (number_format >= 50 && number_format <= 58);
}

/* [Red], [$-804] and [DBNum1] say nothing about dates; [h], [mm] and [ss] are elapsed time. */
static bool bracket_is_elapsed(const char *inside, size_t n) {
    size_t i = 0;
    while (i < n && (inside[i] | 0x20) == (inside[0] | 0x20)) i++;
    return n > 0 && i == n && strchr("hHmMsS", inside[0]);
}

bool cell_format_is_date(const char *format) {
    if (strncasecmp(format, "General", 7) == 0) return false;
    for (const char *at = format; *at != '\0' && *at != ';'; at++) {
        if (*at == '"') {
            at = strchr(at + 1, '"');
            if (!at) return false;
        } else if (*at == '\\' || *at == '_' || *at == '*') {
            if (*++at == '\0') return false;
        } else if (*at == '[') {
            const char *end = strchr(at, ']');
            if (!end) return false;
            if (bracket_is_elapsed(at + 1, (size_t) (end - at - 1))) return true;
            at = end;
        } else if (strchr("yYmMdDhHsS", *at)) {
            return true;
        }
    }
    return false;
}
