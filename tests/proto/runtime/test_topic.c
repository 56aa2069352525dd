/* topic: what a page may follow, and that a change wakes only whom the query would show it. Speaks
 * the real contract. labels: A10 S5 */
#include "gen/review/rows.h"
#include "gen/roster/rows.h"
#include "proto/runtime/topic.h"
#include "tests/lib/cmocka.h"

static const follower unit1 = {KERNEL__ROLE__UNIT_OPERATOR, "u1", "10000001", "", "", ""};
static const follower unit2 = {KERNEL__ROLE__UNIT_OPERATOR, "u2", "10000002", "", "", ""};
static const follower district = {KERNEL__ROLE__DISTRICT_OPERATOR, "d1", "", "420106", "", ""};
static const follower other_district = {
    KERNEL__ROLE__DISTRICT_OPERATOR, "d2", "", "420111", "", ""};
static const follower centre = {KERNEL__ROLE__SETTLEMENT_CENTER, "c1", "", "", "", ""};
static const follower person = {KERNEL__ROLE__PERSON, "p1", "", "", "", "1000000016"};
static const follower unverified = {KERNEL__ROLE__PERSON, "p2", "", "", "", ""};
static const follower auditor = {KERNEL__ROLE__AUDITOR, "a1", "", "", "", ""};

static topic_wish wish_of(const char *text) {
    topic_wish w;
    assert_int_equal(topic_wish_parse(text, strlen(text), &w), OK);
    return w;
}

static bool wakes(const char *text, const follower *who, const ProtobufCMessage *row) {
    topic_wish w = wish_of(text);
    Bus__Touched touched;
    topic_touch(w.topic, row, &touched);
    return topic_concerns(&w, who, &touched);
}

/* A roster that u1 handed in for unit 10000001. */
static RosterFile roster_of_unit1(void) {
    RosterFile file = ROSTER_FILE_INIT;
    file.roster_no = (char *) "2026112300000010425";
    file.unit_no = (char *) "10000001";
    file.filer = (char *) "u1";
    return file;
}

/* A case of that unit about a person, with the district's office. */
static Case case_of_unit1(void) {
    Case file = CASE_INIT;
    file.case_no = (char *) "2026112300000020426";
    file.unit_no = (char *) "10000001";
    file.district_code = (char *) "420106";
    file.person_no = (char *) "1000000016";
    file.filer = (char *) "u1";
    return file;
}

static void a_roster_wakes_the_pages_of_its_own_unit(void **state) {
    (void) state;
    RosterFile file = roster_of_unit1();
    assert_true(wakes("roster", &unit1, &file.base));
    assert_true(wakes("roster:2026112300000010425", &unit1, &file.base));
    assert_false(wakes("roster:2026112300000010433", &unit1, &file.base));
}

/* Whoever knows the number of somebody else's roster follows it in vain. */
static void a_foreign_number_is_followed_in_vain(void **state) {
    (void) state;
    RosterFile file = roster_of_unit1();
    const follower *const strangers[] = {&unit2,  &district, &other_district,
                                         &person, &centre,   &auditor};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        assert_false(wakes("roster:2026112300000010425", strangers[i], &file.base));
        assert_false(wakes("roster", strangers[i], &file.base));
    }
}

static void a_case_wakes_its_unit_its_office_and_its_person(void **state) {
    (void) state;
    Case file = case_of_unit1();
    assert_true(wakes("cases", &unit1, &file.base));
    assert_true(wakes("cases", &district, &file.base));
    assert_true(wakes("about", &person, &file.base));
    assert_false(wakes("cases", &unit2, &file.base));
    assert_false(wakes("cases", &other_district, &file.base));
    assert_false(wakes("cases", &centre, &file.base));
    assert_false(wakes("cases", &person, &file.base)); /* filed by another */
    assert_false(wakes("about", &unverified, &file.base));
    file.district_code = (char *) ""; /* of no district: the centre's */
    assert_true(wakes("cases", &centre, &file.base));
    assert_false(wakes("cases", &district, &file.base));
}

/* An operator of two units hears what he filed for the one for which he is here. */
static void an_act_for_another_unit_is_not_heard_here(void **state) {
    (void) state;
    RosterFile file = roster_of_unit1();
    follower both = unit2;
    both.account_no = "u1";
    assert_false(wakes("roster", &both, &file.base));
    both.unit_no = "10000001";
    assert_true(wakes("roster", &both, &file.base));
}

static void a_topic_is_open_to_who_may_ask_without_a_purpose(void **state) {
    (void) state;
    assert_true(topic_open_to(wish_of("cases").topic, KERNEL__ROLE__UNIT_OPERATOR));
    assert_false(topic_open_to(wish_of("cases").topic, KERNEL__ROLE__AUDITOR));
    assert_true(topic_open_to(wish_of("looks").topic, KERNEL__ROLE__PERSON));
    assert_false(topic_open_to(wish_of("looks").topic, KERNEL__ROLE__DISTRICT_OPERATOR));
}

static void what_is_no_topic_is_refused(void **state) {
    (void) state;
    static const char *const bad[] = {"",
                                      "case",
                                      "CASES",
                                      "cases:",
                                      "cases:\n",
                                      "roster:1 OR 1=1",
                                      "roster:\x01",
                                      "roster:１",
                                      "roster:%00",
                                      "roster:=1",
                                      "roster:a,b",
                                      " cases",
                                      ":1",
                                      "roster::1",
                                      "roster:12345678901234567890123456789012345678901234567890"};
    topic_wish w;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(topic_wish_parse(bad[i], strlen(bad[i]), &w), E_FORM);
    assert_int_equal(topic_wish_parse("roster:1\0002", 10, &w), E_FORM);
    assert_int_equal(topic_wish_parse("cases,roster", 5, &w), OK); /* as long as was said */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_roster_wakes_the_pages_of_its_own_unit),
        cmocka_unit_test(a_foreign_number_is_followed_in_vain),
        cmocka_unit_test(a_case_wakes_its_unit_its_office_and_its_person),
        cmocka_unit_test(an_act_for_another_unit_is_not_heard_here),
        cmocka_unit_test(a_topic_is_open_to_who_may_ask_without_a_purpose),
        cmocka_unit_test(what_is_no_topic_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
