/* job: one command on its way through a batch. Made by the runner from what the bus hands over; the
 * gates fill in who acts, deciding fills in the verdict, the wrapper puts a case around it. Plain
 * data: whoever holds a job may read all of it. Everything lives in the batch's arena. */
#ifndef HALL_WORKERS_JOB_H
#define HALL_WORKERS_JOB_H

#include "broker/bus.h"
#include "proto/runtime/changes.h"
#include "store/log/batch.h"

typedef enum job_state {
    JOB_WAITING, /* undecided: something is not loaded yet, or an earlier job of its shard waits */
    JOB_DECIDED, /* verdict is final, effects are in the view */
    JOB_KEPT     /* a kept answer was found; nothing is done again */
} job_state;

/* What an attempt is counted as before it is answered (notices.h); stored as these numbers. */
typedef enum notice_kind {
    NOTICE_NONE = 0,
    NOTICE_REFUSED = 1, /* reached for a kind or a record that is not the actor's (S2, S4) */
    NOTICE_PROBED = 2,  /* the answer tells something of a person who is not the actor's */
    NOTICE_CODE = 4,    /* a share code was tried, counted by the address */
    NOTICE_UNTRIED = 3  /* a log-in that names nobody, counted by its address */
} notice_kind;

/* What is known of the gate that refused with `code` (OK: nothing): what the office says to
 * everybody about it, NULL for nothing; since and until when it is closed, 0 for not known. */
typedef struct job_notice {
    status code;
    const char *text;
    int64_t since_us, until_us;
} job_notice;

/* Why somebody looks: a code, the number it rests on, and from when on the person is told. */
typedef struct look_reason {
    const char *purpose, *reference;
    int64_t shown_from_us; /* 0: at once */
} look_reason;

typedef struct job {
    const bus_work *work;
    const command_type *command;
    ProtobufCMessage *input;
    uint8_t digest[32]; /* over method, actor and payload */
    job_state state;
    unsigned n_runs; /* so far, this one included */
    bool at_gate;    /* the last of them was not let in, perhaps because it lacked rows */
    context ctx;
    verdict verdict;
    look_reason look;
    faults form; /* of the input's fields, which are emptied; with any it is refused */
    changes changes;
    Bus__Outcome outcome;
    const char *case_no;  /* "" for none */
    int64_t case_version; /* of a draft that is kept now, else 0 */
    bool unfit;           /* refused for its form: no row played a part */
    bool store_refusal;   /* events of a refusal are stored (failed logins) */
    notice_kind notice;
    job_notice said;
    uint32_t retry_after_ms; /* of a refusal that time may mend, else 0 */
    const Bus__Answer *kept;
    view_fault spoilt; /* a row that does not open: the alarm names it */
    batch_item item;
    search_memo search_memo;
    int64_t list_rows; /* of the house */
} job;

/* job_period: the month in which the act takes effect, as its answer says. */
static inline int32_t job_period(const job *j) {
    return j->changes.period ? j->changes.period : j->ctx.period;
}

/* What all jobs of a worker share. */
typedef struct house {
    const struct param_set *params;
    vault *keys;
    int64_t horizon_us; /* how long kept answers of version-7 ids live */
    int64_t list_rows;  /* a file of a list has at most */
    crypt_password_profile password_profile;
} house;

#endif
