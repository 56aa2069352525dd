/* quota: the calls that a program key may make a day. Every call that reaches a worker counts,
 * whatever becomes of it, before anything is decided. */
#ifndef HALL_WORKERS_QUOTA_H
#define HALL_WORKERS_QUOTA_H

#include "workers/engine/runner_internal.h"

/* quota_admit: leaves in r->works (of `*n`) what may run; what is over its quota is answered
 * E_QUOTA, and where calls cannot be counted they are put back. Returns how many were answered. */
unsigned quota_admit(runner *r, unsigned *n);

#endif
