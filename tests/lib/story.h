/* story: a decision told as given, when, then, in a JSON file beside the handler's tests. The real
 * handler decides over rows in memory; nothing is stored. A file is
 *
 *     {"labels": ["S10"],
 *      "background": {
 *        "context": {"now": "2026-11-02 09:00", "actor": {"account_no": "u1", "role":
 * "UNIT_OPERATOR", "unit_no": "10000001", "district_code": "420102"}}, "given": [{"enrolment.Unit":
 * {"unit_no": "10000001", "status": 1, "vip": true}}], "when": {"enrolment.AddMember": {"unit_no":
 * "10000001", "name": "张三"}}}, "stories": [
 *        {"story": "a unit that is paused enrols nobody",
 *         "given": [{"enrolment.Unit": {"unit_no": "10000001", "status": 2}}],
 *         "then": {"status": "E_UNIT_STATUS", "field": "unit_no"}},
 *        {"story": "a member is enrolled",
 *         "when": {"enrolment.AddMember": {"name": "李四"}},
 *         "then": {"events": [{"enrolment.EnrolmentStarted": {"unit_no": "10000001"}}],
 *                  "reply": {"period": 202611}, "rules": {"unit_is_vip": true},
 *                  "rows": [{"enrolment.Membership": {"unit_no": "10000001", "person_no": "1000",
 *                            "status": 1}}]}}]}
 *
 * Names are those of the proto (snake_case). `now` is Beijing time.
 * A story's context and when are laid over the background's, member by member; null takes one away.
 * A given row with the key of a background row is laid over it, else added. `earlier` is a list of
 * commands that were accepted and applied before.
 * `log` is what the log says of a subject before: a list of {"actor": "u1", "at_us": 1,
 * "service.Event": {...}}, the background's first.
 * {"$hash": "420102..."} stands for the search hash of a text; hash_of fields are filled when
 * empty. `then` is matched in part: what is not named may be anything, lists have their exact
 * length. Without `status` OK is expected. `then` may name status, field, reason, events, reply,
 * rules, warnings, release, period and rows (the state after the events are applied). An actor's
 * `token` stands for the login whose Token row has the token_hash {"$hash": <the same text>}.
 * context may also say period, case_no, released, position, dry_run, id. */
#ifndef HALL_TESTS_STORY_H
#define HALL_TESTS_STORY_H

#include <stdio.h>

#include "proto/runtime/decide.h"

typedef struct story_count {
    unsigned run, failed;
} story_count;

/* story_file: tells every story of a file and adds to `count`; what differs is printed to `report`.
 * A file that cannot be read or understood counts as one failed story. */
void story_file(const char *path, const struct param_set *params, FILE *report, story_count *count);

#endif
