/* set_office: a district's administrator says how the office is reached. It is his own district's,
 * whichever the form is filled in for: the command names none. */
#include "gen/desk/set_office.h"

#include <string.h>

#include "proto/runtime/fold.h"

enum { PHONE_LEAST = 5 };

/* Digits, and what divides them. */
static bool is_phone(const char *text) {
    return strlen(text) >= PHONE_LEAST && text[strspn(text, "0123456789-+ ")] == 0;
}

/* The first field that is only blanks; NULL for none. */
static const char *blank_field(const SetOffice *in) {
    const struct {
        const char *name, *text;
    } all[] = {{"name_zh", in->name_zh},       {"name_en", in->name_en},
               {"address_zh", in->address_zh}, {"address_en", in->address_en},
               {"hours_zh", in->hours_zh},     {"hours_en", in->hours_en}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (fold_is_blank(all[i].text, strlen(all[i].text))) return all[i].name;
    return NULL;
}

verdict desk_set_office(const context *ctx, view *rows, const SetOffice *in, changes *out) {
    const char *blank = blank_field(in);
    (void) rows;
    if (blank) return refuse(E_REQUIRED, blank);
    if (!is_phone(in->phone)) return refuse(E_FORM, "phone");
    OfficeSet event = OFFICE_SET_INIT;
    event.office_no = lend(ctx->actor.district_code);
    event.name_zh = in->name_zh;
    event.name_en = in->name_en;
    event.address_zh = in->address_zh;
    event.address_en = in->address_en;
    event.phone = in->phone;
    event.hours_zh = in->hours_zh;
    event.hours_en = in->hours_en;
    event.demonstration = in->demonstration;
    emit_office_set(out, &event);
    OfficeChanged reply = OFFICE_CHANGED_INIT;
    reply.office_no = event.office_no;
    changes_reply(out, &reply.base);
    return accept();
}
