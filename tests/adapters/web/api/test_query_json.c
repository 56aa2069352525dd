/* Stories about GET parameters: a table of what is typed and what becomes of it. */
#include "adapters/web/api/query_json.h"

#include "tests/lib/cmocka.h"

typedef struct story {
    const char *type;
    size_t n;
    parameter given[4];
    status code;
    const char *json; /* or the field at fault */
} story;

static const story stories[] = {
    {"query.ListMembers", 0, {{0}}, OK, "{}"},
    {"query.ListMembers",
     2,
     {{"unit_no", "10000001"}, {"limit", "5"}},
     OK,
     "{\"unit_no\":\"10000001\",\"limit\":\"5\"}"},
    {"query.ListMembers", 1, {{"unitNo", "1\"0"}}, OK, "{\"unit_no\":\"1\\\"0\"}"},
    {"query.ListMembers", 1, {{"nobody", "1"}}, E_UNKNOWN_FIELD, "nobody"},
    {"query.ListMembers", 1, {{"limit", "five"}}, E_FORM, "limit"},
    {"query.ListMembers", 1, {{"limit", ""}}, E_FORM, "limit"},
    {"query.ListMembers", 2, {{"unit_no", "1"}, {"unitNo", "2"}}, E_FORM, "unitNo"},
    {"query.ListCases", 1, {{"state", "2"}}, OK, "{\"state\":2}"},
    {"query.ListCases", 1, {{"state", "PENDING"}}, OK, "{\"state\":\"PENDING\"}"},
    {"query.SwitchBusiness", 1, {{"closed", "1"}}, OK, "{\"closed\":true}"},
    {"query.SwitchBusiness", 1, {{"closed", "yes"}}, E_FORM, "closed"},
    {"enrolment.MemberAdded",
     2,
     {{"insurance", "110"}, {"insurance", "210"}},
     OK,
     "{\"insurance\":[\"110\",\"210\"]}"},
    {"roster.RecordRows", 1, {{"row", "1"}}, E_FORM, "row"},
};

static void parameters_become_fields(void **state) {
    arena *a = arena_open(1 << 16);
    (void) state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        const story *s = &stories[i];
        const char *out = NULL, *field = NULL;
        assert_int_equal(query_json(catalog_message(s->type), s->given, s->n, a, &out, &field),
                         s->code);
        assert_string_equal(s->code == OK ? out : field, s->json);
        arena_reset(a);
    }
    arena_close(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(parameters_become_fields)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
