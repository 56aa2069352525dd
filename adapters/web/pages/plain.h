/* plain: pages that work in every browser: no script, one style sheet, words first. Each is written
 * between plain_begin and plain_answer. Inner header. */
#ifndef HALL_WEB_PLAIN_H
#define HALL_WEB_PLAIN_H

#include <stdio.h>

#include "adapters/web/door/request.h"

/* A page while it is written. `text` and `bytes` are those of `out` once it is closed. */
typedef struct plain {
    FILE *out;
    char *text;
    size_t bytes;
} plain;

/* plain_begin: opens the page with its head and title. plain_answer: closes it, with
 * the offices where they were asked for, and answers the request with it. */
void plain_begin(plain *page, const request *r, const char *title);
void plain_answer(plain *page, request *r, unsigned http);

/* plain_refuse: a page that says why there is none, for a code of the hall. */
void plain_refuse(request *r, status code);

/* plain_lines: a text as paragraphs, one for each line. plain_time: a time in Beijing. plain_fact:
 * a line of two cells, for tables. */
void plain_lines(FILE *out, const char *text);
void plain_time(FILE *out, int64_t time_us);
void plain_fact(FILE *out, const char *name, const char *value);

/* plain_reply: what came, in the request's arena; NULL once a page says why nothing did. */
ProtobufCMessage *plain_reply(request *r, const Bus__Answer *answer,
                              const ProtobufCMessageDescriptor *type) MUST_CHECK;

/* plain_work: answers ROUTE_OLD_BROWSER and ROUTE_MAINTENANCE. */
void plain_work(request *r);

#endif
