/* What spells say together: the latest, the months that are taken, what the next one carries on. */
#include "tests/lib/cmocka.h"
#include "workers/rules/money/insurance.h"
#include "workers/rules/spell.h"

#define ZHANG "1000000007"

static arena *box;
static view *rows;

static int open_rows(void **state) {
    (void) state;
    box = arena_open(1u << 20);
    rows = view_open(box, NULL, NULL);
    view_all_known(rows);
    return 0;
}

static int close_rows(void **state) {
    (void) state;
    arena_close(box);
    return 0;
}

static void give_spell(int32_t spell_no, const char *unit_no, int32_t from, int32_t to) {
    Spell *row = arena_alloc(box, sizeof *row);
    *row = (Spell) SPELL_INIT;
    row->person_no = ZHANG;
    row->spell_no = spell_no;
    row->unit_no = (char *) unit_no;
    row->status = to ? SPELL_ENDED : SPELL_OPEN;
    row->valid_from = from;
    row->valid_to = to;
    row->first_period = 202001;
    row->gap_months = spell_no;
    row->version = 1;
    assert_int_equal(view_put(rows, &row_spell, &row->base), OK);
}

static void give_line(int32_t period, int32_t state) {
    Receivable *row = arena_alloc(box, sizeof *row);
    *row = (Receivable) RECEIVABLE_INIT;
    row->person_no = ZHANG;
    row->fee_period = period;
    row->unit_no = "B";
    row->state = state;
    row->version = 1;
    assert_int_equal(view_put(rows, &row_receivable, &row->base), OK);
}

static void who_was_never_enrolled_begins_with_number_one(void **state) {
    (void) state;
    spells none = spells_of(rows, ZHANG);
    assert_null(none.latest);
    assert_false(spell_in(none.latest, "A", SPELL_OPEN));
    assert_int_equal(spells_free_from(rows, ZHANG, &none, 202611), 202611);
    spell_start start = spells_next(&none, 202611);
    assert_int_equal(start.spell_no, 1);
    assert_int_equal(start.first_period, 202611);
    assert_int_equal(start.gap_months, 0);
}

static void a_cancelled_spell_is_the_latest_and_has_no_month(void **state) {
    (void) state;
    give_spell(1, "A", 202001, 202608);
    give_spell(2, "B", 202612, 202612);
    spells all = spells_of(rows, ZHANG);
    assert_int_equal(all.latest->spell_no, 2);
    assert_true(spell_is_cancelled(all.latest));
    assert_int_equal(all.charged->spell_no, 1);
    assert_true(spell_in(all.latest, "B", SPELL_ENDED));
    assert_false(spell_in(all.latest, "A", SPELL_ENDED));
    spell_start start = spells_next(&all, spells_free_from(rows, ZHANG, &all, 202611));
    assert_int_equal(start.from, 202611);
    assert_int_equal(start.spell_no, 3);
    assert_int_equal(start.first_period, 202001);
    assert_int_equal(start.gap_months, 1 + 3); /* before spell 1, and August to October */
}

static void an_open_spell_has_begun_to_count(void **state) {
    (void) state;
    give_spell(1, "A", 202611, 0);
    spells all = spells_of(rows, ZHANG);
    assert_false(spell_is_cancelled(all.latest));
    assert_ptr_equal(all.charged, all.latest);
    assert_true(spell_in(all.latest, "A", SPELL_OPEN));
}

static void months_of_a_spell_and_months_with_a_line_are_taken(void **state) {
    (void) state;
    give_spell(1, "A", 202001, 202612);
    give_line(202611, LINE_NOT_DUE);
    give_line(202612, LINE_ARREARS);
    give_line(202701, LINE_CANCELLED);
    spells all = spells_of(rows, ZHANG);
    assert_int_equal(spells_free_from(rows, ZHANG, &all, 202610), 202701);
    assert_int_equal(spells_free_from(rows, ZHANG, &all, 202702), 202702);
}

static void a_set_is_named_without_large_medical(void **state) {
    int32_t code[INSURANCES_NAMED];
    (void) state;
    assert_int_equal(insurance_named(INSURANCE_ALL, code), 5);
    assert_int_equal(code[2], INSURANCE_MEDICAL);
    assert_int_equal(code[4], INSURANCE_MATERNITY);
    assert_int_equal(insurance_named(insurance_bits(INSURANCE_MEDICAL), code), 1);
    assert_int_equal(insurance_named(0, code), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_was_never_enrolled_begins_with_number_one, open_rows,
                                        close_rows),
        cmocka_unit_test_setup_teardown(a_cancelled_spell_is_the_latest_and_has_no_month, open_rows,
                                        close_rows),
        cmocka_unit_test_setup_teardown(an_open_spell_has_begun_to_count, open_rows, close_rows),
        cmocka_unit_test_setup_teardown(months_of_a_spell_and_months_with_a_line_are_taken,
                                        open_rows, close_rows),
        cmocka_unit_test(a_set_is_named_without_large_medical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
