/* The log: both chains, the exact position of a changed byte, the file that needs no database. */
#include "tests/store/cluster.h"

#define EVENTS 30

static void test_a_history_is_written(void **state) {
    (void) state;
    for (uint32_t i = 0; i < EVENTS; i++) {
        char unit_no[16];
        snprintf(unit_no, sizeof unit_no, "U%u", i % 7);
        UnitGraded graded = UNIT_GRADED_INIT;
        UnitRegistered unit = a_unit(unit_no);
        graded.unit_no = unit_no;
        graded.credit_score = (int32_t) i;
        act a = {.n = 1, .event = {i < 7 ? &unit.base : &graded.base}};
        act_id(&a, i + 1);
        assert_int_equal(run_acts(&w, 1, &a), OK);
    }
    eventlog_fault fault;
    assert_int_equal(eventlog_verify(w.db, 0, NULL, NULL, &fault), OK);
    assert_int_equal(number_of(w.db, "select max(subject_count) from event where subject = 'U1'"),
                     5);
}

/* Changes the log by hand, verifies, and changes it back. */
static void tamper(const char *change, const char *undo, int64_t position, const char *what) {
    eventlog_fault fault = {0, ""};
    assert_int_equal(pg_script(w.db, change), OK);
    assert_int_equal(eventlog_verify(w.db, 0, NULL, NULL, &fault), E_CONFLICT);
    assert_int_equal(fault.position, position);
    assert_string_equal(fault.what, what);
    assert_int_equal(pg_script(w.db, undo), OK);
    assert_int_equal(eventlog_verify(w.db, 0, NULL, NULL, &fault), OK);
}

static void test_every_kind_of_change_is_named(void **state) {
    (void) state;
    tamper("update event set payload = set_byte(payload, 2, get_byte(payload, 2) # 1) where "
           "position = 9",
           "update event set payload = set_byte(payload, 2, get_byte(payload, 2) # 1) where "
           "position = 9",
           9, "hash");
    tamper("update event set actor = 'other' where position = 12",
           "update event set actor = 'unit01' where position = 12", 12, "hash");
    tamper("update event set position = -5 where position = 5",
           "update event set position = 5 where position = -5", 5, "gap");
    tamper("update event set hash = set_byte(hash, 0, get_byte(hash, 0) # 128) where position = 30",
           "update event set hash = set_byte(hash, 0, get_byte(hash, 0) # 128) where position = 30",
           30, "hash");
    tamper("create table cut as select * from event where position = 30; "
           "delete from event where position = 30",
           "insert into event select * from cut; drop table cut", 30, "head");
    tamper("create table hole as select * from event where position = 20; "
           "delete from event where position = 20",
           "insert into event select * from hole; drop table hole", 20, "gap");
}

static void test_a_file_proves_itself(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last = 0, records = 0;
    eventlog_fault fault = {0, ""};
    assert_int_equal(eventlog_export(w.db, 0, 0, file, &last), OK);
    assert_int_equal(last, EVENTS);
    rewind(file);
    assert_int_equal(eventlog_verify_file(file, &records, &fault), OK);
    assert_int_equal(records, EVENTS);
    fclose(file);
}

static void test_a_file_from_the_middle_proves_its_part(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last = 0, records = 0;
    eventlog_fault fault = {0, ""};
    assert_int_equal(eventlog_export(w.db, 0, 10, file, &last), OK);
    rewind(file);
    assert_int_equal(eventlog_verify_file(file, &records, &fault), OK);
    assert_int_equal(records, EVENTS - 10);
    fclose(file);
}

static void test_no_changed_byte_of_a_file_passes(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last, records;
    eventlog_fault fault;
    assert_int_equal(eventlog_export(w.db, 0, 0, file, &last), OK);
    long size = ftell(file), passed = 0;
    for (long at = 100; at < size; at += 13) { /* the header is below 100 */
        fseek(file, at, SEEK_SET);
        int old = getc(file);
        fseek(file, at, SEEK_SET);
        putc(old ^ 1, file);
        rewind(file);
        passed += eventlog_verify_file(file, &records, &fault) == OK;
        fseek(file, at, SEEK_SET);
        putc(old, file);
    }
    assert_int_equal(passed, 0);
    assert_int_equal(ftruncate(fileno(file), size - 3), 0);
    rewind(file);
    assert_int_equal(eventlog_verify_file(file, &records, &fault), E_MALFORMED);
    fclose(file);
}

static status count_record(void *self, const Log__EventRecord *record) {
    assert_string_equal(record->subject, "U1");
    ++*(int64_t *) self;
    return OK;
}

static void test_a_subject_has_its_own_history(void **state) {
    (void) state;
    int64_t n = 0;
    assert_int_equal(eventlog_of_subject(w.db, "U1", count_record, &n), OK);
    assert_int_equal(n, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_history_is_written),
        cmocka_unit_test(test_every_kind_of_change_is_named),
        cmocka_unit_test(test_a_file_proves_itself),
        cmocka_unit_test(test_a_file_from_the_middle_proves_its_part),
        cmocka_unit_test(test_no_changed_byte_of_a_file_passes),
        cmocka_unit_test(test_a_subject_has_its_own_history),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
