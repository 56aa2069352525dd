/* Stories about forms: a page draws a business from its form alone, and a door's forms know nothing
 * of what the door does not have. */
#include "adapters/web/api/forms.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/cmocka.h"

#define KEPT "tests/adapters/web/api/add_member.json"

static json_t *form_of(const char *method) {
    const command_type *c = catalog_command(method);
    assert_non_null(c);
    return forms_one(c);
}

static json_t *input_of(json_t *document, const char *name) {
    json_t *field, *fields = json_object_get(json_object_get(document, "form"), "input");
    size_t i;
    json_array_foreach(
        fields, i,
        field) if (!strcmp(json_string_value(json_object_get(field, "name")), name)) return field;
    return NULL;
}

static void the_form_of_add_member_is_the_one_that_is_kept(void **state) {
    (void) state;
    json_error_t error;
    json_t *kept = json_load_file(KEPT, JSON_REJECT_DUPLICATES, &error);
    json_t *form = form_of("enrolment.AddMember");
    if (!kept || !json_equal(kept, form)) {
        json_dumpf(form, stdout, JSON_INDENT(1));
        fail_msg("the form of AddMember is another one than " KEPT);
    }
    json_decref(kept);
    json_decref(form);
}

static void a_form_says_what_it_fills_in_and_of_which_one_is_enough(void **state) {
    (void) state;
    json_t *form = form_of("enrolment.SuspendMember");
    assert_string_equal("SESSION_UNIT",
                        json_string_value(json_object_get(input_of(form, "unit_no"), "from")));
    assert_string_equal("UNIT",
                        json_string_value(json_object_get(input_of(form, "unit_no"), "names")));
    for (int i = 0; i < 2; i++)
        assert_string_equal("person",
                            json_string_value(json_object_get(
                                input_of(form, i ? "person_no" : "document_no"), "oneOf")));
    assert_int_equal(10, json_array_size(json_object_get(input_of(form, "reason"), "only")));
    json_decref(form);
}

static void what_the_door_fills_in_is_not_asked_for(void **state) {
    (void) state;
    json_t *form = form_of("identity.Login");
    assert_non_null(input_of(form, "password"));
    assert_null(input_of(form, "token_hash"));
    assert_null(input_of(form, "device_hash"));
    json_decref(form);
}

static void lists_of_groups_show_their_own_fields(void **state) {
    (void) state;
    json_t *form = form_of("desk.OfferDeferral"), *instalment = input_of(form, "instalment");
    assert_string_equal("group", json_string_value(json_object_get(instalment, "type")));
    assert_true(json_integer_value(json_object_get(instalment, "list")) > 0);
    assert_true(json_array_size(json_object_get(instalment, "field")) > 1);
    json_decref(form);
}

static char *outside_answer(void) {
    json_t *all = json_array();
    json_array_append_new(all, forms_index(DOOR_OUTSIDE));
    for (unsigned i = 0; i < n_commands; i++)
        if (route_open(DOOR_OUTSIDE, &commands[i]))
            json_array_append_new(all, forms_one(&commands[i]));
    char *text = json_dumps(all, 0);
    json_decref(all);
    assert_non_null(text);
    return text;
}

static void outside_nothing_names_a_method_of_the_intranet(void **state) {
    (void) state;
    char *text = outside_answer();
    unsigned inside = 0;
    for (unsigned i = 0; i < n_commands; i++) {
        if (route_open(DOOR_OUTSIDE, &commands[i])) continue;
        inside++;
        if (strstr(text, commands[i].name)) fail_msg("%s", commands[i].name);
    }
    assert_true(inside > 20);
    assert_non_null(strstr(text, "enrolment.AddMember"));
    free(text);
}

static void the_index_of_a_door_is_what_has_a_route_there(void **state) {
    (void) state;
    unsigned open[DOOR_INTERNAL] = {0};
    for (unsigned i = 0; i < n_commands; i++)
        for (unsigned d = 0; d < DOOR_INTERNAL; d++)
            open[d] += route_open((door_kind) d, &commands[i]);
    for (unsigned d = 0; d < DOOR_INTERNAL; d++) {
        json_t *index = forms_index((door_kind) d);
        assert_int_equal(open[d], json_array_size(json_object_get(index, "forms")));
        json_decref(index);
    }
}

/* A table is told once in a form, so its codes have one form: numbers or texts. */
static void no_form_uses_a_table_in_two_ways(void **state) {
    (void) state;
    for (unsigned i = 0; i < n_commands; i++) {
        const message_type *types[] = {commands[i].input, commands[i].output};
        for (unsigned a = 0; a < 2; a++)
            for (unsigned k = 0; k < types[a]->descriptor->n_fields; k++)
                for (unsigned n = 0; n < commands[i].input->descriptor->n_fields; n++) {
                    const field_type *one = &types[a]->field[k];
                    const field_type *other = &commands[i].input->field[n];
                    if (!*one->codes || strcmp(one->codes, other->codes) != 0) continue;
                    assert_int_equal(field_is_text(types[a], k),
                                     field_is_text(commands[i].input, n));
                }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_of_add_member_is_the_one_that_is_kept),
        cmocka_unit_test(a_form_says_what_it_fills_in_and_of_which_one_is_enough),
        cmocka_unit_test(what_the_door_fills_in_is_not_asked_for),
        cmocka_unit_test(lists_of_groups_show_their_own_fields),
        cmocka_unit_test(outside_nothing_names_a_method_of_the_intranet),
        cmocka_unit_test(the_index_of_a_door_is_what_has_a_route_there),
        cmocka_unit_test(no_form_uses_a_table_in_two_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
