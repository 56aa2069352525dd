/* offices: where a reader finds help, at the end of every page that is made for him: all district
 * offices with phone, address and hours, because such a page does not know who reads it. Inner
 * header. Source: docs/rules 8.1. */
#ifndef HALL_WEB_OFFICES_H
#define HALL_WEB_OFFICES_H

#include <stdio.h>

#include "adapters/web/door/request.h"

/* offices_ask: asks for the offices and then `query`, both in nobody's name; `answered` hears of
 * the second. Offices that cannot be had keep no page back. */
void offices_ask(request *r, const command_type *query, bus_answered *answered);

/* offices_write: the list, nothing where none came. */
void offices_write(FILE *out, const request *r);

#endif
