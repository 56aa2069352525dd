/* page: see page.h. Templates of ui/ with {{places}} that are filled in here. */
#include "adapters/web/pages/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adapters/web/door/assets.h"
#include "adapters/web/door/html.h"
#include "adapters/web/door/portal.h"
#include "adapters/web/pages/page_list.h"
#include "proto/runtime/crypt/crypt.h"

/* The area is a district of the city, the birth date lies in the 1990s: an adult. */
void page_document_no(uint32_t random, char out[19]) {
    static const unsigned weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0, year = 1990 + random % 10, month = 1 + random / 10 % 12;
    unsigned day = 1 + random / 120 % 28, sequence = 1 + random / 3360 % 999;
    snprintf(out, 19, "420106%04u%02u%02u%03u", year % 10000, month % 100, day % 100,
             sequence % 1000);
    for (unsigned i = 0; i < 17; i++) sum += weights[i] * (unsigned) (out[i] - '0');
    out[17] = "10X98765432"[sum % 11];
    out[18] = 0;
}

/* Where the reader is, as he can paste it; only what a host name can be. */
static void write_origin(FILE *out, const request *r) {
    const char *host = request_header(r, "Host");
    bool good =
        host && *host && strlen(host) < 256 &&
        strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]") ==
            strlen(host);
    fprintf(out, "%s://%s", r->web->opt->tls ? "https" : "http", good ? host : "127.0.0.1:8080");
}

static void write_today(FILE *out) {
    char text[16];
    struct tm parts;
    time_t now = time(NULL) + 8 * 3600;
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y%m%d", &parts);
    fputs(text, out);
}

static void write_state(FILE *out, const request *r) {
    bool ready = bus_ready(r->web->bus) > 0 && !r->web->draining;
    fprintf(out, "<span class=\"%s\">%s</span>", ready ? "state good" : "state bad",
            r->english ? ready ? "in service" : "not ready"
            : ready    ? "正常服务"
                       : "暂不可用");
}

/* The made-up person of this page: the number's last but one digit tells the sex, odd is male. */
static void write_person(FILE *out, const request *r, const char *name) {
    uint32_t random;
    char number[19];
    memcpy(&random, r->state, sizeof random);
    page_document_no(random, number);
    if (!strcmp(name, "sex"))
        fputs((number[16] - '0') % 2 ? "1" : "2", out);
    else
        fputs(number, out);
}

static void write_positions(FILE *out, const request *r) {
    char text[POSITIONS_TEXT_BYTES];
    fputs(positions_text(&r->web->position, text), out);
}

static void write_place(FILE *out, const request *r, const char *name) {
    bool inside = r->door->kind == DOOR_INSIDE;
    if (!strcmp(name, "origin"))
        write_origin(out, r);
    else if (!strcmp(name, "today"))
        write_today(out);
    else if (!strcmp(name, "state"))
        write_state(out, r);
    else if (!strcmp(name, "position"))
        write_positions(out, r);
    else if (!strcmp(name, "door"))
        fputs(r->english ? inside ? "intranet" : "public" : inside ? "内网" : "外网", out);
    else if (!strcmp(name, "account"))
        fputs(r->web->opt->demonstration ? "unit01" : "LOGIN", out);
    else if (!strcmp(name, "password"))
        fputs(r->web->opt->demonstration ? "Hall-demo-2026" : "PASSWORD", out);
    else if (!strcmp(name, "hidden"))
        fputs(r->web->opt->demonstration ? "" : "hidden", out);
    else if (!strcmp(name, "document_no") || !strcmp(name, "sex"))
        write_person(out, r, name);
    else
        page_list(out, name, r->door->kind, r->english);
}

static char *fill(const request *r, const asset *template, size_t *bytes) {
    char *text = NULL, name[32];
    const char *at = (const char *) template->begin, *end = (const char *) template->end;
    FILE *out = open_memstream(&text, bytes);
    if (!out) return NULL;
    while (at < end) {
        const char *open = memmem(at, (size_t) (end - at), "{{", 2);
        const char *shut = open ? memmem(open, (size_t) (end - open), "}}", 2) : NULL;
        if (!shut || (size_t) (shut - open) > sizeof name) break;
        fwrite(at, 1, (size_t) (open - at), out);
        snprintf(name, sizeof name, "%.*s", (int) (shut - open - 2), open + 2);
        write_place(out, r, name);
        at = shut + 2;
    }
    fwrite(at, 1, (size_t) (end - at), out);
    return fclose(out) == 0 ? text : NULL;
}

/* The viewer's own styles are set from its script; nothing else is loosened for it. */
static const char viewer_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
static const char share_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const char *policy_of(route_kind kind) {
    return kind == ROUTE_DOCS ? viewer_policy : kind == ROUTE_SHARE ? share_policy : HTML_PLAIN;
}

static const char *template_name(const request *r) {
    if (r->route.kind == ROUTE_PAGE) return r->english ? "home.en.html" : "home.zh.html";
    if (r->route.kind == ROUTE_PROBLEMS)
        return r->english ? "problems.en.html" : "problems.zh.html";
    if (r->route.kind == ROUTE_SHARE) return r->english ? "share.en.html" : "share.zh.html";
    return assets_find("swagger-ui-bundle.js") ? "docs.html" : "docs-missing.html";
}

void page_work(request *r) {
    if (r->route.kind == ROUTE_PAGE && portal_first(r)) return;
    html_choose(r);
    const asset *template = assets_find(template_name(r));
    must(template);
    size_t bytes = 0;
    uint8_t seed[sizeof(uint32_t)]; /* the example of this page */
    crypt_random(seed, sizeof seed);
    r->state = seed;
    char *text = fill(r, template, &bytes);
    r->state = NULL;
    const char *kept = text ? arena_copy(r->a, text, bytes) : NULL;
    free(text);
    if (!kept) {
        request_refuse_code(r, E_UNAVAILABLE, NULL);
        return;
    }
    request_answer(r, 200, HTML_TYPE, kept, bytes);
    html_headers(r, policy_of(r->route.kind));
    html_language(r);
}
