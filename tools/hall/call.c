/* call: any command or query of the contract. Fields come as --field-name VALUE or as one JSON
 * object; both become JSON and go through the same mapping and, in the worker, the same checks as
 * the web. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/confirm.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/crypt/share_code.h"
#include "proto/runtime/json/json.h"
#include "proto/runtime/program_key.h"
#include "proto/runtime/uuid.h"
#include "tools/hall/hall.h"
#include "tools/hall/sheet.h"

enum { ARENA_BYTES = 16 << 20, INPUT_BYTES_MAX = 1 << 20 };

typedef struct request {
    const command_type *command;
    Bus__Envelope envelope;
    uint8_t id[UUID_BYTES], token[32];
    char program_key[PROGRAM_KEY_TEXT_BYTES]; /* that is made here, "" for none */
    const char *sheet;                        /* file for a list, NULL: it is printed */
    json_t *fields;
    arena *arena;
} request;

static const command_type *find_command(const char *service, const char *path) {
    for (unsigned i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].service, service) && path &&
            (!strcmp(commands[i].path, path) || !strcmp(commands[i].method, path)))
            return &commands[i];
    return NULL;
}

static char *kebab(const char *name, char out[128]) {
    snprintf(out, 128, "%s", name);
    for (char *at = out; *at; at++)
        if (*at == '_') *at = '-';
    return out;
}

static json_t *read_json(const char *path) {
    FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
    json_error_t fault;
    if (!file) {
        say(EXIT_USAGE, "%s cannot be read.", path);
        return NULL;
    }
    json_t *read = json_loadf(file, JSON_REJECT_DUPLICATES, &fault);
    if (file != stdin) fclose(file);
    if (read && json_is_object(read)) return read;
    say(EXIT_USAGE, "%s is no JSON object: line %d, column %d: %s", path, fault.line, fault.column,
        read ? "not an object" : fault.text);
    json_decref(read);
    return NULL;
}

/* Texts and numbers travel as JSON strings (proto3 JSON takes both); the rest is JSON itself. */
static json_t *value_of(const ProtobufCFieldDescriptor *field, const char *text) {
    if (field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_BOOL)
        return json_loads(text, JSON_DECODE_ANY, NULL);
    return json_string(text);
}

static bool take_field(request *r, int *argc, char **argv, const ProtobufCFieldDescriptor *field) {
    char name[128];
    kebab(field->name, name);
    if (field->type == PROTOBUF_C_TYPE_BOOL && flag_is(argc, argv, name))
        return json_object_set_new(r->fields, field->name, json_true()) == 0;
    for (const char *text; (text = flag(argc, argv, name));) {
        json_t *value = value_of(field, text), *list = json_object_get(r->fields, field->name);
        if (!value) return say(0, "--%s is no %s value.", name, "JSON");
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            if (!list) json_object_set_new(r->fields, field->name, list = json_array());
            json_array_append_new(list, value);
        } else {
            json_object_set_new(r->fields, field->name, value);
        }
    }
    return true;
}

/* A password is asked for, one after the other in the order of the fields: on the command line
 * others could read it. */
static bool take_credential(request *r, int *argc, char **argv, unsigned i) {
    const ProtobufCFieldDescriptor *field = &r->command->input->descriptor->fields[i];
    const text_pair *label = &r->command->input->field[i].label;
    char name[128], text[PASSWORD_BYTES], prompt[256];
    if (flag(argc, argv, kebab(field->name, name)))
        return say(0, "--%s is asked for, or comes with --json: others read the command line.",
                   name);
    if (json_object_get(r->fields, field->name) ||
        json_object_get(r->fields, r->command->input->field[i].json_name))
        return true;
    snprintf(prompt, sizeof prompt, "%s %s", label->zh, label->en);
    if (!secret_ask(prompt, text))
        return !r->command->input->field[i].required || say(0, "--%s was not given.", name);
    bool good = json_object_set_new(r->fields, field->name, json_string(text)) == 0;
    crypt_wipe(text, sizeof text);
    return good;
}

/* A share code is asked for like a password; its hash is the field. */
static bool take_share_code(request *r) {
    char text[PASSWORD_BYTES], hex[64];
    uint8_t hash[CRYPT_HASH_BYTES];
    if (catalog_field(r->command->input, "code_hash") < 0 ||
        json_object_get(r->fields, "code_hash") || json_object_get(r->fields, "codeHash"))
        return true;
    if (!secret_ask("授权码 share code", text)) return say(0, "The share code was not given.");
    bool good = share_code_hash(text, hash);
    crypt_wipe(text, sizeof text);
    if (!good) return say(0, "A share code has 12 characters of 0-9 and A-Z without I, L, O, U.");
    crypt_base64(hash, sizeof hash, hex);
    return json_object_set_new(r->fields, "code_hash", json_string(hex)) == 0;
}

static bool take_fields(request *r, int *argc, char **argv) {
    const char *path = flag(argc, argv, "json");
    r->fields = path ? read_json(path) : json_object();
    if (!r->fields) return false;
    const ProtobufCMessageDescriptor *type = r->command->input->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        bool credential = r->command->input->field[i].personal == KERNEL__PERSONAL__CREDENTIAL;
        if (credential ? !take_credential(r, argc, argv, i)
                       : !take_field(r, argc, argv, &type->fields[i]))
            return false;
    }
    return take_share_code(r);
}

/* After the fields, so that a field of the same name wins over an option. */
static bool take_options(request *r, int *argc, char **argv) {
    Bus__Envelope *e = &r->envelope;
    const char *id = flag(argc, argv, "id"), *case_no = flag(argc, argv, "case");
    const char *purpose = flag(argc, argv, "purpose"), *token = flag(argc, argv, "token");
    const char *least = flag(argc, argv, "least-position"),
               *note = flag(argc, argv, "purpose-note"),
               *reference = flag(argc, argv, "purpose-ref"), *whom = flag(argc, argv, "for");
    if (id && !uuid_parse(id, r->id)) return say(0, "--id is no UUID.");
    if (!id) uuid_v7(r->id);
    e->id = (ProtobufCBinaryData){UUID_BYTES, r->id};
    e->method = arena_dup(r->arena, r->command->name);
    e->channel = arena_dup(r->arena, "cli");
    r->sheet = r->command->query ? flag(argc, argv, "sheet") : NULL;
    if (case_no) e->case_no = arena_dup(r->arena, case_no);
    if (purpose) e->purpose = arena_dup(r->arena, purpose);
    if (whom) e->acting_for = arena_dup(r->arena, whom);
    if (reference) e->purpose_ref = arena_dup(r->arena, reference);
    if (note) e->purpose_note = arena_dup(r->arena, note);
    if (least) e->least_position = arena_dup(r->arena, least);
    e->dry_run = flag_is(argc, argv, "dry-run");
    e->draft = flag_is(argc, argv, "draft");
    bool good = flag_number(argc, argv, "timeout-ms", 1, 3600000, (int64_t *) &opt.timeout_ms);
    if (token_get(token, r->token))
        e->token = (ProtobufCBinaryData){32, r->token};
    else if (token)
        return say(0, "--token takes 64 hexadecimal characters.");
    if (good && *argc > 1)
        return say(0, "%s is not known here; \"hall help %s %s\" lists what is.", argv[1],
                   r->command->service, r->command->path);
    return good;
}

/* A program key is made here and shown once; its hash alone is sent. */
static void make_program_key(request *r) {
    uint8_t secret[PROGRAM_KEY_BYTES], hash[CRYPT_HASH_BYTES];
    char text[4 * ((CRYPT_HASH_BYTES + 2) / 3) + 1];
    int field = catalog_field(r->command->input, "key_hash");
    if (field < 0 || json_object_get(r->fields, "key_hash") ||
        json_object_get(r->fields, "keyHash"))
        return;
    crypt_random(secret, sizeof secret);
    crypt_sm3(secret, sizeof secret, hash);
    program_key_text(secret, r->program_key);
    crypt_base64(hash, sizeof hash, text);
    json_object_set_new(r->fields, "key_hash", json_string(text));
    crypt_wipe(secret, sizeof secret);
}

static bool pack(request *r) {
    char *text = json_dumps(r->fields, JSON_COMPACT);
    json_fault fault = {"", "", 0, 0};
    status s = json_to_message(r->command->input->name, text, strlen(text), INPUT_BYTES_MAX,
                               r->arena, &r->envelope.payload, &fault);
    free(text);
    if (s == OK) return true;
    say_status(*fault.field ? fault.field : r->command->path, s);
    return say(0, "%s", fault.text ? fault.text : "");
}

/* ---- the answer ---------------------------------------------------------------------------- */

static void set_text(json_t *out, const char *name, const char *text) {
    if (*text) json_object_set_new(out, name, json_string(text));
}

static void set_number(json_t *out, const char *name, int64_t number) {
    if (number) json_object_set_new(out, name, json_integer(number));
}

static json_t *rules_of(const Bus__Answer *answer) {
    json_t *list = json_array();
    for (size_t i = 0; i < answer->n_rule; i++) {
        const Bus__RuleResult *rule = answer->rule[i];
        json_array_append_new(list,
                              json_pack("{s:s,s:b,s:s,s:s}", "rule", rule->rule, "passed",
                                        rule->passed, "zh", status_reason(OK, rule->rule, false),
                                        "en", status_reason(OK, rule->rule, true)));
    }
    return list;
}

static json_t *warnings_of(const Bus__Answer *answer) {
    json_t *list = json_array();
    for (size_t i = 0; i < answer->n_warning; i++)
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "status",
                                              status_name(answer->warning[i]->status), "field",
                                              answer->warning[i]->field, "text",
                                              status_text(answer->warning[i]->status, false)));
    return list;
}

static json_t *faults_of(const Bus__Answer *answer) {
    json_t *list = json_array();
    for (size_t i = 0; i < answer->n_fault; i++) {
        const Bus__Fault *f = answer->fault[i];
        json_t *item = json_pack("{s:s,s:s,s:s}", "status", status_name(f->status), "field",
                                 f->field, "text", status_sentence(f->status, f->reason, false));
        set_text(item, "notice", f->notice);
        set_number(item, "sinceUs", f->since_us);
        set_number(item, "untilUs", f->until_us);
        json_array_append_new(list, item);
    }
    return list;
}

static void print_answer(const request *r, const Bus__Answer *answer) {
    const ProtobufCEnumValue *outcome =
        protobuf_c_enum_descriptor_get_value(&bus__outcome__descriptor, (int) answer->outcome);
    char id[UUID_TEXT_BYTES];
    const char *reply = "";
    uuid_text(r->id, id);
    json_t *out = json_object();
    set_text(out, "id", id);
    set_text(out, "status", status_name(answer->status));
    if (outcome && answer->outcome) set_text(out, "outcome", outcome->name);
    set_text(out, "field", answer->field);
    set_text(out, "reason", answer->reason);
    set_text(out, "reasonText", status_reason(answer->status, answer->reason, false));
    set_text(out, "caseNo", answer->case_no);
    set_text(out, "position", answer->position);
    set_number(out, "period", answer->period);
    set_number(out, "receivedAtUs", answer->received_at_us);
    if (answer->status == OK && answer->outcome == BUS__OUTCOME__APPLIED)
        set_text(out, "programKey", r->program_key);
    if (answer->n_rule) json_object_set_new(out, "rules", rules_of(answer));
    if (answer->n_warning) json_object_set_new(out, "warnings", warnings_of(answer));
    if (answer->n_fault) json_object_set_new(out, "faults", faults_of(answer));
    if (bus_has_reply(answer) && json_from_message(r->command->output->name, answer->payload,
                                                   JSON_DEFAULTS, r->arena, &reply) == OK)
        json_object_set_new(out, "reply", json_loads(reply, 0, NULL));
    json_dumpf(out, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
    json_decref(out);
}

/* A connection of its own: on one that sent the act before, an answer to that may still come, and
 * has the same id. */
static status send_act(request *r, Bus__Answer **answer) {
    bus *b = hall_bus(opt.name);
    if (!b) return E_UNAVAILABLE;
    status s = bus_call(b, &r->envelope, (uint32_t) opt.timeout_ms, r->arena, answer);
    bus_close(b);
    return s;
}

static int send_and_print(request *r) {
    Bus__Answer *answer = NULL;
    bool due = confirm_is_due(r->command, &r->envelope);
    status s = due ? confirm_first(NULL, &r->envelope, r->arena, &answer) : OK;
    if (s == OK) s = send_act(r, &answer);
    if (s == OK && !due && r->envelope.token.len && confirm_asked(answer)) {
        s = confirm_first(NULL, &r->envelope, r->arena, &answer); /* its case is of high risk */
        if (s == OK) s = send_act(r, &answer);
    }
    if (s == OK) {
        print_answer(r, answer);
        s = answer->status;
    }
    if (s == OK) return EXIT_DONE;
    return say_refusal(r->command->name, s, answer);
}

int tool_call(int argc, char **argv) {
    request r = {.command = find_command(argv[0], argc > 1 ? argv[1] : NULL)};
    if (!r.command)
        return say(EXIT_USAGE, "There is no command \"%s%s%s\"; hall help lists them.", argv[0],
                   argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
    if (flag_is(&argc, argv, "help"))
        return tool_help(3, (char *[]){argv[0], argv[0], argv[1], NULL});
    if (r.command->door == KERNEL__DOOR__OPERATOR || r.command->door == KERNEL__DOOR__UPLOAD)
        return say(EXIT_USAGE, "This has a command of its own; see hall help.");
    bus__envelope__init(&r.envelope);
    r.arena = arena_open(ARENA_BYTES);
    argc--;
    argv++;
    int code = EXIT_USAGE;
    bool taken = r.arena && take_fields(&r, &argc, argv) && take_options(&r, &argc, argv);
    if (taken) make_program_key(&r);
    if (taken && pack(&r))
        code = r.sheet ? sheet_call(r.command, &r.envelope, r.sheet) : send_and_print(&r);
    json_decref(r.fields);
    arena_close(r.arena);
    return code;
}

int tool_new_id(int argc, char **argv) {
    (void) argv;
    if (argc != 1) return say(EXIT_USAGE, "hall new-id");
    uint8_t id[UUID_BYTES];
    char text[UUID_TEXT_BYTES];
    uuid_v7(id);
    uuid_text(id, text);
    puts(text);
    return EXIT_DONE;
}
