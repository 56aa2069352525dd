/* upload: a roster file comes in. The header is checked and the unit's right is asked on the bus
 * before a byte of the body is read; then the file streams into the store while it is hashed, and
 * only its name travels on the bus as roster.SubmitRoster. Source: docs/rules 8.5; S22, S25. */
#ifndef HALL_WEB_UPLOAD_H
#define HALL_WEB_UPLOAD_H

#include "adapters/web/door/request.h"

/* POST /api/v1/roster/upload?unit_no=&method=[&dry_run=1], multipart/form-data with one part
 * `file`. The header is checked and the right is asked for; the body streams into the store; the
 * whole file is handed in. A body that was not stored whole is dropped with the request. */
extern const route_operation upload_operation;

#endif
