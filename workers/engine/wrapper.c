/* wrapper: turns a filing that needs review into a case, and decides it again on approval. */
#include "workers/engine/wrapper.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/check.h"
#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/handlers.h"
#include "proto/runtime/mask.h"
#include "workers/engine/auto_rules.h"
#include "workers/engine/gates.h"
#include "workers/rules/claim.h"
#include "workers/rules/identifier/serial.h"

/* The content of a filing: the command a case keeps and what lists show of it. */
typedef struct filing {
    const command_type *command;
    const ProtobufCMessage *input;
    const Case *file; /* the case it belongs to already, NULL for a new one */
} filing;

static const char *input_text(const filing *f, const char *field) {
    return field_named(f->command->input, f->input, field);
}

static const char *reply_person(const job *j) {
    const ProtobufCMessage *reply = j->changes.reply;
    return reply ? field_named(catalog_type_of(reply), reply, "person_no") : "";
}

/* What a case keeps of a filing, for whichever event. */
typedef struct held {
    const char *content, *subject;
    ProtobufCBinaryData document_hash;
} held;

static const char *content_of(const filing *f, arena *a) {
    size_t bytes = protobuf_c_message_get_packed_size(f->input);
    uint8_t *packed = arena_alloc(a, bytes);
    char *text = arena_alloc(a, 4 * ((bytes + 2) / 3) + 1);
    if (!packed || !text) return NULL;
    protobuf_c_message_pack(f->input, packed);
    crypt_base64(packed, bytes, text);
    return text;
}

static const char *subject_of(const filing *f, arena *a) {
    char name[512] = "", number[128] = "";
    const char *document = input_text(f, "document_no");
    (void) !mask_text(KERNEL__PERSONAL__NAME, input_text(f, "name"), name, sizeof name);
    if (document[0])
        (void) !mask_text(KERNEL__PERSONAL__DOCUMENT_NO, document, number, sizeof number);
    return arena_printf(a, "%s%s%s", name, name[0] && number[0] ? " " : "", number);
}

/* hold: all of it, or E_ARENA: a case whose content is empty would be lost for good. By the hash
 * the cases that name a person are found, also while nobody is registered under the number. */
static status hold(const job *j, view *rows, const filing *f, held *out) {
    const char *document = input_text(f, "document_no");
    arena *a = view_arena(rows);
    out->content = content_of(f, a);
    out->subject = subject_of(f, a);
    out->document_hash = j->ctx.search_hash(&j->ctx, rows, document);
    bool whole = out->content && out->subject && (out->document_hash.len || !document[0]);
    return whole ? OK : E_ARENA;
}

static const char *district_of(const job *j, view *rows, const char *unit_no) {
    if (!unit_no[0]) return j->ctx.actor.district_code;
    const Unit *unit = find_unit(rows, unit_no);
    return unit ? unit->district_code : "";
}

static status new_case_no(const job *j, view *rows, int64_t *number, char **out) {
    const Counter *counter = find_counter(rows, j->ctx.shard, "case");
    *number = counter ? counter->last + 1 : 1;
    *out = arena_alloc(view_arena(rows), SERIAL_CASE_SIZE);
    if (!*out) return E_ARENA;
    status s = serial_case_make(
        (case_no){j->ctx.today, (int32_t) (*number % 10000000), (int32_t) j->ctx.shard}, *out);
    if (s == OK) view_fresh(rows, *out);
    return s;
}

/* ---- events of a case ---------------------------------------------------------------------- */

/* A draft's event says what the submission's says, under the same names; what only the latter has
 * is left out. */
static void copy_named(const ProtobufCMessage *from, ProtobufCMessage *to) {
    const message_type *source = catalog_type_of(from), *target = catalog_type_of(to);
    for (unsigned i = 0; i < target->descriptor->n_fields; i++) {
        int at = catalog_field(source, target->descriptor->fields[i].name);
        if (at < 0) continue;
        if (field_is_text(target, i))
            field_set_text(to, i, field_text(from, (unsigned) at));
        else if (field_is_bytes(target, i))
            field_set_bytes(to, i, field_bytes(from, (unsigned) at));
        else if (field_is_number(target, i))
            field_set_number(to, i, field_number(from, (unsigned) at));
    }
}

static status emit_new_case(job *j, view *rows, const filing *f, bool draft) {
    int64_t number;
    char *issued;
    held kept;
    status s = new_case_no(j, rows, &number, &issued);
    if (s == OK) s = hold(j, rows, f, &kept);
    if (s != OK) return s;
    CaseSubmitted event = CASE_SUBMITTED_INIT;
    CaseDrafted drafted = CASE_DRAFTED_INIT;
    event.case_no = issued;
    event.method = lend(f->command->name);
    event.unit_no = lend(input_text(f, "unit_no"));
    event.district_code = lend(district_of(j, rows, event.unit_no));
    event.person_no = lend(input_text(f, "person_no"));
    event.filer = lend(j->ctx.actor.account_no);
    event.filer_role = j->ctx.actor.role;
    event.content = lend(kept.content);
    event.subject = lend(kept.subject);
    event.document_hash = kept.document_hash;
    event.channel = j->work->envelope->channel;
    event.shard = (int32_t) j->ctx.shard;
    event.number = number;
    event.submission = 1;
    j->case_no = issued;
    copy_named(&event.base, &drafted.base);
    if (draft)
        emit_case_drafted(&j->changes, &drafted);
    else
        emit_case_submitted(&j->changes, &event);
    return OK;
}

static status emit_again(job *j, view *rows, const filing *f, bool draft) {
    held kept;
    status s = hold(j, rows, f, &kept);
    if (s != OK) return s;
    CaseResubmitted event = CASE_RESUBMITTED_INIT;
    CaseRedrafted redrafted = CASE_REDRAFTED_INIT;
    event.case_no = f->file->case_no;
    event.content = lend(kept.content);
    event.subject = lend(kept.subject);
    event.document_hash = kept.document_hash;
    event.former_hash = f->file->document_hash;
    event.former_person_no = f->file->person_no;
    event.person_no = lend(input_text(f, "person_no"));
    event.submission = f->file->submission + 1;
    j->case_no = f->file->case_no;
    copy_named(&event.base, &redrafted.base);
    if (draft)
        emit_case_redrafted(&j->changes, &redrafted);
    else
        emit_case_resubmitted(&j->changes, &event);
    return OK;
}

static void emit_filed(job *j, view *rows, const filing *f, bool draft) {
    status s = (f->file ? emit_again : emit_new_case)(j, rows, f, draft);
    if (s != OK) j->verdict = refuse(s, NULL);
}

/* The case keeps the masked name for lists; what was filed stands in its history only. */
static void emit_applied(job *j, const filing *f, const char *person_no, bool automatic) {
    CaseApplied event = CASE_APPLIED_INIT;
    char *rules[sizeof j->changes.rule / sizeof j->changes.rule[0]];
    const char *subject = subject_of(f, j->changes.arena);
    if (!subject) {
        j->changes.full = true;
        return;
    }
    event.case_no = lend(f->file ? f->file->case_no : j->case_no);
    event.subject = lend(subject);
    event.person_no = lend(person_no);
    event.period = job_period(j);
    event.automatic = automatic;
    event.rule = rules;
    for (size_t i = 0; automatic && i < j->changes.n_rule; i++)
        rules[event.n_rule++] = lend(j->changes.rule[i].rule);
    emit_case_applied(&j->changes, &event);
}

/* ---- submission ---------------------------------------------------------------------------- */

static verdict decide(job *j, view *rows, const command_type *command,
                      const ProtobufCMessage *input) {
    return handlers[command->number](&j->ctx, rows, input, &j->changes);
}

/* A correction comes from the filer's side and keeps business and unit; only drafts and returned
 * cases may be changed. */
static verdict may_replace(const job *j, const filing *f) {
    if (!f->file || !claim_is_filers(&j->ctx.actor, f->file) ||
        strcmp(f->file->method, f->command->name) != 0 ||
        strcmp(f->file->unit_no, input_text(f, "unit_no")) != 0)
        return refuse(E_NOT_FOUND, "case_no");
    if (f->file->state != DRAFT && f->file->state != RETURNED)
        return refuse(E_CASE_STATE, "case_no");
    return accept();
}

/* Whether the case is where its content has to be decided. Another person's rows are another
 * shard's; docs/cases.md. */
static bool in_own_shard(const job *j, const filing *f) {
    uint32_t lives;
    const char *file_no = f->file->case_no;
    return catalog_case_shard(file_no, &lives) &&
           catalog_filing_shard(f->command, f->input, file_no, j->ctx.command_id) == lives;
}

static const char *key_field_of(const filing *f) {
    const char *field;
    (void) catalog_order_key(f->command, f->input, &field);
    return field;
}

static void submit(job *j, view *rows, const filing *f) {
    j->verdict = decide(j, rows, f->command, f->input);
    if (refused(j->verdict)) return;
    bool automatic = f->command->review == KERNEL__REVIEW__REVIEW_UNLESS_VIP &&
                     auto_rules(j, rows, input_text(f, "unit_no"));
    if (automatic) {
        emit_filed(j, rows, f, false);
        if (!refused(j->verdict)) emit_applied(j, f, reply_person(j), true);
        j->outcome = BUS__OUTCOME__APPLIED;
        return;
    }
    j->changes.n_event = 0;
    j->changes.reply = NULL;
    emit_filed(j, rows, f, false);
    j->outcome = BUS__OUTCOME__IN_REVIEW;
}

static void keep_draft(job *j, view *rows, const filing *f) {
    if (f->command->review == KERNEL__REVIEW__REVIEW_NEVER) {
        j->verdict = refuse(E_CASE_STATE, NULL);
        return;
    }
    emit_filed(j, rows, f, true);
    j->outcome = BUS__OUTCOME__IN_REVIEW;
}

/* ---- release ------------------------------------------------------------------------------- */

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

static void apply_failed(job *j, const filing *f, verdict why) {
    CaseApplyFailed event = CASE_APPLY_FAILED_INIT;
    j->changes.n_event = 0;
    event.case_no = f->file->case_no;
    event.subject = f->file->subject;
    event.failure = (int32_t) why.code;
    event.failure_field = lend(why.field ? why.field : "");
    emit_case_apply_failed(&j->changes, &event);
    changes_warn(&j->changes, why.code, why.field);
    reply_case(j, f->file->case_no, f->file->person_no, APPLY_FAILED);
    j->outcome = BUS__OUTCOME__REFUSED;
}

/* The approved command is decided as its filer's, on the rows as they now are, in the month in
 * which the approval falls (docs/rules 4.2, 4.5). */
static void release_approved(job *j, view *rows, const filing *f) {
    context reviewer = j->ctx;
    j->ctx.released = true;
    j->ctx.case_no = f->file->case_no;
    j->ctx.command = f->command;
    j->ctx.actor.account_no = f->file->filer;
    j->ctx.actor.role = f->file->filer_role;
    j->ctx.actor.unit_no = f->file->unit_no;
    verdict v = f->command->window
                    ? gates_period_pending(rows, j->ctx.received_at_us, &j->ctx.period)
                    : accept();
    if (!refused(v)) v = decide(j, rows, f->command, f->input);
    int32_t period = j->ctx.period;
    const char *person_no = refused(v) ? "" : reply_person(j);
    j->ctx = reviewer;
    j->ctx.period = period;
    if (refused(v) &&
        status_http(v.code) >= 500) { /* our fault, not the case's: it stays pending */
        j->verdict = v;
        return;
    }
    if (refused(v)) {
        apply_failed(j, f, v);
        return;
    }
    emit_applied(j, f, person_no[0] ? person_no : f->file->person_no, false);
    reply_case(j, f->file->case_no, person_no, CASE_APPLIED);
    j->outcome = BUS__OUTCOME__APPLIED;
}

static void submit_kept(job *j, view *rows, const filing *f) {
    verdict v = may_replace(j, f);
    bool late = false;
    if (!refused(v)) v = gates_open(j, rows, f->command);
    if (!refused(v) && f->command->window)
        v = gates_period(rows, j->ctx.received_at_us, &j->ctx.period, &late);
    if (refused(v)) {
        j->verdict = v;
        return;
    }
    submit(j, rows, f);
    if (!refused(j->verdict))
        reply_case(j, f->file->case_no, reply_person(j),
                   j->outcome == BUS__OUTCOME__APPLIED ? CASE_APPLIED : PENDING);
}

static void release(job *j, view *rows) {
    filing f;
    const Case *file = find_case(rows, j->changes.release);
    if (!file) {
        j->verdict = refuse(E_NOT_FOUND, "case_no");
        return;
    }
    j->case_no = file->case_no;
    verdict v = kept_filing(file, view_arena(rows), &f);
    /* Cases of an installation that once kept another person's correction in the old case. */
    if (!refused(v) && !in_own_shard(j, &f)) v = refuse(E_NEW_CASE, key_field_of(&f));
    if (refused(v))
        j->verdict = v;
    else if (!strcmp(j->command->name, "review.SubmitCase"))
        submit_kept(j, rows, &f);
    else
        release_approved(j, rows, &f);
}

/* ---- the whole decision -------------------------------------------------------------------- */

static void decide_filing(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    filing f = {j->command, j->input, NULL};
    if (envelope->case_no && envelope->case_no[0]) {
        f.file = find_case(rows, envelope->case_no);
        j->verdict = may_replace(j, &f);
        if (refused(j->verdict)) return;
        if (!in_own_shard(j, &f)) { /* the former case stays as it is */
            changes_warn(&j->changes, W_NEW_CASE, key_field_of(&f));
            f.file = NULL;
        }
    }
    /* Asked for with the rows of the decision, so that numbering the case costs no round of its
     * own. */
    if (!f.file) (void) find_counter(rows, j->ctx.shard, "case");
    if (envelope->draft)
        keep_draft(j, rows, &f);
    else
        submit(j, rows, &f);
}

void wrapper_decide(job *j, view *rows) {
    j->outcome = j->command->query ? BUS__OUTCOME__SHOWN : BUS__OUTCOME__APPLIED;
    if (j->command->review != KERNEL__REVIEW__REVIEW_NEVER || j->work->envelope->draft) {
        decide_filing(j, rows);
    } else {
        j->verdict = decide(j, rows, j->command, j->input);
        if (!refused(j->verdict) && j->changes.release) release(j, rows);
    }
    if (j->changes.full) j->verdict = refuse(E_ARENA, NULL);
    if (j->changes.over) j->verdict = (verdict){E_TOO_LARGE, NULL, "entry"};
    if (refused(j->verdict)) j->outcome = BUS__OUTCOME__REFUSED;
}
