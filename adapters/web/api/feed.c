/* feed: see feed.h. A feed sleeps as a suspended connection and is resumed when it has a line to
 * say. */
#include "adapters/web/api/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/web/api/call.h"
#include "identity/show_session.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/uuid.h"

enum { ACCOUNT_BYTES = 64 };

struct feed {
    web *web;
    struct MHD_Connection *connection;
    char address[VISITOR_ADDRESS_BYTES], account[ACCOUNT_BYTES];
    uint8_t token[SESSION_TOKEN_BYTES];
    position_set told; /* what the client knows */
    int64_t said_us, hinted_us;
    int64_t check_us; /* when the login is asked after again */
    bool suspended, due, greeted, ended;
    feed *next, *before;
};

static ssize_t said(feed *f, int n) {
    f->said_us = web_now_us();
    f->due = false;
    return n;
}

/* The log moved, and the last hint is long enough ago: a page asks once for all that happened
 * meanwhile, however often the city commits. */
static bool has_hint(const feed *f, int64_t now_us) {
    return now_us - f->hinted_us >= f->web->opt->feed_pause_ms * 1000 &&
           memcmp(&f->web->position, &f->told, sizeof f->told) != 0;
}

/* One call is one event; without anything to say the connection sleeps. */
static ssize_t next_line(void *self, uint64_t at, char *out, size_t bytes_max) {
    feed *f = self;
    (void) at;
    if (f->ended) return MHD_CONTENT_READER_END_OF_STREAM;
    if (!f->greeted) {
        f->greeted = true;
        return said(f, snprintf(out, bytes_max, "retry: 3000\n: hall\n\n"));
    }
    if (has_hint(f, web_now_us())) {
        char text[POSITIONS_TEXT_BYTES];
        f->told = f->web->position;
        f->hinted_us = web_now_us();
        positions_text(&f->told, text);
        return said(f,
                    snprintf(out, bytes_max, "id: %s\nevent: position\ndata: %s\n\n", text, text));
    }
    if (f->due) return said(f, snprintf(out, bytes_max, ": alive\n\n"));
    f->suspended = true;
    MHD_suspend_connection(f->connection);
    return 0;
}

static void wake(feed *f) {
    if (!f->suspended) return;
    f->suspended = false;
    MHD_resume_connection(f->connection);
}

static void drop(void *self) {
    feed *f = self;
    if (f->before)
        f->before->next = f->next;
    else
        f->web->feeds = f->next;
    if (f->next) f->next->before = f->before;
    f->web->n_feeds--;
    bus_forget(f->web->bus, f);
    crypt_wipe(f, sizeof *f);
    free(f);
}

/* Many accounts may share an address, and an account may have many: each is bounded. */
static bool has_room(const web *w, const char *address, const char *account) {
    unsigned of_address = 0, of_account = 0;
    for (const feed *f = w->feeds; f; f = f->next) {
        of_address += !strcmp(f->address, address);
        of_account += !strcmp(f->account, account);
    }
    return w->n_feeds < w->opt->feeds && of_address < w->opt->feeds_per_address &&
           of_account < w->opt->feeds_per_account;
}

static feed *open_feed(request *r, const char *account, const position_set *told) {
    web *w = r->web;
    feed *f = calloc(1, sizeof *f);
    must(f);
    *f = (feed){.web = w, .connection = r->connection, .told = *told, .next = w->feeds};
    f->hinted_us = INT64_MIN / 2;
    snprintf(f->address, sizeof f->address, "%s", r->visitor->address);
    snprintf(f->account, sizeof f->account, "%s", account);
    memcpy(f->token, r->token, sizeof f->token);
    f->check_us = web_now_us() + w->opt->feed_check_ms * 1000;
    if (f->next) f->next->before = f;
    w->feeds = f;
    w->n_feeds++;
    return f;
}

static void begin(request *r, const char *account) {
    const char *last = request_header(r, "Last-Event-ID");
    position_set told = {{0}};
    if (last && positions_parse(last, &told) != OK) told = (position_set){{0}};
    if (!has_room(r->web, r->visitor->address, account)) {
        request_refuse(r, (problem){.code = E_BUSY, .reason = "feeds"});
        return;
    }
    feed *f = open_feed(r, account, &told);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, FEED_EVENT_BYTES, next_line, f, drop);
    must(response);
    MHD_add_response_header(response, "Content-Type", "text/event-stream; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    request_respond(r, 200, response);
}

/* ---- the login ----------------------------------------------------------------------------- */

static const char question[] = "identity.ShowSession";

static bool bars_document(const Identity__SessionShown *session) {
    return session->verified == IDENTITY__VERIFIED__VERIFIED_EXPIRED ||
           session->verified == IDENTITY__VERIFIED__VERIFIED_DISPUTED;
}

static void allowed(void *self, const Bus__Answer *answer) {
    request *r = self;
    const Identity__SessionShown *session =
        answer->status == OK ? identity__session_shown__unpack(arena_pb(r->a), answer->payload.len,
                                                               answer->payload.data)
                             : NULL;
    if (session && bars_document(session))
        request_refuse_code(r, E_FORBIDDEN, NULL);
    else if (session && session->needs_factor)
        request_refuse_code(r, E_FACTOR_UNSET, NULL);
    else if (session)
        begin(r, session->account_no);
    else if (answer->status == OK)
        request_refuse_code(r, E_INTERNAL, NULL);
    else
        request_refuse(r, problem_of(answer));
    request_resume(r);
}

void feed_work(request *r) {
    const command_type *ask = catalog_command(question);
    if (r->session == SESSION_NONE) {
        request_refuse_code(r, E_TOKEN, NULL);
        return;
    }
    if (!request_cookie(r, false)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, ask, (ProtobufCBinaryData){0, NULL});
    request_send(r, &e, ask->timeout_ms, allowed);
}

/* Only the word of a worker ends a feed; a hall that is busy or away does not. */
static void checked(void *self, const Bus__Answer *answer) {
    feed *f = self;
    f->check_us = web_now_us() + f->web->opt->feed_check_ms * 1000;
    if (answer->status != E_TOKEN && answer->status != E_PWD_DEFAULT) return;
    f->ended = true;
    wake(f);
}

static void check(feed *f, int64_t now_us) {
    uint8_t id[UUID_BYTES];
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    e.id = (ProtobufCBinaryData){sizeof id, id};
    e.method = (char *) (uintptr_t) question;
    e.channel = (char[]){"web"};
    e.source_address = f->address;
    e.token = (ProtobufCBinaryData){sizeof f->token, f->token};
    f->check_us = INT64_MAX; /* until it is answered */
    if (bus_send(f->web->bus, &e, catalog_command(question)->timeout_ms, checked, f) != OK)
        f->check_us = now_us + f->web->opt->feed_check_ms * 1000;
}

void feed_hint(web *w, log_position at) {
    if (!positions_raise(&w->position, at)) return;
    for (feed *f = w->feeds; f; f = f->next)
        if (has_hint(f, web_now_us())) wake(f);
}

void feed_sweep(web *w, int64_t now_us) {
    for (feed *f = w->feeds; f; f = f->next) {
        if (now_us >= f->check_us && !f->ended) check(f, now_us);
        if (has_hint(f, now_us)) wake(f);
        if (now_us - f->said_us < (int64_t) FEED_BEAT_MS * 1000) continue;
        f->due = true;
        wake(f);
    }
}

void feed_end(web *w) {
    for (feed *f = w->feeds; f; f = f->next) {
        f->ended = true;
        wake(f);
    }
}
