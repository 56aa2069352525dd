/* record_education (B97): what a member has learnt since the enrolment. A business that exists only
 * in a copy of the tree, made by a test of the portal: nothing here stands on a law. */
#include "gen/enrolment/record_education.h"
#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/date.h"

static verdict check_day(const context *ctx, int32_t day) {
    bool past = date_valid(day) && day <= ctx->today;
    return past ? accept() : refuse(E_DATE, "graduated_on");
}

verdict enrolment_record_education(const context *ctx, view *rows, const RecordEducation *in,
                                   changes *out) {
    const Person *person = NULL;
    const person_named who = {in->person_no, in->document_no, E_NOT_ENROLLED};
    verdict v = enrolment_person(ctx, rows, who, &person);
    if (refused(v)) return v;
    if (!spell_in(spells_of(rows, person->person_no).latest, in->unit_no, SPELL_OPEN))
        return refuse(E_NOT_ENROLLED, in->person_no[0] ? "person_no" : "document_no");
    enrolment_same(ctx, rows, person, &who, in->name, out);
    changes_fault(out, check_day(ctx, in->graduated_on));
    if (changes_at_fault(out)) return accept(); /* noted above */
    EducationRecorded event = EDUCATION_RECORDED_INIT;
    event.person_no = person->person_no;
    event.education = in->education;
    emit_education_recorded(out, &event);
    EducationShown shown = EDUCATION_SHOWN_INIT;
    shown.person_no = person->person_no;
    shown.education = in->education;
    changes_reply(out, &shown.base);
    return accept();
}
