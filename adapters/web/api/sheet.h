/* sheet: a query that lists, asked for with `Accept: text/csv` or that of a workbook, is answered
 * as a file of all of it instead of one page as JSON. Source: docs/rules 8.12. Inner header. */
#ifndef HALL_WEB_SHEET_H
#define HALL_WEB_SHEET_H

#include "adapters/web/door/request.h"

/* sheet_wanted: the header asks for a file, and the query lists. sheet_send: begins with the first
 * page of `envelope`. sheet_drop: gives up what was begun. */
bool sheet_wanted(const request *r);
void sheet_send(request *r, const Bus__Envelope *envelope);
void sheet_drop(request *r);

#endif
