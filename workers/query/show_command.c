/* show_command (A1): the first answer of a command, to the account that sent it. What is not its
 * own is refused like what does not exist, after the same look-up. */
#include "gen/query/show_command.h"

#include <string.h>

#include "proto/runtime/uuid.h"
#include "proto/runtime/view/answers.h"

verdict query_show_command(const context *ctx, view *rows, const ShowCommand *in, changes *out) {
    uint8_t id[UUID_BYTES];
    if (!uuid_parse(in->command_id, id)) return refuse(E_NOT_FOUND, "command_id");
    const kept_answer *kept = view_answer(rows, id);
    if (!kept || strcmp(kept->actor, ctx->actor.account_no) != 0)
        return refuse(E_NOT_FOUND, "command_id");
    CommandShown reply = COMMAND_SHOWN_INIT;
    reply.method = lend(kept->method);
    reply.answer = kept->answer;
    changes_reply(out, &reply.base);
    return accept();
}
