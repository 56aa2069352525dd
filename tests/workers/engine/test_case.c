/* Stories of where a case lives (labels: A2 A3): its number carries the shard in which its content
 * is decided, so content of another shard is another case; docs/cases.md. */
#include "gen/query/rows.h"
#include "gen/query/switch_business.h"
#include "gen/review/approve_case.h"
#include "gen/review/claim_case.h"
#include "gen/review/submit_case.h"
#include "tests/workers/engine/office.h"
#include "tests/workers/figures.h"
#include "workers/rules/params.h"
#include "workers/rules/term.h"

static const char ZHANG[] = "420102199001019019", OTHER[] = "420102198505050023";

static bool warned(const office *o, status code, const char *field) {
    for (size_t i = 0; i < o->job.changes.n_warning; i++)
        if (o->job.changes.warning[i].code == code &&
            !strcmp(o->job.changes.warning[i].field, field))
            return true;
    return false;
}

static bool told_of_the_next_month(const office *o) {
    for (size_t i = 0; i < o->job.changes.n_warning; i++)
        if (o->job.changes.warning[i].code == W_NEXT_PERIOD) return true;
    return false;
}

static uint32_t shard_of_case(const char *number) {
    uint32_t shard = SHARDS;
    assert_true(catalog_case_shard(number, &shard));
    return shard;
}

static AddMember named(const char *document_no) {
    AddMember in = zhang();
    in.document_no = lend(document_no);
    return in;
}

static void open_month(office *o) {
    put_month(o, NOW - 1, NOW + 86400000000, LATE_REFUSE);
}

/* A kept case of u1, in a month that is open. */
static void keep(office *o, const AddMember *in, Review__CaseState state) {
    open_month(o);
    file_case(o, "enrolment.AddMember", &in->base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              state);
    o->envelope.case_no = o->case_no;
    o->envelope.draft = true;
}

static void the_two_live_apart(void **state) {
    (void) state;
    assert_int_not_equal(catalog_document_shard(ZHANG), catalog_document_shard(OTHER));
}

static void a_draft_of_the_same_person_keeps_its_number(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = named(ZHANG);
    keep(o, &in, DRAFT);
    in.mobile = lend("13900000000");
    in.document_no = lend(" 420102199001019019"); /* another spelling of the same */
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_string_equal(o->job.case_no, o->case_no);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__DRAFTED);
    assert_int_equal(job_answer(&o->job, o->a)->payload.len, 0);
    assert_int_equal(o->job.changes.n_warning, 0);
    close_office(o);
}

/* Given a house that keeps drafts for a time, each touch begins it anew; a returned case that is
 * corrected in drafts has the time that it was given. */
static void a_draft_has_its_time_from_the_last_touch(void **state) {
    (void) state;
    const int64_t day_us = INT64_C(86400) * 1000000;
    const struct {
        Review__CaseState state;
        int32_t days;
        int64_t expires_at_us; /* when its filer is warned, five days before */
    } cases[] = {{DRAFT, 30, NOW + 25 * day_us}, {DRAFT, 0, 0}, {RETURNED, 30, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        office *o = open_office();
        AddMember in = named(ZHANG);
        const param row[] = {
            {.kind = PARAM_TERM, .group = TERM_DRAFT_DAYS, .from = 202601, .step = cases[i].days},
            {.kind = PARAM_TERM, .group = TERM_WARN_DAYS, .from = 202601, .step = 5}};
        const param_set figures = {.row = row, .n = 2};
        o->house.params = &figures;
        keep(o, &in, cases[i].state);
        in.mobile = lend("13900000000");
        assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
        assert_int_equal(find_case(o->rows, o->case_no)->expires_at_us, cases[i].expires_at_us);
        close_office(o);
    }
}

/* Given a draft, when it is kept again for somebody else, then that is a new draft where the new
 * person lives, the filer is told so, and nothing of the former one is lost. */
static void a_draft_of_another_person_is_a_new_one(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = named(ZHANG);
    keep(o, &in, DRAFT);
    const char *content = arena_dup(o->a, find_case(o->rows, o->case_no)->content);
    in.document_no = lend(OTHER);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_true(warned(o, W_NEW_CASE, "document_no"));
    assert_string_not_equal(o->job.case_no, o->case_no);
    assert_int_equal(shard_of_case(o->job.case_no), catalog_document_shard(OTHER));
    assert_string_equal(o->job.item.event[0].type->name, "review.CaseDrafted");
    const Case *former = find_case(o->rows, o->case_no);
    assert_int_equal(former->state, DRAFT);
    assert_string_equal(former->content, content);
    close_office(o);
}

static void a_draft_without_a_person_is_completed_where_the_person_lives(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = named("");
    keep(o, &in, DRAFT);
    in.mobile = lend("13900000000"); /* when it still names nobody, it stays */
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_string_equal(o->job.case_no, o->case_no);
    in.document_no = lend(ZHANG); /* when it is completed */
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_int_equal(shard_of_case(o->job.case_no), catalog_document_shard(ZHANG));
    assert_true(warned(o, W_NEW_CASE, "document_no"));
    close_office(o);
}

static void a_draft_whose_person_is_taken_out_stays(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = named(ZHANG);
    keep(o, &in, DRAFT);
    in.document_no = lend("");
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_string_equal(o->job.case_no, o->case_no);
    close_office(o);
}

/* The same for what is submitted: SetCalendar is ordered by the calendar's name. */
static void a_returned_case_about_something_else_is_a_new_case(void **state) {
    (void) state;
    office *o = open_office();
    SetCalendar in = calendar();
    file_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              RETURNED);
    o->envelope.case_no = o->case_no;
    in.calendar = lend("enrolment");
    assert_int_equal(ask(o, "c2", "collection.SetCalendar", &in.base), E_NOT_FOUND);
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__IN_REVIEW);
    assert_true(warned(o, W_NEW_CASE, "calendar"));
    assert_string_not_equal(o->job.case_no, o->case_no);
    assert_int_equal(find_case(o->rows, o->job.case_no)->state, PENDING);
    assert_int_equal(find_case(o->rows, o->case_no)->state, RETURNED);
    close_office(o);
}

static void a_case_that_waits_is_not_corrected_for_anybody(void **state) {
    (void) state;
    office *o = open_office();
    SetCalendar in = calendar();
    file_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              PENDING);
    o->envelope.case_no = o->case_no;
    in.calendar = lend("enrolment");
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), E_CASE_STATE);
    close_office(o);
}

/* Kept by an older hall: content of one person in a case of another one's shard. */
static office *with_misplaced(Review__CaseState state) {
    office *o = open_office();
    SetCalendar in = calendar();
    number_case(o, "collection.SetCalendar", &in.base);
    in.calendar = lend("enrolment");
    put_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
             state);
    return o;
}

static void what_lies_in_the_wrong_shard_is_not_submitted(void **state) {
    (void) state;
    office *o = with_misplaced(DRAFT);
    SubmitCase submit = SUBMIT_CASE_INIT;
    submit.case_no = o->case_no;
    submit.version = find_case(o->rows, o->case_no)->version;
    assert_int_equal(ask(o, "c1", "review.SubmitCase", &submit.base), E_NEW_CASE);
    assert_string_equal(o->job.verdict.field, "calendar");
    assert_int_equal(find_case(o->rows, o->case_no)->state, DRAFT);
    close_office(o);
}

static void what_lies_in_the_wrong_shard_is_not_approved(void **state) {
    (void) state;
    office *o = with_misplaced(PENDING);
    ClaimCase claim = CLAIM_CASE_INIT;
    ApproveCase approve = APPROVE_CASE_INIT;
    claim.case_no = approve.case_no = o->case_no;
    assert_int_equal(ask(o, "c2", "review.ClaimCase", &claim.base), OK);
    assert_int_equal(ask(o, "c2", "review.ApproveCase", &approve.base), E_NEW_CASE);
    assert_false(job_stores(&o->job));
    assert_int_equal(find_case(o->rows, o->case_no)->state, PENDING);
    close_office(o);
}

/* Memory that ends at any point of the decision: the filing is refused, or kept whole. */
static void a_case_keeps_its_content_or_is_refused(void **state) {
    (void) state;
    unsigned whole = 0, refused_ = 0;
    for (size_t room = 0; room <= 12288; room += 64) {
        office *o = open_office();
        AddMember in = named(ZHANG);
        in.hukou_place = in.address = long_text(o, 300); /* more than the event's other fields */
        o->envelope.draft = true;
        open_month(o);
        hand_in(o, "u1", "enrolment.AddMember", &in.base);
        assert_non_null(arena_alloc(o->a, OFFICE_BYTES - arena_used(o->a) - room));
        job_decide(&o->job, o->rows, &o->house, true);
        if (o->job.verdict.code == OK) {
            const CaseDrafted *event = (const CaseDrafted *) o->job.changes.event[0].message;
            assert_true(event->content[0] && event->subject[0] && event->document_hash.len);
            assert_string_equal(event->unit_no, "10000001");
            assert_int_equal(event->shard, catalog_document_shard(ZHANG));
            whole++;
        } else {
            assert_int_equal(o->job.verdict.code, E_ARENA);
            assert_false(job_stores(&o->job));
            refused_++;
        }
        close_office(o);
    }
    assert_true(whole && refused_);
}

/* ---- one open case ------------------------------------------------------------------------- */

/* A hall that knows the city's figures, in a month that is open. */
static office *with_figures(void) {
    office *o = open_office();
    o->house.params = &book->set;
    open_month(o);
    return o;
}

static void assert_filed_twice(office *o, const AddMember *in, const char *open) {
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in->base), E_DUP_ROW);
    assert_string_equal(o->job.verdict.field, "document_no");
    assert_string_equal(o->job.verdict.reason, "open_case");
    assert_string_equal(o->job.case_no, open);
    assert_false(job_stores(&o->job));
}

/* Given a filing that waits, when the same is filed again, then the refusal names the open one. */
static void the_same_act_for_the_same_person_waits_once(void **state) {
    (void) state;
    office *o = with_figures();
    AddMember in = named(ZHANG);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__IN_REVIEW);
    const char *open = arena_dup(o->a, o->job.case_no);
    in.document_no = lend(" 420102199001019019"); /* another spelling of the same */
    in.declared_wage_fen += 1;
    assert_filed_twice(o, &in, open);
    o->envelope.dry_run = true; /* and a dry run says so beforehand */
    assert_filed_twice(o, &in, open);
    /* when it is only a draft, or about somebody else */
    o->envelope.dry_run = false;
    o->envelope.draft = true;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    o->envelope.draft = false;
    in = named(OTHER);
    in.sex = 2;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    close_office(o);
}

static void a_correction_of_a_returned_case_is_no_second_filing(void **state) {
    (void) state;
    office *o = with_figures();
    AddMember in = named(ZHANG);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    char *open = arena_dup(o->a, o->job.case_no);
    ((Case *) (uintptr_t) find_case(o->rows, open))->state = RETURNED;
    assert_filed_twice(o, &in, open);
    o->envelope.case_no = open;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_string_equal(o->job.case_no, open);
    close_office(o);
}

/* ---- cases and the month ------------------------------------------------------------------- */

/* A filing of u1 that waits, claimed by d1, in a hall that knows the city's figures. */
static office *with_pending(const AddMember *in) {
    office *o = open_office();
    o->house.params = &book->set;
    file_case(o, "enrolment.AddMember", &in->base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    ClaimCase claim = CLAIM_CASE_INIT;
    claim.case_no = o->case_no;
    assert_int_equal(ask(o, "d1", "review.ClaimCase", &claim.base), OK);
    return o;
}

static status approve(office *o, const char *account_no) {
    ApproveCase in = APPROVE_CASE_INIT;
    in.case_no = o->case_no;
    return ask(o, account_no, "review.ApproveCase", &in.base);
}

static void assert_applied_in(office *o, int32_t period) {
    assert_int_equal(approve(o, "d1"), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__APPLIED);
    assert_int_equal(job_period(&o->job), period);
    assert_int_equal(find_case(o->rows, o->case_no)->state, CASE_APPLIED);
    assert_int_equal(find_case(o->rows, o->case_no)->period, period);
}

static void a_case_that_waited_over_the_close_counts_for_the_next_month(void **state) {
    (void) state;
    AddMember in = zhang();
    office *o = with_pending(&in);
    put_month(o, NOW - 10, NOW, LATE_REFUSE); /* and a new filing would be refused */
    assert_applied_in(o, 202612);
    assert_true(told_of_the_next_month(o));
    close_office(o);
}

static void a_month_that_is_not_open_yet_fails_no_case(void **state) {
    (void) state;
    AddMember in = zhang();
    office *o = with_pending(&in);
    put_month(o, NOW + 1, NOW + 10, LATE_REFUSE);
    assert_applied_in(o, 202611);
    close_office(o);
}

static void a_month_without_a_row_leaves_the_case_pending(void **state) {
    (void) state;
    AddMember in = zhang();
    office *o = with_pending(&in);
    assert_int_equal(approve(o, "d1"), E_PARAM_MISSING);
    assert_false(job_stores(&o->job));
    assert_int_equal(find_case(o->rows, o->case_no)->state, PENDING);
    close_office(o);
}

static void what_is_new_after_the_close_is_refused(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    put_month(o, NOW - 10, NOW, LATE_REFUSE);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_PERIOD_CLOSED);
    close_office(o);
}

/* ---- what a submission replaces ---------------------------------------------------------------
 */

/* c1 wanted to close an entry when its row had the version `replaces`; c2 approves now. */
static void approve_switch(office *o, int64_t replaces) {
    SwitchBusiness in = SWITCH_BUSINESS_INIT;
    in.method = lend("enrolment.AddMember");
    in.closed = true;
    in.notice = lend("系统升级");
    file_case(o, "query.SwitchBusiness", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              PENDING);
    CaseBase noted = CASE_BASE_INIT;
    noted.case_no = o->case_no;
    noted.submission = 1;
    noted.replaces = replaces;
    PUT(o, case_base, noted);
    ClaimCase claim = CLAIM_CASE_INIT;
    claim.case_no = o->case_no;
    assert_int_equal(ask(o, "c2", "review.ClaimCase", &claim.base), OK);
    assert_int_equal(approve(o, "c2"), OK);
}

static void what_was_replaced_meanwhile_is_not_replaced_again(void **state) {
    (void) state;
    office *o = open_office();
    Business row = BUSINESS_INIT;
    row.method = lend("enrolment.AddMember");
    PUT(o, business, row); /* of version 1 */
    approve_switch(o, 0);
    assert_int_equal(find_case(o->rows, o->case_no)->state, APPLY_FAILED);
    assert_int_equal(find_case(o->rows, o->case_no)->failure, E_VERSION);
    assert_false(find_business(o->rows, "enrolment.AddMember")->closed);
    close_office(o);
}

static void what_is_still_there_is_replaced(void **state) {
    (void) state;
    office *o = open_office();
    approve_switch(o, 0);
    assert_int_equal(find_case(o->rows, o->case_no)->state, CASE_APPLIED);
    assert_true(find_business(o->rows, "enrolment.AddMember")->closed);
    close_office(o);
}

static void a_submission_notes_what_it_replaces(void **state) {
    (void) state;
    office *o = open_office();
    Business row = BUSINESS_INIT;
    row.method = lend("enrolment.AddMember");
    PUT(o, business, row);
    SwitchBusiness in = SWITCH_BUSINESS_INIT;
    in.method = lend("enrolment.AddMember");
    number_case(o, "query.SwitchBusiness", &in.base);
    assert_int_equal(ask(o, "c1", "query.SwitchBusiness", &in.base), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(find_case_base(o->rows, o->job.case_no, 1)->replaces, 1);
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_two_live_apart),
        cmocka_unit_test(a_draft_of_the_same_person_keeps_its_number),
        cmocka_unit_test(a_draft_has_its_time_from_the_last_touch),
        cmocka_unit_test(a_draft_of_another_person_is_a_new_one),
        cmocka_unit_test(a_draft_without_a_person_is_completed_where_the_person_lives),
        cmocka_unit_test(a_draft_whose_person_is_taken_out_stays),
        cmocka_unit_test(a_returned_case_about_something_else_is_a_new_case),
        cmocka_unit_test(a_case_that_waits_is_not_corrected_for_anybody),
        cmocka_unit_test(what_lies_in_the_wrong_shard_is_not_submitted),
        cmocka_unit_test(what_lies_in_the_wrong_shard_is_not_approved),
        cmocka_unit_test(a_case_keeps_its_content_or_is_refused),
        cmocka_unit_test(the_same_act_for_the_same_person_waits_once),
        cmocka_unit_test(a_correction_of_a_returned_case_is_no_second_filing),
        cmocka_unit_test(a_case_that_waited_over_the_close_counts_for_the_next_month),
        cmocka_unit_test(a_month_that_is_not_open_yet_fails_no_case),
        cmocka_unit_test(a_month_without_a_row_leaves_the_case_pending),
        cmocka_unit_test(what_is_new_after_the_close_is_refused),
        cmocka_unit_test(what_was_replaced_meanwhile_is_not_replaced_again),
        cmocka_unit_test(what_is_still_there_is_replaced),
        cmocka_unit_test(a_submission_notes_what_it_replaces),
    };
    return cmocka_run_group_tests(tests, read_figures, forget_figures);
}
