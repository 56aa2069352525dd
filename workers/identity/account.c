/* account: decides what the acts on accounts have in common. */
#include "workers/identity/account.h"

#include <stdio.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/change_password.h"
#include "gen/identity/login.h"
#include "gen/identity/logout.h"
#include "gen/identity/put_to_sleep.h"
#include "gen/identity/reset_account.h"
#include "gen/identity/social_card.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/issued_code.h"
#include "workers/identity/own_mobile.h"
#include "workers/identity/standing.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/identifier/password.h"
#include "workers/rules/tree.h"

enum {
    CODE_HOURS = 72,
    FORMER_MOST = 5,
    MISSES_MOST = 5,
    UNUSED_DAYS = 60,
    WARNING_DAYS = 7,
    LOGIN_LEAST = 4,
    IDLE_MINUTES = 15,
    IDLE_MINUTES_PERSON = 30,
    SESSION_NO_BYTES = 8
};

const int64_t account_warning_us = DAY_US * WARNING_DAYS;

int64_t account_code_end(const context *ctx) {
    return ctx->received_at_us + INT64_C(3600) * 1000000 * CODE_HOURS;
}

/* Nobody foresees the salt, because the search key is secret, and no command has another's. */
char *account_hash(const context *ctx, view *rows, const char *password) {
    char id[33];
    crypt_hex(ctx->command_id, 16, id);
    const char *text = arena_printf(view_arena(rows), "salt %s", id);
    if (!text) return NULL;
    ProtobufCBinaryData salt = ctx->search_hash(ctx, rows, text);
    char *out = arena_alloc(view_arena(rows), CRYPT_PASSWORD_BYTES);
    if (!out || salt.len < CRYPT_SALT_BYTES) return NULL;
    crypt_password_salted(ctx->password_profile, password, salt.data, out);
    return out;
}

account_holder account_holder_of(view *rows, const Account *account) {
    const ReservedMobile *own =
        account->person_no[0] ? find_reserved_mobile(rows, account->person_no) : NULL;
    const SocialCard *card =
        account->person_no[0] ? find_social_card(rows, account->person_no) : NULL;
    return (account_holder){.role = account->role,
                            .card_no = card ? card->card_no : "",
                            .account_no = account->account_no,
                            .document_no = account->document_no,
                            .mobile = own ? own->mobile : own_mobile(rows, account->document_hash),
                            .name = account->display_name};
}

verdict account_password(const context *ctx, const account_holder *holder, const char *password,
                         const char *field) {
    document paper = {.birth = 0};
    (void) !document_check(DOCUMENT_CITIZEN_ID, holder->document_no, ctx->today, &paper);
    const password_facts facts = {.document_no = holder->document_no,
                                  .mobile = holder->mobile,
                                  .card_no = holder->card_no,
                                  .account = holder->account_no,
                                  .name = holder->name,
                                  .birth = paper.birth};
    const password_level level =
        holder->role == KERNEL__ROLE__PERSON ? PASSWORD_CITIZEN : PASSWORD_OPERATOR;
    status s = password_check(level, password, &facts);
    return s == OK ? accept() : (verdict){s, field, password_told(password, &facts)};
}

/* The hashes are a list divided by blanks; it is walked in a copy. */
static bool was_used(view *rows, const char *hashes, const char *password) {
    char *rest = arena_printf(view_arena(rows), "%s", hashes), *one;
    while (rest && (one = strsep(&rest, " ")))
        if (one[0] && crypt_password_verify(one, password)) return true;
    return false;
}

verdict account_set_password(const context *ctx, view *rows, const Account *account,
                             const char *password, changes *out) {
    PasswordChanged event = PASSWORD_CHANGED_INIT;
    event.account_no = account->account_no;
    event.display_name = account->display_name;
    event.document_no = account->document_no;
    event.former_passwords = account_former(rows, account);
    if (!event.former_passwords) return refuse(E_ARENA, NULL);
    if (was_used(rows, event.former_passwords, password))
        return (verdict){E_PWD_WEAK, "password", "used_before"};
    event.password_hash = account_hash(ctx, rows, password);
    if (!event.password_hash) return refuse(E_ARENA, NULL);
    emit_password_changed(out, &event);
    return accept();
}

char *account_former(view *rows, const Account *account) {
    char *out = arena_printf(view_arena(rows), "%s%s%s", account->password_hash,
                             account->former_passwords[0] ? " " : "", account->former_passwords);
    if (!out) return NULL;
    char *at = out;
    for (int i = 0; i < FORMER_MOST && at; i++) at = strchr(at + 1, ' ');
    if (at) *at = '\0';
    return out;
}

int64_t account_idle_end(const context *ctx, Kernel__Role role, int64_t expires_at_us) {
    int minutes = role == KERNEL__ROLE__PERSON ? IDLE_MINUTES_PERSON : IDLE_MINUTES;
    int64_t end = ctx->received_at_us + INT64_C(60) * 1000000 * minutes;
    return end < expires_at_us ? end : expires_at_us;
}

bool account_session_lives(const context *ctx, const Token *token) {
    return !token->revoked && token->expires_at_us > ctx->received_at_us &&
           !(token->idle_until_us && token->idle_until_us <= ctx->received_at_us);
}

void account_end_session(const Token *token, changes *out) {
    SessionEnded event = SESSION_ENDED_INIT;
    event.account_no = token->account_no;
    event.token_hash = token->token_hash;
    emit_session_ended(out, &event);
}

verdict account_missed(const Token *token, verdict v, changes *out) {
    PasswordMissed event = PASSWORD_MISSED_INIT;
    event.account_no = token->account_no;
    event.token_hash = token->token_hash;
    emit_password_missed(out, &event);
    if (token->failures + 1 < MISSES_MOST) return v;
    account_end_session(token, out);
    return refuse(E_TOKEN, NULL);
}

char *account_session_no(view *rows, const Token *token) {
    char *out = arena_alloc(view_arena(rows), 2 * SESSION_NO_BYTES + 1);
    if (!out || token->token_hash.len < SESSION_NO_BYTES) return NULL;
    crypt_hex(token->token_hash.data, SESSION_NO_BYTES, out);
    return out;
}

static bool same_session(const Token *a, const Token *b) {
    return a->token_hash.len == b->token_hash.len &&
           !memcmp(a->token_hash.data, b->token_hash.data, a->token_hash.len);
}

/* Which sessions of an account end: those for a unit (NULL: all), but `kept` (NULL: none). */
typedef struct ending {
    const char *unit_no;
    const Token *kept;
} ending;

static bool is_meant(const ending *which, const Token *token) {
    return !(which->kept && same_session(token, which->kept)) &&
           !(which->unit_no && strcmp(token->unit_no, which->unit_no) != 0);
}

static uint32_t end_sessions(const context *ctx, view *rows, const char *account_no,
                             const ending *which, changes *out) {
    row_list sessions = list_token_by_account_no_revoked(rows, account_no, false);
    uint32_t n = 0;
    for (size_t i = 0; i < sessions.n; i++) {
        const Token *token = (const Token *) sessions.row[i];
        if (!account_session_lives(ctx, token) || !is_meant(which, token)) continue;
        account_end_session(token, out);
        n++;
    }
    return n;
}

uint32_t account_end_sessions(const context *ctx, view *rows, const char *account_no,
                              const Token *kept, changes *out) {
    return end_sessions(ctx, rows, account_no, &(ending){NULL, kept}, out);
}

uint32_t account_end_sessions_at(const context *ctx, view *rows, const char *account_no,
                                 const char *unit_no, changes *out) {
    return end_sessions(ctx, rows, account_no, &(ending){unit_no, NULL}, out);
}

/* ---- sleep --------------------------------------------------------------------------------- */

static int64_t sleep_due(const context *ctx) {
    return ctx->received_at_us + DAY_US * (UNUSED_DAYS - WARNING_DAYS);
}

void account_used(const context *ctx, const Account *account, changes *out) {
    AccountUsed event = ACCOUNT_USED_INIT;
    event.account_no = account->account_no;
    event.sleep_due_us = sleep_due(ctx);
    bool noted = !account->sleep_warned && event.sleep_due_us - account->sleep_due_us < DAY_US;
    if (tree_sleeps(account->role) && !noted) emit_account_used(out, &event);
}

void account_wake(const context *ctx, const Account *account, changes *out) {
    AccountWoken event = ACCOUNT_WOKEN_INIT;
    event.account_no = account->account_no;
    event.sleep_due_us = sleep_due(ctx);
    emit_account_woken(out, &event);
}

verdict account_rehash(const context *ctx, view *rows, const Account *account, const char *password,
                       changes *out) {
    if (account->must_change_password ||
        crypt_password_is(ctx->password_profile, account->password_hash))
        return accept();
    PasswordRehashed event = PASSWORD_REHASHED_INIT;
    event.account_no = account->account_no;
    event.display_name = account->display_name;
    event.document_no = account->document_no;
    event.former_passwords = account->former_passwords;
    event.password_hash = account_hash(ctx, rows, password);
    if (!event.password_hash) return refuse(E_ARENA, NULL);
    emit_password_rehashed(out, &event);
    return accept();
}

/* ---- a code or password in the place of another ------------------------------------------- */

/* A trial stores nothing, so it hashes nothing. */
static char *code_hash(const context *ctx, view *rows) {
    const char *code = issued_code(ctx, rows, ctx->command_id);
    if (!code || ctx->dry_run) return code ? arena_dup(view_arena(rows), "") : NULL;
    return account_hash(ctx, rows, code);
}

static void give_code(const context *ctx, AccountCreated *event) {
    event->must_change_password = true;
    event->code_expires_at_us = account_code_end(ctx);
    event->code_id = issued_code_id(ctx);
    event->code_by = lend(ctx->actor.account_no);
    event->letter_waiting = true;
}

verdict account_reset(const context *ctx, view *rows, const Account *account, changes *out) {
    account_end_sessions(ctx, rows, account->account_no, NULL, out);
    AccountReset event = ACCOUNT_RESET_INIT;
    event.account_no = account->account_no;
    event.display_name = account->display_name;
    event.document_no = account->document_no;
    event.password_hash = code_hash(ctx, rows);
    event.former_passwords = account_former(rows, account);
    if (!event.password_hash || !event.former_passwords) return refuse(E_ARENA, NULL);
    event.code_expires_at_us = account_code_end(ctx);
    event.code_id = issued_code_id(ctx);
    event.code_by = lend(ctx->actor.account_no);
    event.letter_waiting = true;
    emit_account_reset(out, &event);
    return accept();
}

verdict account_open(const context *ctx, view *rows, const Person *person, const char *account_no,
                     const char *password, changes *out) {
    AccountCreated event = ACCOUNT_CREATED_INIT;
    event.account_no = lend(account_no);
    event.role = KERNEL__ROLE__PERSON;
    event.person_no = person->person_no;
    event.display_name = person->name;
    event.document_no = person->document_no;
    event.document_hash = person->document_hash;
    event.password_hash = password ? account_hash(ctx, rows, password) : code_hash(ctx, rows);
    if (!event.password_hash) return refuse(E_ARENA, NULL);
    event.made_by = lend(ctx->actor.account_no);
    if (!password) give_code(ctx, &event);
    emit_account_created(out, &event);
    return accept();
}

/* ---- a new one ----------------------------------------------------------------------------- */

/* "p" and digits are the names of persons' own accounts. */
static bool is_login_name(const char *name) {
    size_t n = strlen(name);
    if (name[0] == 'p' && strspn(name + 1, "0123456789") == n - 1) return false;
    return n >= LOGIN_LEAST && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

static bool is_at(const Account *account, const char *unit_no, const char *community_code) {
    return !account->disabled && !strcmp(account->unit_no, unit_no) &&
           !strcmp(account->community_code, community_code);
}

bool account_free_at(view *rows, const Account *account, const char *unit_no,
                     const char *community_code) {
    if (!account->document_hash.len) return true;
    row_list held = list_account_by_document_hash(rows, account->document_hash);
    for (size_t i = 0; i < held.n; i++)
        if (is_at((const Account *) held.row[i], unit_no, community_code)) return false;
    return true;
}

/* What one person may not hold together, disabled accounts apart. */
verdict account_may_hold(view *rows, ProtobufCBinaryData document_hash,
                         const account_place *place) {
    if (!document_hash.len || place->role == KERNEL__ROLE__PERSON) return accept();
    row_list held = list_account_by_document_hash(rows, document_hash);
    for (size_t i = 0; i < held.n; i++) {
        const Account *other = (const Account *) held.row[i];
        if (other->disabled || other->role == KERNEL__ROLE__PERSON) continue;
        if (!strcmp(other->account_no, place->account_no)) continue;
        if (tree_excludes(place->role, other->role))
            return (verdict){E_FORBIDDEN, NULL, "excluded"};
        if (is_at(other, place->unit_no, place->community_code))
            return (verdict){E_DUP_ROW, NULL, "held_already"};
    }
    return accept();
}

/* All that is wrong with what was typed: the maker has to mend it. */
static void check_typed(const context *ctx, view *rows, const new_account *a, document *holder,
                        char mobile[FIELD_MOBILE_SIZE], changes *out) {
    if (!is_login_name(a->login_name))
        changes_fault(out, refuse(E_FORM, "login_name"));
    else if (find_account(rows, a->login_name))
        changes_fault(out, (verdict){E_DUP_ROW, "login_name", "login_taken"});
    status s = document_check(a->document_type, a->document_no, ctx->today, holder);
    if (s != OK) changes_fault(out, refuse(s, "document_no"));
    s = field_name(a->name, a->document_type != DOCUMENT_CITIZEN_ID);
    if (s != OK) changes_fault(out, refuse(s, "name"));
    bool typed = field_mobile_plain(a->mobile, mobile);
    if (!typed || (mobile[0] && field_mobile(mobile) != OK))
        changes_fault(out, refuse(E_MOBILE, "mobile"));
    if (a->document_until && a->document_until < ctx->today)
        changes_fault(out, (verdict){E_RANGE, "document_until", "document_expired"});
}

static void note_document(const context *ctx, view *rows, const new_account *a,
                          const AccountCreated *made, changes *out) {
    if (!a->document_until) return;
    const char *holder = made->person_no[0] ? made->person_no : made->account_no;
    const standing_statement s = {made->document_hash, holder, STANDING_VALID,
                                  a->document_until,   "",     ""};
    bool disputed = standing_of(ctx, rows, made->document_hash) == STANDING_DISPUTED;
    if (!disputed) standing_state(ctx, rows, &s, out);
}

static bool note_contact(view *rows, const char *account_no, const char *mobile, changes *out) {
    AccountContactNoted event = ACCOUNT_CONTACT_NOTED_INIT;
    if (!mobile[0]) return true;
    event.account_no = lend(account_no);
    event.mobile = arena_dup(view_arena(rows), mobile);
    if (event.mobile) emit_account_contact_noted(out, &event);
    return event.mobile;
}

verdict account_make(const context *ctx, view *rows, const new_account *a, changes *out) {
    document holder;
    char mobile[FIELD_MOBILE_SIZE];
    check_typed(ctx, rows, a, &holder, mobile, out);
    if (changes_at_fault(out)) return accept();
    const account_holder whose = {.role = a->role,
                                  .account_no = a->login_name,
                                  .document_no = holder.number,
                                  .mobile = "",
                                  .name = a->name};
    verdict v = a->code ? account_password(ctx, &whose, a->code, "code") : accept();
    if (refused(v)) return v;
    AccountCreated event = ACCOUNT_CREATED_INIT;
    event.document_hash = ctx->search_hash(ctx, rows, holder.number);
    v = account_may_hold(rows, event.document_hash,
                         &(account_place){"", a->role, a->unit_no, a->community_code});
    const PersonDirectory *place = find_person_directory(rows, event.document_hash);
    if (refused(v)) return (verdict){v.code, "document_no", v.reason};
    v = own_mobile_recorder(ctx, rows, event.document_hash, "document_no");
    if (refused(v)) return v;
    if (a->document_until) standing_ask(rows, event.document_hash);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    event.account_no = lend(a->login_name);
    event.role = a->role;
    event.unit_no = lend(a->unit_no);
    event.district_code = lend(a->district_code);
    event.community_code = lend(a->community_code);
    event.person_no = lend(place ? place->person_no : "");
    event.display_name = lend(a->name);
    event.document_no = holder.number;
    event.password_hash = a->code ? account_hash(ctx, rows, a->code) : code_hash(ctx, rows);
    if (!event.password_hash) return refuse(E_ARENA, NULL);
    event.made_by = lend(ctx->actor.account_no);
    give_code(ctx, &event);
    if (a->code) event.letter_waiting = false; /* its giver made it and has it */
    emit_account_created(out, &event);
    note_document(ctx, rows, a, &event, out);
    if (!note_contact(rows, event.account_no, mobile, out)) return refuse(E_ARENA, NULL);
    Account fresh = ACCOUNT_INIT;
    fresh.account_no = event.account_no;
    fresh.role = a->role;
    account_used(ctx, &fresh, out);
    AccountMade reply = ACCOUNT_MADE_INIT;
    reply.account_no = event.account_no;
    reply.code_expires_at_us = event.code_expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
