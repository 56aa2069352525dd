/* The catalogue is data: every command with a business code is an entry that can be started from
 * what is shown, and what the centre says of it is laid over (S1, S9). */
#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "proto/runtime/changes.h"
#include "tests/lib/cmocka.h"

typedef struct shown {
    arena *a;
    view *rows;
    const BusinessList *list;
    Kernel__Role asker, role; /* ROLE_NONE: the centre; anybody's */
} shown;

static void say(shown *s, Business row) {
    Business *kept = arena_copy(s->a, &row, sizeof row);
    kept->listed = true;
    kept->version = 1;
    assert_int_equal(view_put(s->rows, &row_business, &kept->base), OK);
}

static shown open_catalogue(void) {
    shown s = {.a = arena_open(16 * 1024 * 1024)};
    s.rows = view_open(s.a, NULL, NULL);
    view_all_known(s.rows);
    return s;
}

static void ask(shown *s) {
    changes *out = arena_alloc(s->a, sizeof *out);
    ListBusinesses in = LIST_BUSINESSES_INIT;
    context ctx = {.today = 20261110, .review_days = 10};
    ctx.actor.role = s->asker ? s->asker : KERNEL__ROLE__SETTLEMENT_CENTER;
    in.role = s->role;
    changes_start(out, s->a);
    assert_int_equal(query_list_businesses(&ctx, s->rows, &in, out).code, OK);
    s->list = (const BusinessList *) out->reply;
}

static const BusinessShown *entry(const shown *s, const char *method) {
    for (size_t i = 0; i < s->list->n_business; i++)
        if (!strcmp(s->list->business[i]->method, method)) return s->list->business[i];
    return NULL;
}

static void every_business_can_be_started(void **state) {
    (void) state;
    shown s = open_catalogue();
    ask(&s);
    size_t n = 0;
    for (unsigned i = 0; i < n_commands; i++) {
        const BusinessShown *shown_entry = entry(&s, commands[i].name);
        assert_int_equal(!shown_entry, commands[i].kind[0] == 0);
        if (!shown_entry) continue;
        n++;
        assert_string_not_equal(shown_entry->title_zh, "");
        assert_string_equal(shown_entry->kind, commands[i].kind);
        assert_non_null(strstr(shown_entry->procedure_url, commands[i].path));
        assert_int_equal(shown_entry->n_field, commands[i].input->descriptor->n_fields);
    }
    assert_int_equal(n, s.list->n_business);
    arena_close(s.a);
}

static void the_centre_closes_and_adds_entries(void **state) {
    (void) state;
    shown s = open_catalogue();
    Business closed = BUSINESS_INIT, counter = BUSINESS_INIT;
    closed.method = lend("enrolment.AddMember");
    closed.closed = true;
    closed.notice = lend("系统升级");
    counter.method = lend("counter.KeyChange");
    counter.kind = lend("B99");
    counter.title_zh = lend("个人重要信息变更");
    counter.presence = true;
    say(&s, closed);
    say(&s, counter);
    ask(&s);
    const BusinessShown *add = entry(&s, "enrolment.AddMember"),
                        *key = entry(&s, "counter.KeyChange");
    assert_true(add->closed);
    assert_string_equal(add->notice, "系统升级");
    assert_string_equal(add->title_zh, "增员");
    assert_true(key->presence);
    assert_string_equal(key->procedure_url, "");
    assert_false(entry(&s, "enrolment.SuspendMember")->closed);
    arena_close(s.a);
}

/* S1, S60: a stranger reads what people file, and no word of what offices do. */
static void what_only_offices_do_is_shown_to_offices(void **state) {
    (void) state;
    shown s = open_catalogue();
    s.asker = KERNEL__ROLE__ANYONE;
    ask(&s);
    assert_non_null(entry(&s, "enrolment.AddMember"));
    assert_null(entry(&s, "collection.SetCalendar"));
    for (size_t i = 0; i < s.list->n_business; i++)
        assert_int_equal(catalog_command(s.list->business[i]->method)->door, KERNEL__DOOR__OUTSIDE);
    arena_close(s.a);
}

static void a_role_reads_what_it_may_file_and_what_it_takes(void **state) {
    (void) state;
    shown s = open_catalogue();
    s.role = KERNEL__ROLE__PERSON;
    ask(&s);
    assert_null(entry(&s, "enrolment.AddMember"));
    const BusinessShown *resume = entry(&s, "enrolment.ResumeMember");
    assert_non_null(resume);
    assert_int_equal(resume->days, 10);
    assert_string_not_equal(resume->words_zh, "");
    assert_string_not_equal(resume->papers_en, "");
    arena_close(s.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_business_can_be_started),
        cmocka_unit_test(what_only_offices_do_is_shown_to_offices),
        cmocka_unit_test(a_role_reads_what_it_may_file_and_what_it_takes),
        cmocka_unit_test(the_centre_closes_and_adds_entries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
