/* reply: see reply.h. The reply message is already text when it comes from json.h; it is put in as
 * it is rather than parsed again. */
#include "adapters/web/door/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/bus.h"
#include "proto/runtime/json/json.h"

enum { BEIJING_S = 8 * 3600 };

void reply_time(int64_t time_us, char out[REPLY_TIME_BYTES]) {
    struct tm parts;
    time_t seconds = time_us / 1000000 + BEIJING_S;
    gmtime_r(&seconds, &parts);
    size_t n = strftime(out, REPLY_TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out + n, REPLY_TIME_BYTES - n, ".%03d+08:00", (int) (time_us / 1000 % 1000));
}

unsigned reply_http(const Bus__Answer *answer) {
    return answer->status == IN_PROGRESS || answer->outcome == BUS__OUTCOME__IN_REVIEW ? 202 : 200;
}

static json_t *rule_list(const Bus__Answer *answer, bool english) {
    json_t *list = json_array();
    for (size_t i = 0; i < answer->n_rule; i++) {
        const Bus__RuleResult *r = answer->rule[i];
        json_array_append_new(list, json_pack("{sssbss}", "rule", r->rule, "passed", r->passed,
                                              "text", status_reason(OK, r->rule, english)));
    }
    return list;
}

static json_t *warning_list(const Bus__Answer *answer, bool english) {
    json_t *list = json_array();
    for (size_t i = 0; i < answer->n_warning; i++) {
        const Bus__Warning *w = answer->warning[i];
        json_t *item = json_pack("{ssss}", "code", status_name(w->status), "text",
                                 status_text(w->status, english));
        if (*w->field) json_object_set_new(item, "field", json_string(w->field));
        json_array_append_new(list, item);
    }
    return list;
}

void reply_set_time(json_t *object, const char *name, int64_t time_us) {
    char time[REPLY_TIME_BYTES];
    if (!time_us) return;
    reply_time(time_us, time);
    json_object_set_new(object, name, json_string(time));
}

void reply_notes(json_t *object, const Bus__Answer *answer, bool english) {
    if (*answer->case_no) json_object_set_new(object, "caseNo", json_string(answer->case_no));
    if (answer->n_rule) json_object_set_new(object, "rules", rule_list(answer, english));
    if (answer->n_warning) json_object_set_new(object, "warnings", warning_list(answer, english));
    reply_set_time(object, "receivedAt", answer->received_at_us);
}

/* A filing that no rule let pass waits for somebody: it is told whom, as a refusal by a gate would.
 */
static void set_review(json_t *o, const command_type *command, const Bus__Answer *answer,
                       bool english) {
    bool waits =
        answer->outcome == BUS__OUTCOME__IN_REVIEW || answer->outcome == BUS__OUTCOME__WOULD_REVIEW;
    if (!waits || command->review.when != KERNEL__WHEN__UNLESS_VIP) return;
    const char *whose =
        command->review.office == KERNEL__OFFICE__CENTRE ? "review_centre" : "review_district";
    json_object_set_new(o, "gate",
                        json_pack("{ssssss}", "kind", "VIP", "by", status_by(OK, whose, english),
                                  "next", status_reason(OK, whose, english)));
}

static const char *outcome_name(Bus__Outcome outcome) {
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&bus__outcome__descriptor, (int) outcome);
    return value && outcome ? value->name : NULL;
}

static void set_text(json_t *o, const char *name, const char *text) {
    if (text) json_object_set_new(o, name, json_string(text));
}

static bool is_granted(const command_type *c, Kernel__Role role) {
    for (unsigned i = 0; i < c->n_grant; i++)
        if (c->grants[i].role == role || c->grants[i].role == KERNEL__ROLE__ANYONE) return true;
    return false;
}

/* What the role may call at this door at all; to whose records says each grant. */
static json_t *methods_of(Kernel__Role role, door_kind kind) {
    json_t *list = json_array();
    for (unsigned i = 0; i < n_commands; i++)
        if (route_open(kind, &commands[i]) && is_granted(&commands[i], role))
            json_array_append_new(list, json_string(commands[i].name));
    return list;
}

static char *head_text(const command_type *command, const Bus__Answer *answer, bool english,
                       const reply_added *added) {
    json_t *o = json_object();
    const char *outcome = outcome_name(answer->outcome);
    json_object_set_new(o, "status", json_string(status_name(answer->status)));
    if (outcome) json_object_set_new(o, "outcome", json_string(outcome));
    if (added) {
        set_text(o, "token", added->token);
        set_text(o, "csrfToken", added->csrf_token);
        set_text(o, "programKey", added->program_key);
        set_text(o, "keyNo", added->key_no);
        set_text(o, "method", added->method);
        if (added->role) json_object_set_new(o, "methods", methods_of(added->role, added->door));
    }
    if (*answer->position) json_object_set_new(o, "position", json_string(answer->position));
    if (answer->case_version)
        json_object_set_new(o, "caseVersion", json_integer(answer->case_version));
    if (answer->period) json_object_set_new(o, "period", json_integer(answer->period));
    set_review(o, command, answer, english);
    reply_notes(o, answer, english);
    char *text = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    return text;
}

status reply_text(const command_type *command, const Bus__Answer *answer, bool english,
                  const reply_added *added, arena *a, const char **out) {
    const char *body = NULL;
    if (bus_has_reply(answer)) {
        status s =
            json_from_message(command->output->name, answer->payload, JSON_DEFAULTS, a, &body);
        if (s != OK) return s;
    }
    char *head = head_text(command, answer, english, added);
    if (!head) return E_ARENA;
    head[strlen(head) - 1] = 0;
    *out = body ? arena_printf(a, "%s,\"reply\":%s}", head, body) : arena_printf(a, "%s}", head);
    free(head);
    return *out ? OK : E_ARENA;
}
