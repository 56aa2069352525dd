/* change_unit_info (B06, 单位一般信息变更): general data of a unit; an account or an industry waits
 * for the district. Source: docs/rules 5.12; 社会保险法 art. 57. Key fields are refused before
 * (option at_counter). */
#include "gen/enrolment/change_unit_info.h"

#include <string.h>

#include "gen/identity/rows.h"
#include "workers/enrolment/data_change.h"
#include "workers/enrolment/enrolment.h"
#include "workers/enrolment/unit_data.h"
#include "workers/rules/field.h"
#include "workers/rules/unit_files.h"

enum { LEVEL_REVIEWED = 1 };

/* Room for what is stored of one filing. */
typedef struct filed {
    char phone[FIELD_MOBILE_SIZE], postcode[FIELD_MOBILE_SIZE], mobile[FIELD_MOBILE_SIZE];
    char name[NAME_SIZE];
} filed;

static void edit_reach(const ChangeUnitInfo *in, filed *room, UnitInfoChanged *event,
                       changes *out) {
    if (in->phone[0]) event->phone = room->phone;
    if (in->postcode[0]) event->postcode = room->postcode;
    if (in->phone[0] &&
        (!field_phone_plain(in->phone, room->phone) || field_phone(room->phone) != OK))
        changes_fault(out, (verdict){E_FORM, "phone", "phone_form"});
    if (in->postcode[0] &&
        (!field_digits_plain(in->postcode, room->postcode, sizeof room->postcode) ||
         field_postcode(room->postcode) != OK))
        changes_fault(out, refuse(E_POSTCODE, "postcode"));
}

static verdict edit_words(view *rows, const ChangeUnitInfo *in, UnitInfoChanged *event) {
    char *address = data_words(rows, in->address), *branch = data_words(rows, in->branch);
    if (!address || !branch) return refuse(E_ARENA, NULL);
    if (address[0]) event->address = address;
    if (branch[0]) event->branch = branch;
    return accept();
}

/* S16: the contact who may operate for the unit is one of its operators; that right comes from the
 * district alone. */
static verdict edit_operator(view *rows, const ChangeUnitInfo *in, UnitInfoChanged *event) {
    if (!in->contact_account[0]) return accept();
    const Account *account = find_account(rows, in->contact_account);
    if (!account || !unit_files_by(rows, account, in->unit_no))
        return (verdict){E_NOT_FOUND, "contact_account", "no_operator_here"};
    event->contact_account = account->account_no;
    return accept();
}

static void edit_contact(const ChangeUnitInfo *in, filed *room, UnitInfoChanged *event,
                         changes *out) {
    if (in->contact_name[0]) event->contact_name = room->name;
    if (in->contact_mobile[0]) event->contact_mobile = room->mobile;
    if (in->contact_name[0] &&
        (enrolment_name(in->contact_name, room->name) != OK || field_name(room->name, true) != OK))
        changes_fault(out, refuse(E_NAME, "contact_name"));
    if (in->contact_mobile[0] &&
        (!field_mobile_plain(in->contact_mobile, room->mobile) || field_mobile(room->mobile) != OK))
        changes_fault(out, refuse(E_MOBILE, "contact_mobile"));
}

/* An account has its bank, an industry its class of risk. */
static verdict edit_reviewed(view *rows, const ChangeUnitInfo *in, UnitInfoChanged *event,
                             changes *out) {
    if (!in->bank != !in->bank_account[0])
        changes_fault(out, refuse(E_REQUIRED, in->bank ? "bank_account" : "bank"));
    if (!in->industry != !in->injury_class)
        changes_fault(out, refuse(E_REQUIRED, in->industry ? "injury_class" : "industry"));
    if (in->industry) {
        event->industry = in->industry;
        event->injury_class = in->injury_class;
    }
    if (!in->bank_account[0]) return accept();
    event->bank = in->bank;
    return data_account(rows, in->bank_account, &event->bank_account, out);
}

verdict enrolment_change_unit_info(const context *ctx, view *rows, const ChangeUnitInfo *in,
                                   changes *out) {
    filed room;
    const Unit *unit = find_unit(rows, in->unit_no);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    UnitInfoChanged event = unit_data_now(rows, unit);
    const UnitInfoChanged before = event;
    edit_reach(in, &room, &event, out);
    changes_fault(out, edit_words(rows, in, &event));
    edit_contact(in, &room, &event, out);
    changes_fault(out, edit_operator(rows, in, &event));
    changes_fault(out, edit_reviewed(rows, in, &event, out));
    if (changes_at_fault(out)) return accept(); /* noted above */
    data_clear(in->clear, &event.base);
    if (unit_data_reviewed(&before, &event)) {
        changes_review(out, LEVEL_REVIEWED, 1, "general_data");
        changes_base(out, unit_data_reviews(rows, unit));
    } else {
        changes_rule(out, "general_data", true);
    }
    return unit_data_change(ctx, rows, unit, &event, out);
}
