/* Stories of looks at somebody else's record: why, on which number, and what is left of it (labels:
 * A10 A11 A25 S5). */
#include "gen/access/rows.h"
#include "gen/query/get_case.h"
#include "gen/query/list_enrolments.h"
#include "gen/query/list_members.h"
#include "gen/query/rows.h"
#include "tests/workers/engine/office.h"
#include "workers/engine/whole.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/purpose.h"

#define OWN "1000000016"
#define OTHER "1000000116"
#define CASE_NO "2026110200000010165"
#define BASIS_NO "2026110200000020166"

static void put_file(office *o, const char *person_no, Review__CaseState state) {
    Case file = CASE_INIT;
    file.case_no = lend(CASE_NO);
    file.person_no = lend(person_no);
    file.district_code = lend("420102");
    file.state = state;
    PUT(o, case, file);
    vault_new(o->house.keys, CASE_NO);
}

/* Given two members of unit 10000001 of the district of d1. */
static office *two_members(void) {
    office *o = open_office();
    const char *const persons[] = {OWN, OTHER};
    for (unsigned i = 0; i < 2; i++) {
        Membership member = MEMBERSHIP_INIT;
        Spell spell = SPELL_INIT;
        member.unit_no = spell.unit_no = lend("10000001");
        member.person_no = spell.person_no = lend(persons[i]);
        member.status = spell.status = 1;
        spell.spell_no = 1;
        PUT(o, membership, member);
        PUT(o, spell, spell);
        vault_new(o->house.keys, persons[i]);
    }
    vault_new(o->house.keys, "d1");
    return o;
}

static status look_at(office *o, const char *account, const char *purpose, const char *reference) {
    ListEnrolments in = LIST_ENROLMENTS_INIT;
    in.person_no = lend(OWN);
    o->envelope.purpose = lend(purpose);
    o->envelope.purpose_ref = lend(reference);
    return ask(o, account, "query.ListEnrolments", &in.base);
}

static void assert_refused_for(office *o, const char *purpose, const char *reference,
                               const char *reason) {
    assert_int_equal(look_at(o, "d1", purpose, reference), E_PURPOSE);
    assert_string_equal(o->job.verdict.field, "purpose_ref");
    assert_string_equal(o->job.verdict.reason, reason);
}

/* ---- every query ----------------------------------------------------------------------------- */

/* A10: a query of another's record cannot be declared without a purpose, and each is a known one.
 */
static void every_query_of_records_has_a_purpose_for_everybody(void **state) {
    (void) state;
    const code_table *table = catalog_codes("purpose");
    unsigned walked = 0;
    for (unsigned i = 0; i < n_commands; i++)
        for (unsigned g = 0; commands[i].reads_field >= 0 && g < commands[i].n_grant; g++) {
            const grant *one = &commands[i].grants[g];
            bool exempt =
                one->relation == KERNEL__RELATION__SELF || one->role == KERNEL__ROLE__SYSTEM;
            bool known = false;
            for (unsigned k = 0; k < table->n; k++)
                known |= !strcmp(table->value[k].text, one->why);
            assert_true(exempt || one->purpose != known);
            walked++;
        }
    assert_true(walked >= 20);
}

static void a_look_needs_its_purpose_and_leaves_an_event(void **state) {
    (void) state;
    office *o = two_members();
    assert_int_equal(look_at(o, "d1", "", ""), E_PURPOSE);
    assert_string_equal(o->job.verdict.field, "purpose");
    assert_int_equal(look_at(o, "d1", "77", CASE_NO), E_PURPOSE);
    put_file(o, OWN, PENDING);
    o->envelope.purpose_note = lend("来信");
    assert_int_equal(look_at(o, "d1", "02", CASE_NO), OK);
    assert_int_equal(o->job.item.n_event, 2);
    assert_null(o->job.item.event); /* a snapshot is not written to */
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    const batch_event *look = &o->job.item.event[0], *note = &o->job.item.event[1];
    const RecordRead *read = (const RecordRead *) (const void *) look->sealed;
    assert_string_equal(look->type->name, "query.RecordRead");
    assert_string_equal(look->subject, OWN);
    assert_string_equal(read->purpose, "02");
    assert_string_equal(read->reference, CASE_NO);
    assert_string_equal(note->subject, "d1"); /* under his own key */
    assert_string_equal(((const PurposeNoted *) (const void *) note->sealed)->note, "");
    assert_true(((const PurposeNoted *) (const void *) note->sealed)->sealed.len > 0);
    close_office(o);
}

/* A11: what the person sees of it: the office, never whose account. */
static void the_person_gets_a_row_of_it(void **state) {
    (void) state;
    office *o = two_members();
    put_file(o, OWN, PENDING);
    assert_int_equal(look_at(o, "d1", "02", CASE_NO), OK);
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    row_list own = list_look_by_person_no(o->rows, OWN);
    assert_int_equal(own.n, 1);
    const Look *row = (const Look *) own.row[0];
    assert_string_equal(row->office, "420102");
    assert_int_equal(row->role, KERNEL__ROLE__DISTRICT_OPERATOR);
    assert_int_equal(row->at_us, NOW);
    assert_int_equal(row->timing, AT_ONCE);
    for (unsigned i = 0; i < row->base.descriptor->n_fields; i++)
        assert_string_not_equal(row->base.descriptor->fields[i].name, "account_no");
    close_office(o);
}

/* ---- what a purpose rests on ----------------------------------------------------------------- */

static void a_purpose_rests_on_its_kind_of_number(void **state) {
    (void) state;
    assert_int_equal(purpose_rests_on("01"), PURPOSE_ON_CASE);
    assert_int_equal(purpose_rests_on("03"), PURPOSE_ON_VISIT);
    assert_int_equal(purpose_rests_on("04"), PURPOSE_ON_VISIT | PURPOSE_ON_REQUEST);
    assert_int_equal(purpose_rests_on("06"), PURPOSE_ON_REQUEST);
    assert_int_equal(purpose_rests_on("08"), 0); /* the hall's own words */
    assert_int_equal(purpose_rests_on(""), 0);
}

static void a_case_has_to_be_about_the_person(void **state) {
    (void) state;
    office *o = two_members();
    assert_refused_for(o, "01", "", "reference_needed");
    assert_refused_for(o, "01", CASE_NO, "reference_unknown");
    put_file(o, OTHER, PENDING);
    assert_refused_for(o, "01", CASE_NO, "reference_unknown");
    close_office(o);
    o = two_members();
    put_file(o, OWN, DRAFT);
    assert_refused_for(o, "01", CASE_NO, "reference_unknown");
    close_office(o);
    o = two_members();
    put_file(o, OWN, CASE_APPLIED);
    assert_int_equal(look_at(o, "d1", "01", CASE_NO), OK);
    assert_refused_for(o, "03", CASE_NO, "reference_unknown"); /* a case is no visit */
    assert_refused_for(o, "08", CASE_NO, "reference_unknown"); /* a unit's word is no officer's */
    close_office(o);
}

/* Given a confirmed request about OWN for today, each change of it makes it good for nothing. */
static LookBasis good_request(void) {
    LookBasis out = LOOK_BASIS_INIT;
    out.basis_no = lend(BASIS_NO);
    out.kind = REQUEST;
    out.state = IN_FORCE;
    out.person_no = lend(OWN);
    out.district_code = lend("420102");
    out.items = lend("query.ListReceivables query.ListEnrolments");
    out.from_date = out.to_date = date_from_us(NOW);
    return out;
}

static void assert_basis(const LookBasis *basis, const char *purpose, status expected) {
    office *o = two_members();
    PUT(o, look_basis, *basis);
    assert_int_equal(look_at(o, "d1", purpose, BASIS_NO), expected);
    close_office(o);
}

static void a_request_covers_what_it_says_and_no_more(void **state) {
    (void) state;
    LookBasis basis = good_request();
    assert_basis(&basis, "06", OK);
    assert_basis(&basis, "05", OK);
    assert_basis(&basis, "01", E_PURPOSE);
    basis.state = PROPOSED;
    assert_basis(&basis, "06", E_PURPOSE);
    basis.state = ENDED;
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.person_no = lend(OTHER);
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.district_code = lend("420115");
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.items = lend("query.ListReceivables");
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.to_date = date_add(basis.to_date, -1);
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.from_date = date_add(basis.from_date, 1);
    assert_basis(&basis, "06", E_PURPOSE);
    basis = good_request();
    basis.kind = VISIT;
    assert_basis(&basis, "06", E_PURPOSE);
    assert_basis(&basis, "03", OK);
}

static void a_delayed_look_is_a_row_that_waits(void **state) {
    (void) state;
    office *o = two_members();
    LookBasis basis = good_request();
    basis.delayed_until = date_add(basis.to_date, 30);
    PUT(o, look_basis, basis);
    assert_int_equal(look_at(o, "d1", "06", BASIS_NO), OK);
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    row_list own = list_look_by_person_no_timing(o->rows, OWN, DELAYED);
    assert_int_equal(own.n, 1);
    assert_int_equal(((const Look *) own.row[0])->shown_from_us, date_us(basis.delayed_until, 0));
    close_office(o);
}

/* ---- lists ------------------------------------------------------------------------------------
 */

static const RecordsRead *members_seen(office *o, const char *account) {
    ListMembers in = LIST_MEMBERS_INIT;
    in.unit_no = lend("10000001");
    assert_int_equal(ask(o, account, "query.ListMembers", &in.base), OK);
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    assert_string_equal(o->job.item.event[0].type->name, "query.RecordsRead");
    return (const RecordsRead *) (const void *) o->job.item.event[0].sealed;
}

static void an_officers_list_is_linked_to_every_person_a_units_own_is_counted(void **state) {
    (void) state;
    office *o = two_members();
    const RecordsRead *page = members_seen(o, "u1");
    assert_int_equal(page->n, 2);
    assert_int_equal(page->n_person, 0);
    assert_string_equal(page->purpose, "08");
    put_file(o, OTHER, PENDING);
    o->envelope.purpose = lend("02");
    o->envelope.purpose_ref = lend(CASE_NO);
    page = members_seen(o, "d1");
    assert_int_equal(page->n, 2);
    assert_int_equal(page->n_person, 2);
    assert_int_equal(list_look_by_person_no(o->rows, OWN).n, 1);
    assert_int_equal(list_look_by_person_no(o->rows, OTHER).n, 1);
    close_office(o);
}

/* A list for a file: all of it with one event, as long as it has no more rows than a file may have;
 * what is no list is no file. */
static void a_whole_list_is_one_event_or_none(void **state) {
    (void) state;
    office *o = two_members();
    o->envelope.whole = true;
    o->house.list_rows = 2;
    const RecordsRead *all = members_seen(o, "u1");
    assert_true(all->whole);
    assert_int_equal(all->n, 2);
    assert_string_equal(all->filter, "unit_no=10000001");
    o->house.list_rows = 1;
    ListMembers in = LIST_MEMBERS_INIT;
    in.unit_no = lend("10000001");
    assert_int_equal(ask(o, "u1", "query.ListMembers", &in.base), E_LIST_ROWS);
    assert_int_equal(o->job.item.n_event, 0);
    in.find = lend("张三");
    assert_int_equal(ask(o, "u1", "query.ListMembers", &in.base), OK);
    assert_string_equal(whole_filter(&o->job, o->a), "unit_no=10000001 find=*");
    GetCase one = GET_CASE_INIT;
    one.case_no = lend(CASE_NO);
    assert_int_equal(ask(o, "d1", "query.GetCase", &one.base), E_FORM);
    close_office(o);
}

/* A case stands for whom it is about, and is a reason to look at itself. */
static void a_case_is_a_look_at_its_person(void **state) {
    (void) state;
    office *o = two_members();
    GetCase in = GET_CASE_INIT;
    in.case_no = lend(CASE_NO);
    put_file(o, OWN, PENDING);
    assert_int_equal(ask(o, "d1", "query.GetCase", &in.base), OK);
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    assert_string_equal(o->job.item.event[0].subject, CASE_NO);
    row_list own = list_look_by_person_no(o->rows, OWN);
    assert_int_equal(own.n, 1);
    assert_string_equal(((const Look *) own.row[0])->purpose, "11");
    assert_string_equal(((const Look *) own.row[0])->reference, CASE_NO);
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_of_records_has_a_purpose_for_everybody),
        cmocka_unit_test(a_look_needs_its_purpose_and_leaves_an_event),
        cmocka_unit_test(the_person_gets_a_row_of_it),
        cmocka_unit_test(a_purpose_rests_on_its_kind_of_number),
        cmocka_unit_test(a_case_has_to_be_about_the_person),
        cmocka_unit_test(a_request_covers_what_it_says_and_no_more),
        cmocka_unit_test(a_delayed_look_is_a_row_that_waits),
        cmocka_unit_test(an_officers_list_is_linked_to_every_person_a_units_own_is_counted),
        cmocka_unit_test(a_whole_list_is_one_event_or_none),
        cmocka_unit_test(a_case_is_a_look_at_its_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
