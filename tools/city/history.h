/* history: the inside of a city's history, shared by history*.c; nobody else includes it. Time is
 * counted in open days: working days of months for which there are limits (docs/rules 9.3). Each
 * filing is a matter that goes on from day to day until its case is over. */
#ifndef HALL_TOOLS_CITY_HISTORY_H
#define HALL_TOOLS_CITY_HISTORY_H

#include "gen/enrolment/resume_member.h"
#include "gen/enrolment/suspend_member.h"
#include "gen/review/approve_case.h"
#include "gen/review/claim_case.h"
#include "gen/review/expire_draft.h"
#include "gen/review/reject_case.h"
#include "gen/review/return_case.h"
#include "gen/review/submit_case.h"
#include "gen/review/withdraw_case.h"
#include "tools/city/city.h"

enum { NOWHERE = -1, REVIEWERS_EACH = 2, DISTRICTS_MAX = 32, TOKEN_BYTES = 32, ACCOUNT_SIZE = 24 };

typedef enum standing { OUTSIDE, INSIDE, PAUSED, BUSY } standing;

/* Somebody with a document number. unit: where he is or was last; at: his place among the members.
 */
typedef struct insured {
    char document_no[CITY_DOCUMENT_SIZE], name[64];
    int32_t unit, at;
    standing standing;
} insured;

/* ALONE_...: of somebody who pays alone; `unit` is then the number of a community. */
typedef enum matter_kind { JOINS, LEAVES, RESUMES, ALONE_PAUSES, ALONE_RESUMES } matter_kind;

/* What is done with a matter next. */
typedef enum matter_step {
    STEP_FILE,
    STEP_KEEP_DRAFT,
    STEP_SUBMIT,
    STEP_EXPIRE,
    STEP_REVIEW,
    STEP_CORRECT,
    STEP_WITHDRAW
} matter_step;

/* How its review is to end. */
typedef enum matter_fate { APPROVED, SENT_BACK, REFUSED, TAKEN_BACK } matter_fate;

/* who: NOWHERE until somebody is found for the place. next: of the same day. drafted: the day on
 * which it was kept as a draft. */
typedef struct matter {
    matter_kind kind;
    matter_step step;
    matter_fate fate;
    int32_t who, unit, next, drafted;
    bool warned; /* its draft: the clock said that it will end */
    char case_no[20];
} matter;

/* An operator of a district's office, with the session of the day. */
typedef struct reviewer {
    char account_no[ACCOUNT_SIZE], district[8];
    uint8_t token[TOKEN_BYTES];
    int32_t day; /* of the session */
} reviewer;

/* A message of one of the kinds, and what it lends. */
typedef struct deed {
    city_person person;
    SuspendMember leaves;
    ResumeMember resumes;
    ApproveCase approve;
    ReturnCase send_back;
    RejectCase reject;
    ClaimCase claim;
    SubmitCase submit;
    WithdrawCase withdraw;
    ExpireDraft expire;
    char account_no[ACCOUNT_SIZE];
} deed;

/* One deed of the day, in the order of time. */
typedef struct deed_of_day {
    int64_t at_us;
    int32_t matter;
    bool claims; /* the first half of a review */
} deed_of_day;

typedef struct history {
    loader *loader;
    const city_plan *plan;
    city_random random;
    int32_t *day, n_day, today; /* dates of the open days; where we are among them */
    int32_t *due;               /* first matter of each day */
    matter *matter;
    int32_t n_matter, matter_room;
    insured *insured;
    int32_t n_insured, insured_room;
    int32_t *member, n_member, member_room; /* who is a member, in no order */
    int32_t *left, n_left, left_room;       /* who is a member of nothing */
    reviewer reviewer[DISTRICTS_MAX * REVIEWERS_EACH];
    int32_t n_reviewer;
    city_account community[DISTRICTS_MAX];
    int32_t n_community;
    deed_of_day *deed;
    int32_t n_deed, deed_room;
    int32_t *row, n_row, row_room; /* matters that are rows of the files of today */
    double leaving;                /* what is left of a day's share */
} history;

/* history_more: room for one more of `bytes` each. */
void *history_more(void *list, int32_t n, int32_t *room, size_t bytes);

/* history_matter: a new one, `days` after today; what lies behind the last day is forgotten.
 * history_later: the same one again. */
void history_matter(history *h, matter what, int32_t days);
void history_later(history *h, int32_t number, matter_step step, int32_t days);

/* history_date, history_days: today's date; a number of days from a range. */
int32_t history_date(const history *h);
int32_t history_days(history *h, int32_t least, int32_t most);

/* history_filed: what the matter's first filing says, in `d`; faulty: with a clerk's slip.
 * history_told: what became of a deed, a city_told of the matter's number. */
const ProtobufCMessage *history_filed(history *h, const matter *m, bool faulty, deed *d);
city_told history_told;

/* Who pays alone: history_alone.c. history_is_alone: whether the matter is of such a person.
 * history_alone: the communities, their persons, and when each pauses. history_alone_filed: what is
 * filed. history_alone_over: what follows. */
bool history_is_alone(const matter *m);
status history_alone(history *h) MUST_CHECK;
const ProtobufCMessage *history_alone_filed(const history *h, const matter *m, deed *d);
void history_alone_over(history *h, const matter *m, bool accepted);

/* history_is_row: it is filed as a row of a file. history_roster_day: the next day on which its
 * unit hands one in; `today` for all others. history_rosters: the files of today. history_roster.c.
 */
bool history_is_row(const history *h, const matter *m);
int32_t history_roster_day(const history *h, const matter *m, int32_t today);
status history_rosters(history *h) MUST_CHECK;

/* history_operator: the account of the unit; history_filer: or of the community that files.
 * history_reviewer: who decides the matter, one of its district. history_do: one deed is filed.
 * history_people.c: who joins; what a matter's end means for its person; who leaves today. */
void history_operator(const history *h, int32_t unit, char out[ACCOUNT_SIZE]);
void history_filer(const history *h, const matter *m, char out[ACCOUNT_SIZE]);
reviewer *history_reviewer(history *h, int32_t number);
status history_do(history *h, const deed_of_day *d) MUST_CHECK;
int32_t history_newcomer(history *h, int32_t unit);
int32_t history_stranger(history *h);
void history_over(history *h, const matter *m, bool accepted);
void history_leave(history *h);

#endif
