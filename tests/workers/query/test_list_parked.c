/* Parked commands come page by page, the newest first; a cursor that is none is refused. */
#include <string.h>

#include "gen/query/list_parked.h"
#include "kernel/envelope.pb-c.h"
#include "proto/runtime/view/traces.h"
#include "tests/lib/cmocka.h"
#include "tests/workers/query/desk.h"

static verdict ask(desk *d, uint32_t limit, const char *after) {
    ListParked in = LIST_PARKED_INIT;
    context ctx = {.actor = {.account_no = "it01"}};
    in.state = QUERY__PARK_STATE__PARK_WAITING;
    in.limit = limit;
    in.after = lend(after);
    desk_again(d);
    return query_list_parked(&ctx, d->rows, &in, d->out);
}

static traced parked_at(int64_t at_us) {
    traced t = {.place = TRACED_PARKED,
                .method = "enrolment.AddMember",
                .reason = "killed_worker",
                .actor = "",
                .origin = "",
                .channel = "",
                .key_no = "",
                .worker = "worker2",
                .at_us = at_us,
                .times = 4,
                .state = QUERY__PARK_STATE__PARK_WAITING};
    t.command_id[15] = (uint8_t) at_us;
    return t;
}

static void a_full_page_says_where_the_next_begins(void **state) {
    (void) state;
    desk d = open_desk();
    traced found[2] = {parked_at(9), parked_at(8)};
    ask(&d, 2, "");
    assert_int_equal(view_wanted_traces(d.rows)->until_us, INT64_MAX);
    assert_int_equal(view_wanted_traces(d.rows)->limit, 2);
    view_put_traces(d.rows, (trace_list){2, found});
    assert_int_equal(ask(&d, 2, "").code, OK);
    const ParkedList *page = (const ParkedList *) d.out->reply;
    assert_int_equal(page->n_command, 2);
    assert_int_equal(page->command[0]->attempts, 4);
    assert_string_equal(page->next, "8.00000000-0000-0000-0000-000000000008");

    char next[64];
    strcpy(next, page->next);
    ask(&d, 2, next);
    const trace_search *wanted = view_wanted_traces(d.rows);
    assert_int_equal(wanted->until_us, 8);
    assert_memory_equal(wanted->last, found[1].command_id, 16);
    view_put_traces(d.rows, (trace_list){0, NULL});
    assert_int_equal(ask(&d, 2, next).code, OK);
    assert_string_equal(((const ParkedList *) d.out->reply)->next, "");
    arena_close(d.a);
}

static void a_cursor_that_is_none_is_refused(void **state) {
    (void) state;
    static const char *const bad[] = {"8", "8.", ".", "x.00000000-0000-0000-0000-000000000008",
                                      "8.1"};
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        desk d = open_desk();
        verdict v = ask(&d, 2, bad[i]);
        assert_int_equal(v.code, E_FORM);
        assert_string_equal(v.field, "after");
        arena_close(d.a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_page_says_where_the_next_begins),
        cmocka_unit_test(a_cursor_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
