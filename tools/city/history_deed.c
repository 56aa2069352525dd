/* history_deed: files one deed of the day and hears what became of it. */
#include <stdio.h>
#include <string.h>

#include "tools/city/history.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/identifier/citizen_id.h"

enum { REVIEW_MOST = 8, CORRECT_MOST = 4, DRAFT_MOST = 5, EXPIRY_DAYS = 23, WARNING_DAYS = 5 };
static const double drafted = 0.03, forgotten = 0.2; /* of the filings; of the drafts */

/* ---- the acts ------------------------------------------------------------------------------ */

static const param *limit_of(const history *h) {
    const param *limit = NULL;
    status s = params_limit(h->plan->params, INSURANCE_PENSION, 1,
                            period_from_date(history_date(h)), &limit);
    must(s == OK); /* the day is open */
    return limit;
}

/* Who moves from another unit says so. */
static const ProtobufCMessage *join_message(history *h, const matter *m, deed *d) {
    const insured *who = &h->insured[m->who];
    const param *limit = limit_of(h);
    person_make(&h->random, h->plan->unit[m->unit].unit_no, history_date(h), limit->floor_fen,
                limit->ceiling_fen, &d->person);
    AddMember *in = &d->person.in;
    in->document_no = lend(who->document_no);
    in->name = lend(who->name);
    in->birth_date = city_birth(who->document_no);
    in->sex = (who->document_no[16] - '0') % 2 ? SEX_MALE : SEX_FEMALE;
    if (who->unit != NOWHERE) in->reason = 141;
    return &in->base;
}

static const ProtobufCMessage *leave_message(history *h, const matter *m, deed *d) {
    static const double share[] = {70, 20, 6, 4};
    static const int32_t reason[] = {221, 222, 229, 228};
    SuspendMember *in = &d->leaves;
    *in = (SuspendMember) SUSPEND_MEMBER_INIT;
    in->unit_no = lend(h->plan->unit[m->unit].unit_no);
    in->document_no = lend(h->insured[m->who].document_no);
    in->name = lend(h->insured[m->who].name);
    in->reason = reason[random_pick(&h->random, share, 4)];
    in->last_period = period_from_date(history_date(h));
    if (in->reason <= 222) in->contract_end_date = history_date(h);
    return &in->base;
}

static const ProtobufCMessage *resume_message(history *h, const matter *m, deed *d) {
    ResumeMember *in = &d->resumes;
    *in = (ResumeMember) RESUME_MEMBER_INIT;
    in->unit_no = lend(h->plan->unit[m->unit].unit_no);
    in->document_no = lend(h->insured[m->who].document_no);
    in->name = lend(h->insured[m->who].name);
    in->resume_period = period_from_date(history_date(h));
    in->declared_wage_fen = limit_of(h)->floor_fen;
    return &in->base;
}

/* A miscopied name and a mobile number that is too short. */
static void spoil(const matter *m, deed *d) {
    static char nobody[] = "误写", number[] = "1999";
    d->person.in.mobile = number;
    if (m->kind == LEAVES) d->leaves.name = nobody;
    if (m->kind == RESUMES) d->resumes.name = nobody;
}

const ProtobufCMessage *history_filed(history *h, const matter *m, bool faulty, deed *d) {
    const ProtobufCMessage *out = m->kind == JOINS      ? join_message(h, m, d)
                                  : m->kind == LEAVES   ? leave_message(h, m, d)
                                  : history_is_alone(m) ? history_alone_filed(h, m, d)
                                                        : resume_message(h, m, d);
    if (faulty) spoil(m, d);
    return out;
}

static const ProtobufCMessage *decision_message(const matter *m, deed *d) {
    d->approve = (ApproveCase) APPROVE_CASE_INIT;
    d->send_back = (ReturnCase) RETURN_CASE_INIT;
    d->reject = (RejectCase) REJECT_CASE_INIT;
    d->approve.case_no = d->send_back.case_no = d->reject.case_no = lend(m->case_no);
    d->send_back.reason = lend("材料与申报内容不一致，请核对后重新提交");
    d->reject.reason = lend("不符合办理条件");
    return m->fate == APPROVED    ? &d->approve.base
           : m->fate == SENT_BACK ? &d->send_back.base
                                  : &d->reject.base;
}

static const ProtobufCMessage *case_message(const matter *m, deed *d) {
    d->submit = (SubmitCase) SUBMIT_CASE_INIT;
    d->withdraw = (WithdrawCase) WITHDRAW_CASE_INIT;
    d->expire = (ExpireDraft) EXPIRE_DRAFT_INIT;
    d->submit.case_no = d->withdraw.case_no = d->expire.case_no = lend(m->case_no);
    return m->step == STEP_SUBMIT   ? &d->submit.base
           : m->step == STEP_EXPIRE ? &d->expire.base
                                    : &d->withdraw.base;
}

/* ---- what became of it --------------------------------------------------------------------- */

/* Of what is reviewed 6 % does not pass at once: docs/rules 9.3. */
static matter_fate draw_fate(history *h) {
    static const double share[] = {92.5, 4, 2, 1.5};
    return (matter_fate) random_pick(&h->random, share, 4);
}

static void end(history *h, int32_t number, bool accepted) {
    const matter over = h->matter[number];
    history_over(h, &over, accepted);
}

static void waits(history *h, int32_t number) {
    matter *m = &h->matter[number];
    m->fate = m->step == STEP_CORRECT ? APPROVED : draw_fate(h);
    if (m->fate == TAKEN_BACK)
        history_later(h, number, STEP_WITHDRAW, 1);
    else
        history_later(h, number, STEP_REVIEW, history_days(h, 1, REVIEW_MOST));
}

/* The clock warns of it a month after it was kept, and ends it after a week. */
static void expires(history *h, int32_t number) {
    history_later(h, number, STEP_EXPIRE, h->matter[number].drafted + EXPIRY_DAYS - h->today);
}

static void was_drafted(history *h, int32_t number) {
    h->matter[number].drafted = h->today;
    if (random_unit(&h->random) < forgotten)
        expires(h, number);
    else
        history_later(h, number, STEP_SUBMIT, history_days(h, 1, DRAFT_MOST));
}

/* What could not be submitted again goes in the end: nobody leaves it lying for ever. */
static bool goes_later(history *h, int32_t number, const Bus__Answer *answer) {
    matter_step step = h->matter[number].step;
    if (answer->status == OK || (step != STEP_SUBMIT && step != STEP_CORRECT)) return false;
    if (step == STEP_SUBMIT)
        expires(h, number);
    else
        history_later(h, number, STEP_WITHDRAW, 1);
    return true;
}

void history_told(void *self, size_t about, const Bus__Answer *answer) {
    history *h = self;
    int32_t number = (int32_t) about;
    matter *m = &h->matter[number];
    if (answer->case_no[0]) snprintf(m->case_no, sizeof m->case_no, "%s", answer->case_no);
    bool gone = m->step == STEP_EXPIRE || m->step == STEP_WITHDRAW;
    if (answer->outcome == BUS__OUTCOME__IN_REVIEW)
        waits(h, number);
    else if (answer->outcome == BUS__OUTCOME__DRAFTED)
        was_drafted(h, number);
    else if (m->step == STEP_REVIEW && m->fate == SENT_BACK && answer->status == OK)
        history_later(h, number, STEP_CORRECT, history_days(h, 1, CORRECT_MOST));
    else if (m->step == STEP_EXPIRE && answer->status == OK && !m->warned) {
        m->warned = true;
        history_later(h, number, STEP_EXPIRE, WARNING_DAYS);
    } else if (!goes_later(h, number, answer))
        end(h, number, answer->outcome == BUS__OUTCOME__APPLIED && !gone && m->fate == APPROVED);
}

/* ---- filing -------------------------------------------------------------------------------- */

reviewer *history_reviewer(history *h, int32_t number) {
    const char *district = h->plan->unit[h->matter[number].unit].district;
    int32_t first = 0;
    while (first < h->n_reviewer && strcmp(h->reviewer[first].district, district) != 0) first++;
    return &h->reviewer[first + number % REVIEWERS_EACH];
}

static status review(history *h, const deed_of_day *at, deed *d) {
    const matter *m = &h->matter[at->matter];
    city_filing f = {.token = history_reviewer(h, at->matter)->token};
    d->claim = (ClaimCase) CLAIM_CASE_INIT;
    d->claim.case_no = lend(m->case_no);
    f.in = at->claims ? &d->claim.base : decision_message(m, d);
    return loader_file(h->loader, &f, at->at_us, at->claims ? NULL : history_told, h,
                       (size_t) at->matter);
}

static bool is_filing(matter_step step) {
    return step == STEP_FILE || step == STEP_KEEP_DRAFT || step == STEP_CORRECT;
}

status history_do(history *h, const deed_of_day *at) {
    deed d;
    matter *m = &h->matter[at->matter];
    if (m->step == STEP_REVIEW) return review(h, at, &d);
    if (m->who == NOWHERE) m->who = history_newcomer(h, m->unit);
    if (m->step == STEP_FILE && !history_is_alone(m) && random_unit(&h->random) < drafted)
        m->step = STEP_KEEP_DRAFT;
    history_filer(h, m, d.account_no);
    const city_filing f = {.account_no = m->step == STEP_EXPIRE ? "" : d.account_no,
                           .case_no = m->step == STEP_CORRECT ? m->case_no : "",
                           .in = is_filing(m->step) ? history_filed(h, m, false, &d)
                                                    : case_message(m, &d),
                           .draft = m->step == STEP_KEEP_DRAFT};
    return loader_file(h->loader, &f, at->at_us, history_told, h, (size_t) at->matter);
}
