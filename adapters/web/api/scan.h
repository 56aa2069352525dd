/* scan: scans of units' letters and of mandates, and attachments of tickets, come in, checked by
 * their content, and go out again: the scans to who says why. Source: docs/rules 2.20, 7.7;
 * docs/tickets.md. Inner header. */
#ifndef HALL_WEB_SCAN_H
#define HALL_WEB_SCAN_H

#include "adapters/web/door/request.h"

/* POST /api/v1/identity/scan, multipart/form-data with a part "file". */
extern const route_operation scan_operation;

/* POST /api/v1/ticket/attachment, likewise. */
extern const route_operation attachment_operation;

/* GET /api/v1/identity/unit-letter?unit_no=&login_name=, with the headers of a purpose. */
void scan_letter_work(request *r);

/* GET /api/v1/access/mandate-paper?person_no=&mandate_no=, likewise. */
void scan_mandate_work(request *r);

/* GET /api/v1/ticket/attached?ticket_no=&scan_no= */
void scan_attachment_work(request *r);

/* GET /api/v1/review/case-scan?case_no=, likewise. */
void scan_case_work(request *r);

#endif
