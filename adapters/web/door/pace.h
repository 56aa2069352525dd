/* pace: how often one address, and one device, may try for what many want at the same time (option
 * `contended` of the contract): a place at a counter. A script that tries faster is refused at the
 * door and reaches neither broker nor worker. A refused try costs nothing, so that whoever slows
 * down is let in again. Lives in the door's memory. Source: docs/appointments.md, docs/rules 5.11.
 */
#ifndef HALL_WEB_PACE_H
#define HALL_WEB_PACE_H

#include "adapters/web/door/request.h"

/* Who tries: many people may stand behind one address, one person at a device. */
typedef enum pace_kind { PACE_ADDRESS, PACE_DEVICE, PACE_KINDS } pace_kind;

/* pace_open: NULL without memory. pace_close: also of NULL. */
pace *pace_open(void);
void pace_close(pace *p);

/* pace_try: whether `key` may try now; counts it if so. Of many keys the one that was quiet for the
 * longest time is forgotten. */
bool pace_try(pace *p, pace_kind kind, const char *key, int64_t now_us);

/* pace_admit: whether the request's address and device may try now; refuses it with E_TOO_OFTEN,
 * reason "places", else. A device is known by its cookie, without one by its session. */
bool pace_admit(request *r);

#endif
