/* wrapper: turns a filing that needs review into a case; how it is kept and released again is in
 * keep.c and release.c. */
#include "workers/engine/wrapper.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/handlers.h"
#include "workers/engine/auto_rules.h"
#include "workers/engine/filing.h"
#include "workers/engine/gates.h"
#include "workers/rules/claim.h"

/* ---- the filing ---------------------------------------------------------------------------- */

const char *filing_text(const filing *f, const char *field) {
    return field_named(f->command->input, f->input, field);
}

const char *filing_person(const job *j) {
    const ProtobufCMessage *reply = j->changes.reply;
    return reply ? field_named(catalog_type_of(reply), reply, "person_no") : "";
}

verdict filing_decide(job *j, view *rows, const command_type *command,
                      const ProtobufCMessage *input) {
    return handle(command, &j->ctx, rows, input, &j->changes);
}

/* A correction comes from the filer's side and keeps business and unit; only drafts and returned
 * cases may be changed. */
verdict filing_may_replace(const job *j, const filing *f) {
    if (!f->file || !claim_is_filers(&j->ctx.actor, f->file) ||
        strcmp(f->file->method, f->command->name) != 0 ||
        strcmp(f->file->unit_no, filing_text(f, "unit_no")) != 0)
        return refuse(E_NOT_FOUND, "case_no");
    if (f->file->state != DRAFT && f->file->state != RETURNED)
        return refuse(E_CASE_STATE, "case_no");
    int64_t read = j->work->envelope->case_version;
    if (read && read != f->file->version) return (verdict){E_VERSION, NULL, "draft_moved"};
    return accept();
}

/* Whether the case is where its content has to be decided. Another person's rows are another
 * shard's; docs/cases.md. */
bool filing_at_home(const job *j, const filing *f) {
    uint32_t lives;
    const char *file_no = f->file->case_no;
    return catalog_case_shard(file_no, &lives) &&
           catalog_filing_shard(f->command, f->input, file_no, j->ctx.command_id) == lives;
}

const char *filing_key_field(const filing *f) {
    const char *field;
    (void) catalog_order_key(f->command, f->input, &field);
    return field;
}

/* ---- submission ---------------------------------------------------------------------------- */

static const Case *open_among(row_list found, const filing *f) {
    for (size_t i = 0; i < found.n; i++) {
        const Case *other = (const Case *) found.row[i];
        bool same = f->file && !strcmp(other->case_no, f->file->case_no);
        bool open = other->state == PENDING || other->state == RETURNED;
        if (open && !same && !strcmp(other->method, f->command->name) &&
            !strcmp(other->unit_no, filing_text(f, "unit_no")))
            return other;
    }
    return NULL;
}

static const Case *twin_of_document(view *rows, const filing *f, ProtobufCBinaryData hash) {
    const Case *pending = open_among(list_case_by_document_hash_state(rows, hash, PENDING), f);
    const Case *returned = open_among(list_case_by_document_hash_state(rows, hash, RETURNED), f);
    return pending ? pending : returned;
}

/* Another open case of the same act, person and unit; drafts are none yet. `field` names the
 * person. */
static const Case *find_twin(const job *j, view *rows, const filing *f, const char **field) {
    const char *person_no = filing_text(f, "person_no"), *document = filing_text(f, "document_no");
    const Case *twin = NULL;
    *field = person_no[0] ? "person_no" : "document_no";
    if (person_no[0]) twin = open_among(list_case_by_person_no(rows, person_no), f);
    if (!twin && document[0])
        twin = twin_of_document(rows, f, j->ctx.search_hash(&j->ctx, rows, document));
    return twin;
}

/* docs/rules 6.2: what the contract says of the command, and what its decision said of itself. */
static bool needs_review(job *j, view *rows, const filing *f) {
    const review_policy *review = &f->command->review;
    switch (review->when) {
    case KERNEL__WHEN__UNLESS_VIP:
        return !auto_rules(j, rows, filing_text(f, "unit_no"));
    case KERNEL__WHEN__ABOVE:
        auto_rules_raised(j);
        return j->changes.level > review->level;
    default:
        return true;
    }
}

void file_submit(job *j, view *rows, const filing *f) {
    const char *person_field;
    const Case *twin = find_twin(j, rows, f, &person_field); /* asked for with the first rows */
    j->verdict = filing_decide(j, rows, f->command, f->input);
    if (refused(j->verdict)) return;
    if (twin) { /* docs/rules 6.7 */
        j->verdict = (verdict){E_DUP_ROW, person_field, "open_case"};
        j->case_no = twin->case_no;
        return;
    }
    if (!needs_review(j, rows, f)) {
        keep_filed(j, rows, f, false);
        if (!refused(j->verdict)) keep_applied(j, f, filing_person(j), true);
        j->outcome = BUS__OUTCOME__APPLIED;
        return;
    }
    if (j->changes.approvers < f->command->review.approvers)
        j->changes.approvers = f->command->review.approvers;
    j->changes.n_event = 0;
    j->changes.reply = NULL;
    keep_filed(j, rows, f, false);
    keep_clock(j, rows, f);
    keep_base(j, f);
    keep_ground(j, f);
    keep_scan(j, rows, f);
    j->outcome = BUS__OUTCOME__IN_REVIEW;
}

static void keep_draft(job *j, view *rows, const filing *f) {
    if (f->command->review.when == KERNEL__WHEN__NEVER) {
        j->verdict = refuse(E_CASE_STATE, NULL);
        return;
    }
    keep_filed(j, rows, f, true);
    j->case_version = (f->file ? f->file->version : 0) + 1; /* one effect on the row */
    j->outcome = BUS__OUTCOME__DRAFTED;
}

/* ---- the whole decision -------------------------------------------------------------------- */

static void decide_filing(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    filing f = {j->command, j->input, NULL};
    if (envelope->case_no && envelope->case_no[0]) {
        f.file = find_case(rows, envelope->case_no);
        j->verdict = filing_may_replace(j, &f);
        if (refused(j->verdict)) return;
        if (!filing_at_home(j, &f)) { /* the former case stays as it is */
            changes_warn(&j->changes, W_NEW_CASE, filing_key_field(&f));
            f.file = NULL;
            j->verdict = gates_agreement(j, rows, j->command, j->input);
            if (refused(j->verdict)) return;
        }
    }
    /* Asked for with the rows of the decision, so that numbering the case costs no round of its
     * own. */
    if (!f.file) (void) find_counter(rows, j->ctx.shard, "case");
    if (envelope->draft)
        keep_draft(j, rows, &f);
    else
        file_submit(j, rows, &f);
}

void wrapper_decide(job *j, view *rows) {
    j->outcome = j->command->query ? BUS__OUTCOME__SHOWN : BUS__OUTCOME__APPLIED;
    if (j->command->review.when != KERNEL__WHEN__NEVER || j->work->envelope->draft) {
        decide_filing(j, rows);
    } else {
        j->verdict = filing_decide(j, rows, j->command, j->input);
        if (!refused(j->verdict) && j->changes.release) release_case(j, rows);
    }
    if (j->changes.full) j->verdict = refuse(E_ARENA, NULL);
    if (j->changes.over) j->verdict = (verdict){E_TOO_LARGE, NULL, "entry"};
    if (refused(j->verdict)) j->outcome = BUS__OUTCOME__REFUSED;
}
