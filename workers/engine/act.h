/* act: from what a decision wants to what is stored: events sealed, folded into the view, rows
 * asked for until nothing is missing. The same for a command that came over the bus and for one
 * that a tool makes itself; knows neither bus nor command. */
#ifndef HALL_ENGINE_ACT_H
#define HALL_ENGINE_ACT_H

#include "proto/runtime/apply/apply.h"
#include "proto/runtime/changes.h"
#include "store/log/batch.h"

/* act_seal: every event with its subject's key, as an array in the arena of `rows`; *out is NULL
 * without memory.
 * errors  E_NOT_READY a key is not loaded yet: it is asked for with the next round; E_ARENA; those
 *         of vault_secret and seal_message. */
status act_seal(const changes *wanted, view *rows, vault *keys, batch_event **out) MUST_CHECK;

/* act_fold: all events into the rows, or none. errors  those of apply. */
status act_fold(const batch_event *event, size_t n, const event_head *head, view *rows) MUST_CHECK;

/* act_moves_reference: whether the event changes rows that others were decided on: a calendar, a
 * parameter. */
bool act_moves_reference(const event_type *type);

/* Acts of one transaction, numbered in their order. decide: one run of act `i`, nothing if it is
 * decided already; without `may_apply` it only notes what it needs. True once it is decided.
 * Whatever fails beyond one act is for the maker of the list to keep. */
typedef struct act_list {
    void *self;
    unsigned n;
    uint32_t (*shard)(const void *self, unsigned i);
    bool (*decide)(void *self, unsigned i, view *rows, bool may_apply);
} act_list;

/* act_in_turn: one run over all of them. An act waits when it lacks rows or when an earlier one of
 * its shard waits, on which it may depend. Returns whether one still waits. */
bool act_in_turn(const act_list *list, view *rows, bool may_apply);

/* More rounds than any decision takes: one that still waits then is at fault. */
enum { ACT_ROUNDS_MAX = 64 };

/* act_rounds: loads what `rows` misses and runs `pass` again, until it says that nobody waits.
 * `waits`: the answer of the pass before the first round. errors  those of batch_round; E_INTERNAL
 * after too many rounds; *fault of a pass, which ends it. */
typedef bool act_pass(void *self, view *rows, status *fault);
status act_rounds(batch *b, view *rows, bool waits, act_pass *pass, void *self) MUST_CHECK;

#endif
