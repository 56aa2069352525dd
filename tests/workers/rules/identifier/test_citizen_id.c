/* Citizen numbers: the order of checks, folding, and that no single wrong character gets through.
 */
#include "tests/lib/cmocka.h"

#include "workers/rules/identifier/citizen_id.h"

#define SAMPLE "11010519491231002X" /* GB 11643-1999 */
#define AS_OF 20251231

static void test_the_samples_of_the_standard_pass(void **state) {
    (void) state;
    citizen_id id;
    assert_int_equal(citizen_id_parse(SAMPLE, AS_OF, &id), OK);
    assert_string_equal(id.number, SAMPLE);
    assert_int_equal(id.birth, 19491231);
    assert_int_equal(id.sex, SEX_FEMALE);
    assert_int_equal(id.country, 156);
    assert_int_equal(citizen_id_parse("130503196704010016", AS_OF, &id), OK);
    assert_int_equal(id.sex, SEX_MALE);
}

static void test_a_typed_number_is_folded(void **state) {
    (void) state;
    citizen_id id;
    assert_int_equal(citizen_id_parse("　１１０１０５１９４９１２３１００２ｘ ", AS_OF, &id), OK);
    assert_string_equal(id.number, SAMPLE);
}

static void test_the_first_failing_check_answers(void **state) {
    (void) state;
    static const struct {
        const char *text;
        status code;
    } refused[] = {
        {"", E_ID_LENGTH},
        {"1101051949123100200", E_ID_LENGTH},
        {"A", E_ID_LENGTH}, /* length comes before characters */
        {"1101O519491231002X", E_ID_CHARSET},
        {"1101051949123100X2", E_ID_CHARSET},
        {"11010519491231002Y", E_ID_CHARSET},
        {"000000199013010011", E_ID_REGION}, /* region comes before date */
        {"470102199001010011", E_ID_REGION},
        {"840102199001010011", E_ID_REGION},
        {"420102179912310011", E_ID_DATE}, /* before 1800 */
        {"420102199002300013", E_ID_DATE},
        {"420102202601010012", E_ID_DATE}, /* after the day of asking */
        {"110105194912310021", E_ID_CHECK},
    };
    citizen_id id;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(citizen_id_parse(refused[i].text, AS_OF, &id), refused[i].code);
}

static void test_every_single_wrong_character_is_refused(void **state) {
    (void) state;
    static const char *const samples[] = {SAMPLE, "440524188001010014", "830000197001019042"};
    citizen_id id;
    for (size_t s = 0; s < 3; s++)
        for (int at = 0; at < 18; at++)
            for (const char *other = "0123456789X"; *other; other++) {
                char typed[CITIZEN_ID_SIZE];
                strcpy(typed, samples[s]);
                typed[at] = *other;
                status code = citizen_id_parse(typed, AS_OF, &id);
                assert_int_equal(code == OK, *other == samples[s][at]);
            }
}

static void test_old_numbers_are_widened(void **state) {
    (void) state;
    char number[CITIZEN_ID_SIZE];
    assert_int_equal(citizen_id_widen("110105491231002", number), OK);
    assert_string_equal(number, SAMPLE);
    assert_int_equal(citizen_id_widen("440524800101998", number),
                     OK); /* over a hundred years old */
    assert_memory_equal(number + 6, "18800101", 8);
    assert_int_equal(citizen_id_widen("11010549123100", number), E_ID_LENGTH);
    assert_int_equal(citizen_id_widen("1101054912310021", number), E_ID_LENGTH);
    assert_int_equal(citizen_id_widen("11010549123100X", number), E_ID_CHARSET);
}

static void test_residence_cards_have_their_own_order(void **state) {
    (void) state;
    static const struct {
        const char *text;
        status code;
    } cards[] = {
        {"932682198501010017", OK},           {"93268219850101001", E_ID_LENGTH},
        {"93268219850101O017", E_ID_CHARSET}, {"832682198501010017", E_ID_PREFIX},
        {"900682198501010017", E_ID_REGION},  {"932682198502300017", E_ID_DATE},
        {"932682198501010009", E_DOCUMENT},   {"932682198501010018", E_ID_CHECK},
    };
    citizen_id id;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++)
        assert_int_equal(citizen_id_resident(cards[i].text, AS_OF, &id), cards[i].code);
    assert_int_equal(id.country, 682);
}

static void test_what_was_filed_must_fit_the_number(void **state) {
    (void) state;
    citizen_id id = {.birth = 19491231, .sex = SEX_FEMALE};
    assert_int_equal(citizen_id_consistent(&id, SEX_FEMALE, 19491231), OK);
    assert_int_equal(citizen_id_consistent(&id, SEX_UNKNOWN, 0), OK);
    assert_int_equal(citizen_id_consistent(&id, SEX_UNSTATED, 19491231), OK);
    assert_int_equal(citizen_id_consistent(&id, SEX_MALE, 0), E_SEX_ID_MISMATCH);
    assert_int_equal(citizen_id_consistent(&id, SEX_FEMALE, 19491230), E_BIRTH_ID_MISMATCH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_samples_of_the_standard_pass),
        cmocka_unit_test(test_a_typed_number_is_folded),
        cmocka_unit_test(test_the_first_failing_check_answers),
        cmocka_unit_test(test_every_single_wrong_character_is_refused),
        cmocka_unit_test(test_old_numbers_are_widened),
        cmocka_unit_test(test_residence_cards_have_their_own_order),
        cmocka_unit_test(test_what_was_filed_must_fit_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
