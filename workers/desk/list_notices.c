/* list_notices (S63): what is shown now to everybody and to those for whom the login acts. Staff
 * notices are not among them, whoever asks: this list is read at the outside door, too. */
#include "gen/desk/list_notices.h"

#include "workers/desk/notice.h"

verdict desk_list_notices(const context *ctx, view *rows, const ListNotices *in, changes *out) {
    (void) in;
    Desk__Audience own[STAFF];
    size_t n = 0;
    for (int audience = EVERYBODY; audience < STAFF; audience++)
        if (notice_is_for((Desk__Audience) audience, ctx->actor.role))
            own[n++] = (Desk__Audience) audience;
    return notice_list(ctx, rows, own, n, out);
}
