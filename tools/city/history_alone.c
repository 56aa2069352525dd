/* history_alone: persons who pay alone. Each is of a community, one a district, whose operator
 * pauses and resumes for some of them; the system decides. The shares are docs/rules 9.3. */
#include <stdio.h>
#include <string.h>

#include "tools/city/history.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { MONTH_DAYS = 21, GAP_MEAN = 5, REASON_OTHER = 229, TIER = 60 };
static const double for_each_employee = 0.90 / 1.95, with_gap = 0.24;

bool history_is_alone(const matter *m) {
    return m->kind == ALONE_PAUSES || m->kind == ALONE_RESUMES;
}

static status open_community(history *h, const char *district) {
    int32_t number = h->n_community++;
    city_account *a = &h->community[number];
    *a = (city_account){.role = KERNEL__ROLE__COMMUNITY_OPERATOR, .factor = h->plan->factor};
    snprintf(a->account_no, sizeof a->account_no, "street%s", district);
    snprintf(a->district_code, sizeof a->district_code, "%s", district);
    snprintf(a->community_code, sizeof a->community_code, "%s009001", district);
    snprintf(a->name, sizeof a->name, "社区经办%s", district);
    city_document(19850101, (unsigned) number, a->document_no);
    return loader_add(h->loader, city_account_make, h->plan->password, a, sizeof *a,
                      (uint32_t) number, h->plan->at_us);
}

static status open_communities(history *h) {
    status s = OK;
    for (int32_t i = 0; s == OK && i < h->n_reviewer; i += REVIEWERS_EACH)
        s = open_community(h, h->reviewer[i].district);
    if (s == OK) s = loader_flush(h->loader);
    for (int32_t i = 0; s == OK && i < h->n_community; i++)
        s = city_sign(h->loader, h->community[i].account_no, h->plan->at_us);
    return s;
}

/* Some pause once, on any day. */
static status add_person(history *h) {
    int32_t who = history_stranger(h),
            community = (int32_t) random_below(&h->random, (uint32_t) h->n_community);
    city_alone one = {.from_period = period_from_date(h->plan->from)};
    snprintf(one.document_no, sizeof one.document_no, "%s", h->insured[who].document_no);
    snprintf(one.name, sizeof one.name, "%s", h->insured[who].name);
    snprintf(one.community_code, sizeof one.community_code, "%s",
             h->community[community].community_code);
    if (random_unit(&h->random) < with_gap)
        history_matter(h, (matter){.kind = ALONE_PAUSES, .who = who, .unit = community},
                       history_days(h, 0, h->n_day - 1));
    return loader_add(h->loader, city_alone_enter, h, &one, sizeof one,
                      catalog_document_shard(one.document_no), h->plan->at_us);
}

status history_alone(history *h) {
    int64_t n = (int64_t) ((double) h->plan->persons * for_each_employee);
    status s = open_communities(h);
    for (int64_t i = 0; s == OK && h->n_community && i < n; i++) s = add_person(h);
    return s == OK ? loader_flush(h->loader) : s;
}

static const ProtobufCMessage *pause_message(const history *h, const insured *who, deed *d) {
    SuspendMember *in = &d->leaves;
    *in = (SuspendMember) SUSPEND_MEMBER_INIT;
    in->document_no = lend(who->document_no);
    in->name = lend(who->name);
    in->reason = REASON_OTHER;
    in->last_period = period_from_date(history_date(h));
    return &in->base;
}

const ProtobufCMessage *history_alone_filed(const history *h, const matter *m, deed *d) {
    const insured *who = &h->insured[m->who];
    if (m->kind == ALONE_PAUSES) return pause_message(h, who, d);
    ResumeMember *in = &d->resumes;
    *in = (ResumeMember) RESUME_MEMBER_INIT;
    in->document_no = lend(who->document_no);
    in->name = lend(who->name);
    in->resume_period = period_from_date(history_date(h));
    in->tier_percent = TIER;
    return &in->base;
}

/* The gap is geometric in months. Who has resumed owes its month until money comes, and files
 * nothing more. */
void history_alone_over(history *h, const matter *m, bool accepted) {
    int32_t months = 1;
    if (m->kind != ALONE_PAUSES || !accepted) return;
    while (random_below(&h->random, GAP_MEAN)) months++;
    history_matter(h, (matter){.kind = ALONE_RESUMES, .who = m->who, .unit = m->unit},
                   months * MONTH_DAYS);
}
