/* end_mandate (A35): from either side, at once; a second end changes nothing. */
#include <string.h>

#include "gen/access/end_mandate.h"
#include "workers/access/mandate.h"

verdict access_end_mandate(const context *ctx, view *rows, const EndMandate *in, changes *out) {
    const Mandate *mandate = find_mandate(rows, in->mandate_no);
    (void) ctx;
    bool concerns = mandate && (!strcmp(mandate->person_no, in->person_no) ||
                                !strcmp(mandate->agent_no, in->person_no));
    if (!concerns) return refuse(E_NOT_FOUND, "mandate_no");
    if (mandate->state != MANDATE_ENDED) {
        MandateEnded event = MANDATE_ENDED_INIT;
        event.person_no = mandate->person_no;
        event.mandate_no = in->mandate_no;
        emit_mandate_ended(out, &event);
    }
    mandate_reply(in->mandate_no, MANDATE_ENDED, out);
    return accept();
}
