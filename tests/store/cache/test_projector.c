/* hall-projector as a process: follows the log, is killed, loses its folder, meets a damaged value,
 * and always ends where the log ends. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/cache/cache.h"
#include "tests/store/cluster.h"

static char folder[96];
static pid_t process;
static uint32_t next_id = 1;

static void start_projector_told_to(const char *file) {
    char db[200], cache_folder[128];
    snprintf(db, sizeof db, "--db=%s", w.conninfo);
    snprintf(cache_folder, sizeof cache_folder, "--cache=%s", folder);
    process = fork();
    if (process != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int told = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(told, 2);
    execl(HALL_PROJECTOR, "hall-projector", db, cache_folder, "--poll-ms=2", (char *) NULL);
    _exit(127);
}

static void start_projector(void) {
    start_projector_told_to("/dev/null");
}

static int end_projector(int with_signal) {
    int code = 0;
    kill(process, with_signal);
    waitpid(process, &code, 0);
    return code;
}

static void write_persons(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        char person_no[16];
        snprintf(person_no, sizeof person_no, "%07u001", next_id);
        EnrolmentStarted started = ENROLMENT_STARTED_INIT;
        started.person_no = person_no;
        started.unit_no = "U1";
        started.spell_no = 1;
        started.insurances = 63;
        act a = {.n = 1, .event = {&started.base}};
        act_id(&a, next_id++);
        assert_int_equal(run_acts(&w, 1, &a), OK);
    }
}

static bool reaches(int64_t position) {
    cache *c;
    bool there = false;
    assert_int_equal(cache_open(folder, &c), OK);
    for (int i = 0; i < 1000 && !there; i++) {
        there = cache_position(c) == position;
        if (!there) poll(NULL, 0, 10);
    }
    cache_close(c);
    return there;
}

static void test_it_follows_the_log(void **state) {
    (void) state;
    snprintf(folder, sizeof folder, "%s/cache", w.folder);
    write_persons(20);
    start_projector();
    assert_true(reaches(20));
    write_persons(5);
    assert_true(reaches(25));
}

static void test_killed_it_goes_on_where_it_was(void **state) {
    (void) state;
    end_projector(SIGKILL);
    write_persons(5);
    start_projector();
    assert_true(reaches(30));
}

static void test_a_mark_of_damage_makes_it_rebuild(void **state) {
    (void) state;
    char mark[128];
    snprintf(mark, sizeof mark, "%s/damaged", folder);
    close(open(mark, O_CREAT | O_WRONLY, 0600));
    for (int i = 0; i < 1000 && access(mark, F_OK) == 0; i++) poll(NULL, 0, 10);
    assert_int_not_equal(access(mark, F_OK), 0);
    assert_true(reaches(30));
}

static void test_without_its_folder_it_starts_anew(void **state) {
    (void) state;
    char command[128];
    end_projector(SIGKILL);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    start_projector();
    assert_true(reaches(30));
}

static void test_it_outlives_a_lost_session(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "select pg_terminate_backend(pid) from pg_stat_activity "
                                     "where application_name = 'projector'"),
                     OK);
    write_persons(3);
    assert_true(reaches(33));
}

/* Given a log that was cut by a failover and went on otherwise, then the old tail is not kept. */
static void test_another_history_is_folded_anew(void **state) {
    (void) state;
    int64_t position;
    cache *c;
    end_projector(SIGTERM);
    assert_int_equal(
        pg_script(w.db, "update entry set hash = set_byte(hash, 0, get_byte(hash, 0) # 1), body = "
                        "decode(replace(encode(body, 'hex'), encode('0000033001', 'hex'), "
                        "encode('0000099001', 'hex')), 'hex') where position = 33"),
        OK);
    start_projector();
    for (int i = 0; i < 1000; i++) {
        view *v = view_open(w.arena, NULL, NULL);
        find_spell(v, "0000099001", 1);
        assert_int_equal(cache_open(folder, &c), OK);
        status s = cache_load(c, v, 33, &position);
        cache_close(c);
        if (s == OK && find_spell(v, "0000099001", 1)) return;
        poll(NULL, 0, 10);
    }
    fail_msg("the projection kept the other history");
}

/* How often the projector said something of `event`. */
static int times_told(const char *file, const char *event) {
    char line[1000];
    int n = 0;
    FILE *in = fopen(file, "r");
    while (in && fgets(line, sizeof line, in)) n += strstr(line, event) ? 1 : 0;
    if (in) fclose(in);
    return n;
}

static bool is_told(const char *file, const char *event) {
    for (int i = 0; i < 1000; i++) {
        if (times_told(file, event) > 0) return true;
        poll(NULL, 0, 10);
    }
    return false;
}

/* Until the projector has asked the database `n` times more. */
static bool asks(int n) {
    static const char last[] =
        "select coalesce((extract(epoch from query_start) * 1000000)::int8, 0) "
        "from pg_stat_activity where application_name = 'projector'";
    int64_t before = number_of(w.db, last);
    for (int i = 0; i < 2000 && n > 0; i++) {
        int64_t now = number_of(w.db, last);
        n -= now != before;
        before = now;
        poll(NULL, 0, 5);
    }
    return n == 0;
}

static void rename_event(const char *from, const char *to) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "update entry set body = decode(replace(encode(body, 'hex'), encode('enrolment.%s', "
             "'hex'), encode('enrolment.%s', 'hex')), 'hex') where position = 36",
             from, to);
    assert_int_equal(pg_script(w.db, sql), OK);
}

/* Given a log in which a newer program wrote, then the projector shows what is before it, says once
 * where it waits, and goes on as soon as it can. */
static void test_it_waits_at_an_event_it_does_not_know(void **state) {
    (void) state;
    char told[128];
    snprintf(told, sizeof told, "%s/told", w.folder);
    end_projector(SIGTERM);
    write_persons(5);
    rename_event("EnrolmentStarted", "EnrolmentStirred");
    start_projector_told_to(told);
    assert_true(reaches(35));
    assert_true(is_told(told, "log_waits"));
    assert_true(is_told(told, "event_type=enrolment.EnrolmentStirred"));
    assert_true(asks(5));
    assert_int_equal(times_told(told, "log_waits"), 1);
    assert_int_equal(times_told(told, "projection_"), 0);
    assert_int_equal(waitpid(process, NULL, WNOHANG), 0); /* it lives */
    rename_event("EnrolmentStirred", "EnrolmentStarted");
    assert_true(reaches(38));
}

static void test_asked_to_stop_it_stops_well(void **state) {
    (void) state;
    assert_int_equal(end_projector(SIGTERM), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_follows_the_log),
        cmocka_unit_test(test_killed_it_goes_on_where_it_was),
        cmocka_unit_test(test_a_mark_of_damage_makes_it_rebuild),
        cmocka_unit_test(test_without_its_folder_it_starts_anew),
        cmocka_unit_test(test_it_outlives_a_lost_session),
        cmocka_unit_test(test_another_history_is_folded_anew),
        cmocka_unit_test(test_it_waits_at_an_event_it_does_not_know),
        cmocka_unit_test(test_asked_to_stop_it_stops_well),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
