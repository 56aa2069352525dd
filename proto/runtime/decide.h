/* decide: what a handler gets and gives. A handler is a pure function: no clock, random, log, SQL,
 * socket or allocation of its own; the same input gives the same output, so it may be given up half
 * way, run again, run dry, replayed and tested without a database.
 *
 *     verdict enrolment_add_member(const context *ctx, view *rows, const AddMember *in,
 *                                  changes *out);
 */
#ifndef HALL_RUNTIME_DECIDE_H
#define HALL_RUNTIME_DECIDE_H

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/verdict.h"
#include "proto/runtime/view/view.h"

/* lend: a text for a field of an event or reply. protobuf-c's fields are not const; the text is
 * only read.
 */
static inline char *lend(const char *text) {
    return (char *) (uintptr_t) text;
}

/* Who acts. Borrowed for the length of the decision. */
typedef struct actor {
    const char *account_no;
    Kernel__Role role;
    const char *unit_no, *district_code, *community_code, *person_no;
    bool acts_for;                  /* a process of the hall acting for this account */
    const char *mandate_no;         /* person_no is of who gave it, "" or NULL for none */
    bool verified;                  /* the session knows that its person's document is valid */
    ProtobufCBinaryData token_hash; /* of the login or program key; empty for a process */
    const char *key_no; /* of the unit's software that acts for this account; NULL: none */
} actor;

/* actor_key: the number of the program key that acts, "" for none. */
static inline const char *actor_key(const actor *who) {
    return who->key_no ? who->key_no : "";
}

struct param_set; /* workers/rules/params.h */

/* The last search hash of a command: each of its runs asks for the same one several times. */
typedef struct search_memo {
    const char *text; /* NULL: none yet */
    ProtobufCBinaryData hash;
} search_memo;

typedef struct context {
    const command_type *command;
    const uint8_t *command_id; /* 16 bytes */
    int64_t received_at_us;    /* legal time of receipt, UTC */
    int32_t today;             /* YYYYMMDD at received_at in Asia/Shanghai */
    int32_t period;            /* YYYYMM in which an act takes effect (close calendar) */
    uint32_t shard;
    actor actor;
    Kernel__Relation scope;     /* in which the actor was let in: a query sees these rows only */
    bool plain;                 /* by that grant the answer is not masked */
    bool asks_purpose;          /* and a purpose must be given */
    const char *why;            /* the grant's own purpose, "" for none */
    const char *purpose;        /* the code that was given, else "" */
    bool released;              /* the command comes from an approved case */
    const char *case_no;        /* of that case, else "" */
    const char *channel;        /* browser, web (a program), cli ..., "" for none */
    const char *source_address; /* of the client, as the door saw it; "" or NULL for none */
    const char *position;       /* a query: log position of the snapshot */
    int64_t parked, free_bytes; /* a query: commands waiting for an operator, room on the disk */
    bool dry_run;
    crypt_password_profile password_profile; /* by which new passwords are hashed */
    const struct param_set *params;
    /* keyed search hash of a text, 32 bytes in the arena of `rows`; deterministic */
    ProtobufCBinaryData (*search_hash)(const struct context *ctx, view *rows, const char *text);
    const void *search_key;
    search_memo *search_memo;
    const void *sample_key; /* CRYPT_KEY_BYTES, from which the seeds of the samples follow */
} context;

/* What a decision wants: events in order, one reply, warnings, automatic rules it used. All are
 * copied; the caller's structs may be on the stack. */
typedef struct changes changes;

void changes_event(changes *out, const ProtobufCMessage *event);
void changes_reply(changes *out, const ProtobufCMessage *reply);
void changes_warn(changes *out, status code, const char *field);
/* changes_base: what the act replaces, by the version of its row, 0 where there is none yet; of
 * several rows each. Where a review comes in between and that has changed meanwhile, the approval
 * is refused with E_VERSION. */
void changes_base(changes *out, int64_t version);
/* changes_fault: notes a refusal of one field and lets the handler go on, so that whoever filed
 * learns of all faults at once. With any noted the act is refused, whatever the handler returns;
 * the first noted is the answer's status. True when `v` refuses. changes_at_fault: any was noted.
 */
bool changes_fault(changes *out, verdict v);
bool changes_at_fault(const changes *out);
/* changes_period: the act takes effect in another month than context.period, which the calendar
 * gave. */
void changes_period(changes *out, int32_t period);
void changes_rule(changes *out, const char *rule, bool passed);
/* changes_review: what is decided here is of this level (0 where nothing is said) and needs so many
 * approvers (REVIEW_ALL: every reviewer of the office); of several the highest counts. `why` is the
 * key of an automatic rule (auto_rules.h), which then does not hold. The contract says above which
 * level a case waits. */
void changes_review(changes *out, int32_t level, uint32_t approvers, const char *why);
/* changes_release: what a case keeps is to be decided now, in this transaction: submitted as it is
 * kept, as if it had just come; applied for the filer's account, because it is approved; kept once
 * more as a new draft; or approved in bulk, because the reviewer opened it, or because it is equal
 * by rule to one that he did: then it stays pending where its decision refuses or warns. Only
 * workers/review/ calls it. */
typedef enum release_kind {
    RELEASE_NONE,
    RELEASE_KEPT,
    RELEASE_APPROVED,
    RELEASE_COPIED,
    RELEASE_IN_BULK,
    RELEASE_ALIKE
} release_kind;
void changes_release(changes *out, const char *case_no, release_kind kind);

/* scope_key: the find of the rows of `type` in the asker's scope, by the index that begins with
 * whose rows they are, unless the scope is the whole city, and goes on with the field `next`, NULL
 * for none; the caller adds its value. Its pages and counts are true as they are. */
row_key scope_key(const context *ctx, const row_type *type, const char *next);

typedef verdict decide_function(const context *ctx, view *rows, const ProtobufCMessage *in,
                                changes *out);

#endif
