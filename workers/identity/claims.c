/* claims: releases cases for somebody who cannot do it any more. */
#include "workers/identity/claims.h"

#include "gen/review/release_case.h"
#include "gen/review/rows.h"

uint32_t claims_release(view *rows, const char *account_no, changes *out) {
    row_list held = list_case_by_claimed_by_state(rows, account_no, PENDING);
    for (size_t i = 0; i < held.n; i++) {
        CaseReleased event = CASE_RELEASED_INIT;
        event.case_no = ((const Case *) held.row[i])->case_no;
        emit_case_released(out, &event);
    }
    return (uint32_t) held.n;
}
