/* account_code: see account_code.h. The number is the reserved one, never a contact that somebody
 * filed. */
#include "workers/enrolment/account_code.h"

#include "gen/identity/rows.h"

verdict account_code_mobile(const context *ctx, view *rows, const char *person_no,
                            const char **mobile) {
    const ReservedMobile *own = find_reserved_mobile(rows, person_no);
    if (!own || own->firm_at_us > ctx->received_at_us)
        return (verdict){E_CASE_STATE, "person_no", "no_firm_mobile"};
    *mobile = own->mobile;
    return accept();
}

const char *account_code_bound(view *rows, const char *person_no, const char *account) {
    return arena_printf(view_arena(rows), "benefit account %s %s", person_no, account);
}
