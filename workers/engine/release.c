/* release: submits what a draft or returned case keeps, or decides an approved one again. */
#include <string.h>

#include "proto/runtime/check.h"
#include "proto/runtime/crypt/seal.h"
#include "workers/engine/filing.h"
#include "workers/engine/gates.h"
#include "workers/engine/scope.h"

static verdict kept_filing(const Case *file, arena *a, filing *out) {
    size_t length = strlen(file->content), bytes = 0;
    uint8_t *packed = arena_alloc(a, 3 * (length / 4) + 1);
    out->command = catalog_command(file->method);
    out->file = file;
    if (!packed) return refuse(E_ARENA, NULL);
    if (!out->command || !crypt_unbase64(file->content, length, packed, &bytes))
        return refuse(E_INTERNAL, "case_no");
    ProtobufCMessage *input = NULL;
    verdict v = check_unpack(out->command->input, (ProtobufCBinaryData){bytes, packed},
                             out->command->bytes_max, a, &input);
    out->input = input;
    return v;
}

static void reply_case(job *j, const char *of_case, const char *person_no,
                       Review__CaseState state) {
    CaseChanged reply = CASE_CHANGED_INIT;
    reply.case_no = lend(of_case);
    reply.person_no = lend(person_no);
    reply.state = state;
    changes_reply(&j->changes, &reply.base);
}

/* What the reviewer decided, the first `n_event` events, stays noted. */
static void apply_failed(job *j, const filing *f, verdict why, size_t n_event) {
    CaseApplyFailed event = CASE_APPLY_FAILED_INIT;
    j->changes.n_event = n_event;
    event.case_no = f->file->case_no;
    event.subject = f->file->subject;
    event.failure = (int32_t) why.code;
    event.failure_field = lend(why.field ? why.field : "");
    event.newest_first = -j->ctx.received_at_us;
    emit_case_apply_failed(&j->changes, &event);
    changes_warn(&j->changes, why.code, why.field);
    reply_case(j, f->file->case_no, f->file->person_no, APPLY_FAILED);
    j->outcome = BUS__OUTCOME__REFUSED;
}

/* Whether what the submission replaces is still what it was: nobody else's change is undone. */
static verdict base_stands(const job *j, view *rows, const filing *f) {
    const CaseBase *noted = find_case_base(rows, f->file->case_no, f->file->submission);
    if (!j->changes.based || !noted || noted->replaces == j->changes.base) return accept();
    return (verdict){E_VERSION, NULL, "base_moved"};
}

/* docs/rules 6.10: what was not opened is approved only as plainly as what it is equal to. */
static verdict stays_alike(const job *j, verdict v) {
    bool ours = refused(v) && (v.code == E_ALIKE || status_http(v.code) >= 500);
    if (j->changes.release_as != RELEASE_ALIKE || ours) return v;
    bool differs = refused(v) || j->changes.n_warning > 0;
    return differs ? (verdict){E_BULK, "case_no", "bulk_differs"} : v;
}

/* The approved command is decided as its filer's, on the rows as they now are, in the month in
 * which the approval falls (docs/rules 4.2, 4.5). */
static void release_approved(job *j, view *rows, const filing *f) {
    context reviewer = j->ctx;
    size_t n_event = j->changes.n_event;
    j->ctx.released = true;
    j->ctx.case_no = f->file->case_no;
    j->ctx.command = f->command;
    j->ctx.actor.account_no = f->file->filer;
    j->ctx.actor.role = f->file->filer_role;
    j->ctx.actor.unit_no = f->file->unit_no;
    verdict v = f->command->window ? gates_period_pending(rows, f->command->service,
                                                          j->ctx.received_at_us, &j->ctx.period)
                                   : accept();
    if (!refused(v)) v = filing_decide(j, rows, f->command, f->input);
    if (!refused(v)) v = base_stands(j, rows, f);
    int32_t period = j->ctx.period;
    const char *person_no = refused(v) ? "" : filing_person(j);
    j->ctx = reviewer;
    j->ctx.period = period;
    v = stays_alike(j, v);
    /* A9: for a verdict, not for another filing; or for a look of its own */
    bool waits = v.code == E_ALIKE || v.code == E_BULK;
    if (refused(v) &&
        (waits || status_http(v.code) >= 500)) { /* our fault, not the case's: it stays pending */
        j->verdict = v;
        return;
    }
    if (refused(v)) {
        apply_failed(j, f, v, n_event);
        return;
    }
    keep_applied(j, f, person_no[0] ? person_no : f->file->person_no, false);
    reply_case(j, f->file->case_no, person_no, CASE_APPLIED);
    j->outcome = BUS__OUTCOME__APPLIED;
}

/* What was kept counts by the rights of today: a mandate may have ended, a person moved away. */
static verdict still_may(const job *j, view *rows, const filing *f) {
    context now = j->ctx;
    now.command = f->command;
    return scope_enter(&now, f->input, "", rows);
}

static void submit_kept(job *j, view *rows, const filing *f) {
    verdict v = filing_may_replace(j, f);
    if (!refused(v)) v = still_may(j, rows, f);
    if (!refused(v)) v = gates_open(j, rows, f->command);
    if (!refused(v) && f->file->state == DRAFT) v = gates_agreement(j, rows, f->command, f->input);
    if (!refused(v)) v = gates_window(j, rows, f->command);
    if (refused(v)) {
        j->verdict = v;
        return;
    }
    file_submit(j, rows, f);
    if (!refused(j->verdict))
        reply_case(j, f->file->case_no, filing_person(j),
                   j->outcome == BUS__OUTCOME__APPLIED ? CASE_APPLIED : PENDING);
}

/* A new draft with the same content; whoever asks may file it today. */
static void copy_kept(job *j, view *rows, const filing *f) {
    filing copy = {f->command, f->input, NULL};
    verdict v = still_may(j, rows, f);
    if (!refused(v)) v = gates_open(j, rows, f->command);
    if (refused(v)) {
        j->verdict = v;
        return;
    }
    keep_filed(j, rows, &copy, true);
    if (refused(j->verdict)) return;
    j->outcome = BUS__OUTCOME__DRAFTED;
    reply_case(j, j->case_no, f->file->person_no, DRAFT);
}

void release_case(job *j, view *rows) {
    filing f;
    const Case *file = find_case(rows, j->changes.release);
    if (!file) {
        j->verdict = refuse(E_NOT_FOUND, "case_no");
        return;
    }
    j->case_no = file->case_no;
    verdict v = kept_filing(file, view_arena(rows), &f);
    /* Cases of an installation that once kept another person's correction in the old case. */
    if (!refused(v) && !filing_at_home(j, &f)) v = refuse(E_NEW_CASE, filing_key_field(&f));
    if (refused(v))
        j->verdict = v;
    else if (j->changes.release_as == RELEASE_KEPT)
        submit_kept(j, rows, &f);
    else if (j->changes.release_as == RELEASE_COPIED)
        copy_kept(j, rows, &f);
    else
        release_approved(j, rows, &f);
}
