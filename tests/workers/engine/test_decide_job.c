/* Stories of what surrounds every handler: form, gates, and the case around a command (labels: A5
 * S9 S33). Rows are in memory, nothing is stored. */
#include "gen/identity/login.h"
#include "gen/query/get_case.h"
#include "gen/query/list_members.h"
#include "gen/query/rows.h"
#include "gen/review/approve_case.h"
#include "gen/review/claim_case.h"
#include "gen/review/reject_case.h"
#include "gen/review/return_case.h"
#include "gen/review/submit_case.h"
#include "gen/review/withdraw_case.h"
#include "store/log/tidy.h"
#include "tests/workers/engine/office.h"

static void a_case_number_without_end_is_refused_for_its_form(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    o->rows = view_open(o->a, NULL, NULL); /* nothing is loaded, not even the login */
    o->envelope.case_no = long_text(o, 500);
    assert_int_equal(ask(o, "nobody", "enrolment.AddMember", &in.base), E_TOO_LONG);
    assert_string_equal(o->job.verdict.field, "case_no");
    o->envelope.case_no = lend("2026\xff");
    assert_int_equal(ask(o, "nobody", "enrolment.AddMember", &in.base), E_TEXT);
    close_office(o);
}

static void a_draft_may_lack_fields_but_what_is_there_is_checked(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    o->envelope.draft = true;
    in.name = in.mobile = lend("");
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_PARAM_MISSING);
    in.unit_no = long_text(o, 600);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_TOO_LONG);
    in.unit_no = lend("");
    in.document_no = long_text(o, 600);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_TOO_LONG);
    assert_string_equal(o->job.verdict.field, "document_no");
    close_office(o);
}

static void only_the_filers_side_changes_a_returned_case(void **state) {
    (void) state;
    office *o = open_office();
    SetCalendar in = calendar();
    file_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              RETURNED);
    o->envelope.case_no = o->case_no;
    in.closes_at_us += 1;
    assert_int_equal(ask(o, "c2", "collection.SetCalendar", &in.base), E_NOT_FOUND);
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__IN_REVIEW);
    close_office(o);
}

static void switch_business(office *o, bool closed, bool presence) {
    Business row = BUSINESS_INIT;
    row.method = lend("enrolment.AddMember");
    row.closed = closed;
    row.presence = presence;
    PUT(o, business, row);
}

static void a_business_that_needs_presence_is_filed_at_the_office_only(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    switch_business(o, false, true);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_PRESENCE);
    assert_int_equal(ask(o, "d1", "enrolment.AddMember", &in.base), E_PARAM_MISSING);
    close_office(o);
}

static void a_kept_draft_of_a_closed_business_is_not_submitted(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    SubmitCase submit = SUBMIT_CASE_INIT;
    submit.case_no = o->case_no;
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              DRAFT);
    switch_business(o, true, false);
    assert_int_equal(ask(o, "u1", "review.SubmitCase", &submit.base), E_BUSINESS_CLOSED);
    close_office(o);
}

static void a_missing_parameter_does_not_fail_an_approved_case_for_good(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    ClaimCase claim = CLAIM_CASE_INIT;
    ApproveCase approve = APPROVE_CASE_INIT;
    claim.case_no = approve.case_no = o->case_no;
    assert_int_equal(ask(o, "d1", "review.ClaimCase", &claim.base), OK);
    assert_int_equal(ask(o, "d1", "review.ApproveCase", &approve.base), E_PARAM_MISSING);
    assert_int_equal(find_case(o->rows, o->case_no)->state, PENDING);
    close_office(o);
}

static void reaching_for_what_is_not_ones_own_is_noticed(void **state) {
    (void) state;
    office *o = open_office();
    ListMembers look = LIST_MEMBERS_INIT;
    look.unit_no = lend("10000002");
    assert_int_equal(ask(o, "u1", "query.ListMembers", &look.base), E_FORBIDDEN);
    assert_int_equal(o->job.notice, NOTICE_REFUSED);
    /* also when the handler refuses: a reviewer withdraws nothing for the filer */
    AddMember in = zhang();
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    WithdrawCase withdraw = WITHDRAW_CASE_INIT;
    withdraw.case_no = o->case_no;
    assert_int_equal(ask(o, "d1", "review.WithdrawCase", &withdraw.base), E_FORBIDDEN);
    assert_int_equal(o->job.notice, NOTICE_REFUSED);
    assert_false(job_stores(&o->job));
    close_office(o);
}

static void asking_about_a_stranger_is_noticed(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    put_month(o, NOW - 1, NOW + 1, LATE_REFUSE);
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_PARAM_MISSING);
    assert_int_equal(o->job.notice, NOTICE_PROBED); /* a refusal tells something */
    o->envelope.draft = true;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_int_equal(o->job.notice, NOTICE_NONE); /* a draft is answered without looking */
    o->envelope.draft = false;
    in.document_no = lend("");
    assert_int_not_equal(ask(o, "u1", "enrolment.AddMember", &in.base), OK);
    assert_int_equal(o->job.notice, NOTICE_NONE);
    close_office(o);
}

/* As if a look at a record were counted somewhere: the catalogue of businesses has such a row. */
static event_type with_an_effect(const event_type *read) {
    static apply_copy copy;
    static apply_type effect;
    copy = (apply_copy){(unsigned) catalog_field(read->message, "method"),
                        (unsigned) catalog_field(row_business.message, "method")};
    effect = (apply_type){.row = &row_business,
                          .until = UINT32_MAX,
                          .create = true,
                          .each = -1,
                          .n_copy = 1,
                          .copy = &copy};
    event_type out = *read;
    out.n_apply = 1;
    out.apply = &effect;
    return out;
}

/* Live as in a replay: a query's event has its effects, in the transaction that stores it. */
static void what_a_query_says_happened_is_folded_like_a_command(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    GetCase look = GET_CASE_INIT;
    look.case_no = o->case_no;
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    assert_int_equal(ask(o, "d1", "query.GetCase", &look.base), OK);
    assert_true(job_stores(&o->job));
    assert_int_equal(o->job.item.n_event, 1);
    event_type counted = with_an_effect(o->job.changes.event[0].type);
    o->job.changes.event[0].type = &counted;
    assert_null(find_business(o->rows, "query.GetCase"));
    assert_int_equal(job_fold_look(&o->job, o->rows, &o->house), OK);
    assert_string_equal(o->job.item.event[0].type->name, "query.RecordRead");
    assert_string_equal(o->job.item.event[0].subject, o->case_no);
    assert_int_equal(find_business(o->rows, "query.GetCase")->version, 1);
    close_office(o);
}

/* Approved and rejected in one batch: the second ran on the rows as they were while the first one
 * waited; what it wanted then is nothing once it is refused. */
static void what_a_waiting_run_wanted_is_not_stored(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    ClaimCase claim = CLAIM_CASE_INIT;
    RejectCase reject = REJECT_CASE_INIT;
    ReturnCase back = RETURN_CASE_INIT;
    claim.case_no = reject.case_no = back.case_no = o->case_no;
    reject.reason = back.reason = lend("材料不全");
    assert_int_equal(ask(o, "d1", "review.ClaimCase", &claim.base), OK);
    hand_in(o, "d1", "review.RejectCase", &reject.base);
    job_decide(&o->job, o->rows, &o->house, false);
    assert_int_equal(o->job.state, JOB_WAITING);
    job second = o->job;
    assert_int_equal(ask(o, "d1", "review.ReturnCase", &back.base), OK);
    assert_true(job_stores(&o->job));
    o->envelope.method = lend("review.RejectCase");
    o->work.command = second.command;
    job_decide(&second, o->rows, &o->house, true);
    assert_int_equal(second.verdict.code, E_CASE_STATE);
    assert_false(job_stores(&second));
    close_office(o);
}

/* A login as the account types it: `u9` does not exist. */
static void try_login(office *o, const char *account_no, const char *password) {
    Login in = LOGIN_INIT;
    uint8_t *hash = arena_alloc(o->a, CRYPT_HASH_BYTES);
    memset(hash, 7, CRYPT_HASH_BYTES);
    in.account_no = lend(account_no);
    in.password = lend(password);
    in.token_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
    o->rows = view_open(o->a, NULL, NULL); /* nothing is loaded: what is asked for is seen */
    hand_in(o, "", "identity.Login", &in.base);
    o->envelope.token = (ProtobufCBinaryData){0, NULL};
}

/* Refused for its form: before an account is looked at, a password hashed or a kept answer found.
 */
static void assert_no_trial(office *o, const char *field) {
    static const struct {
        const char *account_no, *password;
    } tries[] = {{"u1", "Wuhan-2026-Hall"}, {"u1", "wrong"}, {"u9", "Wuhan-2026-Hall"}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        try_login(o, tries[i].account_no, tries[i].password);
        assert_int_equal(o->job.state, JOB_DECIDED);
        assert_int_equal(o->job.verdict.code, E_NO_TRIAL);
        assert_string_equal(o->job.verdict.field, field);
        assert_int_equal(o->job.outcome, BUS__OUTCOME__REFUSED);
        assert_false(view_missing(o->rows));
        assert_false(job_stores(&o->job));
    }
}

static void a_password_is_never_tried_without_the_act(void **state) {
    (void) state;
    office *o = open_office();
    o->envelope.dry_run = true;
    assert_no_trial(o, "dry_run");
    o->envelope.dry_run = false;
    o->envelope.draft = true;
    assert_no_trial(o, "draft");
    o->envelope.draft = false;
    o->envelope.case_no = o->case_no;
    assert_no_trial(o, "case_no");
    /* when none of them is set, the login is decided as ever */
    o->envelope.case_no = lend("");
    try_login(o, "u1", "Wuhan-2026-Hall");
    assert_int_equal(o->job.state, JOB_WAITING);
    close_office(o);
}

/* What carries a credential is secret, and nothing that is secret waits anywhere as content. */
static void the_contract_keeps_credentials_out_of_cases_files_and_queries(void **state) {
    (void) state;
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        for (unsigned k = 0; k < c->input->descriptor->n_fields; k++)
            if (c->input->field[k].personal == KERNEL__PERSONAL__CREDENTIAL) assert_true(c->secret);
        if (!c->secret) continue;
        assert_int_equal(c->review.when, KERNEL__WHEN__NEVER);
        assert_true(!c->query && !c->intake && !c->sheet[0]);
    }
}

static void a_dry_run_at_what_is_not_ones_own_is_noticed_as_well(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    in.unit_no = lend("10000002");
    o->envelope.dry_run = true;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_FORBIDDEN);
    assert_int_equal(o->job.notice, NOTICE_REFUSED);
    assert_false(job_stores(&o->job));
    /* and nothing else of a dry run is stored */
    SetCalendar good = calendar();
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &good.base), OK);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__WOULD_REVIEW);
    assert_false(job_stores(&o->job));
    close_office(o);
}

/* An id whose maker's clock said `age_us` before now. */
static void made_before(office *o, int64_t age_us) {
    int64_t ms = (NOW - age_us) / 1000;
    for (unsigned i = 0; i < 6; i++) o->id[i] = (uint8_t) (ms >> (40 - 8 * i));
    o->id[6] = 0x70;
    o->id[8] = 0x80;
}

static void an_id_from_outside_is_refused_before_its_answer_is_forgotten(void **state) {
    (void) state;
    office *o = open_office();
    const int64_t day = 86400LL * 1000000;
    const peer_key web = {.peer = PEER_WEB}, agent = {.peer = PEER_ROSTER};
    SetCalendar in = calendar();
    o->house.horizon_us = 400 * day;
    o->origin = &web;
    const struct {
        int64_t age_us;
        status expected;
    } cases[] = {{0, OK},
                 {400 * day, OK},
                 {400 * day + 1000, E_KEY_OLD},
                 {-day, OK},
                 {-day - 1000, E_KEY_OLD}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made_before(o, cases[i].age_us);
        assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), cases[i].expected);
    }
    /* an id from the latest clock that is let in: refused from the moment its answer may go */
    made_before(o, -day);
    const int64_t goes_us = NOW + 401 * day + 1;
    assert_true(tidy_before(goes_us - 1, o->house.horizon_us) <= NOW);
    assert_true(tidy_before(goes_us, o->house.horizon_us) > NOW);
    o->stamp.received_at_us = goes_us;
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), E_KEY_OLD);
    o->stamp.received_at_us = NOW;
    made_before(o, 0);
    o->id[6] = 0x40; /* a random one says nothing about its age */
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), E_KEY_MISSING);
    /* what the hall derives itself may be of any kind, and is kept for ever */
    o->origin = &agent;
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), OK);
    assert_true(o->job.item.forever);
    made_before(o, 0);
    assert_int_equal(ask(o, "c1", "collection.SetCalendar", &in.base), OK);
    assert_false(o->job.item.forever);
    close_office(o);
}

/* Given a case whose block was exchanged or cut, then whoever asks for it learns that and nothing
 * else, and nothing is stored. */
static void a_row_that_does_not_open_is_an_answer_of_its_own(void **state) {
    (void) state;
    office *o = open_office();
    Case row = CASE_INIT;
    uint8_t block[] = {CRYPT_SM, 1, 2, 3};
    ClaimCase claim = CLAIM_CASE_INIT;
    view *shut = view_open(o->a, vault_opener, o->house.keys);
    view_all_known(shut);
    claim.case_no = row.case_no = o->case_no;
    row.district_code = lend("420102");
    row.state = PENDING;
    row.sealed = (ProtobufCBinaryData){sizeof block, block};
    o->rows = shut;
    log_in(o, "d1", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420102");
    PUT(o, case, row);
    seal_secret secret; /* the case has a key */
    vault_new(o->house.keys, o->case_no);
    assert_int_equal(vault_secret(o->house.keys, o->case_no, true, &secret), OK);
    assert_int_equal(ask(o, "d1", "review.ClaimCase", &claim.base), E_SEAL);
    assert_int_equal(o->job.outcome, BUS__OUTCOME__REFUSED);
    assert_int_equal(o->job.spoilt.code, E_SEAL);
    assert_string_equal(o->job.spoilt.what, "case_file");
    assert_string_equal(o->job.spoilt.subject, o->case_no);
    assert_false(job_stores(&o->job));
    close_office(o);
}

/* An answer without its reply would say that there is nothing; a kept one would say so for ever. */
static void an_answer_is_whole_or_none(void **state) {
    (void) state;
    office *o = open_office();
    ListMembers in = LIST_MEMBERS_INIT;
    Membership row = MEMBERSHIP_INIT;
    row.unit_no = in.unit_no = lend("10000001");
    in.limit = 100;
    for (unsigned i = 0; i < in.limit; i++) {
        row.person_no = arena_printf(o->a, "1%09u", i);
        PUT(o, membership, row);
    }
    assert_int_equal(ask(o, "u1", "query.ListMembers", &in.base), OK);
    size_t bytes = protobuf_c_message_get_packed_size(o->job.changes.reply), whole = 0;
    for (size_t room = 64; room <= 16384; room += 64) {
        arena *a = arena_open(room);
        const Bus__Answer *answer = job_answer(&o->job, a);
        if (answer) assert_int_equal(answer->payload.len, bytes);
        whole += answer ? 1 : 0;
        arena_close(a);
    }
    assert_in_range(whole, 1, 16384 / 64 - 1);
    close_office(o);
}

static bool wants_counter(const office *o, const char *name) {
    const row_key *const *wanted;
    size_t n = view_wanted(o->rows, &wanted);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(wanted[i]->type->name, "Counter") &&
            !memcmp(wanted[i]->part[1].data, name, strlen(name)))
            return true;
    return false;
}

/* Who was never here is enrolled after one round of loading. */
static void numbers_are_asked_for_with_the_first_rows(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    o->rows = view_open(o->a, NULL, NULL);
    hand_in(o, "u1", "enrolment.AddMember", &in.base);
    job_decide(&o->job, o->rows, &o->house, false);
    assert_true(view_missing(o->rows));
    assert_true(wants_counter(o, "case"));
    close_office(o);
}

static void one_search_hash_serves_all_runs_of_a_command(void **state) {
    (void) state;
    office *o = open_office();
    AddMember in = zhang();
    hand_in(o, "u1", "enrolment.AddMember", &in.base);
    const context *ctx = &o->job.ctx;
    ProtobufCBinaryData first = ctx->search_hash(ctx, o->rows, "420102199001019019");
    assert_ptr_equal(ctx->search_hash(ctx, o->rows, "420102199001019019").data, first.data);
    const void *key = vault_search_key(o->house.keys);
    assert_memory_equal(first.data, seal_search_hash(key, "420102199001019019", o->a).data, 32);
    assert_memory_equal(ctx->search_hash(ctx, o->rows, "G1234").data,
                        seal_search_hash(key, "G1234", o->a).data, 32);
    assert_int_equal(ctx->search_hash(ctx, o->rows, "").len, 0);
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_number_without_end_is_refused_for_its_form),
        cmocka_unit_test(a_draft_may_lack_fields_but_what_is_there_is_checked),
        cmocka_unit_test(only_the_filers_side_changes_a_returned_case),
        cmocka_unit_test(a_business_that_needs_presence_is_filed_at_the_office_only),
        cmocka_unit_test(a_kept_draft_of_a_closed_business_is_not_submitted),
        cmocka_unit_test(a_missing_parameter_does_not_fail_an_approved_case_for_good),
        cmocka_unit_test(reaching_for_what_is_not_ones_own_is_noticed),
        cmocka_unit_test(asking_about_a_stranger_is_noticed),
        cmocka_unit_test(what_a_query_says_happened_is_folded_like_a_command),
        cmocka_unit_test(what_a_waiting_run_wanted_is_not_stored),
        cmocka_unit_test(a_password_is_never_tried_without_the_act),
        cmocka_unit_test(the_contract_keeps_credentials_out_of_cases_files_and_queries),
        cmocka_unit_test(a_row_that_does_not_open_is_an_answer_of_its_own),
        cmocka_unit_test(a_dry_run_at_what_is_not_ones_own_is_noticed_as_well),
        cmocka_unit_test(an_id_from_outside_is_refused_before_its_answer_is_forgotten),
        cmocka_unit_test(an_answer_is_whole_or_none),
        cmocka_unit_test(numbers_are_asked_for_with_the_first_rows),
        cmocka_unit_test(one_search_hash_serves_all_runs_of_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
