/* story: tells the decision stories of a JSON file and compares what came out. */
#include "tests/lib/story.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/runtime/apply/apply.h"
#include "proto/runtime/changes.h"
#include "proto/runtime/check.h"
#include "proto/runtime/handlers.h"
#include "proto/runtime/mask.h"
#include "proto/runtime/uuid.h"
#include "proto/runtime/view/history.h"
#include "tests/lib/story_json.h"
#include "tests/lib/story_slow.h"

enum { ARENA_BYTES_MAX = 64 * 1024 * 1024, BEIJING_SECONDS = 8 * 3600 };

/* Everything of one story; lives in one arena. */
typedef struct stage {
    report report;
    arena *a;
    view *rows;
    context ctx;
    uint8_t id[UUID_BYTES];
    changes *out;
    verdict verdict;
} stage;

static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    (void) ctx;
    return story_hash(text, view_arena(rows));
}

static void refuse_unknown(stage *st, json_t *object, const char *const *known, const char *where) {
    const char *key;
    json_t *member;
    json_object_foreach(object, key, member) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], key)) i++;
        if (!known[i]) report_fault(&st->report, "%s has no member %s", where, key);
    }
}

static const char *text_in(json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static void set_actor(stage *st, json_t *from) {
    static const char *const known[] = {"account_no",    "role",           "unit_no",
                                        "district_code", "community_code", "person_no",
                                        "acts_for",      "token",          NULL};
    refuse_unknown(st, from, known, "actor");
    const ProtobufCEnumValue *role = protobuf_c_enum_descriptor_get_value_by_name(
        &kernel__role__descriptor, text_in(from, "role"));
    if (!role) report_fault(&st->report, "actor has no role %s", text_in(from, "role"));
    st->ctx.actor = (actor){.account_no = text_in(from, "account_no"),
                            .role = role ? (Kernel__Role) role->value : KERNEL__ROLE__ROLE_NONE,
                            .unit_no = text_in(from, "unit_no"),
                            .district_code = text_in(from, "district_code"),
                            .community_code = text_in(from, "community_code"),
                            .person_no = text_in(from, "person_no"),
                            .verified = true, /* the gates' matter: test_scope.c */
                            .acts_for = json_is_true(json_object_get(from, "acts_for")),
                            .token_hash = story_hash(text_in(from, "token"), st->a)};
}

static void set_now(stage *st, const char *now) {
    struct tm at = {0};
    const char *end = strptime(now, "%Y-%m-%d %H:%M", &at);
    if (!end || *end) report_fault(&st->report, "now is \"YYYY-MM-DD HH:MM\", not \"%s\"", now);
    st->ctx.received_at_us = (int64_t) (timegm(&at) - BEIJING_SECONDS) * 1000000;
    st->ctx.today = (at.tm_year + 1900) * 10000 + (at.tm_mon + 1) * 100 + at.tm_mday;
    st->ctx.period = st->ctx.today / 100;
}

static void set_context(stage *st, json_t *from, const struct param_set *params) {
    static const char *const known[] = {
        "now", "actor",   "period", "case_no",          "released", "position", "dry_run",
        "id",  "purpose", "source", "password_profile", "channel",  NULL};
    refuse_unknown(st, from, known, "context");
    json_t *period = json_object_get(from, "period");
    set_now(st, text_in(from, "now"));
    set_actor(st, json_object_get(from, "actor"));
    if (!uuid_parse(text_in(from, "id"), st->id)) memcpy(st->id, "one-story-one-id", sizeof st->id);
    st->ctx.command_id = st->id;
    if (period) st->ctx.period = (int32_t) json_integer_value(period);
    st->ctx.case_no = text_in(from, "case_no");
    st->ctx.released = json_is_true(json_object_get(from, "released"));
    st->ctx.position = text_in(from, "position");
    st->ctx.purpose = text_in(from, "purpose");
    st->ctx.source_address = text_in(from, "source");
    st->ctx.channel = text_in(from, "channel");
    st->ctx.dry_run = json_is_true(json_object_get(from, "dry_run"));
    const char *profile = text_in(from, "password_profile");
    if (profile[0] && !crypt_password_profile_find(profile, &st->ctx.password_profile))
        report_fault(&st->report, "no password_profile %s", profile);
    st->ctx.params = params;
    st->ctx.search_hash = search_hash;
    st->ctx.sample_key = "the sample key of every story....";
}

static void give_row(stage *st, json_t *row) {
    const char *name = "";
    json_t *object = story_single(row, &name);
    const message_type *type = object ? catalog_message(name) : NULL;
    if (!type || !type->row) {
        report_fault(&st->report, "given: a row is {\"service.Row\": {...}}, not %s", name);
        return;
    }
    ProtobufCMessage *message = story_message(object, type, st->a, &st->report);
    if (!message) return;
    if (field_number(message, type->row->version) == 0)
        field_set_number(message, type->row->version, 1);
    status s = seal_message(type, message, &story_secret, st->a, &message);
    if (s == OK) s = view_put(st->rows, type->row, message);
    if (s != OK) report_fault(&st->report, "given: %s: %s", name, status_name(s));
}

/* One entry of the log before the story: who, when, and one fact: {"actor": "u1", "at_us": 1,
 * "service.Event": {...}}. */
static bool read_logged(stage *st, json_t *from, history_event *out, const char **subject) {
    const char *key;
    json_t *value;
    *out = (history_event){.method = "", .actor = text_in(from, "actor")};
    out->received_at_us = json_integer_value(json_object_get(from, "at_us"));
    json_object_foreach(from, key, value) {
        const message_type *type = strchr(key, '.') ? catalog_message(key) : NULL;
        if (!type || !type->event) continue;
        out->type = type->event;
        out->event = story_message(value, type, st->a, &st->report);
    }
    if (!out->event) {
        report_fault(&st->report, "log: each member has one {\"service.Event\": {...}}");
        return false;
    }
    *subject = field_text(out->event, (unsigned) out->type->subject);
    return true;
}

/* Of an entry of a story: SM3 of "entry" and its number. */
static void give_entry_hash(stage *st, history_event *event) {
    const char *text = arena_printf(st->a, "entry%d", (int) event->number);
    uint8_t *hash = arena_alloc(st->a, CRYPT_HASH_BYTES);
    if (!text || !hash) return;
    crypt_sm3(text, strlen(text), hash);
    event->hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
}

/* The members are in order; each subject's history is gathered when its first member is met. */
static void give_log(stage *st, json_t *log) {
    size_t n = json_array_size(log);
    history_event *all = arena_alloc(st->a, (n + 1) * sizeof *all);
    const char **subject = arena_alloc(st->a, (n + 1) * sizeof *subject);
    for (size_t i = 0; i < n; i++) {
        if (!read_logged(st, json_array_get(log, i), &all[i], &subject[i])) return;
        all[i].number = (int64_t) i + 1;
        give_entry_hash(st, &all[i]);
    }
    for (size_t i = 0; i < n; i++) {
        history_event *own = arena_alloc(st->a, (n + 1) * sizeof *own);
        size_t m = 0;
        for (size_t k = 0; k < n; k++)
            if (!strcmp(subject[k], subject[i])) own[m++] = all[k];
        view_put_history(st->rows, subject[i], m, own);
    }
}

static void apply_events(stage *st) {
    event_head head = {st->ctx.received_at_us, st->ctx.actor.account_no, st->ctx.case_no};
    for (size_t i = 0; i < st->out->n_event; i++) {
        change_event *e = &st->out->event[i];
        story_fill_hashes(e->type->message, e->message, st->a);
        ProtobufCMessage *sealed = NULL;
        status s = seal_message(e->type->message, e->message, &story_secret, st->a, &sealed);
        if (s == OK) s = apply(e->type, sealed, &head, st->rows);
        if (s != OK) report_fault(&st->report, "apply %s: %s", e->type->name, status_name(s));
    }
}

/* The same again on rows that come one after the other: same end, whatever looked absent on the
 * way. */
static void decide_slowly(stage *st, const ProtobufCMessage *in) {
    changes *out = arena_alloc(st->a, sizeof *out);
    for (int last_first = 0; last_first <= 1; last_first++) {
        verdict v = story_slow(&st->ctx, st->rows, in, last_first, out);
        if (v.code != st->verdict.code || out->n_event != st->out->n_event)
            report_fault(&st->report, "on rows that come one by one: %s %s with %zu events",
                         status_name(v.code), v.field ? v.field : "", out->n_event);
    }
}

/* The scope by which the actor gets in. A story whose actor does not is about the handler alone. */
static void enter(stage *st, const ProtobufCMessage *in) {
    st->ctx.scope = KERNEL__RELATION__CITY;
    if (!story_scope.enter) return;
    view_forget_missing(st->rows);
    verdict v = story_scope.enter(&st->ctx, in, "", st->rows);
    if (refused(v)) st->ctx.scope = KERNEL__RELATION__CITY;
    if (st->ctx.command->query) story_scope.limit(&st->ctx, st->rows);
}

/* What leaves the hall of it. */
static void show_reply(stage *st) {
    show how = st->ctx.plain ? SHOW_ALL : SHOW_MASKED;
    status s = mask_message(st->ctx.command->output, st->out->reply, how, st->a);
    if (s != OK) report_fault(&st->report, "reply: %s", status_name(s));
}

/* Decides one command; accepted events are applied to the rows. */
static void decide(stage *st, json_t *when) {
    const char *name = "";
    json_t *object = story_single(when, &name);
    const command_type *command = object ? catalog_command(name) : NULL;
    st->out = arena_alloc(st->a, sizeof *st->out);
    changes_start(st->out, st->a);
    if (!command) {
        report_fault(&st->report, "when is {\"service.Command\": {...}}, not %s", name);
        return;
    }
    ProtobufCMessage *in = story_message(object, command->input, st->a, &st->report);
    if (!in) return;
    st->ctx.command = command;
    st->ctx.shard = catalog_shard(command, in, st->id);
    check_message(command->input, in, st->a, &st->out->faults);
    st->verdict = faults_first(&st->out->faults);
    if (!refused(st->verdict)) {
        enter(st, in);
        st->verdict = handle(command, &st->ctx, st->rows, in, st->out);
        view_forget_missing(st->rows);
        decide_slowly(st, in);
    }
    if (!refused(st->verdict)) apply_events(st);
    if (!refused(st->verdict) && st->out->reply) show_reply(st);
}

static void happen_earlier(stage *st, json_t *list) {
    size_t i;
    json_t *when;
    json_array_foreach(list, i, when) {
        decide(st, when);
        if (refused(st->verdict))
            report_fault(&st->report, "earlier[%zu] was refused: %s %s", i,
                         status_name(st->verdict.code), st->verdict.field ? st->verdict.field : "");
    }
}

static json_t *show_events(const stage *st) {
    json_t *list = json_array();
    for (size_t i = 0; i < st->out->n_event; i++)
        json_array_append_new(list, json_pack("{s:o}", st->out->event[i].type->name,
                                              story_show(st->out->event[i].message, st->a)));
    return list;
}

static json_t *show_warnings(const changes *out) {
    json_t *list = json_array();
    for (size_t i = 0; i < out->n_warning; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s*}", "status", status_name(out->warning[i].code),
                                        "field", out->warning[i].field));
    return list;
}

static json_t *show_faults(const changes *out) {
    json_t *list = json_array();
    for (size_t i = 0; i < out->faults.n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s*, s:s*}", "status",
                                              status_name(out->faults.fault[i].code), "field",
                                              out->faults.fault[i].field, "reason",
                                              out->faults.fault[i].reason));
    return list;
}

static json_t *show_rules(const changes *out) {
    json_t *object = json_object();
    for (size_t i = 0; i < out->n_rule; i++)
        json_object_set_new(object, out->rule[i].rule, json_boolean(out->rule[i].passed));
    return object;
}

/* The row with the key that an expected row names, null when there is none. */
static json_t *show_row(stage *st, json_t *expected) {
    const char *name = "";
    json_t *object = story_single(expected, &name);
    const message_type *type = object ? catalog_message(name) : NULL;
    ProtobufCMessage *wanted =
        type && type->row ? story_message(object, type, st->a, &st->report) : NULL;
    if (!wanted) return json_null();
    row_key key = row_key_of(type->row, 0);
    for (unsigned i = 0; i < type->row->index[0].n; i++) {
        unsigned field = type->row->index[0].field[i];
        if (field_is_text(type, field))
            row_key_text(&key, field_text(wanted, field));
        else if (field_is_bytes(type, field))
            row_key_bytes(&key, field_bytes(wanted, field));
        else
            row_key_number(&key, field_number(wanted, field));
    }
    const ProtobufCMessage *row = view_find(st->rows, &key);
    return json_pack("{s:o}", name, row ? story_show(row, st->a) : json_null());
}

static json_t *show_outcome(stage *st, json_t *then) {
    size_t i;
    json_t *expected, *rows = json_array();
    json_array_foreach(json_object_get(then, "rows"), i, expected)
        json_array_append_new(rows, show_row(st, expected));
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o*, s:o, s:o, s:s*, s:i, s:o}", "status",
        status_name(st->verdict.code), "field", st->verdict.field ? st->verdict.field : "",
        "reason", st->verdict.reason ? st->verdict.reason : "", "faults", show_faults(st->out),
        "events", show_events(st), "reply",
        st->out->reply ? story_show(st->out->reply, st->a) : NULL, "rules", show_rules(st->out),
        "warnings", show_warnings(st->out), "release", st->out->release, "period",
        st->out->period ? st->out->period : st->ctx.period, "rows", rows);
}

/* One line for each event and each other member. */
static void print_outcome(FILE *out, json_t *actual) {
    const char *name;
    json_t *member, *item;
    size_t i;
    json_object_foreach(actual, name, member) {
        bool list = json_is_array(member);
        bool empty = list ? json_array_size(member) == 0
                          : json_is_object(member) && json_object_size(member) == 0;
        if (empty) continue;
        json_t *lines = list ? json_incref(member) : json_pack("[O]", member);
        json_array_foreach(lines, i, item) {
            char *text = json_dumps(item, JSON_ENCODE_ANY);
            fprintf(out, "      %s: %s\n", name, text);
            free(text);
        }
        json_decref(lines);
    }
}

static void compare(stage *st, json_t *then) {
    static const char *const known[] = {"status",   "field",  "reason",  "events", "reply", "rules",
                                        "warnings", "faults", "release", "period", "rows",  NULL};
    refuse_unknown(st, then, known, "then");
    json_t *ok = json_pack("{s:s}", "status", "OK");
    json_t *whole = story_lay(ok, then), *expected = story_hashes(whole, st->a);
    json_t *actual = show_outcome(st, then);
    story_match(expected, actual, "then", &st->report);
    if (st->report.faults > 0) {
        fputs("    what happened:\n", st->report.out);
        print_outcome(st->report.out, actual);
    }
    json_decref(ok);
    json_decref(whole);
    json_decref(expected);
    json_decref(actual);
}

static bool same_key(json_t *one, json_t *other, const message_type *type) {
    for (unsigned i = 0; i < type->row->index[0].n; i++) {
        const char *name = type->descriptor->fields[type->row->index[0].field[i]].name;
        if (!json_equal(json_object_get(one, name), json_object_get(other, name))) return false;
    }
    return true;
}

/* The background's rows with the story's laid over them; a new reference. */
static json_t *lay_rows(json_t *base, json_t *over) {
    json_t *out = base ? json_copy(base) : json_array(), *row, *old;
    size_t i, k;
    json_array_foreach(over, i, row) {
        const char *name = "", *old_name = "";
        json_t *object = story_single(row, &name);
        const message_type *type = catalog_message(name);
        bool laid = false;
        json_array_foreach(out, k, old) {
            json_t *old_object = story_single(old, &old_name);
            laid =
                type && type->row && !strcmp(name, old_name) && same_key(object, old_object, type);
            if (laid) break;
        }
        if (laid)
            json_array_set_new(out, k, story_lay(old, row));
        else
            json_array_append(out, row);
    }
    return out;
}

/* A story of another command starts from nothing. */
static json_t *lay_when(json_t *base, json_t *over) {
    const char *name = "", *base_name = "";
    story_single(over, &name);
    story_single(base, &base_name);
    return story_lay(*name && strcmp(name, base_name) ? NULL : base, over);
}

static void tell(stage *st, json_t *background, json_t *story, const struct param_set *params) {
    static const char *const known[] = {"story", "context", "given",  "log", "earlier",
                                        "when",  "then",    "labels", NULL};
    json_t *ctx =
        story_lay(json_object_get(background, "context"), json_object_get(story, "context"));
    json_t *given = lay_rows(json_object_get(background, "given"), json_object_get(story, "given"));
    json_t *when = lay_when(json_object_get(background, "when"), json_object_get(story, "when"));
    json_t *row;
    size_t i;
    refuse_unknown(st, story, known, "a story");
    set_context(st, ctx, params);
    json_array_foreach(given, i, row) give_row(st, row);
    json_t *log = json_array();
    json_array_extend(log, json_object_get(background, "log"));
    json_array_extend(log, json_object_get(story, "log"));
    give_log(st, log);
    happen_earlier(st, json_object_get(story, "earlier"));
    decide(st, when);
    compare(st, json_object_get(story, "then"));
    json_decref(ctx);
    json_decref(given);
    json_decref(log);
    json_decref(when);
}

/* Rows lie sealed, as they do at rest, so that a story also tells what an effect forgets to carry.
 */
static const ProtobufCMessage *open_row(void *self, view *v, const row_type *type,
                                        const ProtobufCMessage *sealed, arena *a) {
    (void) self;
    ProtobufCMessage *out = NULL;
    status s = seal_open(type->message, sealed, &story_secret, a, &out);
    if (s != OK) view_spoil(v, (view_fault){s, type->table, ""});
    return out;
}

static void tell_one(const char *path, json_t *background, json_t *story,
                     const struct param_set *params, FILE *out, story_count *count) {
    stage st = {.report = {out, path, text_in(story, "story"), 0}};
    st.a = arena_open(ARENA_BYTES_MAX);
    st.rows = view_open(st.a, open_row, NULL);
    view_all_known(st.rows);
    tell(&st, background, story, params);
    count->run++;
    count->failed += st.report.faults > 0;
    arena_close(st.a);
}

void story_file(const char *path, const struct param_set *params, FILE *out, story_count *count) {
    json_error_t error;
    json_t *story, *file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    size_t i;
    json_t *stories = file ? json_object_get(file, "stories") : NULL;
    if (json_array_size(stories) == 0) {
        fprintf(out, "%s:%d: %s\n", path, file ? 1 : error.line, file ? "no stories" : error.text);
        count->run++;
        count->failed++;
    }
    json_array_foreach(stories, i, story)
        tell_one(path, json_object_get(file, "background"), story, params, out, count);
    json_decref(file);
}
