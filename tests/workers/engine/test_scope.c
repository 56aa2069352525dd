/* Stories of who stands how to which record, and what a query then sees (labels: A23 S13 S30). */
#include "gen/enrolment/suspend_member.h"
#include "gen/identity/disable_account.h"
#include "gen/identity/dispute_holder.h"
#include "gen/identity/rows.h"
#include "gen/query/get_case.h"
#include "gen/query/list_enrolments.h"
#include "gen/query/list_members.h"
#include "gen/query/reveal_person.h"
#include "gen/review/claim_case.h"
#include "tests/workers/engine/office.h"
#include "workers/engine/scope.h"

#define OWN "1000000016"
#define FOREIGN "1000000116"
#define CASE_NO "2026110200000010165"

/* Given unit 10000001 of district 420102 with one member, and unit 20000001 of another district
 * with another, who was a member of 10000001's district never. */
static office *two_districts(void) {
    office *o = open_office();
    Unit unit = UNIT_INIT;
    unit.unit_no = lend("20000001");
    unit.district_code = lend("420115");
    PUT(o, unit, unit);
    const char *const places[][2] = {{"10000001", OWN}, {"20000001", FOREIGN}};
    for (unsigned i = 0; i < 2; i++) {
        Membership member = MEMBERSHIP_INIT;
        Spell spell = SPELL_INIT;
        member.unit_no = spell.unit_no = lend(places[i][0]);
        member.person_no = spell.person_no = lend(places[i][1]);
        member.status = spell.status = 1;
        spell.spell_no = 2;
        spell.valid_from = 202601;
        PUT(o, membership, member);
        PUT(o, spell, spell);
    }
    Spell before = SPELL_INIT; /* the own member was in the other unit before */
    before.unit_no = lend("20000001");
    before.person_no = lend(OWN);
    before.spell_no = 1;
    before.status = 2;
    PUT(o, spell, before);
    Case file = CASE_INIT;
    file.case_no = lend(CASE_NO);
    file.person_no = lend(OWN);
    file.district_code = lend("420102");
    file.state = PENDING;
    PUT(o, case, file);
    vault_new(o->house.keys, CASE_NO);
    o->envelope.purpose = lend("02");
    o->envelope.purpose_ref = lend(CASE_NO);
    log_in(o, "d2", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420115");
    return o;
}

static void assert_refused(office *o, const char *account, const char *method,
                           const ProtobufCMessage *in, const char *field) {
    assert_int_equal(ask(o, account, method, in), E_FORBIDDEN);
    assert_string_equal(o->job.verdict.reason, "relation");
    assert_string_equal(o->job.verdict.field, field);
}

static Token *token_of(office *o, const char *account_no) {
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_sm3(account_no, strlen(account_no), hash);
    return (Token *) (uintptr_t) find_token(o->rows, (ProtobufCBinaryData){sizeof hash, hash});
}

static bool is_named(const command_type *command, const char *field) {
    for (unsigned i = 0; i < command->n_named; i++)
        if (command->named[i].list < 0 &&
            !strcmp(command->input->descriptor->fields[command->named[i].field].name, field))
            return true;
    return false;
}

static void no_input_has_a_record_that_the_gates_do_not_see(void **state) {
    (void) state;
    static const char *const keys[] = {"unit_no", "person_no", "case_no", "roster_no",
                                       "account_no"};
    for (unsigned i = 0; i < n_commands; i++)
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
            if (catalog_field(commands[i].input, keys[k]) >= 0)
                assert_true(is_named(&commands[i], keys[k]));
    assert_true(is_named(catalog_command("enrolment.SuspendMember"), "document_no"));
    assert_true(catalog_command("enrolment.AddMember")->joining >= 0);
    assert_false(
        is_named(catalog_command("query.ListMembers"), "after")); /* a cursor is no record */
}

/* Given accounts of every level in two districts, each is acted on from directly above only. */
static void an_account_is_acted_on_from_directly_above(void **state) {
    (void) state;
    static const struct {
        const char *account_no;
        Kernel__Role role;
        const char *unit_no, *district_code;
        bool by_centre, by_district;
    } all[] = {{"a1", KERNEL__ROLE__DISTRICT_ADMIN, "", "420115", true, false},
               {"a2", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420115", false, true},
               {"a3", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420102", false, false},
               {"a4", KERNEL__ROLE__UNIT_OPERATOR, "20000001", "", false, true},
               {"a5", KERNEL__ROLE__UNIT_OPERATOR, "10000001", "420115", false, false},
               {"a6", KERNEL__ROLE__SETTLEMENT_CENTER, "", "", false, false},
               {"a7", KERNEL__ROLE__AUDITOR, "", "", true, false}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        office *o = two_districts();
        DisableAccount in = DISABLE_ACCOUNT_INIT;
        Account account = ACCOUNT_INIT;
        account.account_no = in.account_no = lend(all[i].account_no);
        account.role = all[i].role;
        account.unit_no = lend(all[i].unit_no);
        account.district_code = lend(all[i].district_code);
        PUT(o, account, account);
        in.reason = lend("离职");
        log_in(o, "c9", KERNEL__ROLE__SETTLEMENT_CENTER, "", "");
        log_in(o, "m9", KERNEL__ROLE__DISTRICT_ADMIN, "", "420115");
        assert_int_equal(ask(o, "c9", "identity.DisableAccount", &in.base),
                         all[i].by_centre ? OK : E_FORBIDDEN);
        assert_int_equal(ask(o, "m9", "identity.DisableAccount", &in.base),
                         all[i].by_district ? OK : E_FORBIDDEN);
        assert_int_equal(ask(o, "d2", "identity.DisableAccount", &in.base), E_FORBIDDEN);
        close_office(o);
    }
}

/* The identity document of an account's holder is seen in the district of the account, whatever it
 * is for, and of who stands below the centre, by the centre. */
static void an_account_belongs_to_a_district(void **state) {
    (void) state;
    static const struct {
        Kernel__Role role;
        const char *unit_no, *district_code;
        bool by_district, by_centre;
    } all[] = {{KERNEL__ROLE__UNIT_OPERATOR, "20000001", "", true, false},
               {KERNEL__ROLE__UNIT_OPERATOR, "10000001", "420115", false, false},
               {KERNEL__ROLE__COMMUNITY_OPERATOR, "", "420115", true, false},
               {KERNEL__ROLE__DISTRICT_OPERATOR, "", "420115", true, false},
               {KERNEL__ROLE__DISTRICT_ADMIN, "", "420115", true, true},
               {KERNEL__ROLE__DISTRICT_ADMIN, "", "420102", false, true},
               {KERNEL__ROLE__AUDITOR, "", "", false, true},
               {KERNEL__ROLE__SETTLEMENT_CENTER, "", "", false, false},
               {KERNEL__ROLE__PERSON, "", "", false, false}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        office *o = two_districts();
        DisputeHolder in = DISPUTE_HOLDER_INIT;
        Account account = ACCOUNT_INIT;
        in.document_type = 201;
        in.document_no = lend("420106199003128011");
        in.name = in.reason = lend("程自立");
        account.account_no = in.account_no = lend("a1");
        account.role = all[i].role;
        account.unit_no = lend(all[i].unit_no);
        account.district_code = lend(all[i].district_code);
        PUT(o, account, account);
        log_in(o, "c9", KERNEL__ROLE__SETTLEMENT_CENTER, "", "");
        assert_int_equal(ask(o, "d2", "identity.DisputeHolder", &in.base) != E_FORBIDDEN,
                         all[i].by_district);
        assert_int_equal(ask(o, "c9", "identity.DisputeHolder", &in.base) != E_FORBIDDEN,
                         all[i].by_centre);
        close_office(o);
    }
}

static void every_record_named_must_stand_in_the_relation(void **state) {
    (void) state;
    office *o = two_districts();
    SuspendMember in = SUSPEND_MEMBER_INIT;
    in.name = lend("张三");
    in.reason = 222;
    in.last_period = 202611;
    in.contract_end_date = 20261130;
    in.unit_no = lend("10000001");
    in.person_no = lend(FOREIGN);
    assert_refused(o, "u1", "enrolment.SuspendMember", &in.base, "person_no");
    assert_refused(o, "d1", "enrolment.SuspendMember", &in.base, "person_no");
    in.unit_no = lend("20000001");
    in.person_no = lend(OWN);
    assert_refused(o, "u1", "enrolment.SuspendMember", &in.base, "unit_no");
    in.unit_no = lend("10000001");
    assert_int_not_equal(ask(o, "u1", "enrolment.SuspendMember", &in.base), E_FORBIDDEN);
    close_office(o);
}

static void a_person_that_does_not_exist_is_refused_as_a_stranger(void **state) {
    (void) state;
    office *o = two_districts();
    ListEnrolments in = LIST_ENROLMENTS_INIT;
    in.person_no = lend("1999999016");
    assert_refused(o, "u1", "query.ListEnrolments", &in.base, "person_no");
    close_office(o);
}

static size_t spells_seen(office *o, const char *account) {
    ListEnrolments in = LIST_ENROLMENTS_INIT;
    in.person_no = lend(OWN);
    assert_int_equal(ask(o, account, "query.ListEnrolments", &in.base), OK);
    return ((const EnrolmentList *) (const void *) o->job.changes.reply)->n_enrolment;
}

static void a_query_shows_rows_of_the_scope_only(void **state) {
    (void) state;
    office *o = two_districts();
    assert_int_equal(spells_seen(o, "u1"), 1); /* not the time before in another unit */
    assert_int_equal(spells_seen(o, "d1"), 1);
    assert_int_equal(spells_seen(o, "d2"), 1);
    close_office(o);
}

static void a_unit_sees_the_person_while_it_is_a_member(void **state) {
    (void) state;
    office *o = two_districts();
    RevealPerson in = REVEAL_PERSON_INIT;
    Person person = PERSON_INIT;
    in.person_no = person.person_no = lend(OWN);
    person.name = lend("张三");
    PUT(o, person, person);
    vault_new(o->house.keys, OWN);
    assert_int_equal(ask(o, "u1", "query.RevealPerson", &in.base), OK);
    assert_string_equal(((const PersonRevealed *) (const void *) o->job.changes.reply)->name,
                        "张三");
    log_in(o, "u3", KERNEL__ROLE__UNIT_OPERATOR, "30000001", "420102");
    Membership former = MEMBERSHIP_INIT;
    former.unit_no = lend("30000001");
    former.person_no = lend(OWN);
    former.status = 2;
    PUT(o, membership, former);
    assert_int_equal(ask(o, "u3", "query.RevealPerson", &in.base), E_NOT_FOUND);
    close_office(o);
}

/* S4: a session that does not know of a valid document opens nobody's record, the own one neither.
 */
static void own_records_need_a_session_with_a_document(void **state) {
    (void) state;
    static const struct {
        Identity__Verified verified;
        status expected;
        const char *reason;
    } all[] = {{VERIFIED_NONE, E_FORBIDDEN, "document_unverified"},
               {VERIFIED_IMPORTED, E_FORBIDDEN, "old_password"}, /* whatever it asks for */
               {VERIFIED_DOCUMENT, OK, ""}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        office *o = two_districts();
        ListEnrolments in = LIST_ENROLMENTS_INIT;
        in.person_no = lend(OWN);
        log_in(o, "p1", KERNEL__ROLE__PERSON, "", "");
        Token *token = token_of(o, "p1");
        token->person_no = lend(OWN);
        token->verified = all[i].verified;
        assert_int_equal(ask(o, "p1", "query.ListEnrolments", &in.base), all[i].expected);
        if (all[i].expected != OK) assert_string_equal(o->job.verdict.reason, all[i].reason);
        in.person_no = lend(FOREIGN);
        if (all[i].verified == VERIFIED_IMPORTED)
            assert_int_equal(ask(o, "p1", "query.ListEnrolments", &in.base), E_FORBIDDEN);
        else
            assert_refused(o, "p1", "query.ListEnrolments", &in.base, "person_no");
        close_office(o);
    }
}

static bool within(office *o, const row_key *key) {
    row_key page = *key;
    page.limit = 10;
    view_forget_missing(o->rows);
    scope_limit(&o->job.ctx, o->rows);
    view_list(o->rows, &page);
    view_count(o->rows, key);
    bool good = view_spoilt(o->rows).code == OK;
    view_forget_missing(o->rows);
    return good;
}

static void a_page_begins_with_the_scope_or_spoils_the_run(void **state) {
    (void) state;
    office *o = two_districts();
    ListMembers in = LIST_MEMBERS_INIT;
    in.unit_no = lend("10000001");
    assert_int_equal(ask(o, "d1", "query.ListMembers", &in.base), OK);
    row_key own = key_membership_by_unit_no("10000001"),
            foreign = key_membership_by_unit_no("20000001");
    row_key district = key_case_by_district_code_state("420102", PENDING);
    row_key city = key_case_by_state(PENDING);
    assert_true(within(o, &own));
    assert_true(within(o, &district));
    assert_false(within(o, &foreign));
    assert_false(within(o, &city));
    close_office(o);
}

static void the_centre_decides_its_own_cases_only(void **state) {
    (void) state;
    office *o = two_districts();
    AddMember in = zhang();
    ClaimCase claim = CLAIM_CASE_INIT;
    GetCase look = GET_CASE_INIT;
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    claim.case_no = look.case_no = o->case_no;
    o->envelope.purpose_ref = lend("");
    assert_int_equal(ask(o, "c1", "review.ClaimCase", &claim.base), E_LEVEL);
    assert_string_equal(o->job.verdict.reason, "office");
    assert_refused(o, "d2", "review.ClaimCase", &claim.base, "case_no");
    o->envelope.purpose = lend("");
    assert_int_equal(ask(o, "c1", "query.GetCase", &look.base), E_PURPOSE);
    o->envelope.purpose = lend("02");
    assert_int_equal(ask(o, "c1", "query.GetCase", &look.base), OK);
    assert_false(o->job.ctx.plain);
    assert_int_equal(ask(o, "d1", "query.GetCase", &look.base), OK);
    assert_false(o->job.ctx.plain);
    assert_int_equal(ask(o, "d1", "review.ClaimCase", &claim.base), OK);
    assert_int_equal(ask(o, "d1", "query.GetCase", &look.base), OK);
    assert_true(o->job.ctx.plain); /* who holds the review sees what is filed */
    close_office(o);
}

#define ALONE "1000000216"

/* Given somebody who was a member of 10000001 and now pays alone through a community of 420115. */
static office *one_alone(void) {
    office *o = two_districts();
    Membership member = MEMBERSHIP_INIT;
    Spell before = SPELL_INIT, now = SPELL_INIT;
    before.person_no = now.person_no = member.person_no = lend(ALONE);
    before.unit_no = member.unit_no = lend("10000001");
    before.spell_no = 1;
    before.status = member.status = 2;
    now.spell_no = 2;
    now.status = 1;
    now.valid_from = 202601;
    now.community_code = lend("420115001001");
    PUT(o, membership, member);
    PUT(o, spell, before);
    PUT(o, spell, now);
    static const char *const places[][2] = {
        {"k1", "420115001001"}, {"k2", "420115002001"}, {"k3", "420102001001"}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        log_in(o, places[i][0], KERNEL__ROLE__COMMUNITY_OPERATOR, "", "");
        token_of(o, places[i][0])->community_code = lend(places[i][1]);
    }
    log_in(o, "p1", KERNEL__ROLE__PERSON, "", "");
    token_of(o, "p1")->person_no = lend(ALONE);
    token_of(o, "p1")->verified = VERIFIED_DOCUMENT;
    return o;
}

/* S2: himself, the community of now and its district; nobody's former unit, community or district.
 */
static void who_pays_alone_is_filed_for_where_he_is_now(void **state) {
    (void) state;
    static const struct {
        const char *who;
        status expected;
    } all[] = {{"p1", OK},          {"k1", OK},          {"d2", OK},         {"k2", E_FORBIDDEN},
               {"k3", E_FORBIDDEN}, {"d1", E_FORBIDDEN}, {"u1", E_REQUIRED}, {"c1", E_FORBIDDEN}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        office *o = one_alone();
        SuspendMember in = SUSPEND_MEMBER_INIT;
        in.name = lend("张三");
        in.reason = 229;
        in.last_period = 202611;
        in.person_no = lend(ALONE);
        status got = ask(o, all[i].who, "enrolment.SuspendMember", &in.base);
        if (all[i].expected == OK) /* through the gates, to a month without a calendar */
            assert_int_equal(got, E_PARAM_MISSING);
        else
            assert_int_equal(got, all[i].expected);
        in.unit_no = lend("10000001"); /* nor by a unit that is not theirs */
        bool own = !strcmp(all[i].who, "u1");
        got = ask(o, all[i].who, "enrolment.SuspendMember", &in.base);
        assert_true(own || got == E_FORBIDDEN || !strcmp(all[i].who, "d1"));
        close_office(o);
    }
}

/* docs/rules 7.1: a community finds its case's subject while the case is open, and no list. */
static void a_community_sees_the_subject_of_its_open_case(void **state) {
    (void) state;
    static const struct {
        Review__CaseState state;
        const char *filer;
        status expected;
    } all[] = {{PENDING, "k1", OK},
               {RETURNED, "k1", OK},
               {DRAFT, "k1", E_FORBIDDEN},
               {CASE_APPLIED, "k1", E_FORBIDDEN},
               {PENDING, "u1", E_FORBIDDEN}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        office *o = one_alone();
        Case file = CASE_INIT;
        ListEnrolments in = LIST_ENROLMENTS_INIT;
        file.case_no = o->case_no;
        file.person_no = in.person_no = lend(ALONE);
        file.state = all[i].state;
        file.filer = lend(all[i].filer);
        PUT(o, case, file);
        assert_int_equal(ask(o, "k1", "query.ListEnrolments", &in.base), all[i].expected);
        assert_refused(o, "k2", "query.ListEnrolments", &in.base, "person_no");
        in.person_no = lend(FOREIGN);
        assert_refused(o, "k1", "query.ListEnrolments", &in.base, "person_no");
        if (all[i].expected == OK) { /* and of the time in units nothing */
            in.person_no = lend(ALONE);
            assert_int_equal(ask(o, "k1", "query.ListEnrolments", &in.base), OK);
            const EnrolmentList *shown =
                (const EnrolmentList *) (const void *) o->job.changes.reply;
            assert_int_equal(shown->n_enrolment, 1);
            assert_string_equal(shown->enrolment[0]->unit_no, "");
        }
        close_office(o);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_input_has_a_record_that_the_gates_do_not_see),
        cmocka_unit_test(an_account_is_acted_on_from_directly_above),
        cmocka_unit_test(an_account_belongs_to_a_district),
        cmocka_unit_test(every_record_named_must_stand_in_the_relation),
        cmocka_unit_test(a_person_that_does_not_exist_is_refused_as_a_stranger),
        cmocka_unit_test(a_query_shows_rows_of_the_scope_only),
        cmocka_unit_test(a_unit_sees_the_person_while_it_is_a_member),
        cmocka_unit_test(own_records_need_a_session_with_a_document),
        cmocka_unit_test(a_page_begins_with_the_scope_or_spoils_the_run),
        cmocka_unit_test(the_centre_decides_its_own_cases_only),
        cmocka_unit_test(who_pays_alone_is_filed_for_where_he_is_now),
        cmocka_unit_test(a_community_sees_the_subject_of_its_open_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
