/* show_mandate_paper (A35): on which paper a mandate rests. The look is an entry. Source:
 * docs/rules 7.7. */
#include "gen/access/show_mandate_paper.h"

#include <string.h>

#include "gen/access/rows.h"
#include "gen/identity/rows.h"

verdict access_show_mandate_paper(const context *ctx, view *rows, const ShowMandatePaper *in,
                                  changes *out) {
    (void) ctx;
    const Mandate *mandate = find_mandate(rows, in->mandate_no);
    bool his = mandate && !strcmp(mandate->person_no, in->person_no);
    const Scan *scan = his ? find_scan(rows, mandate->scan_no) : NULL;
    if (!scan) return (verdict){E_NOT_FOUND, "mandate_no", "mandate_without_scan"};
    MandatePaperShown reply = MANDATE_PAPER_SHOWN_INIT;
    field_copy_named(&scan->base, &reply.base);
    reply.person_no = mandate->person_no;
    reply.mandate_no = mandate->mandate_no;
    changes_reply(out, &reply.base);
    return accept();
}
