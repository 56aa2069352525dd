/* Stories about the API document: it shows what the door has, and every reference in it leads
 * somewhere. */
#include "adapters/web/api/openapi.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/cmocka.h"

static json_t *document(door_kind door) {
    json_t *o = json_loads(openapi_text(door), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    return o;
}

static json_t *follow(json_t *root, const char *path) {
    char part[160];
    for (json_t *at = root;;) {
        size_t n = strcspn(path, "/");
        snprintf(part, sizeof part, "%.*s", (int) n, path);
        at = json_object_get(at, part);
        if (!at || !path[n]) return at;
        path += n + 1;
    }
}

static void check_references(json_t *root, json_t *at) {
    const char *key;
    size_t index;
    json_t *value;
    if (json_is_array(at)) json_array_foreach(at, index, value) check_references(root, value);
    json_object_foreach(at, key, value) {
        if (!strcmp(key, "$ref")) assert_non_null(follow(root, json_string_value(value) + 2));
        check_references(root, value);
    }
}

static void each_door_shows_its_own_commands(void **state) {
    json_t *out = document(DOOR_OUTSIDE), *in = document(DOOR_INSIDE);
    char path[200];
    (void) state;
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        snprintf(path, sizeof path, "/api/v1/%s/%s", c->service, c->path);
        assert_int_equal(!json_object_get(json_object_get(out, "paths"), path),
                         !route_open(DOOR_OUTSIDE, c));
        assert_int_equal(!json_object_get(json_object_get(in, "paths"), path),
                         !route_open(DOOR_INSIDE, c));
    }
    json_decref(out);
    json_decref(in);
}

static void each_door_shows_its_own_fixed_addresses(void **state) {
    (void) state;
    json_t *shown[] = {document(DOOR_OUTSIDE), document(DOOR_INSIDE)};
    unsigned n = 0;
    for (int door = DOOR_OUTSIDE; door <= DOOR_INSIDE; door++) {
        const char *path;
        json_t *paths = json_object_get(shown[door], "paths");
        for (unsigned i = 0; (path = route_fixed((door_kind) door, i)); i++, n++)
            assert_non_null(json_object_get(paths, path));
    }
    assert_true(n > 12);
    assert_null(json_object_get(json_object_get(shown[0], "paths"), "/api/v1/identity/letters"));
    json_decref(shown[0]);
    json_decref(shown[1]);
}

static void every_reference_leads_somewhere(void **state) {
    json_t *o = document(DOOR_INSIDE);
    (void) state;
    check_references(o, o);
    json_decref(o);
}

static void codes_carry_their_labels_and_secrets_are_not_asked_for(void **state) {
    json_t *o = document(DOOR_OUTSIDE);
    (void) state;
    json_t *sex = follow(o, "components/schemas/enrolment.AddMember/properties/sex/oneOf");
    assert_true(json_array_size(sex) > 1);
    assert_non_null(json_object_get(json_array_get(sex, 1), "title"));
    assert_non_null(follow(o, "components/schemas/identity.Login/properties/password"));
    assert_null(follow(o, "components/schemas/identity.Login/properties/tokenHash"));
    json_decref(o);
}

static void the_feed_names_its_topics(void **state) {
    json_t *o = document(DOOR_OUTSIDE);
    (void) state;
    const char *form =
        json_string_value(follow(o, "components/parameters/Topics/schema/items/pattern"));
    for (unsigned i = 0; i < n_topics; i++) assert_non_null(strstr(form, topics[i].word));
    json_decref(o);
}

static bool offers(json_t *o, const command_type *c, const char *parameter) {
    char path[200], reference[80];
    snprintf(path, sizeof path, "/api/v1/%s/%s", c->service, c->path);
    snprintf(reference, sizeof reference, "#/components/parameters/%s", parameter);
    json_t *all = json_object_get(
        json_object_get(json_object_get(json_object_get(o, "paths"), path), "post"), "parameters");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *own = json_string_value(json_object_get(json_array_get(all, i), "$ref"));
        if (own && !strcmp(own, reference)) return true;
    }
    return false;
}

/* What a worker would refuse (E_NO_TRIAL) is not offered. */
static void a_secret_has_no_dry_run_draft_or_case(void **state) {
    static const char *const trials[] = {"DryRun", "Draft", "Case"};
    json_t *o = document(DOOR_INSIDE);
    (void) state;
    for (unsigned i = 0; i < n_commands; i++) {
        if (commands[i].query || !route_open(DOOR_INSIDE, &commands[i])) continue;
        for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++)
            assert_int_equal(offers(o, &commands[i], trials[k]), !commands[i].secret);
        assert_true(offers(o, &commands[i], "IdempotencyKey"));
    }
    json_decref(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_door_shows_its_own_commands),
        cmocka_unit_test(each_door_shows_its_own_fixed_addresses),
        cmocka_unit_test(every_reference_leads_somewhere),
        cmocka_unit_test(the_feed_names_its_topics),
        cmocka_unit_test(codes_carry_their_labels_and_secrets_are_not_asked_for),
        cmocka_unit_test(a_secret_has_no_dry_run_draft_or_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
