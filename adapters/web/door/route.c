/* route: finds what a method and path stand for, from the catalogue and a short table of fixed
 * addresses. */
#include "adapters/web/door/route.h"

#include <string.h>

#define API "/api/v1/"
#define ASSETS "/assets/"

enum {
    OUT = 1 << DOOR_OUTSIDE,
    IN = 1 << DOOR_INSIDE,
    METER = 1 << DOOR_INTERNAL,
    BOTH = OUT | IN,
    FILES = 1 << DOOR_KINDS /* it takes a file or gives one */
};

typedef struct place {
    const char *path, *verb;
    route_kind kind;
    unsigned doors;
} place;

static const place places[] = {
    {"/", "GET", ROUTE_PAGE, BOTH},
    {"/problems", "GET", ROUTE_PROBLEMS, BOTH},
    {"/docs", "GET", ROUTE_DOCS, BOTH},
    {"/guide", "GET", ROUTE_GUIDE, BOTH},
    {"/notices", "GET", ROUTE_NOTICES, BOTH},
    {"/old-browser.html", "GET", ROUTE_OLD_BROWSER, BOTH},
    {"/maintenance.html", "GET", ROUTE_MAINTENANCE, BOTH},
    {"/share", "GET", ROUTE_SHARE, BOTH},
    {API "openapi.json", "GET", ROUTE_OPENAPI, BOTH},
    {API "forms", "GET", ROUTE_FORMS, BOTH},
    {API "forms/words", "GET", ROUTE_WORDS, BOTH},
    {API "feed", "GET", ROUTE_FEED, BOTH},
    {API "roster/upload", "POST", ROUTE_UPLOAD, BOTH | FILES},
    {API "roster/result", "GET", ROUTE_RESULT, BOTH | FILES},
    {API "roster/template", "GET", ROUTE_TEMPLATE, BOTH | FILES},
    {API "identity/scan", "POST", ROUTE_SCAN, IN | FILES},
    {API "identity/unit-letter", "GET", ROUTE_UNIT_LETTER, IN | FILES},
    {API "access/mandate-paper", "GET", ROUTE_MANDATE_PAPER, IN | FILES},
    {API "ticket/attachment", "POST", ROUTE_ATTACHMENT, BOTH | FILES},
    {API "ticket/attached", "GET", ROUTE_ATTACHED, BOTH | FILES},
    {API "review/case-scan", "GET", ROUTE_CASE_SCAN, IN | FILES},
    {API "identity/letters", "GET", ROUTE_LETTERS, IN | FILES},
    {"/metrics", "GET", ROUTE_METRICS, METER},
    {"/health/live", "GET", ROUTE_LIVE, BOTH | METER},
    {"/health/ready", "GET", ROUTE_READY, BOTH | METER},
};

/* What stands below these is the rest of the route. */
static const place below[] = {
    {API "forms/", "GET", ROUTE_FORM, BOTH},
    {API "commands/", "GET", ROUTE_COMMAND_STATE, BOTH},
    {"/guide/", "GET", ROUTE_GUIDE_ONE, BOTH},
    {"/notices/", "GET", ROUTE_NOTICE, BOTH},
};

const char *route_fixed(door_kind door, unsigned i) {
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        bool own = (places[k].doors & 1u << door) && !strncmp(places[k].path, API, strlen(API));
        if (own && !i--) return places[k].path;
    }
    return NULL;
}

static bool is_get(const char *verb) {
    return !strcmp(verb, "GET") || !strcmp(verb, "HEAD");
}

static bool verb_fits(const char *wanted, const char *verb) {
    return !strcmp(wanted, verb) || (!strcmp(wanted, "GET") && is_get(verb));
}

bool route_open(door_kind door, const command_type *command) {
    if (command->door == KERNEL__DOOR__OUTSIDE) return door == DOOR_OUTSIDE || door == DOOR_INSIDE;
    return command->door == KERNEL__DOOR__INSIDE && door == DOOR_INSIDE;
}

static const command_type *find_command(const char *rest) {
    const char *slash = strchr(rest, '/');
    if (!slash) return NULL;
    size_t n = (size_t) (slash - rest);
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        if (!strcmp(c->path, slash + 1) && strlen(c->service) == n && !strncmp(c->service, rest, n))
            return c;
    }
    return NULL;
}

static route command_route(door_kind door, const char *verb, const char *rest) {
    const command_type *command = find_command(rest);
    if (!command || !route_open(door, command)) return (route){.kind = ROUTE_NONE};
    const char *wanted = command->query ? "GET" : "POST";
    if (strcmp(verb, wanted) != 0) return (route){.kind = ROUTE_REFUSED, .allow = wanted};
    return (route){.kind = ROUTE_COMMAND, .command = command};
}

static const place *place_of(door_kind door, const char *path, const char **rest) {
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if ((places[i].doors & 1u << door) && !strcmp(places[i].path, path)) return &places[i];
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        size_t n = strlen(below[i].path);
        *rest = path + n;
        if ((below[i].doors & 1u << door) && !strncmp(below[i].path, path, n)) return &below[i];
    }
    return NULL;
}

route route_find(door_kind door, const char *verb, const char *path) {
    const char *rest = NULL;
    const place *p = place_of(door, path, &rest);
    if (p && !verb_fits(p->verb, verb)) return (route){.kind = ROUTE_REFUSED, .allow = p->verb};
    if (p) return (route){.kind = p->kind, .rest = rest, .files = p->doors & FILES};
    if (door == DOOR_INTERNAL) return (route){.kind = ROUTE_NONE};
    if (!strncmp(path, API, strlen(API))) return command_route(door, verb, path + strlen(API));
    if (!strncmp(path, ASSETS, strlen(ASSETS)) && is_get(verb))
        return (route){.kind = ROUTE_ASSET, .rest = path + strlen(ASSETS)};
    return (route){.kind = is_get(verb) ? ROUTE_PORTAL : ROUTE_NONE};
}
