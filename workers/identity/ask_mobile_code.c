/* ask_mobile_code (S3): a code to the number that a person wants to reserve. */
#include "gen/identity/ask_mobile_code.h"

#include <string.h>

#include "workers/identity/person.h"
#include "workers/rules/field.h"

verdict identity_ask_mobile_code(const context *ctx, view *rows, const AskMobileCode *in,
                                 changes *out) {
    char mobile[FIELD_MOBILE_SIZE];
    if (!field_mobile_plain(in->mobile, mobile)) return refuse(E_MOBILE, "mobile");
    /* A number is the asker's own once he proved it; before, he is one stranger of many to it. */
    const ReservedMobile *own = find_reserved_mobile(rows, in->person_no);
    const mobile_code_ask ask = {.use = CODE_USE_PROVE_MOBILE,
                                 .mobile = mobile,
                                 .bound_to = person_bound(rows, in->person_no, mobile),
                                 .about = "",
                                 .known = own && !strcmp(own->mobile, mobile)};
    if (!ask.bound_to) return refuse(E_ARENA, NULL);
    return person_send_code(ctx, rows, &ask, out);
}
