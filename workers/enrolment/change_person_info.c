/* change_person_info (B05, 个人一般信息变更): general data of a person, one field or several; what
 * is left empty stays. Source: docs/rules 5.10; 经办条例 art. 9, 10. Key fields are refused before
 * (option at_counter). */
#include "gen/enrolment/change_person_info.h"

#include "workers/enrolment/data_change.h"
#include "workers/enrolment/person_data.h"
#include "workers/rules/field.h"

static verdict edit_mobile(const ChangePersonInfo *in, char *room, PersonInfoChanged *event) {
    if (!in->mobile[0]) return accept();
    if (!field_mobile_plain(in->mobile, room) || field_mobile(room) != OK)
        return refuse(E_MOBILE, "mobile");
    event->mobile = room;
    return accept();
}

static verdict edit_phone(const ChangePersonInfo *in, char *room, PersonInfoChanged *event) {
    if (!in->phone[0]) return accept();
    if (!field_phone_plain(in->phone, room) || field_phone(room) != OK)
        return (verdict){E_FORM, "phone", "phone_form"};
    event->phone = room;
    return accept();
}

static verdict edit_postcode(const ChangePersonInfo *in, char *room, PersonInfoChanged *event) {
    if (!in->postcode[0]) return accept();
    if (!field_digits_plain(in->postcode, room, FIELD_MOBILE_SIZE) || field_postcode(room) != OK)
        return refuse(E_POSTCODE, "postcode");
    event->postcode = room;
    return accept();
}

static verdict edit_email(view *rows, const ChangePersonInfo *in, PersonInfoChanged *event) {
    char *email = data_words(rows, in->email);
    if (!email) return refuse(E_ARENA, NULL);
    if (!email[0]) return accept();
    if (field_email(email) != OK) return (verdict){E_FORM, "email", "email_form"};
    event->email = email;
    return accept();
}

/* Free texts and codes: the contract has checked them. */
static verdict edit_rest(view *rows, const ChangePersonInfo *in, PersonInfoChanged *event) {
    char *address = data_words(rows, in->address), *hukou = data_words(rows, in->hukou_place);
    if (!address || !hukou) return refuse(E_ARENA, NULL);
    if (address[0]) event->address = address;
    if (hukou[0]) event->hukou_place = hukou;
    if (in->education) event->education = in->education;
    if (in->marital) event->marital = in->marital;
    return accept();
}

verdict enrolment_change_person_info(const context *ctx, view *rows, const ChangePersonInfo *in,
                                     changes *out) {
    char mobile[FIELD_MOBILE_SIZE], phone[FIELD_MOBILE_SIZE], postcode[FIELD_MOBILE_SIZE];
    const person_data_named who = {in->unit_no, in->person_no, in->document_no, in->name};
    const Person *person = NULL;
    verdict v = person_data_find(ctx, rows, who, &person, out);
    if (refused(v)) return v;
    PersonInfoChanged event = person_data_now(person);
    changes_fault(out, edit_mobile(in, mobile, &event));
    changes_fault(out, edit_phone(in, phone, &event));
    changes_fault(out, edit_postcode(in, postcode, &event));
    changes_fault(out, edit_email(rows, in, &event));
    changes_fault(out, edit_rest(rows, in, &event));
    if (changes_at_fault(out)) return accept(); /* noted above */
    data_clear(in->clear, &event.base);
    changes_rule(out, "general_data", true);
    return person_data_change(ctx, rows, person, &event, out);
}
