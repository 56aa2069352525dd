/* Stories about the router: every command has exactly one way in, and each door only its own. */
#include "adapters/web/door/route.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/cmocka.h"

static void path_of(const command_type *c, char out[200]) {
    snprintf(out, 200, "/api/v1/%s/%s", c->service, c->path);
}

static void every_command_has_its_route_at_its_doors(void **state) {
    (void) state;
    char path[200];
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        const char *verb = c->query ? "GET" : "POST";
        path_of(c, path);
        route out = route_find(DOOR_OUTSIDE, verb, path), in = route_find(DOOR_INSIDE, verb, path);
        assert_int_equal(out.kind == ROUTE_COMMAND, c->door == KERNEL__DOOR__OUTSIDE);
        assert_int_equal(in.kind == ROUTE_COMMAND,
                         c->door == KERNEL__DOOR__OUTSIDE || c->door == KERNEL__DOOR__INSIDE);
        assert_int_equal(route_find(DOOR_INTERNAL, verb, path).kind, ROUTE_NONE);
        if (in.kind == ROUTE_COMMAND) assert_ptr_equal(in.command, c);
    }
}

static void a_closed_method_looks_like_an_unknown_one(void **state) {
    (void) state;
    route closed = route_find(DOOR_OUTSIDE, "POST", "/api/v1/query/switch-business");
    route unknown = route_find(DOOR_OUTSIDE, "POST", "/api/v1/query/no-such-thing");
    assert_int_equal(closed.kind, unknown.kind);
    assert_null(closed.allow);
    assert_int_equal(route_find(DOOR_OUTSIDE, "GET", "/api/v1/query/switch-business").kind,
                     ROUTE_NONE);
}

static void the_wrong_verb_is_told_the_right_one(void **state) {
    (void) state;
    route r = route_find(DOOR_OUTSIDE, "GET", "/api/v1/enrolment/add-member");
    assert_int_equal(r.kind, ROUTE_REFUSED);
    assert_string_equal(r.allow, "POST");
    r = route_find(DOOR_OUTSIDE, "POST", "/api/v1/query/list-members");
    assert_int_equal(r.kind, ROUTE_REFUSED);
    assert_string_equal(r.allow, "GET");
}

static void forms_stand_at_both_doors_by_their_method(void **state) {
    (void) state;
    for (door_kind d = DOOR_OUTSIDE; d <= DOOR_INSIDE; d++) {
        assert_int_equal(route_find(d, "GET", "/api/v1/forms").kind, ROUTE_FORMS);
        assert_int_equal(route_find(d, "GET", "/api/v1/forms/words").kind, ROUTE_WORDS);
        route one = route_find(d, "GET", "/api/v1/forms/enrolment.AddMember");
        assert_int_equal(one.kind, ROUTE_FORM);
        assert_string_equal(one.rest, "enrolment.AddMember");
        assert_int_equal(route_find(d, "POST", "/api/v1/forms").kind, ROUTE_REFUSED);
        assert_int_equal(route_find(d, "GET", "/api/v1/commands/x").kind, ROUTE_COMMAND_STATE);
    }
    assert_int_equal(route_find(DOOR_INTERNAL, "GET", "/api/v1/forms").kind, ROUTE_NONE);
}

static void what_takes_or_gives_a_file_is_marked(void **state) {
    (void) state;
    assert_true(route_find(DOOR_OUTSIDE, "POST", "/api/v1/roster/upload").files);
    assert_true(route_find(DOOR_INSIDE, "GET", "/api/v1/identity/letters").files);
    assert_int_equal(route_find(DOOR_OUTSIDE, "GET", "/api/v1/identity/letters").kind, ROUTE_NONE);
    assert_false(route_find(DOOR_OUTSIDE, "GET", "/api/v1/feed").files);
    assert_false(route_find(DOOR_OUTSIDE, "POST", "/api/v1/identity/login").files);
}

static void metrics_are_for_the_internal_port(void **state) {
    (void) state;
    assert_int_equal(route_find(DOOR_INTERNAL, "GET", "/metrics").kind, ROUTE_METRICS);
    assert_int_equal(route_find(DOOR_OUTSIDE, "GET", "/metrics").kind, ROUTE_PORTAL);
    assert_int_equal(route_find(DOOR_INTERNAL, "GET", "/health/ready").kind, ROUTE_READY);
    assert_int_equal(route_find(DOOR_INTERNAL, "GET", "/").kind, ROUTE_NONE);
}

static void odd_paths_lead_nowhere(void **state) {
    (void) state;
    static const char *const paths[] = {"",
                                        "/api/v1/",
                                        "/api/v1/enrolment",
                                        "/api/v1/enrolment/",
                                        "/api/v1/enrolment/add-member/",
                                        "/api/v1//add-member",
                                        "/api/v1/enrol/add-member",
                                        "/api/v1/enrolment/AddMember"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(route_find(DOOR_INSIDE, "POST", paths[i]).kind, ROUTE_NONE);
}

static void what_is_nothing_else_may_be_a_page_of_the_portal(void **state) {
    (void) state;
    for (door_kind d = DOOR_OUTSIDE; d <= DOOR_INSIDE; d++) {
        assert_int_equal(route_find(d, "GET", "/unit/members").kind, ROUTE_PORTAL);
        assert_int_equal(route_find(d, "HEAD", "/favicon.ico").kind, ROUTE_PORTAL);
        assert_int_equal(route_find(d, "POST", "/unit/members").kind, ROUTE_NONE);
        assert_int_equal(route_find(d, "GET", "/api/v1/query/no-such").kind, ROUTE_NONE);
        route one = route_find(d, "GET", "/guide/enrolment.AddMember");
        assert_int_equal(one.kind, ROUTE_GUIDE_ONE);
        assert_string_equal(one.rest, "enrolment.AddMember");
    }
    assert_int_equal(route_find(DOOR_INTERNAL, "GET", "/unit/members").kind, ROUTE_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_has_its_route_at_its_doors),
        cmocka_unit_test(a_closed_method_looks_like_an_unknown_one),
        cmocka_unit_test(the_wrong_verb_is_told_the_right_one),
        cmocka_unit_test(forms_stand_at_both_doors_by_their_method),
        cmocka_unit_test(what_takes_or_gives_a_file_is_marked),
        cmocka_unit_test(metrics_are_for_the_internal_port),
        cmocka_unit_test(odd_paths_lead_nowhere),
        cmocka_unit_test(what_is_nothing_else_may_be_a_page_of_the_portal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
