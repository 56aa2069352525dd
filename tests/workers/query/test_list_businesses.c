/* The catalogue is data: every command with a business code is an entry that can be started from
 * what is shown, and what the centre says of it is laid over (S1, S9). */
#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "proto/runtime/changes.h"
#include "tests/lib/cmocka.h"
#include "workers/rules/params.h"
#include "workers/rules/term.h"

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
    static const param ten[] = {
        {.kind = PARAM_TERM, .group = TERM_REVIEW_DAYS, .from = 202601, .step = 10}};
    static const param_set figures = {.row = ten, .n = 1};
    context ctx = {.today = 20261110, .params = &figures};
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
    for (size_t i = 0; i < s.list->n_business; i++)
        n += !catalog_command(s.list->business[i]->method);
    assert_int_equal(n, s.list->n_business);
    arena_close(s.a);
}

static const BusinessShown *of_kind(const shown *s, const char *code) {
    for (size_t i = 0; i < s->list->n_business; i++)
        if (!strcmp(s->list->business[i]->kind, code)) return s->list->business[i];
    return NULL;
}

/* S1: of each of the 25 kinds the procedure, what is filled in, window, presence, law, fee
 * and where it begins; a kind that is not online yet says so and offers no beginning. */
static void every_kind_of_the_city_is_described(void **state) {
    static const char *const kinds[] = {
        "B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "Q01", "Q02",
        "Q03", "Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10", "Q11", "Q12", "Q13", "Q14"};
    (void) state;
    shown s = open_catalogue();
    s.asker = KERNEL__ROLE__ANYONE;
    ask(&s);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const BusinessShown *b = of_kind(&s, kinds[i]);
        if (!b) fail_msg("%s is not described", kinds[i]);
        const char *const told[] = {b->title_zh, b->title_en, b->procedure_zh, b->procedure_en,
                                    b->basis_zh, b->basis_en, b->fee_zh,       b->fee_en};
        for (size_t k = 0; k < sizeof told / sizeof *told; k++)
            if (!*told[k]) fail_msg("%s (%s) lacks text %zu", kinds[i], b->method, k);
        assert_int_not_equal(b->class_, KERNEL__BUSINESS_CLASS__NO_CLASS);
        assert_true(b->later != !!*b->begins);
        assert_int_not_equal(b->question, KERNEL__QUESTION_CATEGORY__NO_QUESTION);
        if (b->kind[0] == 'B' && b->later) assert_string_not_equal(b->items_zh, "");
    }
    arena_close(s.a);
}

static void a_kind_of_another_s_method_begins_there(void **state) {
    (void) state;
    shown s = open_catalogue();
    ask(&s);
    const BusinessShown *filed = of_kind(&s, "Q01"), *tier = of_kind(&s, "B11");
    assert_string_equal(filed->begins, "query.ListCases");
    assert_string_equal(filed->procedure_url, "/api/v1/query/list-cases");
    assert_true(tier->later && tier->window);
    assert_string_equal(tier->procedure_url, "");
    assert_int_equal(of_kind(&s, "B08")->days, 10);
    arena_close(s.a);
}

/* S9: what the centre says of a kind that is not online yet, without a rebuild. */
static void the_centre_describes_a_kind_of_the_counter(void **state) {
    (void) state;
    shown s = open_catalogue();
    Business row = BUSINESS_INIT;
    row.method = lend("B11");
    row.procedure_zh = lend("请到社区办理。");
    row.presence = true;
    say(&s, row);
    ask(&s);
    const BusinessShown *tier = of_kind(&s, "B11");
    assert_string_equal(tier->procedure_zh, "请到社区办理。");
    assert_string_equal(tier->title_zh, "缴费档次变更");
    assert_true(tier->presence);
    assert_false(tier->later);
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
        assert_true(!catalog_command(s.list->business[i]->method) ||
                    catalog_command(s.list->business[i]->method)->door == KERNEL__DOOR__OUTSIDE);
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
        cmocka_unit_test(every_kind_of_the_city_is_described),
        cmocka_unit_test(a_kind_of_another_s_method_begins_there),
        cmocka_unit_test(the_centre_describes_a_kind_of_the_counter),
        cmocka_unit_test(what_only_offices_do_is_shown_to_offices),
        cmocka_unit_test(a_role_reads_what_it_may_file_and_what_it_takes),
        cmocka_unit_test(the_centre_closes_and_adds_entries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
