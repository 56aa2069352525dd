/* command_state: GET /api/v1/commands/{key}: what a command of the own account was answered. */
#ifndef HALL_WEB_COMMAND_STATE_H
#define HALL_WEB_COMMAND_STATE_H

#include "adapters/web/door/request.h"

void command_state_work(request *r);

#endif
