/* openapi: see openapi.h. The parts that do not come from the contract stand in ui/openapi.json. */
#include "adapters/web/api/openapi.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/web/door/assets.h"
#include "kernel/status.pb-c.h"

static void set_text(json_t *o, const char *name, const char *text) {
    if (text && *text) json_object_set_new(o, name, json_string(text));
}

static json_t *ref(const char *kind, const char *name) {
    return json_pack("{so}", "$ref", json_sprintf("#/components/%s/%s", kind, name));
}

static void add_refs(json_t *list, const char *const *names) {
    for (; *names; names++) json_array_append_new(list, ref("parameters", *names));
}

static json_t *field_parameter(json_t *schemas, const message_type *type, unsigned field) {
    const field_type *f = &type->field[field];
    json_t *p = json_pack("{ssssso}", "name", f->json_name, "in", "query", "schema",
                          openapi_field(schemas, type, field));
    if (f->required) json_object_set_new(p, "required", json_true());
    return p;
}

static json_t *parameters_of(json_t *schemas, const command_type *c) {
    static const char *const for_query[] = {
        "LeastPosition", "Purpose", "PurposeRef", "PurposeNote", "For", "Language", "Trace", NULL};
    static const char *const for_command[] = {
        "IdempotencyKey", "DryRun",      "Draft", "Case",     "CaseVersion", "Purpose",
        "PurposeRef",     "PurposeNote", "For",   "Language", "Trace",       NULL};
    /* A worker refuses the others: E_NO_TRIAL. */
    static const char *const for_secret[] = {
        "IdempotencyKey", "Purpose", "PurposeRef", "PurposeNote", "For", "Language", "Trace", NULL};
    static const char *const for_risk[] = {"Factor", NULL};
    json_t *list = json_array();
    for (unsigned i = 0; c->query && i < c->input->descriptor->n_fields; i++)
        json_array_append_new(list, field_parameter(schemas, c->input, i));
    if (c->high_risk) add_refs(list, for_risk);
    add_refs(list, c->query ? for_query : c->secret ? for_secret : for_command);
    static const char *const for_code[] = {"ShareCode", NULL};
    if (catalog_field(c->input, "code_hash") >= 0) add_refs(list, for_code);
    return list;
}

static json_t *success(json_t *schemas, const command_type *c, const char *about) {
    json_t *reply = json_pack("{s{so}}", "properties", "reply", openapi_schema(schemas, c->output));
    json_t *all = json_pack("{s[oo]}", "allOf", ref("schemas", "Success"), reply);
    return json_pack("{sss{s{so}}}", "description", about, "content", "application/json", "schema",
                     all);
}

static json_t *responses_of(json_t *schemas, const command_type *c) {
    json_t *o = json_object();
    json_object_set_new(o, "200",
                        success(schemas, c, c->query ? "查询结果 / shown" : "已办理 / done"));
    if (c->review.when != KERNEL__WHEN__NEVER)
        json_object_set_new(o, "202", success(schemas, c, "已受理，待审核 / taken in, in review"));
    json_object_set_new(o, "default", ref("responses", "Problem"));
    return o;
}

static bool needs_login(const command_type *c) {
    for (unsigned i = 0; i < c->n_grant; i++)
        if (c->grants[i].role == KERNEL__ROLE__ANYONE) return false;
    return true;
}

static json_t *roles_of(const command_type *c) {
    json_t *list = json_array();
    for (unsigned i = 0; i < c->n_grant; i++) {
        const ProtobufCEnumValue *role = protobuf_c_enum_descriptor_get_value(
            &kernel__role__descriptor, (int) c->grants[i].role);
        if (role) json_array_append_new(list, json_string(role->name));
    }
    return list;
}

static json_t *description_of(const command_type *c) {
    return json_sprintf("%s\n\n%s\n\n%s", c->comment ? c->comment : "",
                        c->procedure.zh ? c->procedure.zh : "",
                        c->procedure.en ? c->procedure.en : "");
}

static json_t *operation_of(json_t *schemas, const command_type *c) {
    json_t *o = json_object(), *tags = json_array();
    json_array_append_new(tags, json_string(c->service));
    json_object_set_new(o, "tags", tags);
    set_text(o, "operationId", c->name);
    json_object_set_new(o, "summary", json_sprintf("%s / %s", c->title.zh, c->title.en));
    json_object_set_new(o, "description", description_of(c));
    json_object_set_new(o, "parameters", parameters_of(schemas, c));
    if (!c->query)
        json_object_set_new(o, "requestBody",
                            json_pack("{sbs{s{so}}}", "required", 1, "content", "application/json",
                                      "schema", openapi_schema(schemas, c->input)));
    json_object_set_new(o, "responses", responses_of(schemas, c));
    if (!needs_login(c)) json_object_set_new(o, "security", json_array());
    json_object_set_new(o, "x-roles", roles_of(c));
    if (c->by_key) json_object_set_new(o, "x-program-key", json_true());
    set_text(o, "x-business-code", c->kind);
    return o;
}

static void add_commands(json_t *paths, json_t *schemas, door_kind door) {
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        char path[160];
        if (!route_open(door, c)) continue;
        snprintf(path, sizeof path, "/api/v1/%s/%s", c->service, c->path);
        json_object_set_new(paths, path,
                            json_pack("{so}", c->query ? "get" : "post", operation_of(schemas, c)));
    }
}

/* The fixed addresses stand in ui/openapi.json for both doors; a door shows those that it has. */
static void drop_foreign(json_t *paths, door_kind door) {
    const char *path;
    json_t *verbs;
    void *next;
    json_object_foreach_safe(paths, next, path, verbs) {
        const char *verb = json_object_get(verbs, "post") ? "POST" : "GET";
        if (route_find(door, verb, path).kind == ROUTE_NONE) json_object_del(paths, path);
    }
}

static json_t *error_codes(void) {
    const ProtobufCEnumDescriptor *e = &kernel__status__descriptor;
    json_t *list = json_array();
    for (unsigned i = 0; i < e->n_values; i++) {
        status s = (status) e->values[i].value;
        if (status_http(s) < 400) continue;
        json_array_append_new(list, json_pack("{ssssss}", "const", e->values[i].name, "title",
                                              status_text(s, false), "description",
                                              status_text(s, true)));
    }
    return json_pack("{ssso}", "type", "string", "oneOf", list);
}

static json_t *service_tags(door_kind door) {
    json_t *list = json_array();
    for (unsigned i = 0; i < n_services; i++) {
        bool open = false;
        for (unsigned k = 0; k < n_commands; k++)
            open |=
                !strcmp(commands[k].service, services[i].name) && route_open(door, &commands[k]);
        if (open)
            json_array_append_new(list, json_pack("{ssso}", "name", services[i].name, "description",
                                                  json_sprintf("%s / %s", services[i].title.zh,
                                                               services[i].title.en)));
    }
    return list;
}

/* The words that the feed takes: "^(cases|roster)(:[0-9A-Za-z-]+)?$". */
static void add_topics(json_t *components) {
    json_t *topic = json_object_get(json_object_get(components, "parameters"), "Topics");
    json_t *item = json_object_get(json_object_get(topic, "schema"), "items");
    char words[1024];
    size_t n = 0;
    for (unsigned i = 0; i < n_topics && n < sizeof words; i++)
        n += (size_t) snprintf(words + n, sizeof words - n, "%s%s", i ? "|" : "", topics[i].word);
    must(n < sizeof words);
    json_object_set_new(item, "pattern", json_sprintf("^(%s)(:[0-9A-Za-z-]+)?$", words));
}

static char *make_text(door_kind door) {
    const asset *base = assets_find("openapi.json");
    json_error_t error;
    json_t *o = json_loadb((const char *) base->begin, (size_t) (base->end - base->begin),
                           JSON_REJECT_DUPLICATES, &error);
    must(o);
    json_t *schemas = json_object_get(json_object_get(o, "components"), "schemas");
    json_object_set_new(schemas, "ErrorCode", error_codes());
    add_topics(json_object_get(o, "components"));
    json_object_set_new(o, "tags", service_tags(door));
    drop_foreign(json_object_get(o, "paths"), door);
    add_commands(json_object_get(o, "paths"), schemas, door);
    char *text = json_dumps(o, JSON_INDENT(1));
    json_decref(o);
    must(text);
    return text;
}

const char *openapi_text(door_kind door) {
    static char *text[DOOR_KINDS];
    if (!text[door]) text[door] = make_text(door);
    return text[door];
}
