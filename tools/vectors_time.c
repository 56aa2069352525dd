/* Vectors of days and months as they are typed (docs/rules 2.7) and of the close calendar
 * (docs/rules 4). */
#include <stdlib.h>
#include <string.h>

#include "tools/vectors_kind.h"
#include "workers/rules/calendar/close.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

#define SECOND_US INT64_C(1000000)

/* "2012-03-25T17:00:00" Beijing time as microseconds UTC, 0 when malformed. */
static int64_t time_us(const vector_case *c, const char *key) {
    char day[11] = "";
    int32_t date;
    const char *text = vector_text(c, key);
    if (strlen(text) != 19) return 0;
    memcpy(day, text, 10);
    if (date_parse(day, &date) != OK) return 0;
    long seconds = strtol(text + 11, NULL, 10) * 3600 + strtol(text + 14, NULL, 10) * 60 +
                   strtol(text + 17, NULL, 10);
    return date_us(date, 0) + seconds * SECOND_US;
}

static void run_day(vector_case *c) {
    int32_t date;
    if (vector_goes_on(c, date_parse(vector_text(c, "text"), &date))) vector_say(c, "%d", date);
}

static void run_month(vector_case *c) {
    int32_t period;
    if (vector_goes_on(c, period_parse(vector_text(c, "text"), &period)))
        vector_say(c, "%d", period);
}

static void run_period(vector_case *c) {
    close_row row = close_default(vector_period(c, "open_period"));
    int32_t period;
    row.closes_us = time_us(c, "closes");
    if (vector_goes_on(c, close_effective(&row, time_us(c, "approved"), &period)))
        vector_say(c, "%04d-%02d", period_year(period), period_month(period));
}

static void run_charge(vector_case *c) {
    static const struct {
        const char *op;
        close_act act;
    } acts[] = {{"enrol", CLOSE_ENROL},
                {"resume", CLOSE_RESUME},
                {"suspend", CLOSE_SUSPEND},
                {"terminate", CLOSE_TERMINATE}};
    int32_t applied_in = vector_period(c, "applied_in");
    const char *period = vector_text(c, "period");
    bool same = vector_period(c, "period") == applied_in; /* an act charges no other month */
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (strcmp(acts[i].op, vector_text(c, "op")) == 0)
            vector_say(c, "charged=%s", same && close_charged(acts[i].act) ? period : "none");
}

const vector_kind vectors_time[] = {{"day", run_day},
                                    {"month", run_month},
                                    {"period", run_period},
                                    {"charge", run_charge},
                                    {NULL, NULL}};
