/* demo: logins and close calendars of the demonstration. See city.h. */
#include <stdio.h>
#include <string.h>

#include "gen/collection/rows.h"
#include "gen/collection/set_calendar.h"
#include "tools/city/city.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { MONTHS_AHEAD = 25, REVIEWERS = 20 };

typedef struct login {
    const char *account_no;
    Kernel__Role role;
    const char *unit_no, *district_code, *name;
    const char *community_code; /* of a community's operator */
    int person;                 /* of a person: number among those who pay alone, from 1 */
    unsigned holder;            /* number of the natural person who holds it, from 1 */
} login;

static const login logins[] = {
    {"unit01", KERNEL__ROLE__UNIT_OPERATOR, "10000001", "420106", "单位经办一", "", 0, 0},
    {"unit02", KERNEL__ROLE__UNIT_OPERATOR, "10000002", "420106", "单位经办二", "", 0, 0},
    {"unit03", KERNEL__ROLE__UNIT_OPERATOR, "10000003", "420102", "单位经办三", "", 0, 0},
    {"district01", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420106", "武昌经办", "", 0, 0},
    {"district02", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420102", "江岸经办", "", 0, 0},
    {"admin01", KERNEL__ROLE__DISTRICT_ADMIN, "", "420106", "武昌管理员", "", 0, 0},
    {"centre01", KERNEL__ROLE__SETTLEMENT_CENTER, "", "", "结算中心一", "", 0, 0},
    {"centre02", KERNEL__ROLE__SETTLEMENT_CENTER, "", "", "结算中心二", "", 0, 0},
    {"info01", KERNEL__ROLE__INFO_CENTER, "", "", "信息中心一", "", 0, 0},
    {"desk01", KERNEL__ROLE__OFFICE_DESK, "", "420106", "武昌窗口", "", 0, 0},
    {"system01", KERNEL__ROLE__SYSTEM_ADMIN, "", "", "系统管理员", "", 0, 0},
    {"security01", KERNEL__ROLE__SECURITY_ADMIN, "", "", "安全管理员", "", 0, 0},
    {"audit01", KERNEL__ROLE__AUDIT_ADMIN, "", "", "审计管理员", "", 0, 0},
    {"auditor01", KERNEL__ROLE__AUDITOR, "", "", "审计员", "", 0, 0},
    {"community01", KERNEL__ROLE__COMMUNITY_OPERATOR, "", "420106", "社区经办一", "420106001001", 0,
     0},
    {"community02", KERNEL__ROLE__COMMUNITY_OPERATOR, "", "420102", "社区经办二", "420102001001", 0,
     0},
    {"person01", KERNEL__ROLE__PERSON, "", "", "程自立", "", 1, 0},
    {"person02", KERNEL__ROLE__PERSON, "", "", "夏自强", "", 2, 0},
    {"person03", KERNEL__ROLE__PERSON, "", "", "秦自勉", "", 3, 0},
};

/* A person's own document; of all others one by the number of its holder. */
static city_account account_of(const login *l) {
    city_account out = {.role = l->role, .factor = true};
    snprintf(out.account_no, sizeof out.account_no, "%s", l->account_no);
    snprintf(out.unit_no, sizeof out.unit_no, "%s", l->unit_no);
    snprintf(out.district_code, sizeof out.district_code, "%s", l->district_code);
    snprintf(out.community_code, sizeof out.community_code, "%s", l->community_code);
    snprintf(out.name, sizeof out.name, "%s", l->name);
    if (l->person)
        flexible_document((unsigned) l->person - 1, out.document_no);
    else
        city_document(19790101, l->holder, out.document_no);
    return out;
}

/* reviewer01 to reviewer20 of the first district: a queue is worked on by many hands. */
static status add_reviewers(loader *l, char *hash, int64_t at_us) {
    const unsigned others = sizeof logins / sizeof logins[0];
    for (int i = 0; i < REVIEWERS; i++) {
        char account_no[16];
        snprintf(account_no, sizeof account_no, "reviewer%02d", i + 1);
        const login one = {
            account_no, KERNEL__ROLE__DISTRICT_OPERATOR, "", "420106", "武昌审核", "",
            0,          others + (unsigned) i + 1};
        const city_account made = account_of(&one);
        status s = loader_add(l, city_account_make, hash, &made, sizeof made, (uint32_t) i, at_us);
        if (s != OK) return s;
    }
    return OK;
}

status city_accounts(loader *l, int64_t at_us) {
    char hash[CRYPT_PASSWORD_BYTES];
    crypt_password_hash(CITY_PASSWORD, hash);
    for (unsigned i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        login one = logins[i];
        one.holder = i + 1;
        const city_account made = account_of(&one);
        status s = loader_add(l, city_account_make, hash, &made, sizeof made, i, at_us);
        if (s != OK) return s;
    }
    status s = add_reviewers(l, hash, at_us);
    return s == OK ? loader_flush(l) : s;
}

/* Open to the month's last moment, so that the demonstration works on every day. */
static verdict set_calendar(void *self, const void *what, const context *ctx, view *rows,
                            changes *out) {
    (void) self;
    (void) ctx;
    int32_t period = *(const int32_t *) what;
    if (find_calendar(rows, "hall", period)) return accept();
    CalendarSet event = CALENDAR_SET_INIT;
    event.calendar = lend("hall");
    event.period = period;
    event.opens_at_us = date_us(period * 100 + 1, 0);
    event.closes_at_us = date_us(period_add(period, 1) * 100 + 1, 0);
    event.late_policy = LATE_QUEUE;
    event.reason = lend("年度日历");
    emit_calendar_set(out, &event);
    return accept();
}

status city_calendars(loader *l, int32_t today, int32_t years, int64_t at_us) {
    for (int32_t i = -12 * years - 1; i <= MONTHS_AHEAD; i++) {
        int32_t period = period_add(period_from_date(today), i);
        status s =
            loader_add(l, set_calendar, NULL, &period, sizeof period, (uint32_t) period, at_us);
        if (s != OK) return s;
    }
    return loader_flush(l);
}
