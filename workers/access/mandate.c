/* mandate: makes the reply of every act on a mandate. */
#include "workers/access/mandate.h"

void mandate_reply(const char *mandate_no, Access__MandateState state, changes *out) {
    MandateReply reply = MANDATE_REPLY_INIT;
    reply.mandate_no = lend(mandate_no);
    reply.state = state;
    changes_reply(out, &reply.base);
}
