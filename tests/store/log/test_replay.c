/* The log folded from zero is the live database; one row changed by hand shows. */
#include "store/log/entry.h"
#include "store/log/history.h"
#include "store/log/replay.h"
#include "tests/store/cluster.h"

static void fill(void) {
    for (uint32_t i = 0; i < 12; i++) {
        char unit_no[16], person_no[16];
        snprintf(unit_no, sizeof unit_no, "U%u", i % 3);
        snprintf(person_no, sizeof person_no, "%07u001", i + 1);
        UnitRegistered unit = a_unit(unit_no);
        PersonRegistered person = a_person(person_no, person_no);
        EnrolmentStarted started = ENROLMENT_STARTED_INIT;
        started.person_no = person_no;
        started.unit_no = unit_no;
        started.name = "张三";
        started.document_no = person_no;
        started.spell_no = 1;
        started.insurances = 63;
        started.valid_from = 202611;
        act a = {.n = 2, .event = {&person.base, &started.base}},
            b = {.n = 1, .event = {&unit.base}};
        act both[2] = {a, b};
        act_id(&both[0], 100 + i);
        act_id(&both[1], 200 + i);
        assert_int_equal(run_acts(&w, i < 3 ? 2 : 1, both), OK);
    }
}

static unsigned differing(void) {
    replay_report report;
    assert_int_equal(replay_compare(w.db, 0, 64 << 20, NULL, NULL, &report), OK);
    unsigned n = report.n_different;
    replay_report_free(&report);
    return n;
}

static void test_folding_ends_in_the_live_rows(void **state) {
    (void) state;
    fill();
    replay_report report;
    assert_int_equal(replay_compare(w.db, 0, 64 << 20, NULL, NULL, &report), OK);
    assert_int_equal(report.n_different, 0);
    assert_int_equal(report.position, 15);
    assert_int_equal(report.live[catalog_row("Spell")->number].n, 12);
    replay_report_free(&report);
}

/* Of a long log the months are digested one after the other, while the snapshot waits. */
static void test_folding_may_take_its_time(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "set idle_in_transaction_session_timeout = 1"), OK);
    assert_int_equal(differing(), 0);
    assert_int_equal(pg_script(w.db, "reset idle_in_transaction_session_timeout"), OK);
}

static void test_one_changed_row_shows(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "update spell set status = 2 where person_no = '0000004001'"),
                     OK);
    assert_int_equal(differing(), 1);
    assert_int_equal(pg_script(w.db, "update spell set status = 1"), OK);
    assert_int_equal(differing(), 0);
    assert_int_equal(pg_script(w.db, "delete from membership where person_no = '0000004001'"), OK);
    assert_int_equal(differing(), 1);
}

/* A type of the same length, so that the entry is still one. */
#define RENAME(from, to)                                                                           \
    "update entry set body = decode(replace(encode(body, 'hex'), encode('" from                    \
    "', 'hex'), encode('" to "', 'hex')), 'hex') where position = 7"
#define UNKNOWN RENAME("enrolment.EnrolmentStarted", "enrolment.EnrolmentNonsens")

static void test_an_unknown_event_is_named(void **state) {
    (void) state;
    replay_report report;
    assert_int_equal(pg_script(w.db, UNKNOWN), OK);
    assert_int_equal(replay_compare(w.db, 0, 64 << 20, NULL, NULL, &report), E_UNKNOWN_EVENT);
    assert_int_equal(report.failed_at, 7);
    assert_string_equal(report.unknown, "enrolment.EnrolmentNonsens");
    assert_int_equal(report.unknown_schema, catalog_event("enrolment.EnrolmentStarted")->schema);
    replay_report_free(&report);
}

static char subject_at_7[32];

static status keep_subject(void *self, const Log__Entry *entry) {
    (void) self;
    snprintf(subject_at_7, sizeof subject_at_7, "%s", entry_unknown(entry)->subject);
    return OK;
}

/* Whoever decides on a history waits, too: one with a hole would be another history. */
static void test_a_history_with_an_unknown_event_is_not_shown(void **state) {
    (void) state;
    view *v = view_open(w.arena, NULL, NULL);
    int64_t last = 0;
    assert_int_equal(entrylog_read(w.db, 0, 6, 1, keep_subject, NULL, &last), OK);
    assert_int_equal(view_history(v, subject_at_7).n, 0);
    history_queue_load(w.db, 0, v);
    assert_int_equal(pg_round(w.db), E_UNKNOWN_EVENT);
    assert_int_equal(view_history(v, subject_at_7).n, 0);
    assert_true(view_missing(v));
}

static void test_too_little_memory_is_said(void **state) {
    (void) state;
    replay_report report;
    assert_int_equal(
        pg_script(w.db, RENAME("enrolment.EnrolmentNonsens", "enrolment.EnrolmentStarted")), OK);
    assert_int_not_equal(replay_compare(w.db, 0, 2000, NULL, NULL, &report), OK);
    replay_report_free(&report);
}

/* A file may come from anywhere: here a log with one byte more, which is an entry without a head.
 */
static void test_an_entry_without_a_head_is_malformed(void **state) {
    (void) state;
    replay_report report;
    int64_t last = 0;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(entrylog_export(w.db, 0, 0, file, &last), OK);
    rewind(file);
    assert_int_equal(replay_file(file, 64 << 20, &report), OK);
    replay_report_free(&report);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    assert_int_equal(fputc(0, file), 0);
    rewind(file);
    assert_int_equal(replay_file(file, 64 << 20, &report), E_MALFORMED);
    replay_report_free(&report);
    fclose(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding_ends_in_the_live_rows),
        cmocka_unit_test(test_folding_may_take_its_time),
        cmocka_unit_test(test_one_changed_row_shows),
        cmocka_unit_test(test_an_unknown_event_is_named),
        cmocka_unit_test(test_a_history_with_an_unknown_event_is_not_shown),
        cmocka_unit_test(test_too_little_memory_is_said),
        cmocka_unit_test(test_an_entry_without_a_head_is_malformed),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
