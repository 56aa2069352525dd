/* forms: see forms.h. Whether a business is closed at the moment, or needs presence, changes
 * without the contract and stands in ListBusinesses. */
#include "adapters/web/api/forms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/web/api/form_field.h"
#include "adapters/web/api/words.h"

/* Counted up when these documents change while the contract does not. */
enum { FORMS_VERSION = 3 };

static json_t *roles_of(const command_type *c) {
    json_t *list = json_array();
    unsigned seen = 0;
    for (unsigned i = 0; i < c->n_grant; i++) {
        unsigned bit = 1u << c->grants[i].role;
        const ProtobufCEnumValue *role = protobuf_c_enum_descriptor_get_value(
            &kernel__role__descriptor, (int) c->grants[i].role);
        if (role && !(seen & bit)) json_array_append_new(list, json_string(role->name));
        seen |= bit;
    }
    return list;
}

static text_pair service_title(const char *name) {
    for (unsigned i = 0; i < n_services; i++)
        if (!strcmp(services[i].name, name)) return services[i].title;
    return (text_pair){"", ""};
}

static void set_true(json_t *o, const char *name, bool value) {
    if (value) form_set(o, name, json_true());
}

static bool demands_purpose(const command_type *c) {
    for (unsigned i = 0; i < c->n_grant; i++)
        if (c->grants[i].purpose) return true;
    return false;
}

static void set_gates(json_t *o, const command_type *c) {
    if (c->review.when)
        form_set(o, "review",
                 json_string(protobuf_c_enum_descriptor_get_value(&kernel__when__descriptor,
                                                                  (int) c->review.when)
                                 ->name));
    if (c->agreement)
        form_set(o, "agreement",
                 json_string(protobuf_c_enum_descriptor_get_value(
                                 &kernel__agreement_kind__descriptor, (int) c->agreement)
                                 ->name));
    set_true(o, "window", c->window);
    set_true(o, "secondFactor", c->high_risk);
    set_true(o, "purpose", demands_purpose(c));
    set_true(o, "secret", c->secret);
}

/* What menu and search know of a method. */
static json_t *head_of(const command_type *c) {
    json_t *o = json_pack("{ssss}", "method", c->name, "verb", c->query ? "GET" : "POST");
    form_set(o, "path", json_sprintf("/api/v1/%s/%s", c->service, c->path));
    if (*c->kind) form_set(o, "kind", json_string(c->kind));
    form_set(o, "service", form_text(service_title(c->service)));
    form_set(o, "title", form_text(c->title));
    form_set(o, "procedure", form_text(c->procedure));
    form_set(o, "roles", roles_of(c));
    set_gates(o, c);
    if (!*c->sheet) return o;
    form_set(o, "sheet", json_string(c->sheet));
    form_set(o, "sheetVersion", json_integer(c->sheet_version));
    return o;
}

static json_t *groups_of(const message_type *input) {
    json_t *list = json_array();
    for (unsigned i = 0; i < input->n_group; i++)
        json_array_append_new(list, json_pack("{ssso}", "key", input->group[i].key, "label",
                                              form_text(input->group[i].label)));
    return list;
}

/* Whether something of the record is changed at a counter only: no field of the form. */
static bool has_counter_field(const message_type *input) {
    for (unsigned i = 0; i < input->descriptor->n_fields; i++)
        if (input->field[i].at_counter) return true;
    return false;
}

json_t *forms_one(const command_type *c) {
    json_t *form = head_of(c), *codes = json_object();
    set_true(form, "atCounter", has_counter_field(c->input));
    form_set(form, "maxBytes", json_integer(c->bytes_max));
    if (c->input->n_group) form_set(form, "group", groups_of(c->input));
    form_set(form, "input", form_fields(c->input, c, -1, codes));
    form_set(form, "reply", form_fields(c->output, NULL, -1, codes));
    return json_pack("{soso}", "form", form, "codes", codes);
}

json_t *forms_index(door_kind kind) {
    json_t *list = json_array();
    for (unsigned i = 0; i < n_commands; i++)
        if (route_open(kind, &commands[i])) json_array_append_new(list, head_of(&commands[i]));
    return json_pack("{so}", "forms", list);
}

static void answer(request *r, unsigned http, const char *text, const char *tag) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(text), (void *) (uintptr_t) text, MHD_RESPMEM_PERSISTENT);
    must(response);
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "Cache-Control", "max-age=300");
    MHD_add_response_header(response, "ETag", tag);
    request_respond(r, http, response);
}

/* The documents change with the contract alone: one is made only for who does not have it. */
static void serve(request *r, json_t *(*make)(const request *) ) {
    const char *tag =
        arena_printf(r->a, "\"%016" PRIx64 "-%d\"", catalog_contract(), FORMS_VERSION);
    const char *known = request_header(r, "If-None-Match");
    bool same = tag && known && strstr(known, tag);
    json_t *document = same ? NULL : make(r);
    char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    const char *kept = text ? arena_dup(r->a, text) : NULL;
    free(text);
    json_decref(document);
    if (same)
        answer(r, 304, "", tag);
    else if (tag && kept)
        answer(r, 200, kept, tag);
    else
        request_refuse_code(r, E_ARENA, NULL);
}

static json_t *make_index(const request *r) {
    return forms_index(r->door->kind);
}

static json_t *make_words(const request *r) {
    return words_of_door(r->door->kind);
}

static json_t *make_one(const request *r) {
    return forms_one(catalog_command(r->route.rest));
}

void forms_work(request *r) {
    serve(r, make_index);
}

void forms_work_words(request *r) {
    serve(r, make_words);
}

void forms_work_one(request *r) {
    const command_type *c = catalog_command(r->route.rest);
    if (c && route_open(r->door->kind, c))
        serve(r, make_one);
    else
        request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
}
