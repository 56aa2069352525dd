/* route: which request goes where, derived from the catalogue: POST /api/v1/<service>/<path> for
 * commands, GET for queries, and the few fixed places of the adapter itself. A door has a route
 * only for what may pass it: methods of the inside door do not exist outside, methods of the bus
 * exist nowhere. Pure. Source: docs/rules 8.1. */
#ifndef HALL_WEB_ROUTE_H
#define HALL_WEB_ROUTE_H

#include "proto/runtime/catalog.h"

typedef enum door_kind {
    DOOR_OUTSIDE,  /* citizens and units */
    DOOR_INSIDE,   /* intranet: operators and the centre */
    DOOR_INTERNAL, /* loopback: metrics and health */
    DOOR_KINDS
} door_kind;

typedef enum route_kind {
    ROUTE_NONE,    /* 404 */
    ROUTE_REFUSED, /* 405, `allow` says what is possible */
    ROUTE_COMMAND, /* `command` */
    ROUTE_PAGE,
    ROUTE_PROBLEMS,
    ROUTE_DOCS,
    ROUTE_SHARE,
    ROUTE_ASSET,     /* of the name `rest` */
    ROUTE_PORTAL,    /* a file or page of the portal, if there is one */
    ROUTE_GUIDE,     /* all businesses of this door */
    ROUTE_GUIDE_ONE, /* of the method `rest` */
    ROUTE_NOTICES,
    ROUTE_NOTICE, /* of the number `rest` */
    ROUTE_OLD_BROWSER,
    ROUTE_MAINTENANCE,
    ROUTE_OPENAPI,
    ROUTE_FORMS,         /* all of this door */
    ROUTE_WORDS,         /* what the values of their enums are called */
    ROUTE_FORM,          /* of the method `rest` */
    ROUTE_COMMAND_STATE, /* what became of the command with the key `rest` */
    ROUTE_FEED,
    ROUTE_UPLOAD,
    ROUTE_RESULT,
    ROUTE_TEMPLATE,
    ROUTE_SCAN,        /* comes in */
    ROUTE_UNIT_LETTER, /* its scan goes out */
    ROUTE_MANDATE_PAPER,
    ROUTE_CASE_SCAN,
    ROUTE_ATTACHMENT, /* comes in */
    ROUTE_ATTACHED,   /* goes out */
    ROUTE_LETTERS,    /* with one-time codes, to print */
    ROUTE_METRICS,
    ROUTE_LIVE,
    ROUTE_READY,
    ROUTE_KINDS
} route_kind;

typedef struct route {
    route_kind kind;
    const command_type *command;
    const char *allow;
    const char *rest;
    bool files; /* an adapter without a folder for files lacks it */
} route;

/* route_find: `verb` as in HTTP; HEAD counts as GET for what is not a command. `path` without
 * query; `rest` of the result borrows from it. */
route route_find(door_kind door, const char *verb, const char *path);

/* route_fixed: the path of the i-th fixed address of the API at this door; NULL after the last. */
const char *route_fixed(door_kind door, unsigned i);

/* route_open: whether a command has a route at this door. */
bool route_open(door_kind door, const command_type *command);

#endif
