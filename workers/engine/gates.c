/* gates: checks who acts, whether the business is open, role and relation, and the calendar. */
#include "workers/engine/gates.h"

#include <string.h>

#include "gen/access/rows.h"
#include "gen/collection/rows.h"
#include "gen/enrolment/rows.h"
#include "gen/identity/program_key.h"
#include "gen/identity/rows.h"
#include "gen/query/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/confirm.h"
#include "workers/engine/identified.h"
#include "workers/engine/look.h"
#include "workers/engine/scope.h"
#include "workers/rules/agreement.h"
#include "workers/rules/calendar/close.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/closed.h"
#include "workers/rules/month.h"
#include "workers/rules/prefix.h"
#include "workers/rules/words.h"

/* ---- who acts ------------------------------------------------------------------------------ */

static actor actor_of(const Account *account) {
    return (actor){.account_no = account->account_no,
                   .role = account->role,
                   .unit_no = account->unit_no,
                   .district_code = account->district_code,
                   .community_code = account->community_code,
                   .person_no = account->person_no};
}

static verdict actor_from_token(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    uint8_t *hash = arena_alloc(view_arena(rows), CRYPT_HASH_BYTES);
    if (!hash) return refuse(E_ARENA, NULL);
    crypt_sm3(envelope->token.data, envelope->token.len, hash);
    ProtobufCBinaryData key = {CRYPT_HASH_BYTES, hash};
    const Token *token = find_token(rows, key);
    if (!token) return refuse(E_TOKEN, NULL);
    j->ctx.actor = (actor){.account_no = token->account_no,
                           .role = token->role,
                           .unit_no = token->unit_no,
                           .district_code = token->district_code,
                           .community_code = token->community_code,
                           .person_no = token->person_no,
                           .verified = token->verified == VERIFIED_DOCUMENT,
                           .token_hash = key};
    return accept();
}

/* ---- a unit's own software ------------------------------------------------------------------ */

/* Only the web door tells where a program calls from. */
static bool from_web(const peer_key *origin) {
    return origin && (origin->peer == PEER_WEB || origin->peer == PEER_WEB_OUTSIDE);
}

/* It acts for the account whose key it is, for the unit that the key was made for. */
static verdict actor_from_key(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    if (!from_web(j->work->origin)) return refuse(E_ORIGIN, NULL);
    if (envelope->acting_for && envelope->acting_for[0]) /* mandates are persons' */
        return (verdict){E_FORBIDDEN, "acting_for", "mandate"};
    uint8_t *hash = arena_alloc(view_arena(rows), CRYPT_HASH_BYTES);
    if (!hash) return refuse(E_ARENA, NULL);
    crypt_sm3(envelope->program_key.data, envelope->program_key.len, hash);
    const ProtobufCBinaryData by = {CRYPT_HASH_BYTES, hash};
    const ProgramKey *key = find_program_key_by_key_hash(rows, by);
    const Account *owner = key ? find_account(rows, key->account_no) : NULL;
    if (!owner) return refuse(E_TOKEN, NULL);
    j->ctx.actor = actor_of(owner);
    j->ctx.actor.unit_no = key->unit_no;
    j->ctx.actor.key_no = key->key_no;
    j->ctx.actor.token_hash = by;
    return accept();
}

/* An operator files for the unit of his account and for those granted beside it. */
static bool files_for(view *rows, const Account *account, const char *unit_no) {
    if (!strcmp(account->unit_no, unit_no)) return true;
    const UnitGrant *more = find_unit_grant(rows, account->account_no, unit_no);
    return more && !more->ended;
}

/* It dies with its owner's account, and with the owner's place in the unit. */
static bool owner_stands(view *rows, const Account *owner, const ProgramKey *key) {
    return owner && !owner->locked && !owner->disabled && !owner->must_change_password &&
           owner->role == KERNEL__ROLE__UNIT_OPERATOR && files_for(rows, owner, key->unit_no);
}

static bool listed(const char *list, const char *item) {
    size_t n = strlen(item);
    for (const char *at = list; n && *at; at += *at == ',') {
        size_t bytes = strcspn(at, ",");
        if (bytes == n && !memcmp(at, item, n)) return true;
        at += bytes;
    }
    return false;
}

/* docs/rules 2.12: at once when it is revoked, then where it comes from, then what it may do. */
static verdict key_lives(const job *j, view *rows) {
    const ProgramKey *key = find_program_key_by_key_hash(rows, j->ctx.actor.token_hash);
    const Account *owner = find_account(rows, j->ctx.actor.account_no);
    if (!key || key->revoked || key->ends_at_us <= j->ctx.received_at_us ||
        !owner_stands(rows, owner, key))
        return (verdict){E_TOKEN, NULL, "key_ended"};
    if (!prefix_lists(key->network, j->work->envelope->source_address))
        return (verdict){E_FORBIDDEN, NULL, "key_address"};
    const char *reach = j->command->query ? key->question : key->business;
    bool within =
        j->command->by_key && (listed(reach, j->command->name) || listed(reach, j->command->kind));
    return within ? accept() : (verdict){E_FORBIDDEN, NULL, "key_scope"};
}

/* docs/rules 2.19: with a document that expired or is disputed a login does nothing but set a
 * password and look after itself. */
static verdict document_stands(const Token *token, bool opens) {
    bool expired = token->verified == VERIFIED_EXPIRED;
    if (opens || !(expired || token->verified == VERIFIED_DISPUTED)) return accept();
    return (verdict){E_FORBIDDEN, NULL, expired ? "own_document_expired" : "own_document_disputed"};
}

/* The token names the account; whether that login is still valid is checked apart. */
static verdict login_lives(const job *j, view *rows) {
    if (j->ctx.actor.key_no) return key_lives(j, rows);
    if (!j->ctx.actor.token_hash.len) return accept();
    const Token *token = find_token(rows, j->ctx.actor.token_hash);
    if (!token || token->revoked || token->expires_at_us <= j->ctx.received_at_us)
        return refuse(E_TOKEN, NULL);
    if (token->idle_until_us && token->idle_until_us <= j->ctx.received_at_us)
        return (verdict){E_TOKEN, NULL, "idle"};
    bool imported = token->verified == VERIFIED_IMPORTED;
    if (imported != j->command->old_system && !(imported && j->command->ends_session))
        return (verdict){E_FORBIDDEN, NULL, imported ? "old_password" : "role"};
    bool opens = j->command->ends_session || j->command->before_password;
    if (token->must_change_password && !opens) return refuse(E_PWD_DEFAULT, NULL);
    verdict v = document_stands(token, opens || j->command->own_session);
    if (refused(v)) return v;
    opens = opens || j->command->before_factor || j->command->own_session;
    return token->needs_factor && !opens ? refuse(E_FACTOR_UNSET, NULL) : accept();
}

/* The unit for which an account acts where nobody is logged in: the one that the act names, where
 * it is one of the account's. */
static const char *unit_of_act(const job *j, view *rows, const Account *account) {
    const char *named = field_named(j->command->input, j->input, "unit_no");
    bool other = account->unit_no[0] && named[0] && files_for(rows, account, named);
    return other ? named : account->unit_no;
}

/* A process of the hall acts for the account that handed the work in; the origin's class was
 * checked against acting_for by keys_verify. */
static verdict actor_for_account(job *j, view *rows) {
    const Account *account = find_account(rows, j->work->envelope->acting_for);
    if (!account || account->locked || account->disabled)
        return (verdict){E_TOKEN, NULL, "acting_account_ended"};
    j->ctx.actor = actor_of(account);
    j->ctx.actor.unit_no = unit_of_act(j, rows, account);
    j->ctx.actor.verified = true; /* checked when the work was handed in */
    j->ctx.actor.acts_for = true;
    return accept();
}

/* ---- for somebody else ----------------------------------------------------------------------- */

/* The business that an act is about: that of the case which it submits. */
static const char *business_of(const job *j, view *rows, const Mandate *mandate) {
    if (!j->command->carries_case) return j->command->name;
    const Case *file = find_case(rows, field_named(j->command->input, j->input, "case_no"));
    bool own = file && !strcmp(file->person_no, mandate->person_no);
    return own ? file->method : "";
}

/* Looks at a person's record, and the businesses that the mandate lists; never a right itself: not
 * even to see who else has one. */
static bool mandate_covers(const job *j, view *rows, const Mandate *mandate) {
    const int32_t today = j->ctx.today;
    if (mandate->state != MANDATE_IN_FORCE || mandate->from_date > today ||
        mandate->to_date < today)
        return false;
    if (!strcmp(j->command->service, "access")) return false;
    if (j->command->query) return mandate->look && j->command->reads_field >= 0;
    return words_have(mandate->files, business_of(j, rows, mandate));
}

/* docs/rules 7.7: a person's session acts for another person by a mandate, and for nobody else. */
static verdict act_by_mandate(job *j, view *rows) {
    actor *who = &j->ctx.actor;
    row_list all = list_mandate_by_person_no(rows, j->work->envelope->acting_for);
    for (size_t i = 0; i < all.n; i++) {
        const Mandate *mandate = (const Mandate *) all.row[i];
        if (who->role != KERNEL__ROLE__PERSON || !who->verified || !who->person_no[0]) break;
        if (strcmp(mandate->agent_no, who->person_no) != 0 || !mandate_covers(j, rows, mandate))
            continue;
        who->person_no = mandate->person_no;
        who->mandate_no = mandate->mandate_no;
        return accept();
    }
    return (verdict){E_FORBIDDEN, "acting_for", "mandate"};
}

static bool is_process(peer_class peer) {
    return peer == PEER_ROSTER || peer == PEER_INTAKE || peer == PEER_WORKER ||
           peer == PEER_AUDIT || peer == PEER_OPERATOR || peer == PEER_AGENT;
}

verdict gates_actor(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    j->ctx.actor = (actor){.account_no = "",
                           .role = KERNEL__ROLE__ANYONE,
                           .unit_no = "",
                           .district_code = "",
                           .community_code = "",
                           .person_no = ""};
    const bool for_other = envelope->acting_for && envelope->acting_for[0];
    const bool process = j->work->origin && is_process(j->work->origin->peer);
    if (for_other && process) return actor_for_account(j, rows);
    if (envelope->program_key.len) return actor_from_key(j, rows);
    if (envelope->token.len) {
        verdict v = actor_from_token(j, rows);
        return refused(v) || !for_other ? v : act_by_mandate(j, rows);
    }
    if (process) {
        j->ctx.actor.account_no = j->work->origin->name;
        j->ctx.actor.role = KERNEL__ROLE__SYSTEM;
    }
    return accept();
}

/* What may have ended the login is answered to it again: its first answer may have been lost. */
verdict gates_kept(job *j, view *rows) {
    verdict v = gates_actor(j, rows);
    bool ends = j->command->ends_session || j->command->before_factor;
    return refused(v) || (ends && !j->ctx.actor.key_no) ? v : login_lives(j, rows);
}

/* ---- when ---------------------------------------------------------------------------------- */

static verdict month_of(view *rows, const char *group, int64_t at_us, close_row *out) {
    return month_at(rows, group, at_us, out) ? accept()
                                             : (verdict){E_PARAM_MISSING, NULL, "calendar"};
}

/* Closed since its cut-off, until the next window opens; or not open yet. */
static job_notice closed_window(view *rows, const char *group, const close_row *row, status s) {
    close_row next;
    bool over = s == E_PERIOD_CLOSED;
    const close_row *coming = month_row(rows, group, period_add(row->period, 1), &next);
    return (job_notice){.code = s,
                        .since_us = over ? row->closes_us : 0,
                        .until_us = !over    ? row->opens_us
                                    : coming ? coming->opens_us
                                             : 0};
}

verdict gates_window(job *j, view *rows, const command_type *command) {
    close_row row;
    if (!command->window) return accept();
    verdict v = month_of(rows, command->service, j->ctx.received_at_us, &row);
    if (refused(v)) return v;
    status s = close_effective(&row, j->ctx.received_at_us, &j->ctx.period);
    if (s == OK || s == W_NEXT_PERIOD) return accept();
    j->said = closed_window(rows, command->service, &row, s);
    return refuse(s, NULL);
}

verdict gates_period_pending(view *rows, const char *group, int64_t received_at_us,
                             int32_t *period) {
    close_row row;
    verdict v = month_of(rows, group, received_at_us, &row);
    if (!refused(v)) *period = close_pending(&row, received_at_us);
    return v;
}

/* S33: what needs presence is filed for the person by an operator of the office. A draft may be
 * kept: its number is carried into the booking. */
static bool files_from_afar(Kernel__Role role) {
    return role == KERNEL__ROLE__PERSON || role == KERNEL__ROLE__UNIT_OPERATOR ||
           role == KERNEL__ROLE__COMMUNITY_OPERATOR;
}

verdict gates_open(job *j, view *rows, const command_type *command) {
    if (!command->kind[0] || command->query) return accept();
    const Business *business = find_business(rows, command->name);
    if (business && closed_at(business, j->ctx.received_at_us)) {
        j->said = (job_notice){E_BUSINESS_CLOSED, business->notice, business->closed_since_us,
                               business->until_us};
        return refuse(E_BUSINESS_CLOSED, NULL);
    }
    const bool drafted = j->work->envelope->draft;
    return business && business->presence && !drafted && files_from_afar(j->ctx.actor.role)
               ? refuse(E_PRESENCE, NULL)
               : accept();
}

/* What a case keeps is no less risky because it takes effect later, by another act. */
static bool is_high_risk(const job *j, view *rows) {
    if (!j->command->carries_case) return j->command->high_risk;
    const Case *file = find_case(rows, field_named(j->command->input, j->input, "case_no"));
    const command_type *kept = file ? catalog_command(file->method) : NULL;
    return kept && kept->high_risk;
}

/* What is confirmed of a case names the version that was read, so that nobody puts another content
 * into it before it is sent. That it is missing is told before a code is spent. Source: docs/rules
 * 2.13. */
static verdict names_version(const job *j, view *rows) {
    int version = catalog_field(j->command->input, "version");
    if (!j->command->carries_case || version < 0 || !is_high_risk(j, rows)) return accept();
    bool named = field_number(j->input, (unsigned) version) != 0;
    return named ? accept() : refuse(E_REQUIRED, "version");
}

/* A command that is only tried, or kept as a draft, has no effect yet; a query shows what it shows.
 * One's own record is shown to oneself without, to nobody who acts for its person. */
static bool is_idle(const job *j) {
    const Bus__Envelope *envelope = j->work->envelope;
    const char *mandate_no = j->ctx.actor.mandate_no;
    bool own = j->ctx.scope == KERNEL__RELATION__SELF && !(mandate_no && mandate_no[0]);
    return j->command->query ? own : envelope->dry_run || envelope->draft;
}

/* A26: an act of high risk needs a confirmation of this very content, five minutes old at most, by
 * the account that acts, whomever it acts for. */
static verdict confirmed(const job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    const actor *who = &j->ctx.actor;
    if (!is_high_risk(j, rows) || !who->token_hash.len || is_idle(j)) return accept();
    uint8_t act[CRYPT_HASH_BYTES];
    confirm_digest(envelope, act);
    const Factor *factor = find_factor(rows, who->account_no);
    const Confirmation *given =
        find_confirmation(rows, who->account_no, (ProtobufCBinaryData){sizeof act, act});
    if (given && given->expires_at_us > j->ctx.received_at_us) return accept();
    return (verdict){E_AUTH_FACTOR, NULL, factor ? "confirm" : "no_factor"};
}

/* The input names its unit, by which the row is asked for before it is known who acts. A community
 * files for persons, and signs as itself. */
static const char *party_of(const job *j, view *rows, const command_type *command,
                            const ProtobufCMessage *input) {
    const actor *who = &j->ctx.actor;
    bool community = who->role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    const char *unit_no = community ? "" : field_named(command->input, input, "unit_no");
    if (!unit_no[0] && who->role == KERNEL__ROLE__UNIT_OPERATOR) unit_no = who->unit_no;
    return agreement_party(rows, (agreement_who){unit_no, community ? "" : who->person_no,
                                                 community ? who->community_code : ""});
}

verdict gates_agreement(job *j, view *rows, const command_type *command,
                        const ProtobufCMessage *input) {
    const actor *who = &j->ctx.actor;
    bool known = who->role != KERNEL__ROLE__ANYONE;
    bool signs = who->role == KERNEL__ROLE__UNIT_OPERATOR || who->role == KERNEL__ROLE__PERSON ||
                 who->role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    if (!command->agreement || who->acts_for || (known && !signs)) return accept();
    const char *party = party_of(j, rows, command, input);
    if (!party) return refuse(E_ARENA, NULL);
    verdict v = agreement_signed(rows, party, command->agreement, j->ctx.received_at_us);
    if (!signs || !refused(v)) return accept();
    j->said = (job_notice){.code = v.code,
                           .since_us = agreement_missing_since(rows, party, command->agreement,
                                                               j->ctx.received_at_us)};
    return v;
}

/* What was submitted and came back goes on for whom it was submitted; a draft was never filed. */
static verdict agreement_gate(job *j, view *rows) {
    const char *case_no = j->command->agreement ? j->work->envelope->case_no : "";
    const Case *file = case_no[0] ? find_case(rows, case_no) : NULL;
    const message_type *type = j->command->input;
    bool goes_on = file && file->state == RETURNED &&
                   !strcmp(file->unit_no, field_named(type, j->input, "unit_no")) &&
                   !strcmp(file->person_no, field_named(type, j->input, "person_no"));
    return goes_on ? accept() : gates_agreement(j, rows, j->command, j->input);
}

/* docs/rules 7.1: the login, the document's number, the person's times, their units. */
enum { GATE_ROUNDS = 4 };

/* A record of somebody else's leads to further rows by which its owner is known, one that does not
 * exist leads nowhere. So that the time tells nothing, what is refused asks for units that do not
 * exist until both took as many rounds. */
static void wait_as_long(const job *j, view *rows) {
    if (view_missing(rows) || j->n_runs > GATE_ROUNDS) return;
    const char *nobodys = arena_printf(view_arena(rows), "-%u", j->n_runs);
    if (nobodys) (void) find_unit(rows, nobodys);
}

static verdict scope_gate(job *j, view *rows) {
    verdict v = scope_enter(&j->ctx, j->input, j->work->envelope->case_no, rows);
    if (refused(v)) wait_as_long(j, rows);
    return v;
}

verdict gates(job *j, view *rows) {
    verdict v = gates_actor(j, rows);
    if (!refused(v)) v = login_lives(j, rows);
    if (!refused(v)) v = scope_gate(j, rows);
    if (!refused(v)) v = look_purpose(j, rows);
    if (!refused(v)) v = identified_gate(j, rows);
    if (!refused(v)) v = names_version(j, rows);
    if (!refused(v)) v = confirmed(j, rows);
    /* All ask for their rows in one round; what the first that refuses noted is told. */
    verdict when = gates_window(j, rows, j->command), agreed = agreement_gate(j, rows);
    verdict open = gates_open(j, rows, j->command);
    if (refused(v)) return v;
    if (refused(open)) return open;
    return refused(agreed) ? agreed : when;
}
