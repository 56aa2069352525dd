/* feed: see feed.h. A feed sleeps as a suspended connection and is resumed when it has a line to
 * say. Whom a change concerns is decided by proto/runtime/topic.h, from the session as it was last
 * asked after. */
#include "adapters/web/api/feed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "adapters/web/api/call.h"
#include "identity/show_session.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/topic.h"
#include "proto/runtime/uuid.h"

enum {
    PLACE_BYTES = 64,
    FEED_TOPICS_MAX = 16,
    FEED_TOPICS_BYTES = FEED_TOPICS_MAX * 80,
    FEED_SEEN_US = 1000000
};

/* What a feed follows. */
typedef struct wishes {
    unsigned n;
    topic_wish wish[FEED_TOPICS_MAX];
} wishes;

/* Whose feed it is: what the session says of its account, copied. */
typedef struct place {
    char account_no[PLACE_BYTES], unit_no[PLACE_BYTES], district_code[PLACE_BYTES],
        community_code[PLACE_BYTES], person_no[PLACE_BYTES];
    follower who; /* borrows the texts above */
} place;

struct feed {
    web *web;
    struct MHD_Connection *connection;
    char address[VISITOR_ADDRESS_BYTES];
    place place;
    uint8_t token[SESSION_TOKEN_BYTES];
    wishes wishes;
    bool touched[FEED_TOPICS_MAX]; /* and not told yet, each for a wish */
    int64_t said_us, hinted_us;
    int64_t check_us; /* when the login is asked after again */
    int64_t seen_us;  /* when the reader was last known to be there */
    bool suspended, due, greeted, ended;
    feed *next, *before;
};

static ssize_t said(feed *f, int n) {
    f->said_us = web_now_us();
    f->due = false;
    return n;
}

/* Something that it follows changed, and the last hint is long enough ago: a page asks once for all
 * that happened meanwhile. */
static bool has_hint(const feed *f, int64_t now_us) {
    bool some = false;
    for (unsigned i = 0; i < f->wishes.n; i++) some |= f->touched[i];
    return some && now_us - f->hinted_us >= f->web->opt->feed_pause_ms * 1000;
}

/* The wishes that were touched, as they were written, with commas between. */
static void take_touched(feed *f, char *out, size_t bytes_max) {
    size_t n = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < f->wishes.n; i++) {
        const topic_wish *w = &f->wishes.wish[i];
        if (!f->touched[i]) continue;
        f->touched[i] = false;
        n += (size_t) snprintf(out + n, bytes_max - n, "%s%s%s%s", n ? "," : "", w->topic->word,
                               w->key[0] ? ":" : "", w->key);
    }
}

static int write_hint(feed *f, char *out, size_t bytes_max) {
    char position[POSITIONS_TEXT_BYTES], touched[FEED_TOPICS_BYTES];
    f->hinted_us = web_now_us();
    positions_text(&f->web->position, position);
    take_touched(f, touched, sizeof touched);
    return snprintf(out, bytes_max, "id: %s\nevent: touched\ndata: %s\n\n", position, touched);
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
    if (has_hint(f, web_now_us())) return said(f, write_hint(f, out, bytes_max));
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

/* Who left closed the connection; nobody reads from it while it sleeps, so nobody else notices. */
static bool is_left(const feed *f) {
    char any;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(f->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    ssize_t n = info ? recv(info->connect_fd, &any, 1, MSG_PEEK | MSG_DONTWAIT) : 0;
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void look_after(feed *f, int64_t now_us) {
    f->seen_us = now_us;
    if (f->ended || !f->suspended || !is_left(f)) return;
    f->ended = true;
    wake(f);
}

/* Many accounts may share an address, and an account may have many: each is bounded. A page that
 * was left counts no longer: its next one opens at the same moment. */
static bool has_room(const web *w, const char *address, const char *account) {
    unsigned of_address = 0, of_account = 0;
    for (feed *f = w->feeds; f; f = f->next) {
        bool same_address = !strcmp(f->address, address);
        bool same_account = !strcmp(f->place.account_no, account);
        if (same_address || same_account) look_after(f, web_now_us());
        if (f->ended) continue;
        of_address += same_address;
        of_account += same_account;
    }
    return w->n_feeds < w->opt->feeds && of_address < w->opt->feeds_per_address &&
           of_account < w->opt->feeds_per_account;
}

static void settle(place *p, const Identity__SessionShown *session) {
    snprintf(p->account_no, PLACE_BYTES, "%s", session->account_no);
    snprintf(p->unit_no, PLACE_BYTES, "%s", session->unit_no);
    snprintf(p->district_code, PLACE_BYTES, "%s", session->district_code);
    snprintf(p->community_code, PLACE_BYTES, "%s", session->community_code);
    snprintf(p->person_no, PLACE_BYTES, "%s",
             session->verified == IDENTITY__VERIFIED__VERIFIED_DOCUMENT ? session->person_no : "");
    p->who = (follower){.account_no = p->account_no,
                        .role = session->role,
                        .unit_no = p->unit_no,
                        .district_code = p->district_code,
                        .community_code = p->community_code,
                        .person_no = p->person_no};
}

static feed *open_feed(request *r, const Identity__SessionShown *session) {
    web *w = r->web;
    const char *last = request_header(r, "Last-Event-ID");
    position_set told = {{0}};
    feed *f = calloc(1, sizeof *f);
    must(f);
    *f = (feed){.web = w, .connection = r->connection, .wishes = *(wishes *) r->state};
    f->next = w->feeds;
    f->hinted_us = INT64_MIN / 2;
    snprintf(f->address, sizeof f->address, "%s", r->visitor->address);
    settle(&f->place, session);
    memcpy(f->token, r->token, sizeof f->token);
    f->check_us = web_now_us() + w->opt->feed_check_ms * 1000;
    /* What happened while it was away, or while the page came, is not known. */
    if (last && positions_parse(last, &told) != OK) told = (position_set){{0}};
    if (memcmp(&told, &w->position, sizeof told) != 0) memset(f->touched, true, sizeof f->touched);
    if (f->next) f->next->before = f;
    w->feeds = f;
    w->n_feeds++;
    return f;
}

static void begin(request *r, const Identity__SessionShown *session) {
    if (!has_room(r->web, r->visitor->address, session->account_no)) {
        request_refuse(r, (problem){.code = E_BUSY, .reason = "feeds"});
        return;
    }
    feed *f = open_feed(r, session);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, FEED_EVENT_BYTES, next_line, f, drop);
    must(response);
    MHD_add_response_header(response, "Content-Type", "text/event-stream; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    request_respond(r, 200, response);
}

/* ---- what it follows ------------------------------------------------------------------------ */

static bool refuse_topics(request *r, status code, const char *reason) {
    return request_refuse(r, (problem){.code = code, .field = "topics", .reason = reason});
}

/* "cases,roster:NUMBER" */
static bool read_wishes(request *r, const char *text, wishes *out) {
    while (*text) {
        size_t n = strcspn(text, ",");
        if (out->n == FEED_TOPICS_MAX) return refuse_topics(r, E_TOO_LONG, "topics_many");
        if (topic_wish_parse(text, n, &out->wish[out->n++]) != OK)
            return refuse_topics(r, E_FORM, "topic_unknown");
        text += n;
        if (*text && !*++text) return refuse_topics(r, E_FORM, "topic_unknown");
    }
    return out->n || request_refuse_code(r, E_REQUIRED, "topics");
}

/* Before anybody is asked who this is. */
static bool take_wishes(request *r) {
    static const char *const known[] = {"topics", NULL};
    const char *text = request_parameter(r, "topics");
    if (!request_only(r, known)) return false;
    r->state = arena_alloc(r->a, sizeof(wishes));
    if (!r->state) return request_refuse_code(r, E_ARENA, NULL);
    return read_wishes(r, text ? text : "", r->state);
}

/* Says nothing of any record: the contract tells every role what it may ask. */
static bool may_follow(request *r, Kernel__Role role) {
    const wishes *all = r->state;
    for (unsigned i = 0; i < all->n; i++)
        if (!topic_open_to(all->wish[i].topic, role))
            return request_refuse(
                r, (problem){.code = E_FORBIDDEN, .field = "topics", .reason = "role"});
    return true;
}

/* ---- the login ----------------------------------------------------------------------------- */

static const char question[] = "identity.ShowSession";

static bool bars_document(const Identity__SessionShown *session) {
    return session->verified == IDENTITY__VERIFIED__VERIFIED_EXPIRED ||
           session->verified == IDENTITY__VERIFIED__VERIFIED_DISPUTED;
}

static void admit(request *r, const Identity__SessionShown *session) {
    if (may_follow(r, session->role)) begin(r, session);
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
        admit(r, session);
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
    if (!request_cookie(r, false) || !take_wishes(r)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, ask, (ProtobufCBinaryData){0, NULL});
    request_send(r, &e, ask->timeout_ms, allowed);
}

/* Only the word of a worker ends a feed; a hall that is busy or away does not. Who was moved
 * meanwhile follows from the new place on. */
static void checked(void *self, const Bus__Answer *answer) {
    feed *f = self;
    f->check_us = web_now_us() + f->web->opt->feed_check_ms * 1000;
    Identity__SessionShown *session =
        answer->status == OK
            ? identity__session_shown__unpack(NULL, answer->payload.len, answer->payload.data)
            : NULL;
    if (session) settle(&f->place, session);
    identity__session_shown__free_unpacked(session, NULL);
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
    e.channel = web_channel(f->web, false);
    e.source_address = f->address;
    e.token = (ProtobufCBinaryData){sizeof f->token, f->token};
    f->check_us = INT64_MAX; /* until it is answered */
    if (bus_send(f->web->bus, &e, catalog_command(question)->timeout_ms, checked, f) != OK)
        f->check_us = now_us + f->web->opt->feed_check_ms * 1000;
}

static void note(feed *f, const Bus__Hint *hint) {
    for (unsigned i = 0; i < f->wishes.n; i++)
        for (size_t k = 0; k < hint->n_touched && !f->touched[i]; k++)
            f->touched[i] = topic_concerns(&f->wishes.wish[i], &f->place.who, hint->touched[k]);
}

/* What is known already is told again by each broker. A position that was not known, without what
 * it touched, may be of anything. */
void feed_hint(web *w, log_position at, const Bus__Hint *hint) {
    bool news = positions_raise(&w->position, at), everything = news && hint->everything;
    for (feed *f = w->feeds; f; f = f->next) {
        if (everything) memset(f->touched, true, sizeof f->touched);
        note(f, hint);
        if (has_hint(f, web_now_us())) wake(f);
    }
}

void feed_sweep(web *w, int64_t now_us) {
    for (feed *f = w->feeds; f; f = f->next) {
        if (now_us - f->seen_us >= FEED_SEEN_US) look_after(f, now_us);
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
