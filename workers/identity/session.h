/* session: how a login is shown. */
#ifndef HALL_WORKERS_IDENTITY_SESSION_H
#define HALL_WORKERS_IDENTITY_SESSION_H

#include "gen/identity/rows.h"
#include "gen/identity/show_session.h"

/* session_shown: the login `token` of who asks; texts borrowed from it. */
SessionShown session_shown(const context *ctx, view *rows, const Token *token);

#endif
