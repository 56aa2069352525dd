/* channel: counter or what the sender says. */
#include "workers/engine/channel.h"

static bool is_office(Kernel__Role role) {
    return role == KERNEL__ROLE__DISTRICT_OPERATOR || role == KERNEL__ROLE__DISTRICT_ADMIN ||
           role == KERNEL__ROLE__OFFICE_DESK || role == KERNEL__ROLE__SETTLEMENT_CENTER;
}

const char *job_channel(const job *j) {
    bool business = j->command->kind[0] == 'B' && is_office(j->ctx.actor.role);
    return business || j->command->counter ? "counter" : j->work->envelope->channel;
}
