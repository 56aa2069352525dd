/* decide_job: takes one job through gates, handler, review wrapper and sealing, as far as rows
 * are loaded. */
#include "workers/engine/decide_job.h"

#include <string.h>

#include "gen/query/rows.h"
#include "proto/runtime/check.h"
#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/mask.h"
#include "proto/runtime/position.h"
#include "proto/runtime/text.h"
#include "proto/runtime/uuid.h"
#include "store/log/tidy.h"
#include "workers/engine/act.h"
#include "workers/engine/channel.h"
#include "workers/engine/gates.h"
#include "workers/engine/look.h"
#include "workers/engine/scope.h"
#include "workers/engine/tell.h"
#include "workers/engine/whole.h"
#include "workers/engine/wrapper.h"
#include "workers/rules/calendar/date.h"

/* What a repetition must be equal to. Keyed, so that a kept digest of a login tells nobody which
 * password was typed. */
static void digest_of(const bus_work *work, const house *house_, uint8_t out[CRYPT_HASH_BYTES]) {
    const Bus__Envelope *envelope = work->envelope;
    const uint8_t flags = (uint8_t) ((envelope->draft ? 1 : 0) | (envelope->dry_run ? 2 : 0));
    const crypt_piece pieces[] = {{envelope->method, strlen(envelope->method) + 1},
                                  {envelope->acting_for, strlen(envelope->acting_for) + 1},
                                  {envelope->case_no, strlen(envelope->case_no) + 1},
                                  {&flags, 1},
                                  {envelope->payload.data, envelope->payload.len}};
    crypt_mac(CRYPT_SM, vault_search_key(house_->keys), CRYPT_KEY_BYTES, pieces, 5, out);
}

static uint32_t shard_of(const job *j) {
    const Bus__Envelope *envelope = j->work->envelope;
    return catalog_filing_shard(j->command, j->input, envelope->case_no, envelope->id.data);
}

/* What the envelope itself says in words: it becomes keys of finds and texts of rows. */
static verdict check_envelope(const Bus__Envelope *envelope) {
    const struct {
        const char *text, *name;
        size_t bytes_max;
    } given[] = {{envelope->case_no, "case_no", 19},
                 {envelope->acting_for, "acting_for", 64},
                 {envelope->channel, "channel", 32},
                 {envelope->purpose, "purpose", 8},
                 {envelope->purpose_ref, "purpose_ref", 19},
                 {envelope->purpose_note, "purpose_note", 300},
                 {envelope->source_address, "source_address", 64},
                 {envelope->origin, "origin", 64}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        size_t bytes = strlen(given[i].text);
        if (bytes > given[i].bytes_max) return refuse(E_TOO_LONG, given[i].name);
        if (!text_clean(given[i].text, bytes)) return refuse(E_TEXT, given[i].name);
    }
    int64_t number;
    if (position_in(envelope->least_position, 0, &number) != OK)
        return refuse(E_FORM, "least_position");
    return accept();
}

static bool from_outside(const peer_key *origin) {
    return origin && (origin->peer == PEER_WEB || origin->peer == PEER_WEB_OUTSIDE ||
                      origin->peer == PEER_KIOSK || origin->peer == PEER_CLI ||
                      origin->peer == PEER_OPERATOR);
}

/* A kept answer is what recognises a repetition, and it lives for the horizon. An id that says
 * itself when it was made can be refused afterwards; else a repetition that comes too late would
 * act again. An id from a clock that is far ahead would not be refused in time, so it is refused
 * now. Ids that the hall derives from their cause are kept for ever instead. */
static verdict check_id(const bus_work *work, const house *h) {
    if (!from_outside(work->origin)) return accept();
    const uint8_t *id = work->envelope->id.data;
    if (!uuid_is_v7(id)) return refuse(E_KEY_MISSING, "id");
    int64_t age_us = work->stamp->received_at_us - uuid_v7_us(id);
    bool outlives = age_us > h->horizon_us || age_us < -TIDY_AHEAD_US;
    return outlives ? refuse(E_KEY_OLD, "id") : accept();
}

/* A secret is proved by the act alone. A dry run of a login would say whether the password is right
 * and count no failure; a draft would keep the password as content of a case. Every door sends an
 * envelope, so this is the one place that refuses, before rows are asked for, a password is hashed
 * or a kept answer is found: the refusal is the same for every account and password. It stores no
 * event, because a guest could fill the log with them; the line of the command is its trace. */
static verdict check_trial(const command_type *command, const Bus__Envelope *envelope) {
    if (!command->secret) return accept();
    if (envelope->dry_run) return refuse(E_NO_TRIAL, "dry_run");
    if (envelope->draft) return refuse(E_NO_TRIAL, "draft");
    return envelope->case_no[0] ? refuse(E_NO_TRIAL, "case_no") : accept();
}

/* Where a person has to mend what he wrote, all that is wrong with it is looked for at once; a
 * query or a login is a matter of one field. */
static bool goes_on(const job *j) {
    return !j->command->query && !j->command->secret;
}

/* A draft may still lack what is required; submission checks all of it. */
static verdict unpack(job *j, const house *h, arena *a) {
    const Bus__Envelope *envelope = j->work->envelope;
    verdict v = check_envelope(envelope);
    if (!refused(v)) v = check_id(j->work, h);
    if (!refused(v)) v = check_trial(j->command, envelope);
    if (refused(v)) return v;
    v = check_unpack_all(j->command->input, envelope->payload, j->command->bytes_max,
                         envelope->draft ? CHECK_DRAFT : CHECK_WHOLE, a, &j->form, &j->input);
    if (!refused(v) && !goes_on(j)) v = faults_first(&j->form);
    return refused(v) ? v : whole_ask(j);
}

/* A keyed hash is dear, and every run of a command asks for that of the same document again. */
static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    search_memo *last = ctx->search_memo;
    if (last->text && !strcmp(last->text, text)) return last->hash;
    ProtobufCBinaryData hash = seal_search_hash(ctx->search_key, text, view_arena(rows));
    *last = (search_memo){hash.len ? arena_dup(view_arena(rows), text) : NULL, hash};
    return hash;
}

void job_start(job *j, const bus_work *work, const house *h, arena *a) {
    *j = (job){.work = work, .command = work->command, .case_no = "", .list_rows = h->list_rows};
    digest_of(work, h, j->digest);
    j->verdict = unpack(j, h, a);
    j->ctx = (context){.command = work->command,
                       .command_id = work->envelope->id.data,
                       .received_at_us = work->stamp->received_at_us,
                       .today = date_from_us(work->stamp->received_at_us),
                       .case_no = "",
                       .purpose = work->envelope->purpose,
                       .channel = work->envelope->channel,
                       .source_address = work->envelope->source_address,
                       .dry_run = work->envelope->dry_run,
                       .password_profile = h->password_profile,
                       .params = h->params,
                       .search_hash = search_hash,
                       .search_key = vault_search_key(h->keys),
                       .sample_key = vault_sample_key(h->keys),
                       .search_memo = &j->search_memo};
    if (refused(j->verdict)) {
        j->unfit = true;
        j->state = JOB_DECIDED;
        j->outcome = BUS__OUTCOME__REFUSED;
        return;
    }
    j->ctx.shard = shard_of(j);
}

/* A named account that reaches for what is not its own leaves a trace. */
static void note_refused_access(job *j) {
    bool reached = j->verdict.code == E_FORBIDDEN || j->verdict.code == E_LEVEL;
    if (reached && j->ctx.actor.account_no[0]) j->notice = NOTICE_REFUSED;
}

/* Who asks whether a person is insured elsewhere need not enrol anybody: a dry run or a refusal
 * tells as well. A roster's rows are asked for by their file, which is an entry of its own. */
static void note_probe(job *j) {
    if (j->command->joining < 0 || j->ctx.actor.acts_for || j->work->envelope->draft) return;
    if (!j->ctx.actor.account_no[0]) return; /* a stranger: counted by his address */
    if (!field_text(j->input, (unsigned) j->command->joining)[0]) return;
    if (j->ctx.dry_run || refused(j->verdict)) j->notice = NOTICE_PROBED;
}

/* What is wrong with the fields comes first; then what the decision found in the others. */
static void refuse_form(job *j) {
    if (!j->form.n) return;
    faults all = j->form;
    for (size_t i = 0; i < j->changes.faults.n; i++) faults_add(&all, j->changes.faults.fault[i]);
    faults_add(&all, j->verdict);
    j->changes.faults = all;
    j->verdict = all.fault[0];
    j->outcome = BUS__OUTCOME__REFUSED;
}

static void run(job *j, view *rows) {
    changes_start(&j->changes, view_arena(rows));
    j->case_no = "";
    j->case_version = 0;
    j->store_refusal = false;
    j->notice = NOTICE_NONE;
    j->said = (job_notice){.code = OK};
    j->n_runs++;
    verdict at_gate = gates(j, rows);
    /* What is not let in yet asks for nothing of the record: how much there is of it would show in
     * the time of a refusal. The first run of a command has no rows: it asks for what its input
     * names, whether that exists or not. */
    j->at_gate = refused(at_gate);
    bool asks = !j->command->query && j->n_runs == 1;
    if (j->at_gate && !asks && view_missing(rows)) return;
    if (refused(at_gate) && !view_missing(rows)) {
        j->verdict = j->form.n ? j->form.fault[0] : at_gate;
        j->outcome = BUS__OUTCOME__REFUSED;
        note_refused_access(j);
        return;
    }
    if (j->command->query && !view_missing(rows)) scope_limit(&j->ctx, rows);
    wrapper_decide(j, rows);
    refuse_form(j);
    if (!refused(j->verdict) && !view_missing(rows)) j->verdict = whole_settle(j, j->list_rows);
    if (refused(j->verdict)) j->outcome = BUS__OUTCOME__REFUSED;
    if (!j->case_no[0]) j->case_no = field_named(j->command->input, j->input, "case_no");
    if (refused(j->verdict)) {
        j->store_refusal = j->command->secret && j->changes.n_event;
        if (j->store_refusal) return;
        if (j->verdict.code == E_LOGIN) j->notice = NOTICE_UNTRIED;
        j->changes.n_event = 0;
        note_refused_access(j);
    }
    if (!strcmp(j->command->name, "access.UseShare")) j->notice = NOTICE_CODE;
    if (j->notice == NOTICE_NONE) note_probe(j);
    if (refused(j->verdict)) return;
    look_note(j, rows);
    tell_all(&j->ctx, rows, &j->changes);
}

/* Who does what; without events and answer. */
static batch_item job_item(const job *j) {
    const Bus__Envelope *envelope = j->work->envelope;
    batch_item item = {.command_id = envelope->id.data,
                       .method = j->command->name,
                       .actor = j->ctx.actor.account_no,
                       .role = j->ctx.actor.role,
                       .acting_for = envelope->acting_for,
                       .origin = envelope->origin,
                       .channel = job_channel(j),
                       .source_address = envelope->source_address,
                       .purpose = envelope->purpose,
                       .case_no = j->case_no,
                       .key_no = actor_key(&j->ctx.actor),
                       .received_at_us = j->ctx.received_at_us,
                       .forever = j->command->kept_forever || !uuid_is_v7(envelope->id.data)};
    memcpy(item.digest, j->digest, sizeof item.digest);
    for (size_t i = 0; i < j->changes.n_event; i++)
        item.moves_reference |= act_moves_reference(j->changes.event[i].type);
    return item;
}

static status seal_events(job *j, view *rows, const house *h) {
    batch_event *sealed;
    status s = act_seal(&j->changes, rows, h->keys, &sealed);
    if (s != OK && s != E_NOT_READY) return s;
    j->item = job_item(j);
    j->item.event = sealed;
    j->item.n_event = j->changes.n_event;
    return s == OK && !batch_item_fits(&j->item) ? E_TOO_LARGE : s;
}

static status fold_events(const job *j, view *rows) {
    const event_head head = {j->ctx.received_at_us, j->ctx.actor.account_no, j->case_no};
    return act_fold(j->item.event, j->item.n_event, &head, rows);
}

status job_fold_look(job *j, view *rows, const house *h) {
    status s = seal_events(j, rows, h);
    return s == OK ? fold_events(j, rows) : s;
}

static void fail_job(job *j, status s) {
    j->verdict = refuse(s, NULL);
    j->outcome = BUS__OUTCOME__REFUSED;
    j->changes.n_event = 0;
    j->item = (batch_item){0};
    j->case_no = "";
    j->state = JOB_DECIDED;
}

static Bus__Outcome outcome_dry(Bus__Outcome outcome) {
    switch (outcome) {
    case BUS__OUTCOME__APPLIED:
        return BUS__OUTCOME__WOULD_APPLY;
    case BUS__OUTCOME__IN_REVIEW:
        return BUS__OUTCOME__WOULD_REVIEW;
    case BUS__OUTCOME__DRAFTED:
        return BUS__OUTCOME__WOULD_DRAFT;
    default:
        return outcome;
    }
}

static void settle_dry(job *j) {
    j->changes.n_event = 0;
    j->outcome = outcome_dry(j->outcome);
    if (!refused(j->verdict)) j->case_no = ""; /* it has none; a refusal may name an open one */
    j->state = JOB_DECIDED;
}

static bool stores_nothing(const job *j) {
    return (refused(j->verdict) && !j->store_refusal) || !j->changes.n_event;
}

void job_decide(job *j, view *rows, const house *h, bool may_apply) {
    view_forget_missing(rows);
    j->ctx.params = h->params; /* read since the job began */
    j->item = (batch_item){0}; /* what an earlier, waiting run wanted counts for nothing */
    run(j, rows);
    if (view_missing(rows)) return;
    j->spoilt = view_spoilt(rows);
    if (j->spoilt.code != OK) {
        fail_job(j, j->spoilt.code);
        return;
    }
    if (j->ctx.dry_run && !j->command->query) {
        if (may_apply) settle_dry(j);
        return;
    }
    if (stores_nothing(j)) {
        j->state = may_apply ? JOB_DECIDED : JOB_WAITING;
        return;
    }
    if (j->command->query) {
        j->item.n_event = j->changes.n_event; /* sealed and folded by job_fold_look */
        j->state = JOB_DECIDED;
        return;
    }
    status s = seal_events(j, rows, h);
    if (s == OK && !may_apply) return;
    if (s == OK) s = fold_events(j, rows);
    if (s == E_NOT_READY)
        view_mark_missing(rows);
    else if (s != OK)
        fail_job(j, s);
    else
        j->state = JOB_DECIDED;
}

bool job_stores(const job *j) {
    return j->state == JOB_DECIDED && j->item.n_event;
}

/* ---- answers ------------------------------------------------------------------------------- */

static bool add_rules(const job *j, Bus__Answer *out, arena *a) {
    size_t n = j->changes.n_rule;
    out->rule = arena_alloc(a, (n + 1) * sizeof *out->rule);
    for (size_t i = 0; out->rule && i < n; i++) {
        Bus__RuleResult *rule = arena_alloc(a, sizeof *rule);
        if (!rule) return false;
        bus__rule_result__init(rule);
        rule->rule = lend(j->changes.rule[i].rule);
        rule->passed = j->changes.rule[i].passed;
        out->rule[out->n_rule++] = rule;
    }
    return out->rule;
}

static bool add_warnings(const job *j, Bus__Answer *out, arena *a) {
    size_t n = j->changes.n_warning;
    out->warning = arena_alloc(a, (n + 1) * sizeof *out->warning);
    for (size_t i = 0; out->warning && i < n; i++) {
        Bus__Warning *warning = arena_alloc(a, sizeof *warning);
        if (!warning) return false;
        bus__warning__init(warning);
        warning->status = j->changes.warning[i].code;
        warning->field = lend(j->changes.warning[i].field ? j->changes.warning[i].field : "");
        out->warning[out->n_warning++] = warning;
    }
    return out->warning;
}

static Bus__Fault *fault_of(verdict v, arena *a) {
    Bus__Fault *one = arena_alloc(a, sizeof *one);
    if (!one) return NULL;
    bus__fault__init(one);
    one->status = v.code;
    one->field = lend(v.field ? v.field : "");
    one->reason = lend(v.reason ? v.reason : "");
    return one;
}

/* Why it is closed, since when and until when. */
static bool add_closed(const job *j, Bus__Answer *out, arena *a) {
    Bus__Fault *one = fault_of(j->verdict, a);
    out->fault = arena_alloc(a, sizeof *out->fault);
    if (!one || !out->fault) return false;
    one->notice = lend(j->said.text ? j->said.text : "");
    one->since_us = j->said.since_us;
    one->until_us = j->said.until_us;
    out->fault[out->n_fault++] = one;
    return true;
}

/* All faults of a refused filing; where there is none but the answer's own, status and field say
 * it. */
static bool add_faults(const job *j, Bus__Answer *out, arena *a) {
    const faults *list = j->changes.faults.n ? &j->changes.faults : &j->form;
    if (!refused(j->verdict)) return true;
    if (j->said.code == j->verdict.code) return add_closed(j, out, a);
    if (list->n < 2) return true;
    out->fault = arena_alloc(a, list->n * sizeof *out->fault);
    for (size_t i = 0; out->fault && i < list->n; i++) {
        Bus__Fault *one = fault_of(list->fault[i], a);
        if (!one) return false;
        out->fault[out->n_fault++] = one;
    }
    return out->fault;
}

/* The one exit: what a query shows is masked unless the grant says otherwise. The reply of a
 * command has nothing personal (the generator sees to it). */
static bool add_reply(const job *j, Bus__Answer *out, arena *a) {
    if (refused(j->verdict) || !j->changes.reply) return true;
    show how = j->ctx.plain ? SHOW_ALL : SHOW_MASKED;
    if (mask_message(j->command->output, j->changes.reply, how, a) != OK) return false;
    size_t bytes = protobuf_c_message_get_packed_size(j->changes.reply);
    out->payload.data = arena_alloc(a, bytes);
    if (out->payload.data)
        out->payload.len = protobuf_c_message_pack(j->changes.reply, out->payload.data);
    return out->payload.data;
}

/* What the file says of itself. */
static bool add_listed(const job *j, Bus__Answer *out, arena *a) {
    if (!j->work->envelope->whole || refused(j->verdict)) return true;
    out->listed = arena_alloc(a, sizeof *out->listed);
    const char *filter = whole_filter(j, a);
    if (!out->listed || !filter) return false;
    bus__listed__init(out->listed);
    out->listed->account_no = lend(j->ctx.actor.account_no);
    out->listed->filter = lend(filter);
    out->listed->n = whole_rows(j);
    return true;
}

Bus__Answer *job_answer(const job *j, arena *a) {
    Bus__Answer *out = arena_alloc(a, sizeof *out);
    if (!out) return NULL;
    bus__answer__init(out);
    out->id = j->work->envelope->id;
    out->status = j->verdict.code;
    out->field = lend(j->verdict.field ? j->verdict.field : "");
    out->reason = lend(j->verdict.reason ? j->verdict.reason : "");
    out->outcome = j->outcome;
    out->case_no = lend(j->case_no);
    out->case_version = j->outcome == BUS__OUTCOME__DRAFTED ? j->case_version : 0;
    out->received_at_us = j->ctx.received_at_us;
    out->retry_after_ms = j->retry_after_ms;
    out->period = job_period(j);
    if (!add_faults(j, out, a)) return NULL;
    if (!j->changes.arena) return out;
    bool whole = add_rules(j, out, a) && add_warnings(j, out, a) && add_reply(j, out, a) &&
                 add_listed(j, out, a);
    return whole ? out : NULL;
}
