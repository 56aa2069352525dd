/* upload: a roster file comes in. The header is checked and the unit's right is asked on the bus
 * before a byte of the body is read; then the file streams into the store while it is hashed, and
 * only its name travels on the bus as roster.SubmitRoster. Source: functions S22, S25;
 * ecosystem 2.1. */
#ifndef HALL_WEB_UPLOAD_H
#define HALL_WEB_UPLOAD_H

#include "adapters/web/request.h"

/* POST /api/v1/roster/upload?unit_no=&method=[&dry_run=1], multipart/form-data with one part
 * `file`. upload_begin: checks and asks. upload_add: a piece of the body. upload_work: the file is
 * whole. upload_drop: gives up what is not stored; also for requests without upload. */
void upload_begin(request *r);
void upload_add(request *r, const char *data, size_t bytes);
void upload_work(request *r);
void upload_drop(request *r);

#endif
