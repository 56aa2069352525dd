/* demo: logins and close calendars of the demonstration. See city.h. */
#include <stdio.h>
#include <string.h>

#include "gen/collection/rows.h"
#include "gen/collection/set_calendar.h"
#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "gen/identity/set_factor.h"
#include "tools/city/city.h"
#include "workers/identity/factor.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/identifier/citizen_id.h"

enum { MONTHS_BACK = 13, MONTHS_AHEAD = 25, REVIEWERS = 20 };

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

/* Everybody's own: who holds two offices is found by it. */
static void document_of(const login *l, char out[CITY_DOCUMENT_SIZE]) {
    char number[CITY_DOCUMENT_SIZE];
    if (l->person) {
        flexible_document((unsigned) l->person - 1, out);
        return;
    }
    snprintf(number, sizeof number, "42010619790101%03u", l->holder % 1000);
    snprintf(out, CITY_DOCUMENT_SIZE, "%.17s%c", number, citizen_id_check_char(number));
}

/* "" while nobody is registered under the document. */
static const char *person_of(const login *l, const char *document, const context *ctx, view *rows) {
    if (!l->person) return "";
    const PersonDirectory *known =
        find_person_directory(rows, ctx->search_hash(ctx, rows, document));
    return known ? known->person_no : "";
}

/* All have the same authenticator, and recovery codes that everybody knows. */
static verdict give_factor(const context *ctx, view *rows, const char *account_no, changes *out) {
    char text[CITY_RECOVERY_CODES][16], *code[CITY_RECOVERY_CODES];
    for (int i = 0; i < CITY_RECOVERY_CODES; i++) {
        snprintf(text[i], sizeof text[i], CITY_RECOVERY_CODE, i + 1);
        code[i] = text[i];
    }
    FactorChanged event = FACTOR_CHANGED_INIT;
    event.account_no = lend(account_no);
    event.secret = lend(CITY_FACTOR);
    event.recovery_codes = factor_codes(ctx, rows, account_no, CITY_RECOVERY_CODES, code);
    if (!event.recovery_codes) return refuse(E_ARENA, NULL);
    emit_factor_changed(out, &event);
    return accept();
}

/* An account that exists is left alone, so that a second load changes nothing. */
static verdict create_account(void *self, const void *what, const context *ctx, view *rows,
                              changes *out) {
    const login *l = what;
    if (find_account(rows, l->account_no)) return accept();
    char document[CITY_DOCUMENT_SIZE];
    document_of(l, document);
    AccountCreated event = ACCOUNT_CREATED_INIT;
    event.account_no = lend(l->account_no);
    event.document_no = document;
    event.document_hash = ctx->search_hash(ctx, rows, document);
    event.role = l->role;
    event.unit_no = lend(l->unit_no);
    event.district_code = lend(l->district_code);
    event.community_code = lend(l->community_code);
    event.person_no = lend(person_of(l, document, ctx, rows));
    event.display_name = lend(l->name);
    event.password_hash = self;
    emit_account_created(out, &event);
    return give_factor(ctx, rows, l->account_no, out);
}

/* reviewer01 to reviewer20 of the first district: a queue is worked on by many hands. */
static status add_reviewers(loader *l, char *hash, int64_t at_us) {
    static char account[REVIEWERS][16];
    const unsigned others = sizeof logins / sizeof logins[0];
    for (int i = 0; i < REVIEWERS; i++) {
        snprintf(account[i], sizeof account[i], "reviewer%02d", i + 1);
        login one = {account[i], KERNEL__ROLE__DISTRICT_OPERATOR, "", "420106", "武昌审核", "",
                     0,          others + (unsigned) i + 1};
        status s = loader_add(l, create_account, hash, &one, sizeof one, (uint32_t) i, at_us);
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
        status s = loader_add(l, create_account, hash, &one, sizeof one, i, at_us);
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

status city_calendars(loader *l, int32_t today, int64_t at_us) {
    for (int32_t i = -MONTHS_BACK; i <= MONTHS_AHEAD; i++) {
        int32_t period = period_add(period_from_date(today), i);
        status s =
            loader_add(l, set_calendar, NULL, &period, sizeof period, (uint32_t) period, at_us);
        if (s != OK) return s;
    }
    return loader_flush(l);
}
