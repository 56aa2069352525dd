/* What is counted of a log, told day by day: when a day and a month are over, what belongs to
 * which, what is no act, and that a projector which lost what it had not committed counts the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gen/enrolment/rows.h"
#include "gen/query/show_statistics.h"
#include "gen/review/grade_unit.h"
#include "gen/review/reject_case.h"
#include "gen/review/rows.h"
#include "store/statistics/statistics.h"
#include "tests/lib/cmocka.h"

enum { HOUR = 3600, DAY = 24 * HOUR, EVENTS_MAX = 4 };
#define BEGIN_S 1793462400ll /* 2026-11-01 00:00 in Beijing */

static char folder[64];
static cache *c;
static arena *a;
static int64_t position;
static unsigned n_cases;

/* ---- given ------------------------------------------------------------------------------------
 */

static int open_hall(void **state) {
    (void) state;
    snprintf(folder, sizeof folder, "/tmp/hall-fold-XXXXXX");
    a = arena_open(16 << 20);
    position = 0;
    n_cases = 0;
    return a && mkdtemp(folder) && cache_open_writer(folder, 1, 64 << 20, &c) == OK ? 0 : -1;
}

static int close_hall(void **state) {
    (void) state;
    char command[128];
    cache_close(c);
    arena_close(a);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static Log__EntryEvent *logged(const ProtobufCMessage *event) {
    const event_type *type = catalog_type_of(event)->event;
    Log__EntryEvent *out = arena_alloc(a, sizeof *out);
    log__entry_event__init(out);
    out->type = (char *) (uintptr_t) type->name;
    out->schema_version = type->schema;
    out->subject = (char *) (uintptr_t) field_text(event, (unsigned) type->subject);
    out->payload.len = protobuf_c_message_get_packed_size(event);
    out->payload.data = arena_alloc(a, out->payload.len + 1);
    protobuf_c_message_pack(event, out->payload.data);
    return out;
}

/* One entry at a second of November, with the events up to NULL. */
static void happens(int64_t second, const char *method, const ProtobufCMessage *const *event) {
    Log__Entry entry = LOG__ENTRY__INIT;
    Log__EntryHead head = LOG__ENTRY_HEAD__INIT;
    Log__EntryEvent *list[EVENTS_MAX];
    head.position = ++position;
    head.received_at_us = (BEGIN_S + second) * 1000000;
    head.method = (char *) (uintptr_t) method;
    head.channel = (char *) "browser";
    entry.head = &head;
    entry.event = list;
    while (event && event[entry.n_event]) {
        list[entry.n_event] = logged(event[entry.n_event]);
        entry.n_event++;
    }
    assert_int_equal(statistics_fold(c, &entry), OK);
}

static void nothing_at(int64_t second) {
    happens(second, "identity.Logout", NULL);
}

static CaseSubmitted a_case(const char *channel, const char *unit_no) {
    static char number[64][24], person[64][16];
    CaseSubmitted e = CASE_SUBMITTED_INIT;
    unsigned n = n_cases++;
    assert_true(n < 64);
    snprintf(number[n], sizeof number[n], "2026110100%09u", n);
    snprintf(person[n], sizeof person[n], "%07u001", n);
    e.case_no = number[n];
    e.person_no = person[n];
    e.method = (char *) "enrolment.SuspendMember";
    e.unit_no = (char *) (uintptr_t) unit_no;
    e.district_code = (char *) "420106";
    e.channel = (char *) (uintptr_t) channel;
    return e;
}

static void is_applied(int64_t second, const CaseSubmitted *file) {
    CaseApplied e = CASE_APPLIED_INIT;
    e.case_no = file->case_no;
    e.person_no = file->person_no;
    const ProtobufCMessage *said[] = {&e.base, NULL};
    happens(second, "review.ApproveCase", said);
}

static CaseSubmitted is_filed(int64_t second, const char *channel, const char *unit_no) {
    CaseSubmitted file = a_case(channel, unit_no);
    const ProtobufCMessage *said[] = {&file.base, NULL};
    happens(second, "enrolment.SuspendMember", said);
    return file;
}

/* So many persons leave, each filed and done a second later. */
static void leave(int64_t second, unsigned n, const char *channel, const char *unit_no) {
    for (unsigned i = 0; i < n; i++) {
        CaseSubmitted file = is_filed(second, channel, unit_no);
        is_applied(second + 1, &file);
    }
}

/* ---- then -------------------------------------------------------------------------------------
 */

typedef struct wanted {
    tally_kind kind;
    int32_t number;
    const StatisticsPart *part;
    unsigned n_reports;
} wanted;

static status take(void *self, tally_kind kind, int32_t number, ProtobufCBinaryData packed) {
    wanted *w = self;
    w->n_reports++;
    if (kind != w->kind || number != w->number) return OK;
    w->part = (const StatisticsPart *) protobuf_c_message_unpack(
        &query__statistics_part__descriptor, arena_pb(a), packed.len, packed.data);
    return w->part ? OK : E_MALFORMED;
}

/* NULL: there is none. */
static const StatisticsPart *report(tally_kind kind, int32_t number) {
    wanted w = {.kind = kind, .number = number};
    int64_t reached;
    assert_int_equal(cache_commit(c), OK);
    assert_int_equal(statistics_each(c, take, &w, &reached), OK);
    return w.part;
}

static int64_t whole(const StatisticsPart *part) {
    int64_t n = 0;
    for (size_t i = 0; i < part->n_group; i++) n += part->group[i]->n;
    return n;
}

static void a_day_is_told_when_a_later_one_begins(void **state) {
    (void) state;
    leave(9 * HOUR, 6, "browser", "U1");
    leave(10 * HOUR, 5, "counter", "U1");
    assert_null(report(TALLY_DAY, 20261101));
    nothing_at(DAY + HOUR);
    const StatisticsPart *day = report(TALLY_DAY, 20261101);
    assert_int_equal(day->n_group, 2);
    assert_int_equal(day->group[0]->way, WAY_ONLINE);
    assert_int_equal(day->group[0]->kind, 3);
    assert_int_equal(day->group[0]->n, 6);
    assert_int_equal(day->group[1]->way, WAY_COUNTER);
    assert_int_equal(day->group[1]->n, 5);
    assert_int_equal(day->first_position, 1);
    assert_int_equal(day->last_position, position - 1);
}

static void a_day_with_few_is_told_with_the_next(void **state) {
    (void) state;
    leave(9 * HOUR, 3, "browser", "U1");
    leave(DAY, 4, "browser", "U1");
    nothing_at(2 * DAY);
    assert_null(report(TALLY_DAY, 20261101));
    const StatisticsPart *day = report(TALLY_DAY, 20261102);
    assert_int_equal(whole(day), 7);
    assert_int_equal(day->from_date, 20261101);
    assert_int_equal(day->until_date, 20261102);
    assert_int_equal(day->earlier, 0);
    assert_int_equal(day->first_position, 1);
}

static void what_is_committed_after_midnight_belongs_to_the_day_that_runs(void **state) {
    (void) state;
    leave(9 * HOUR, 5, "browser", "U1");
    nothing_at(DAY);
    leave(DAY - 2, 6, "browser", "U1"); /* received before, committed behind */
    nothing_at(2 * DAY);
    assert_int_equal(whole(report(TALLY_DAY, 20261101)), 5);
    assert_int_equal(whole(report(TALLY_DAY, 20261102)), 6);
    assert_int_equal(report(TALLY_DAY, 20261102)->earlier, 20261101);
}

static void a_month_is_told_by_vip_outcome_and_time(void **state) {
    (void) state;
    UnitGraded vip = UNIT_GRADED_INIT;
    vip.unit_no = (char *) "U1";
    vip.vip = true;
    const ProtobufCMessage *graded[] = {&vip.base, NULL};
    happens(0, "review.GradeUnit", graded);
    leave(HOUR, 12, "browser", "U1");
    for (int i = 0; i < 11; i++) {
        CaseSubmitted file = is_filed(2 * HOUR, "browser", "U2");
        CaseRejected no = CASE_REJECTED_INIT;
        no.case_no = file.case_no;
        const ProtobufCMessage *said[] = {&no.base, NULL};
        happens(2 * DAY + 3 * HOUR, "review.RejectCase", said);
    }
    nothing_at(30 * DAY); /* December */
    const StatisticsPart *month = report(TALLY_MONTH, 202611);
    assert_int_equal(month->n_group, 2);
    const StatisticsGroup *others = month->group[0], *vips = month->group[1];
    assert_true(others->vip == VIP_NO && others->n == 11 && others->outcome == OUTCOME_REJECTED);
    assert_int_equal(others->time, TIME_FIVE_DAYS);
    assert_true(vips->vip == VIP_YES && vips->n == 12 && vips->outcome == OUTCOME_DONE);
    assert_int_equal(vips->time, TIME_AT_ONCE);
    assert_int_equal(vips->district, 420106);
    assert_int_equal(month->from_date, 20261101);
    assert_int_equal(month->until_date, 20261103);
    assert_null(report(TALLY_MONTH, 202612));
}

/* A draft counts from when it is filed; one that was never filed, and what is open, count nothing.
 */
static void what_was_not_filed_or_did_not_end_is_none(void **state) {
    (void) state;
    for (int i = 0; i < 10; i++) {
        CaseSubmitted file = a_case("browser", "U1");
        CaseDrafted draft = CASE_DRAFTED_INIT;
        field_copy_named(&file.base, &draft.base);
        const ProtobufCMessage *drafted[] = {&draft.base, NULL};
        happens(0, "enrolment.SuspendMember", drafted);
        if (i < 5) continue; /* it stays one */
        CaseResubmitted filed = CASE_RESUBMITTED_INIT;
        filed.case_no = file.case_no;
        filed.person_no = file.person_no;
        const ProtobufCMessage *submitted[] = {&filed.base, NULL};
        happens(5 * DAY, "review.SubmitCase", submitted);
        is_applied(5 * DAY + 30, &file);
    }
    (void) is_filed(5 * DAY, "browser", "U1");
    nothing_at(30 * DAY);
    const StatisticsPart *month = report(TALLY_MONTH, 202611);
    assert_int_equal(whole(month), 5);
    assert_int_equal(month->group[0]->time, TIME_AT_ONCE);
}

static void what_is_done_at_once_without_a_case_counts(void **state) {
    (void) state;
    for (int i = 0; i < 5; i++) {
        char person_no[16];
        snprintf(person_no, sizeof person_no, "%07d001", i);
        PersonInfoChanged e = PERSON_INFO_CHANGED_INIT;
        e.person_no = person_no;
        const ProtobufCMessage *said[] = {&e.base, NULL};
        happens(HOUR, "enrolment.SetBenefitAccount", said);
    }
    nothing_at(DAY);
    const StatisticsPart *day = report(TALLY_DAY, 20261101);
    assert_int_equal(whole(day), 5);
    assert_int_equal(day->group[0]->kind, 5);
}

static void what_was_not_committed_is_counted_again(void **state) {
    (void) state;
    leave(HOUR, 3, "browser", "U1");
    assert_int_equal(cache_commit(c), OK);
    assert_int_equal(cache_publish(c), OK);
    int64_t kept = position;
    unsigned cases = n_cases;
    leave(2 * HOUR, 4, "browser", "U1");
    cache_close(c); /* killed before it committed these */
    assert_int_equal(cache_open_writer(folder, 1, 64 << 20, &c), OK);
    position = kept;
    n_cases = cases;
    leave(2 * HOUR, 4, "browser", "U1");
    nothing_at(DAY);
    assert_int_equal(whole(report(TALLY_DAY, 20261101)), 7);
}

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_hall, close_hall)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_day_is_told_when_a_later_one_begins),
        STORY(a_day_with_few_is_told_with_the_next),
        STORY(what_is_committed_after_midnight_belongs_to_the_day_that_runs),
        STORY(a_month_is_told_by_vip_outcome_and_time),
        STORY(what_was_not_filed_or_did_not_end_is_none),
        STORY(what_is_done_at_once_without_a_case_counts),
        STORY(what_was_not_committed_is_counted_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
