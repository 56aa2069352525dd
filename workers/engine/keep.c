/* keep: what a case keeps of a filing, and the events that say so. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "gen/review/bulk.h"
#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/mask.h"
#include "workers/engine/channel.h"
#include "workers/engine/filing.h"
#include "workers/rules/district.h"
#include "workers/rules/issue.h"
#include "workers/rules/term.h"

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
    const char *document = filing_text(f, "document_no");
    (void) !mask_text(KERNEL__PERSONAL__NAME, filing_text(f, "name"), name, sizeof name);
    if (document[0])
        (void) !mask_text(KERNEL__PERSONAL__DOCUMENT_NO, document, number, sizeof number);
    return arena_printf(a, "%s%s%s", name, name[0] && number[0] ? " " : "", number);
}

/* hold: all of it, or E_ARENA: a case whose content is empty would be lost for good. By the hash
 * the cases that name a person are found, also while nobody is registered under the number. */
static status hold(const job *j, view *rows, const filing *f, held *out) {
    const char *document = filing_text(f, "document_no");
    arena *a = view_arena(rows);
    out->content = content_of(f, a);
    out->subject = subject_of(f, a);
    out->document_hash = j->ctx.search_hash(&j->ctx, rows, document);
    bool whole = out->content && out->subject && (out->document_hash.len || !document[0]);
    return whole ? OK : E_ARENA;
}

static const char *person_of(const job *j, const filing *f) {
    const char *named = filing_text(f, "person_no");
    return named[0] ? named : j->ctx.actor.person_no;
}

/* The office in whose queue the case waits; "" is the centre's, and nobody's of a draft that names
 * no unit and no person yet. */
static const char *district_of(const job *j, view *rows, const filing *f, const char *unit_no) {
    if (f->command->review.office == KERNEL__OFFICE__CENTRE) return "";
    if (unit_no[0]) return district_of_unit(rows, unit_no);
    if (j->ctx.actor.district_code[0]) return j->ctx.actor.district_code;
    const char *person_no = person_of(j, f);
    return person_no[0] ? district_of_person(rows, person_no) : "";
}

/* docs/rules 6.8: what policy gives to a district is never the centre's for want of a district. */
static bool lacks_office(const filing *f, const char *district) {
    return f->command->review.office != KERNEL__OFFICE__CENTRE && !district[0];
}

static status new_case_no(const job *j, view *rows, int64_t *number, char **out) {
    *out = arena_alloc(view_arena(rows), SERIAL_CASE_SIZE);
    return *out ? issue_number(&j->ctx, rows, number, *out) : E_ARENA;
}

/* ---- events of a case ---------------------------------------------------------------------- */

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
    event.unit_no = lend(filing_text(f, "unit_no"));
    event.district_code = lend(district_of(j, rows, f, event.unit_no));
    if (!draft && lacks_office(f, event.district_code)) return E_INTERNAL;
    event.level = j->changes.level;
    event.approvers = (int32_t) j->changes.approvers;
    event.person_no = lend(filing_text(f, "person_no"));
    event.filer = lend(j->ctx.actor.account_no);
    event.filer_role = j->ctx.actor.role;
    event.content = lend(kept.content);
    event.subject = lend(kept.subject);
    event.document_hash = kept.document_hash;
    event.channel = lend(job_channel(j));
    event.key_no = lend(actor_key(&j->ctx.actor));
    event.shard = (int32_t) j->ctx.shard;
    event.number = number;
    event.submission = 1;
    j->case_no = issued;
    /* what only the submission has is left out */
    field_copy_named(&event.base, &drafted.base);
    drafted.expires_at_us = term_draft_us(&j->ctx);
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
    event.person_no = lend(filing_text(f, "person_no"));
    event.submission = f->file->submission + 1;
    event.level = j->changes.level;
    event.approvers = (int32_t) j->changes.approvers;
    event.key_no = lend(actor_key(&j->ctx.actor));
    /* Lists of reviewers show a returned case as it was submitted. */
    if (draft && f->file->state == RETURNED) event.subject = f->file->subject;
    j->case_no = f->file->case_no;
    field_copy_named(&event.base, &redrafted.base);
    /* A returned case that is being corrected is no draft: it has the time that it was given. */
    redrafted.expires_at_us =
        f->file->state == DRAFT ? term_draft_us(&j->ctx) : f->file->expires_at_us;
    if (draft)
        emit_case_redrafted(&j->changes, &redrafted);
    else
        emit_case_resubmitted(&j->changes, &event);
    return OK;
}

void keep_filed(job *j, view *rows, const filing *f, bool draft) {
    status s = (f->file ? emit_again : emit_new_case)(j, rows, f, draft);
    if (s != OK) j->verdict = refuse(s, NULL);
}

void keep_clock(job *j, view *rows, const filing *f) {
    if (refused(j->verdict)) return;
    term_starts(&j->ctx, rows, j->case_no, f->command, f->file ? f->file->used_days : 0,
                &j->changes);
}

void keep_base(job *j, const filing *f) {
    if (!j->changes.based || refused(j->verdict)) return;
    CaseBased event = CASE_BASED_INIT;
    event.case_no = lend(j->case_no);
    event.submission = f->file ? f->file->submission + 1 : 1;
    event.replaces = j->changes.base;
    emit_case_based(&j->changes, &event);
}

static const char *rules_not_held(const job *j) {
    const char *all = "";
    for (size_t i = 0; i < j->changes.n_rule && all; i++)
        if (!j->changes.rule[i].passed)
            all = arena_printf(j->changes.arena, "%s%s%s", all, all[0] ? "," : "",
                               j->changes.rule[i].rule);
    return all;
}

void keep_ground(job *j, const filing *f) {
    if (!f->command->review.bulk || refused(j->verdict)) return;
    CaseGrounded event = CASE_GROUNDED_INIT;
    event.case_no = lend(j->case_no);
    event.submission = f->file ? f->file->submission + 1 : 1;
    event.ground = lend(rules_not_held(j));
    event.warned = j->changes.n_warning > 0;
    if (!event.ground)
        j->changes.full = true;
    else
        emit_case_grounded(&j->changes, &event);
}

/* A case may wait longer than a scan that no act named is kept. */
void keep_scan(job *j, view *rows, const filing *f) {
    for (unsigned i = 0; i < f->command->input->descriptor->n_fields; i++) {
        const char *scan_no = f->command->input->field[i].scan ? field_text(f->input, i) : "";
        if (!scan_no[0] || refused(j->verdict) || !find_scan(rows, scan_no)) continue;
        CaseScanKept event = CASE_SCAN_KEPT_INIT;
        event.case_no = lend(j->case_no);
        event.scan_no = lend(scan_no);
        emit_case_scan_kept(&j->changes, &event);
    }
}

/* The case keeps the masked name for lists; what was filed stands in its history only. */
void keep_applied(job *j, const filing *f, const char *person_no, bool automatic) {
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
    event.filer = lend(f->file ? f->file->filer : j->ctx.actor.account_no);
    event.period = job_period(j);
    event.automatic = automatic;
    event.automatic_on = automatic ? j->ctx.today : 0;
    event.newest_first = -j->ctx.received_at_us;
    event.rule = rules;
    for (size_t i = 0; automatic && i < j->changes.n_rule; i++)
        rules[event.n_rule++] = lend(j->changes.rule[i].rule);
    emit_case_applied(&j->changes, &event);
}
