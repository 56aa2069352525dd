/* review_rights: what accounts could do at the end of a day, folded from their histories in the
 * log, and what changed since another day. Source: docs/access.md. */
#include "gen/identity/review_rights.h"

#include <string.h>

#include "gen/access/rows.h"
#include "gen/identity/rows.h"
#include "gen/query/rows.h"
#include "proto/runtime/look_number.h"
#include "proto/runtime/view/history.h"
#include "workers/rules/calendar/date.h"

enum { PAGE_DEFAULT = 20, LIST_MAX = 1000 };

static bool is(const history_event *e, const char *name) {
    return !strcmp(e->type->name, name);
}

static char *text_of(const history_event *e, const char *field) {
    return lend(field_named(e->type->message, e->event, field));
}

static int64_t number_of(const history_event *e, const char *field) {
    int at = catalog_field(e->type->message, field);
    return at < 0 ? 0 : field_number(e->event, (unsigned) at);
}

/* ---- lists of texts -------------------------------------------------------------------------- */

static void drop(char **list, size_t *n, const char *text) {
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (strcmp(list[i], text) != 0) list[kept++] = list[i];
    *n = kept;
}

static void add(char **list, size_t *n, char *text) {
    drop(list, n, text);
    if (*n < LIST_MAX) list[(*n)++] = text;
}

/* ---- one event ------------------------------------------------------------------------------- */

static void place(RightsShown *a, const history_event *e) {
    a->unit_no = text_of(e, "unit_no");
    a->district_code = text_of(e, "district_code");
    a->community_code = text_of(e, "community_code");
}

static bool fold_account(RightsShown *a, const history_event *e) {
    if (is(e, "identity.AccountCreated")) {
        a->exists = true;
        a->role = (Kernel__Role) number_of(e, "role");
        a->initial = number_of(e, "must_change_password") != 0;
        place(a, e);
    } else if (is(e, "identity.AccountMoved")) {
        place(a, e);
    } else if (is(e, "identity.AccountDisabled") || is(e, "identity.AccountEnabled")) {
        a->disabled = is(e, "identity.AccountDisabled");
    } else if (is(e, "identity.AccountSlept") || is(e, "identity.AccountWoken")) {
        a->asleep = is(e, "identity.AccountSlept");
    } else if (is(e, "identity.AccountReset")) {
        a->initial = true;
    } else {
        return false;
    }
    return true;
}

static bool fold_grants(RightsShown *a, const history_event *e, int64_t end_us) {
    if (is(e, "identity.UnitGranted"))
        add(a->further_unit, &a->n_further_unit, text_of(e, "unit_no"));
    else if (is(e, "identity.UnitGrantEnded"))
        drop(a->further_unit, &a->n_further_unit, text_of(e, "unit_no"));
    else if (is(e, "identity.ProgramKeyRevoked"))
        drop(a->key_no, &a->n_key_no, text_of(e, "key_no"));
    else if (!is(e, "identity.ProgramKeyMade") && !is(e, "identity.ProgramKeyLimited"))
        return false;
    else if (number_of(e, "ends_at_us") > end_us)
        add(a->key_no, &a->n_key_no, text_of(e, "key_no"));
    else
        drop(a->key_no, &a->n_key_no, text_of(e, "key_no"));
    return true;
}

static void note_change(RightsShown *a, const history_event *e, RightChanged *room) {
    if (a->n_change == LIST_MAX) {
        a->incomplete = true;
        return;
    }
    *room = (RightChanged) RIGHT_CHANGED_INIT;
    room->what = lend(e->type->name);
    room->title_zh = lend(e->type->title.zh);
    room->title_en = lend(e->type->title.en);
    room->by = lend(e->actor);
    room->by_role = e->role;
    room->at_us = e->received_at_us;
    room->unit_no = text_of(e, "unit_no");
    room->key_no = text_of(e, "key_no");
    room->mandate_no = text_of(e, "mandate_no");
    a->change[a->n_change++] = room;
}

/* ---- mandates -------------------------------------------------------------------------------- */

/* The times that are asked for: the day, and as microseconds. */
typedef struct span {
    int32_t day;
    int64_t from_us, end_us; /* from_us 0: no changes */
} span;

/* The state of one at the end of the day, by the history of who gave it; what changed is noted. */
static bool was_in_force(view *rows, const Mandate *row, const span *asked, RightsShown *a) {
    history all = view_history(rows, row->person_no);
    Access__MandateState state = MANDATE_STATE_NONE;
    for (size_t i = 0; i < all.n && all.event[i].received_at_us < asked->end_us; i++) {
        const history_event *e = &all.event[i];
        bool made = is(e, "access.MandateMade"), ended = is(e, "access.MandateEnded");
        if (!made && !ended && !is(e, "access.MandateConfirmed")) continue;
        if (strcmp(text_of(e, "mandate_no"), row->mandate_no) != 0) continue;
        state = made    ? (Access__MandateState) number_of(e, "state")
                : ended ? MANDATE_ENDED
                        : MANDATE_IN_FORCE;
        RightChanged *room = arena_alloc(view_arena(rows), sizeof *room);
        if (room && asked->from_us && e->received_at_us >= asked->from_us) note_change(a, e, room);
    }
    a->incomplete |= all.n >= HISTORY_EVENTS_MAX;
    return state == MANDATE_IN_FORCE && row->from_date <= asked->day && asked->day <= row->to_date;
}

static bool show_mandate(view *rows, const Mandate *row, RightsShown *a) {
    MandateHeld *held = arena_alloc(view_arena(rows), sizeof *held);
    if (!held) return false;
    *held = (MandateHeld) MANDATE_HELD_INIT;
    held->mandate_no = row->mandate_no;
    held->person_no = row->person_no;
    held->kind = row->kind;
    held->look = row->look;
    held->files = row->files;
    held->from_date = row->from_date;
    held->to_date = row->to_date;
    held->made_by = row->made_by;
    a->mandate[a->n_mandate++] = held;
    return true;
}

/* docs/rules 7.7: an agent is a person, so only who is insured holds one. */
static bool show_mandates(view *rows, const Account *row, const span *asked, RightsShown *a) {
    if (!row->person_no[0]) return true;
    row_key key = key_mandate_by_agent_no(row->person_no);
    key.limit = LIST_MAX;
    row_list all = view_list(rows, &key);
    a->mandate = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *a->mandate);
    if (!a->mandate) return false;
    a->incomplete |= all.n == LIST_MAX;
    for (size_t i = 0; i < all.n; i++) {
        const Mandate *one = (const Mandate *) all.row[i];
        if (was_in_force(rows, one, asked, a) && !show_mandate(rows, one, a)) return false;
    }
    return true;
}

/* ---- one account ----------------------------------------------------------------------------- */

static bool show_account(view *rows, const Account *row, const span *asked, RightsShown *a) {
    history all = view_history(rows, row->account_no);
    arena *m = view_arena(rows);
    RightChanged *room = arena_alloc(m, (all.n + 1) * sizeof *room);
    *a = (RightsShown) RIGHTS_SHOWN_INIT;
    a->account_no = row->account_no;
    a->further_unit = arena_alloc(m, (all.n + 1) * sizeof *a->further_unit);
    a->key_no = arena_alloc(m, (all.n + 1) * sizeof *a->key_no);
    a->change = arena_alloc(m, LIST_MAX * sizeof *a->change);
    if (!room || !a->further_unit || !a->key_no || !a->change) return false;
    a->incomplete = all.n >= HISTORY_EVENTS_MAX;
    for (size_t i = 0; i < all.n && all.event[i].received_at_us < asked->end_us; i++) {
        const history_event *e = &all.event[i];
        if (is(e, "identity.PasswordChanged")) a->initial = false;
        bool change = fold_account(a, e) || fold_grants(a, e, asked->end_us);
        if (change && asked->from_us && e->received_at_us >= asked->from_us)
            note_change(a, e, &room[i]);
    }
    a->may_log_in = a->exists && !a->disabled && !a->asleep && !a->initial;
    return show_mandates(rows, row, asked, a);
}

/* The look is a fact: by whom it was, and at how many. */
static void note_look(const context *ctx, const ReviewRights *in, size_t n, changes *out) {
    RightsReviewed event = RIGHTS_REVIEWED_INIT;
    event.account_no = lend(ctx->actor.account_no);
    event.role = in->role;
    event.district_code = in->district_code;
    event.day = in->day;
    event.from_day = in->from_day;
    event.n = (int64_t) n;
    emit_rights_reviewed(out, &event);
}

/* The persons who gave the mandates that are shown see that somebody looked. */
static bool note_givers(const context *ctx, view *rows, const RightsList *shown, changes *out) {
    RecordsRead event = RECORDS_READ_INIT;
    size_t most = 0;
    for (size_t i = 0; i < shown->n_account; i++) most += shown->account[i]->n_mandate;
    event.person = arena_alloc(view_arena(rows), (most + 1) * sizeof *event.person);
    PersonShown *one = arena_alloc(view_arena(rows), (most + 1) * sizeof *one);
    if (!event.person || !one) return false;
    for (size_t i = 0; i < shown->n_account; i++)
        for (size_t k = 0; k < shown->account[i]->n_mandate; k++) {
            one[event.n_person] = (PersonShown) PERSON_SHOWN_INIT;
            one[event.n_person].person_no = shown->account[i]->mandate[k]->person_no;
            event.person[event.n_person] = &one[event.n_person];
            event.n_person++;
        }
    event.account_no = lend(ctx->actor.account_no);
    event.method = lend(ctx->command->name);
    event.purpose = lend(ctx->why);
    event.role = ctx->actor.role;
    event.channel = lend(ctx->channel);
    event.look_no = look_number(ctx, view_arena(rows));
    event.staff_no = look_staff_number(ctx, rows, view_arena(rows));
    event.timing = AT_ONCE;
    event.n = (int64_t) event.n_person;
    if (event.n) emit_records_read(out, &event);
    return true;
}

verdict identity_review_rights(const context *ctx, view *rows, const ReviewRights *in,
                               changes *out) {
    if (!date_valid(in->day) || in->day > ctx->today) return refuse(E_DATE, "day");
    if (in->from_day && !date_valid(in->from_day)) return refuse(E_DATE, "from_day");
    if (in->from_day > in->day) return refuse(E_DATE_ORDER, "from_day");
    const span asked = {in->day, in->from_day ? date_us(in->from_day, 0) : 0, date_us(in->day, 24)};
    row_key key = key_account_by_role_district_code(in->role, in->district_code);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list page = view_list(rows, &key);
    RightsList reply = RIGHTS_LIST_INIT;
    RightsShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.account = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.account);
    if (!shown || !reply.account) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        if (!show_account(rows, (const Account *) page.row[i], &asked, &shown[i]))
            return refuse(E_ARENA, NULL);
        if (!in->asleep || shown[i].asleep) reply.account[reply.n_account++] = &shown[i];
    }
    if (page.n == key.limit) reply.next = shown[page.n - 1].account_no;
    note_look(ctx, in, reply.n_account, out);
    if (!note_givers(ctx, rows, &reply, out)) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
