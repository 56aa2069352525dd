/* channel: by which way an act came, as the log and its case keep it. What an office does for
 * somebody who stands before it came over the counter, by whichever door and program the officer
 * sent it: a business of the catalogue that an office files (a paper list of a unit as well), and
 * what the contract says is done at the counter. All else came by the channel that its sender
 * names. Source: docs/rules 8.14. */
#ifndef HALL_ENGINE_CHANNEL_H
#define HALL_ENGINE_CHANNEL_H

#include "workers/engine/job.h"

/* job_channel: of an act whose gates were passed; static or the envelope's. */
const char *job_channel(const job *j);

#endif
