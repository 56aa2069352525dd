/* request: see request.h. What a route does is in its operation (web.h). */
#include "adapters/web/door/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "adapters/web/door/throttle.h"
#include "adapters/web/door/use.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/log.h"
#include "proto/runtime/uuid.h"

enum {
    ARENA_BYTES_MAX = 16 * 1024 * 1024,
    SWALLOW_BYTES_MAX = 1024 * 1024 /* of a refused body, so that the client reads the refusal */
};

const char *request_header(const request *r, const char *name) {
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result collect(void *self, enum MHD_ValueKind kind, const char *name,
                               size_t name_bytes, const char *value, size_t value_bytes) {
    request *r = self;
    (void) kind;
    bool clean = !memchr(name, 0, name_bytes) && (!value || !memchr(value, 0, value_bytes));
    if (!clean || r->n_parameters == QUERY_PARAMETERS_MAX) {
        request_refuse_code(r, clean ? E_TOO_LONG : E_TEXT, name);
        return MHD_NO;
    }
    r->parameter[r->n_parameters++] = (parameter){name, value ? value : ""};
    return MHD_YES;
}

bool request_has_body(const request *r) {
    const char *length = request_header(r, "Content-Length");
    return request_header(r, "Transfer-Encoding") || (length && strcmp(length, "0") != 0);
}

static enum MHD_Result count_length(void *self, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
    unsigned *n = self;
    (void) kind, (void) value;
    *n += !strcasecmp(name, "Content-Length") || !strcasecmp(name, "Transfer-Encoding");
    return MHD_YES;
}

static enum MHD_Result count_bytes(void *self, enum MHD_ValueKind kind, const char *name,
                                   size_t name_bytes, const char *value, size_t value_bytes) {
    size_t *n = self;
    (void) kind, (void) name, (void) value;
    *n += name_bytes + strlen(": ") + value_bytes + strlen("\r\n");
    return MHD_YES;
}

/* libmicrohttpd cuts a line at a NUL. What it gives is compared with what came: more bytes than its
 * lines have, each with one blank, were in the header than anybody looked at. */
static bool whole_header(request *r, const char *verb) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t seen = strlen(verb) + r->visitor->url_bytes + strlen("  HTTP/1.1\r\n\r\n");
    MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, count_bytes, &seen);
    return !info || info->header_size <= seen || request_refuse_code(r, E_FORM, "header");
}

/* A length that stands twice or beside chunks: a proxy before this door could see the end of the
 * body elsewhere. */
static bool one_length(request *r) {
    unsigned n = 0;
    MHD_get_connection_values(r->connection, MHD_HEADER_KIND, count_length, &n);
    if (n <= 1) return true;
    request_refuse_code(r, E_FORM, "Content-Length");
    MHD_add_response_header(r->response, "Connection", "close");
    return false;
}

const char *request_parameter(const request *r, const char *name) {
    for (size_t i = 0; i < r->n_parameters; i++)
        if (!strcmp(r->parameter[i].name, name)) return r->parameter[i].value;
    return NULL;
}

static bool among(const char *const *names, const char *name) {
    while (*names && strcmp(*names, name) != 0) names++;
    return *names;
}

bool request_only(request *r, const char *const *names) {
    for (size_t i = 0; i < r->n_parameters; i++) {
        const parameter *p = &r->parameter[i];
        if (!among(names, p->name)) return request_refuse_code(r, E_UNKNOWN_FIELD, p->name);
        if (request_parameter(r, p->name) != p->value)
            return request_refuse_code(r, E_FORM, p->name);
    }
    return true;
}

bool request_flag(request *r, const char *name, bool *out) {
    const char *value = request_parameter(r, name);
    *out = value && (!strcmp(value, "1") || !strcmp(value, "true"));
    bool good = !value || *out || !strcmp(value, "0") || !strcmp(value, "false");
    return good || request_refuse_code(r, E_FORM, name);
}

bool request_certificate(const request *r, uint8_t hash[32]) {
    const char *name = r->web->opt->certificate_header;
    return *name && r->visitor->proxied && session_certificate(request_header(r, name), r->a, hash);
}

bool request_key(request *r) {
    return session_key(request_header(r, "Idempotency-Key"), r->id) ||
           request_refuse_code(r, E_KEY_MISSING, "Idempotency-Key");
}

void request_respond(request *r, unsigned http, struct MHD_Response *response) {
    must(response && !r->response);
    r->response = response;
    r->http = http;
    MHD_add_response_header(response, "traceparent", r->trace);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (r->web->opt->tls)
        MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
    if (r->web->draining) MHD_add_response_header(response, "Connection", "close");
}

bool request_answer(request *r, unsigned http, const char *content_type, const void *text,
                    size_t bytes) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bytes, (void *) (uintptr_t) text, MHD_RESPMEM_PERSISTENT);
    must(response);
    MHD_add_response_header(response, "Content-Type", content_type);
    if (r->route.kind != ROUTE_ASSET)
        MHD_add_response_header(response, "Cache-Control", "no-store");
    request_respond(r, http, response);
    return false;
}

bool request_same_site(const request *r, bool typed) {
    const char *origin = request_header(r, "Origin");
    return session_same_site(request_header(r, "Sec-Fetch-Site"),
                             origin ? origin : request_header(r, "Referer"),
                             request_header(r, "Host"), typed);
}

bool request_cookie(request *r, bool act) {
    if (r->session != SESSION_COOKIED) return true;
    if (!request_same_site(r, !act))
        return request_refuse(r, (problem){.code = E_FORBIDDEN, .reason = "cross_site"});
    return !act || session_csrf_good(r->token, request_header(r, "X-CSRF-Token")) ||
           request_refuse(r, (problem){.code = E_FORBIDDEN, .reason = "csrf"});
}

void request_drop_cookie(request *r) {
    static const char gone[] =
        SESSION_COOKIE "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict";
    if (r->session == SESSION_COOKIED) MHD_add_response_header(r->response, "Set-Cookie", gone);
}

/* An expired or ended login loses its cookie with the first refusal. */
static void problem_headers(request *r, const problem *p) {
    unsigned wait_s = problem_wait_s(p);
    if (wait_s) {
        const char *text = arena_printf(r->a, "%u", wait_s);
        if (text) MHD_add_response_header(r->response, "Retry-After", text);
    }
    if (r->route.allow) MHD_add_response_header(r->response, "Allow", r->route.allow);
    if (r->http == 401) MHD_add_response_header(r->response, "WWW-Authenticate", "Bearer");
    if (p->code == E_TOKEN) request_drop_cookie(r);
}

bool request_refuse(request *r, problem p) {
    static const char full[] =
        "{\"type\":\"/problems#E_ARENA\",\"status\":413,\"code\":\"E_ARENA\"}";
    if (r->response) return false;
    p.instance = r->path;
    p.trace_id = session_trace_id(r->trace, r->a);
    if (r->route.command) p.input = r->route.command->input;
    r->code = p.code;
    const char *text = problem_text(&p, r->english, r->a);
    if (text)
        request_answer(r, problem_http(&p), PROBLEM_CONTENT_TYPE, text, strlen(text));
    else
        request_answer(r, 413, PROBLEM_CONTENT_TYPE, full, sizeof full - 1);
    MHD_add_response_header(r->response, "Content-Language", r->english ? "en" : "zh-CN");
    problem_headers(r, &p);
    return false;
}

bool request_refuse_code(request *r, status code, const char *field) {
    return request_refuse(r, (problem){.code = code, .field = field});
}

void request_resume(request *r) {
    must(r->suspended);
    use_noticed(r);
    r->suspended = false;
    MHD_resume_connection(r->connection);
}

void request_suspend(request *r) {
    r->suspended = true;
    visitor_enter(r->visitor, PHASE_WORK);
    MHD_suspend_connection(r->connection);
}

bool request_publish(request *r, Bus__Envelope *envelope, uint32_t timeout_ms,
                     bus_answered *answered) {
    envelope->trace = r->trace;
    envelope->channel = web_channel(r->web, r->browser);
    envelope->source_address = r->visitor->address;
    if (r->session == SESSION_PROGRAM)
        envelope->program_key = (ProtobufCBinaryData){sizeof r->token, r->token};
    else if (r->session != SESSION_NONE && !r->begins)
        envelope->token = (ProtobufCBinaryData){sizeof r->token, r->token};
    use_asked(r, envelope);
    status s = bus_send(r->web->bus, envelope, timeout_ms, answered, r);
    return s == OK || request_refuse_code(r, s, NULL);
}

bool request_send(request *r, Bus__Envelope *envelope, uint32_t timeout_ms,
                  bus_answered *answered) {
    if (!request_publish(r, envelope, timeout_ms, answered)) return false;
    request_suspend(r);
    return true;
}

static request *request_open(door *d, struct MHD_Connection *connection, const char *path) {
    request *r = calloc(1, sizeof *r);
    must(r);
    *r = (request){.web = d->owner,
                   .door = d,
                   .connection = connection,
                   .path = path,
                   .visitor = visitor_of(connection),
                   .started_us = web_now_us()};
    r->a = arena_open(ARENA_BYTES_MAX);
    must(r->a);
    r->next = r->web->requests;
    if (r->next) r->next->before = r;
    r->web->requests = r;
    r->web->n_requests++;
    return r;
}

/* What a page shows of a refused command is the command's own number, by which the information
 * centre finds it; what it shows of anything else says at least when that was. */
static void begin_trace(request *r) {
    uint8_t fresh[UUID_BYTES + 8];
    crypt_random(fresh, sizeof fresh);
    if (!session_key(request_header(r, "Idempotency-Key"), fresh)) uuid_v7(fresh);
    session_trace(request_header(r, "traceparent"), fresh, r->trace);
}

static bool read_session(request *r, const char *verb) {
    visitor_told(r->visitor);
    begin_trace(r);
    r->browser = request_header(r, "Sec-Fetch-Site") || request_header(r, "Origin");
    r->english = session_english(request_header(r, "Accept-Language"));
    if (r->visitor->url_bytes > (size_t) r->web->opt->url_bytes)
        return request_refuse(r, (problem){.code = E_TOO_LARGE, .http = 414, .field = "URL"});
    if (!one_length(r) || !whole_header(r, verb)) return false;
    status s = session_token(request_header(r, "Authorization"), request_header(r, "Cookie"),
                             r->token, &r->session);
    if (s != OK) return request_refuse_code(r, s, "Authorization");
    MHD_get_connection_values_n(r->connection, MHD_GET_ARGUMENT_KIND, collect, r);
    return !r->response;
}

static const route_operation *operation_of(const request *r) {
    return &r->web->operation[r->route.kind];
}

/* The header is complete: everything that can be refused without the body is refused here. */
static void begin(request *r, const char *verb) {
    visitor_enter(r->visitor, PHASE_WORK);
    if (!read_session(r, verb)) return;
    if (r->web->draining && r->door->kind != DOOR_INTERNAL) {
        request_refuse(r, (problem){.code = E_UNAVAILABLE, .reason = "stopping"});
        return;
    }
    r->route = route_find(r->door->kind, verb, r->path);
    if (!r->web->files && r->route.files) r->route = (route){.kind = ROUTE_NONE};
    const route_operation *operation = operation_of(r);
    if (operation->begin) operation->begin(r);
}

static uint64_t declared_bytes(const request *r) {
    const char *length = request_header(r, "Content-Length");
    return length ? strtoull(length, NULL, 10) : 0;
}

static enum MHD_Result queue(request *r) {
    struct MHD_Response *response = r->response;
    visitor_enter(r->visitor,
                  r->route.kind == ROUTE_FEED && r->http == 200 ? PHASE_STREAM : PHASE_SEND);
    return MHD_queue_response(r->connection, r->http, response);
}

static bool store(request *r, const char *data, size_t bytes) {
    if (bytes > r->body_max - r->body_bytes) return request_refuse_code(r, E_TOO_LARGE, NULL);
    if (r->body_bytes + bytes > r->body_room) {
        size_t room = 2 * (r->body_bytes + bytes) + 1024;
        char *body = realloc(r->body, room);
        if (!body) return request_refuse_code(r, E_UNAVAILABLE, NULL);
        r->body = body;
        r->body_room = room;
    }
    memcpy(r->body + r->body_bytes, data, bytes);
    r->body_bytes += bytes;
    return true;
}

/* A refused body is read on to its end for a while: a client that still sends would else only see a
 * broken connection. */
static enum MHD_Result take(request *r, const char *data, size_t bytes) {
    r->visitor->body_bytes += bytes;
    const route_operation *operation = operation_of(r);
    if (!r->response && operation->add)
        operation->add(r, data, bytes);
    else if (!r->response)
        store(r, data, bytes);
    else
        r->swallowed += bytes;
    uint64_t limit = operation->add ? (uint64_t) r->web->opt->upload_bytes : SWALLOW_BYTES_MAX;
    return r->swallowed > limit ? MHD_NO : MHD_YES;
}

/* A large body that is refused already is never asked for. */
static enum MHD_Result end_header(request *r) {
    r->again = false;
    if (r->response && declared_bytes(r) > SWALLOW_BYTES_MAX) return queue(r);
    if (!r->suspended && request_has_body(r)) visitor_enter(r->visitor, PHASE_BODY);
    return MHD_YES;
}

enum MHD_Result request_handle(void *self, struct MHD_Connection *connection, const char *path,
                               const char *verb, const char *version, const char *data,
                               size_t *bytes, void **context) {
    request *r = *context;
    (void) version;
    if (!r) {
        *context = r = request_open(self, connection, path);
        begin(r, verb);
        return end_header(r);
    }
    if (r->again) return end_header(r);
    if (*bytes) {
        enum MHD_Result go_on = take(r, data, *bytes);
        *bytes = 0;
        return go_on;
    }
    if (!r->response && !r->begun) {
        r->begun = true;
        visitor_enter(r->visitor, PHASE_WORK);
        if (operation_of(r)->work) operation_of(r)->work(r);
    }
    return r->response ? queue(r) : MHD_YES;
}

/* What somebody wrote into the address himself: it is no word of the hall's. */
static bool names_nothing(route_kind kind) {
    return kind == ROUTE_NONE || kind == ROUTE_PORTAL;
}

static void log_request(const request *r, enum MHD_RequestTerminationCode how) {
    static const char *const doors[] = {"outside", "inside", "internal"};
    const char *method = r->route.command ? r->route.command->name : "";
    if (r->door->kind == DOOR_INTERNAL || r->route.kind == ROUTE_ASSET) return;
    char trace_id[33] = {0};
    memcpy(trace_id, r->trace + 3, 32);
    log_info("request_done", log_text("door", doors[r->door->kind]),
             log_text("from", r->visitor->address), log_text("method", method),
             log_text("path", names_nothing(r->route.kind) ? "" : r->path),
             log_number("http", r->http), log_status(r->code),
             log_number("took_us", web_now_us() - r->started_us), log_id("id", r->id, sizeof r->id),
             log_text("trace", trace_id),
             log_text("end", how == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "sent" : "cut"));
}

void request_done(void *self, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode how) {
    request *r = *context;
    (void) self;
    (void) connection;
    if (!r) return;
    web *w = r->web;
    log_request(r, how);
    metrics_count(&w->metrics, r->route.command, r->http, web_now_us() - r->started_us);
    bus_forget(w->bus, r);
    throttle_leave(r, false); /* it left without an answer */
    if (operation_of(r)->drop) operation_of(r)->drop(r);
    if (r->before)
        r->before->next = r->next;
    else
        w->requests = r->next;
    if (r->next) r->next->before = r->before;
    w->n_requests--;
    visitor_enter(r->visitor, PHASE_IDLE);
    if (r->response) MHD_destroy_response(r->response);
    if (r->body) crypt_wipe(r->body, r->body_room);
    free(r->body);
    arena_close(r->a);
    crypt_wipe(r, sizeof *r);
    free(r);
    *context = NULL;
}
