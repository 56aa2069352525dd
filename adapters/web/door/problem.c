/* problem: writes a refusal as application/problem+json, in Chinese or English. */
#include "adapters/web/door/problem.h"

#include <jansson.h>
#include <stdlib.h>

#include "adapters/web/door/problem_list.h"
#include "adapters/web/door/reply.h"

unsigned problem_http(const problem *p) {
    unsigned http = p->http ? p->http : status_http(p->code);
    return http < 400 ? 500 : http;
}

problem problem_of(const Bus__Answer *answer) {
    return (problem){
        .code = answer->status, .field = answer->field, .reason = answer->reason, .answer = answer};
}

unsigned problem_wait_s(const problem *p) {
    if (p->answer && p->answer->retry_after_ms) return (p->answer->retry_after_ms + 999) / 1000;
    return problem_http(p) == 503 ? 1 : 0;
}

static void set_text(json_t *object, const char *name, const char *value) {
    if (value && *value) json_object_set_new(object, name, json_string(value));
}

/* Whose field it is, and what the office says about it, stand beside the sentence: who reads the
 * detail alone is told which and why. */
static const char *detail_of(const problem *p, json_t *errors, bool english, arena *a) {
    if (p->detail && *p->detail) return p->detail;
    const json_t *first = json_array_get(errors, 0);
    const char *label = json_string_value(json_object_get(first, "label"));
    const char *text = first ? json_string_value(json_object_get(first, "text")) : NULL;
    if (!text) text = status_sentence(p->code, p->reason, english);
    const char *notice = p->answer && p->answer->n_fault ? p->answer->fault[0]->notice : "";
    const char *colon = english ? ": " : "：";
    const char *whole = arena_printf(a, "%s%s%s%s%s", label ? label : "", label ? colon : "", text,
                                     *notice ? colon : "", notice);
    return whole ? whole : text;
}

const char *problem_text(const problem *p, bool english, arena *a) {
    const char *code = status_name(p->code), *text = status_text(p->code, english);
    const char *next = status_reason(p->code, p->reason, english);
    json_t *o = json_object(), *errors = problem_errors(p, english, a);
    json_object_set_new(o, "type", json_sprintf("/problems#%s", code));
    set_text(o, "title", text);
    json_object_set_new(o, "status", json_integer(problem_http(p)));
    set_text(o, "detail", detail_of(p, errors, english, a));
    set_text(o, "instance", p->instance);
    set_text(o, "code", code);
    set_text(o, "text", text);
    set_text(o, "field", p->field);
    set_text(o, "reason", p->reason);
    set_text(o, "reasonText", next);
    set_text(o, "next", *next ? next : status_next(p->code, english));
    set_text(o, "href", status_href(p->code));
    json_object_set_new(o, "retryable", json_boolean(status_may_retry(p->code)));
    if (p->line) json_object_set_new(o, "line", json_integer(p->line));
    if (p->column) json_object_set_new(o, "column", json_integer(p->column));
    if (json_array_size(errors)) json_object_set(o, "errors", errors);
    json_decref(errors);
    problem_gate(o, p, english);
    if (p->answer) reply_notes(o, p->answer, english);
    set_text(o, "traceId", p->trace_id);
    char *dumped = json_dumps(o, JSON_COMPACT);
    const char *out = dumped ? arena_dup(a, dumped) : NULL;
    free(dumped);
    json_decref(o);
    return out;
}
