/* The tables that are made of a kept report: what is told, of whom, and to whom. */
#include <string.h>

#include "gen/query/show_statistics.h"
#include "proto/runtime/view/tally.h"
#include "tests/lib/cmocka.h"
#include "tests/workers/query/desk.h"

enum { JIANGAN = 420102, WUCHANG = 420106, MONTH = 202610 };

static StatisticsGroup group_of(int32_t kind, int32_t way, int32_t district, int32_t time,
                                int64_t n) {
    StatisticsGroup g = STATISTICS_GROUP_INIT;
    g.kind = kind;
    g.way = (Query__StatisticsWay) way;
    g.district = district;
    g.time = (Query__StatisticsTime) time;
    g.channel = way == WAY_COUNTER ? CHANNEL_COUNTER : CHANNEL_BROWSER;
    g.n = n;
    return g;
}

/* A month: 90 enrolments online, 10 at the counter; 20 leavings online; 5 of which little is told.
 */
static tally a_month(arena *a) {
    StatisticsGroup group[] = {group_of(1, WAY_ONLINE, JIANGAN, TIME_AT_ONCE, 60),
                               group_of(1, WAY_ONLINE, WUCHANG, TIME_FIVE_DAYS, 30),
                               group_of(1, WAY_COUNTER, WUCHANG, TIME_LONGER, 10),
                               group_of(3, WAY_ONLINE, WUCHANG, TIME_AT_ONCE, 20),
                               group_of(0, WAY_NOT_TOLD, 1, TIME_NOT_TOLD, 5)};
    StatisticsGroup *list[5];
    StatisticsPart part = STATISTICS_PART_INIT;
    for (int i = 0; i < 5; i++) list[i] = &group[i];
    part.n_group = 5;
    part.group = list;
    part.from_date = 20261001;
    part.until_date = 20261031;
    part.first_position = 7;
    part.last_position = 700;
    part.earlier = 202609;
    size_t bytes = protobuf_c_message_get_packed_size(&part.base);
    uint8_t *packed = arena_alloc(a, bytes);
    protobuf_c_message_pack(&part.base, packed);
    return (tally){.state = OK, .number = MONTH, .part = {bytes, packed}};
}

static verdict ask(desk *d, Kernel__Role role, const ShowStatistics *in) {
    context ctx = {.actor = {.account_no = "x", .role = role, .district_code = ""}};
    ctx.scope = role == KERNEL__ROLE__SETTLEMENT_CENTER ? KERNEL__RELATION__CITY
                                                        : KERNEL__RELATION__ANY_RECORD;
    if (role == KERNEL__ROLE__DISTRICT_ADMIN) ctx.actor.district_code = "420106";
    desk_again(d);
    return query_show_statistics(&ctx, d->rows, in, d->out);
}

static ShowStatistics table_of(Query__StatisticsBy by) {
    ShowStatistics in = SHOW_STATISTICS_INIT;
    in.by = by;
    return in;
}

/* Asked twice: the report is loaded in between; so are the names of districts, of which there are
 * none. */
static const StatisticsShown *shown(desk *d, Kernel__Role role, const ShowStatistics *in) {
    tally_kind kind;
    int32_t at_most;
    assert_int_equal(ask(d, role, in).code, OK);
    assert_true(view_wanted_tally(d->rows, &kind, &at_most));
    assert_int_equal(kind, TALLY_MONTH);
    tally month = a_month(d->a);
    view_put_tally(d->rows, &month);
    view_all_known(d->rows);
    assert_int_equal(ask(d, role, in).code, OK);
    return (const StatisticsShown *) d->out->reply;
}

static void a_table_has_number_share_and_time(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_BUSINESS);
    const StatisticsShown *r = shown(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in);
    assert_int_equal(r->n_row, 3);
    assert_string_equal(r->row[0]->value, "B01");
    assert_string_equal(r->row[0]->name_zh, "增员");
    assert_int_equal(r->row[0]->n, 100);
    assert_int_equal(r->row[0]->online, 90);
    assert_int_equal(r->row[0]->at_counter, 10);
    assert_string_equal(r->row[0]->share, "90.00%");
    assert_int_equal(r->row[0]->half_within, TIME_AT_ONCE);
    assert_int_equal(r->row[0]->most_within, TIME_FIVE_DAYS);
    assert_string_equal(r->row[1]->value, "B03");
    assert_string_equal(r->row[1]->share, "100.00%");
    assert_int_equal(r->n, 125);
    arena_close(d.a);
}

static void what_is_not_told_stands_last_and_has_no_share(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_BUSINESS);
    const StatisticsShown *r = shown(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in);
    assert_string_equal(r->row[2]->value, "");
    assert_int_equal(r->row[2]->n, 5);
    assert_string_equal(r->row[2]->share, "");
    assert_int_equal(r->row[2]->half_within, TIME_NOT_TOLD);
    assert_string_equal(r->share, ""); /* of the whole neither */
    arena_close(d.a);
}

static void it_names_the_entries_that_were_counted(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_TIME);
    in.period = MONTH;
    const StatisticsShown *r = shown(&d, KERNEL__ROLE__DISTRICT_ADMIN, &in);
    assert_int_equal(r->period, MONTH);
    assert_int_equal(r->date, 0);
    assert_int_equal(r->first_position, 7);
    assert_int_equal(r->last_position, 700);
    assert_int_equal(r->from_date, 20261001);
    assert_int_equal(r->until_date, 20261031);
    assert_int_equal(r->earlier, 202609);
    arena_close(d.a);
}

static void of_one_district_only_its_groups_are_added(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_CHANNEL);
    in.district_code = lend("420106");
    const StatisticsShown *r = shown(&d, KERNEL__ROLE__DISTRICT_ADMIN, &in);
    assert_int_equal(r->n, 60);
    assert_int_equal(r->n_row, 2);
    assert_string_equal(r->row[0]->name_en, "browser");
    assert_int_equal(r->row[0]->n, 50);
    assert_int_equal(r->row[1]->at_counter, 10);
    arena_close(d.a);
}

static void another_district_is_not_the_districts_to_see(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_CHANNEL);
    in.district_code = lend("420102");
    assert_int_equal(ask(&d, KERNEL__ROLE__DISTRICT_ADMIN, &in).code, E_FORBIDDEN);
    assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, OK);
    arena_close(d.a);
}

static void a_day_is_told_by_business_of_the_city_only(void **state) {
    (void) state;
    desk d = open_desk();
    ShowStatistics in = table_of(STATISTICS_VIP);
    in.date = 20261005;
    assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, E_FORM);
    in.by = STATISTICS_BUSINESS;
    in.district_code = lend("420106");
    assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, E_FORM);
    in.district_code = lend("");
    in.period = MONTH;
    assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, E_FORM);
    in.period = 0;
    assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, OK);
    tally_kind kind;
    int32_t at_most;
    assert_true(view_wanted_tally(d.rows, &kind, &at_most));
    assert_true(kind == TALLY_DAY && at_most == 20261005);
    arena_close(d.a);
}

static void without_a_copy_it_is_not_ready_and_before_the_first_month_it_is_empty(void **state) {
    (void) state;
    static const status states[] = {E_NOT_READY, E_NOT_FOUND}, said[] = {E_NOT_READY, OK};
    for (int i = 0; i < 2; i++) {
        desk d = open_desk();
        ShowStatistics in = table_of(STATISTICS_BUSINESS);
        tally none = {.state = states[i]};
        assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, OK);
        assert_true(view_missing(d.rows));
        view_put_tally(d.rows, &none);
        assert_int_equal(ask(&d, KERNEL__ROLE__SETTLEMENT_CENTER, &in).code, said[i]);
        arena_close(d.a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_number_share_and_time),
        cmocka_unit_test(what_is_not_told_stands_last_and_has_no_share),
        cmocka_unit_test(it_names_the_entries_that_were_counted),
        cmocka_unit_test(of_one_district_only_its_groups_are_added),
        cmocka_unit_test(another_district_is_not_the_districts_to_see),
        cmocka_unit_test(a_day_is_told_by_business_of_the_city_only),
        cmocka_unit_test(without_a_copy_it_is_not_ready_and_before_the_first_month_it_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
