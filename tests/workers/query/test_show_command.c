/* The first answer of a command is its sender's: what another account sent looks like what nobody
 * did, and is looked up the same way (A1). */
#include <string.h>

#include "gen/query/show_command.h"
#include "proto/runtime/view/answers.h"
#include "tests/lib/cmocka.h"
#include "tests/workers/query/desk.h"

#define KEY "019a0000-0000-7000-8000-000000000001"
#define OTHER_KEY "019a0000-0000-7000-8000-000000000002"

static verdict ask(desk *d, const char *account, const char *key) {
    ShowCommand in = SHOW_COMMAND_INIT;
    context ctx = {.actor = {.account_no = account}};
    in.command_id = lend(key);
    desk_again(d);
    return query_show_command(&ctx, d->rows, &in, d->out);
}

/* The loader: one answer is kept, u1's under KEY. Returns how often it was asked. */
static unsigned load(desk *d) {
    static kept_answer kept = {.actor = "u1", .method = "enrolment.AddMember", .answer = {0, NULL}};
    unsigned n = 0;
    const uint8_t *wanted;
    kept.command_id[0] = 0x01, kept.command_id[1] = 0x9a, kept.command_id[6] = 0x70;
    kept.command_id[8] = 0x80, kept.command_id[15] = 1;
    for (; (wanted = view_wanted_answer(d->rows)); n++)
        view_put_answer(d->rows, memcmp(wanted, kept.command_id, ANSWER_ID_BYTES) ? NULL : &kept);
    return n;
}

static void its_sender_reads_the_first_answer(void **state) {
    (void) state;
    desk d = open_desk();
    ask(&d, "u1", KEY);
    assert_true(view_missing(d.rows));
    assert_int_equal(load(&d), 1);
    assert_int_equal(ask(&d, "u1", KEY).code, OK);
    assert_string_equal(((const CommandShown *) d.out->reply)->method, "enrolment.AddMember");
    arena_close(d.a);
}

static void anothers_is_like_none_and_asked_for_as_often(void **state) {
    (void) state;
    static const struct { const char *account, *key; } asked[] = {{"u2", KEY}, {"u1", OTHER_KEY}};
    for (unsigned i = 0; i < 2; i++) {
        desk d = open_desk();
        ask(&d, asked[i].account, asked[i].key);
        assert_true(view_missing(d.rows));
        assert_int_equal(load(&d), 1);
        verdict v = ask(&d, asked[i].account, asked[i].key);
        assert_int_equal(v.code, E_NOT_FOUND);
        assert_string_equal(v.field, "command_id");
        assert_false(view_missing(d.rows));
        arena_close(d.a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_sender_reads_the_first_answer),
        cmocka_unit_test(anothers_is_like_none_and_asked_for_as_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
