/* reserve_mobile (S3): the number whose code was typed back becomes the person's; the former one is
 * told. Source: docs/rules 2.15. */
#include "gen/identity/reserve_mobile.h"

#include <string.h>

#include "workers/identity/person.h"
#include "workers/rules/field.h"
#include "workers/rules/mobile_code.h"

static const char told[] = "您的社保预留手机已变更为其他号码。如非本人办理，请立即到社区或区社保处"
                           "窗口核实。";

verdict identity_reserve_mobile(const context *ctx, view *rows, const ReserveMobile *in,
                                changes *out) {
    char mobile[FIELD_MOBILE_SIZE];
    const Person *person = find_person(rows, in->person_no);
    const ReservedMobile *former = find_reserved_mobile(rows, in->person_no);
    if (!field_mobile_plain(in->mobile, mobile) || field_mobile(mobile) != OK)
        return refuse(E_MOBILE, "mobile");
    if (former && !strcmp(former->mobile, mobile))
        return (verdict){E_DUP_ROW, "mobile", "mobile_same"};
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    const mobile_code_typed typed = {.use = CODE_USE_PROVE_MOBILE,
                                     .bound_to = person_bound(rows, in->person_no, mobile),
                                     .code_no = in->code_no,
                                     .code = in->code};
    if (!typed.bound_to) return refuse(E_ARENA, NULL);
    verdict v = mobile_code_check(ctx, rows, &typed, out);
    if (!refused(v)) v = person_tell(ctx, rows, person, told, out);
    if (refused(v)) return v;
    MobileReservedShown reply = MOBILE_RESERVED_SHOWN_INIT;
    reply.person_no = in->person_no;
    reply.firm_at_us = person_reserve(ctx, in->person_no, mobile, PROVED_BY_CODE, out);
    changes_reply(out, &reply.base);
    return accept();
}
