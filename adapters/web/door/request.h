/* request: one HTTP request from its header to its last byte. The life: microhttpd calls
 * request_handle with the header (route, checks), with pieces of the body, and once more at its end
 * (work begins). Work that waits for the bus suspends the connection; request_answered resumes it.
 * Inner header. */
#ifndef HALL_WEB_REQUEST_H
#define HALL_WEB_REQUEST_H

#include "adapters/web/door/parameter.h"
#include "adapters/web/door/problem.h"
#include "adapters/web/door/session.h"
#include "adapters/web/door/visitor.h"

struct request {
    web *web;
    door *door;
    visitor *visitor;
    struct MHD_Connection *connection;
    arena *a;
    const char *path;
    route route;
    bool english;
    char trace[SESSION_TRACE_BYTES];
    uint8_t id[16];
    uint8_t token[SESSION_TOKEN_BYTES];
    session_source session;
    bool browser; /* and no program: it tells from where its pages are */
    bool begins;  /* a session: asked without the one there was */
    bool in_use;  /* the session, if the answer to what was sent lets it in */
    size_t n_parameters;
    parameter parameter[QUERY_PARAMETERS_MAX];

    char *body;
    size_t body_bytes, body_room, body_max, swallowed;
    void *state;      /* of the route's operation */
    void *confirming; /* the act that waits for its confirmation, in the arena; NULL for none */

    struct sheet *sheet;          /* of a list that becomes a file (sheet.c), NULL for none */
    struct page_offices *offices; /* of a page made here (offices.c), NULL for none */
    struct new_secrets *issued;   /* of a login (call.c), NULL for every other request */
    ticket *ticket;               /* in the throttle, NULL for none */
    bool suspended, begun;
    bool again; /* resumed within the header: microhttpd hands the header in once more */
    struct MHD_Response *response;
    unsigned http;
    status code; /* for the log */
    int64_t started_us;
    request *next, *before;
};

/* request_handle: microhttpd's access handler; `self` is the door. request_done: its
 * MHD_OPTION_NOTIFY_COMPLETED. */
enum MHD_Result request_handle(void *self, struct MHD_Connection *connection, const char *path,
                               const char *verb, const char *version, const char *data,
                               size_t *bytes, void **context);
void request_done(void *self, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode how);

/* request_header: a header's value, NULL when absent. request_parameter: the first parameter of
 * that name, NULL when absent. */
const char *request_header(const request *r, const char *name);
const char *request_parameter(const request *r, const char *name);

/* request_has_body: whether the header announces one, by its length or in chunks. */
bool request_has_body(const request *r);

/* request_only: refuses a parameter that is not in `names` (ended by NULL), or given twice. */
bool request_only(request *r, const char *const *names);

/* request_flag: a parameter that is absent, "0", "1", "true" or "false"; refuses another. */
bool request_flag(request *r, const char *name, bool *out);

/* request_same_site: a browser asks from a page of this very origin; `typed` as in session.h.
 * request_cookie: a cookie counts only then, and for an act only with the session's CSRF token;
 * refuses else. request_drop_cookie: the session is over. */
bool request_same_site(const request *r, bool typed);
bool request_cookie(request *r, bool act);
void request_drop_cookie(request *r);

/* request_certificate: the hash of the client certificate that the trusted proxy verified; false
 * without one. Nobody else's header counts. */
bool request_certificate(const request *r, uint8_t hash[32]);

/* request_key: the Idempotency-Key of a command; refuses without one. */
bool request_key(request *r);

/* The three ways to answer. `text` and `bytes` must live as long as the request (arena or static).
 * request_refuse fills instance and trace in; request_refuse_code is the short form, field may be
 * NULL. All return false, so that a check reads `return ok || request_refuse_code(...)`. */
bool request_answer(request *r, unsigned http, const char *content_type, const void *text,
                    size_t bytes);
bool request_refuse(request *r, problem p);
bool request_refuse_code(request *r, status code, const char *field);

/* request_send: publishes an envelope for this request and suspends it until the answer is there;
 * `answered` is called with the request and builds the response or begins the next step. False when
 * it was refused at once. */
bool request_send(request *r, Bus__Envelope *envelope, uint32_t timeout_ms, bus_answered *answered);

/* request_publish: the same for a request that is suspended already; it stays so when refused.
 * request_suspend: it waits for something else than the bus. */
bool request_publish(request *r, Bus__Envelope *envelope, uint32_t timeout_ms,
                     bus_answered *answered);
void request_suspend(request *r);

/* request_resume: the response is built (or the body may come): microhttpd goes on. */
void request_resume(request *r);

/* request_respond: takes over `response` as the answer. */
void request_respond(request *r, unsigned http, struct MHD_Response *response);

#endif
