/* gen/catalog.c, second half: commands, services, code tables; and gen/handlers.c. */
#include <stdlib.h>
#include <string.h>

#include "tools/catalog/emit.h"

enum { RPCS_MAX = 1024, ROLES_MAX = 32, ORDER_FIELDS_MAX = 4 };

typedef struct rpc {
    const Schema__File *file;
    const Schema__Method *method;
    char name[128];
} rpc;

static int by_name(const void *a, const void *b) {
    return strcmp(((const rpc *) a)->name, ((const rpc *) b)->name);
}

/* All rpcs of workers, ordered by full name: commands[] is searched by bisection. */
static size_t all_rpcs(const model *m, rpc **out) {
    static rpc all[RPCS_MAX];
    size_t n = 0;
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        for (size_t s = 0; file_is_worker(file) && s < file->n_service; s++)
            for (size_t i = 0; i < file->service[s]->n_method; i++, n++) {
                all[n] = (rpc){file, file->service[s]->method[i], ""};
                snprintf(all[n].name, sizeof all[n].name, "%s.%s", file->package,
                         all[n].method->name);
            }
    }
    qsort(all, n, sizeof all[0], by_name);
    *out = all;
    return n;
}

/* ---- who may, and where a route exists ------------------------------------------------------ */

/* Who is no account: nobody logged in, and a process of the hall. */
static bool is_account(int role) {
    return role >= KERNEL__ROLE__PERSON && role != KERNEL__ROLE__SYSTEM &&
           role != KERNEL__ROLE__EVERY_ACCOUNT;
}

/* The roles of a grant, EVERY_ACCOUNT written out. */
static size_t roles_of(const Kernel__Grant *g, Kernel__Role out[ROLES_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < g->n_role; i++) {
        bool every = g->role[i] == KERNEL__ROLE__EVERY_ACCOUNT;
        int first = every ? KERNEL__ROLE__PERSON : (int) g->role[i];
        int last = every ? KERNEL__ROLE__AUDIT_ADMIN : (int) g->role[i];
        for (int role = first; role <= last && n < ROLES_MAX; role++)
            if (!every || is_account(role)) out[n++] = (Kernel__Role) role;
    }
    return n;
}

/* Grants as the gates read them, one role each; returns how many. */
static size_t emit_grants(const rpc *r, const Kernel__Command *command, FILE *out) {
    size_t n = 0;
    if (!command || !command->n_grant) fail("nobody may call it; give it a grant");
    fprintf(out, "static const grant grants_%s__%s[] = {", r->file->package,
            snake(r->method->name));
    for (size_t i = 0; i < command->n_grant; i++) {
        Kernel__Role role[ROLES_MAX];
        size_t n_role = roles_of(command->grant[i], role);
        for (size_t k = 0; k < n_role; k++, n++)
            fprintf(out, "{%d, %d, %d, %d, \"%s\", %d}, ", (int) role[k],
                    (int) command->grant[i]->relation, command->grant[i]->plain,
                    command->grant[i]->purpose, command->grant[i]->why, command->grant[i]->own);
        if (!n_role || !role[0] || !command->grant[i]->relation)
            fail("a grant needs role and relation");
    }
    fputs("};\n", out);
    return n;
}

static bool is_outside(Kernel__Role role) {
    return role == KERNEL__ROLE__ANYONE || role == KERNEL__ROLE__PERSON ||
           role == KERNEL__ROLE__UNIT_OPERATOR || role == KERNEL__ROLE__COMMUNITY_OPERATOR;
}

Kernel__Door door_of(const Kernel__Command *c) {
    if (c->door) return c->door;
    Kernel__Door door = KERNEL__DOOR__INTERNAL;
    for (size_t i = 0; i < c->n_grant; i++) {
        Kernel__Role role[ROLES_MAX];
        size_t n = roles_of(c->grant[i], role);
        for (size_t k = 0; k < n; k++) {
            if (is_outside(role[k])) return KERNEL__DOOR__OUTSIDE;
            if (role[k] != KERNEL__ROLE__SYSTEM) door = KERNEL__DOOR__INSIDE;
        }
    }
    return door;
}

/* ---- the order key --------------------------------------------------------------------------- */

static Kernel__OrderKind order_kind(const Kernel__Command *c) {
    static const struct {
        const char *field;
        Kernel__OrderKind kind;
    } known[] = {{"person_no", KERNEL__ORDER_KIND__ORDER_NUMBER},
                 {"document_no", KERNEL__ORDER_KIND__ORDER_DOCUMENT},
                 {"case_no", KERNEL__ORDER_KIND__ORDER_CASE},
                 {"roster_no", KERNEL__ORDER_KIND__ORDER_CASE}};
    if (c->order_kind) return c->order_kind;
    for (size_t i = 0; c->n_order_key == 1 && i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(c->order_key[0], known[i].field)) return known[i].kind;
    return KERNEL__ORDER_KIND__ORDER_HASH;
}

/* What the shard of a command is hashed from: a text or, among several fields, a whole number. */
static bool orders(const Schema__FieldDef *field, bool hashed) {
    bool real = field->type == TYPE_DOUBLE || field->type == TYPE_FLOAT;
    if (field_repeated(field) || real || field->type == TYPE_MESSAGE || field->type == TYPE_BYTES)
        return false;
    return hashed || field->type == TYPE_STRING;
}

/* An order key of no known form would send every command of the rpc to one shard. */
static void check_order(const Kernel__Command *c, const Schema__Message *input) {
    Kernel__OrderKind kind = order_kind(c);
    bool receipt = kind == KERNEL__ORDER_KIND__ORDER_RECEIPT;
    bool hashed = kind == KERNEL__ORDER_KIND__ORDER_HASH;
    if (receipt == (c->n_order_key > 0))
        fail(receipt ? "ORDER_RECEIPT has no order_key"
                     : "it needs an order_key, or order_kind: ORDER_RECEIPT");
    if (c->n_order_key > ORDER_FIELDS_MAX || (c->n_order_key > 1 && !hashed))
        fail("order_key: 1 field, or up to %d that are hashed together", ORDER_FIELDS_MAX);
    for (size_t i = 0; i < c->n_order_key; i++) {
        int at = field_index(input, c->order_key[i]);
        if (at < 0) fail("order_key \"%s\" is no field of %s", c->order_key[i], input->name);
        if (!orders(input->field[at], hashed))
            fail("order_key %s.%s names no shard: it must be a single text%s", input->name,
                 c->order_key[i], hashed ? " or whole number" : "");
    }
}

static void emit_order(const Kernel__Command *c, const Schema__Message *input, FILE *out) {
    fprintf(out, "%zu, {", c->n_order_key);
    for (size_t i = 0; i < c->n_order_key; i++)
        fprintf(out, "%d, ", field_index(input, c->order_key[i]));
    fprintf(out, "0}, %d, ", (int) order_kind(c));
}

/* ---- checks of one rpc ----------------------------------------------------------------------- */

static size_t count_credentials(const Schema__Message *input) {
    size_t n = 0;
    for (size_t i = 0; i < input->n_field; i++) {
        const Kernel__Field *about = field_option(input->field[i]);
        n += about && about->personal == KERNEL__PERSONAL__CREDENTIAL;
    }
    return n;
}

/* It passes a gate that nothing else passes, so it can do nothing but end what lets it pass, or put
 * another credential in its place. */
static void check_ends_session(const Schema__Message *input, const Kernel__Command *c, bool query) {
    if (!c->ends_session) return;
    if (query || c->review || c->intake || c->window || *c->sheet ||
        count_credentials(input) != input->n_field)
        fail("what ends a session is a command that takes nothing but credentials, without review, "
             "window, intake or sheet");
}

/* Whoever made the account has its one-time code: such a login gets nothing but a way to a
 * password. */
static void check_before_password(const Kernel__Command *c) {
    if (c->before_password && (!c->secret || c->ends_session || c->by_key || c->old_system))
        fail("what is open before a password is set is a secret of the account itself");
}

/* A login that may do little else gets what is its own: nothing that others decide or see. */
static void check_own_session(const Kernel__Command *c) {
    if (c->before_factor && (!c->secret || c->ends_session || c->by_key || c->old_system))
        fail("what is open before a second factor is set is a secret of the account itself");
    if (c->own_session && (c->review || c->reads[0] || c->by_key || c->old_system))
        fail("own_session: the holder's own logins alone");
}

static bool is_granted_to(const Kernel__Command *c, Kernel__Role role) {
    for (size_t i = 0; i < c->n_grant; i++)
        for (size_t k = 0; k < c->grant[i]->n_role; k++)
            if (c->grant[i]->role[k] == role) return true;
    return false;
}

/* A program acts without anybody looking on: it reaches what its owner may, and nothing about
 * accounts and credentials. */
static void check_by_key(const Kernel__Command *c) {
    if (!c->by_key) return;
    bool reached =
        door_of(c) == KERNEL__DOOR__OUTSIDE &&
        (is_granted_to(c, KERNEL__ROLE__UNIT_OPERATOR) || is_granted_to(c, KERNEL__ROLE__ANYONE));
    if (!reached || c->secret || c->ends_session || c->high_risk)
        fail("by_key: a unit's software does what a unit operator may from outside, without "
             "secrets");
}

/* A credential stays out of everything that keeps content: cases, files, the intake, URLs. */
static void check_secret(const Schema__Message *input, const Kernel__Command *c, bool query) {
    if (!c->secret && count_credentials(input))
        fail("its input carries a credential; make it secret");
    if (c->secret && (query || c->review || c->intake || *c->sheet))
        fail("a secret is no query and has no review, intake or sheet");
}

static bool grants_nobody(const Kernel__Command *c) {
    for (size_t i = 0; i < c->n_grant; i++)
        for (size_t k = 0; k < c->grant[i]->n_role; k++)
            if (c->grant[i]->role[k] == KERNEL__ROLE__ANYONE) return true;
    return false;
}

/* It is confirmed by whoever is logged in: rows of a file with the file as a whole, which is handed
 * in by an act of high risk itself (workers/roster). What is taken in while the core is away is
 * confirmed by nobody. */
static void check_high_risk(const Kernel__Command *c) {
    if (!c->high_risk) return;
    if (c->ends_session || c->intake || grants_nobody(c))
        fail(
            "what is of high risk is confirmed by its account's holder: it is granted to accounts, "
            "ends no session, and has no intake");
}

/* Which case it is stands in its input, and that case's order is kept. */
static void check_carries_case(const Kernel__Command *c, bool query) {
    if (!c->carries_case) return;
    if (query || c->n_order_key != 1 || strcmp(c->order_key[0], "case_no") != 0)
        fail("what carries a case is a command in the order of its case_no");
}

/* Where nobody who signs may file, the demand would have no effect. */
static void check_agreement(const Kernel__Command *c, bool query) {
    bool signs = false;
    for (size_t i = 0; i < c->n_grant; i++) {
        Kernel__Role role[ROLES_MAX];
        size_t n = roles_of(c->grant[i], role);
        for (size_t k = 0; k < n; k++)
            signs |= role[k] == KERNEL__ROLE__UNIT_OPERATOR || role[k] == KERNEL__ROLE__PERSON;
    }
    if (c->agreement && (query || !signs))
        fail("agreement: it is asked for of commands that units or persons file");
}

/* The guide of each business leads to the questions about it. */
static void check_question(const Kernel__Command *c) {
    bool business = c->kind && c->kind[0];
    if (business != (c->question != KERNEL__QUESTION_CATEGORY__NO_QUESTION))
        fail("question: a business, and nothing else, says under which questions about it are "
             "asked");
}

/* What people fill in has a name: in forms, help, templates and refusals. */
static void check_labels(const model *m, const Schema__Message *message) {
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        const Kernel__Text *label = label_of(m, field);
        if (!label || !*label->zh || !*label->en)
            fail("field %s.%s has no label in both languages", message->name, field->name);
        if (field->type == TYPE_MESSAGE) check_labels(m, model_message(m, field->type_name, NULL));
    }
}

/* By people, over a route. */
static bool is_shown(const Kernel__Command *c) {
    Kernel__Door door = door_of(c);
    return door != KERNEL__DOOR__INTERNAL && door != KERNEL__DOOR__OPERATOR;
}

/* What an answer or a form shows of an enum has words, too. */
static void check_shown(const model *m, const Schema__Message *message) {
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        if (field->type == TYPE_ENUM) check_words(m, field->type_name);
        if (field->type == TYPE_MESSAGE) check_shown(m, model_message(m, field->type_name, NULL));
    }
}

/* A business is described where its input is declared. */
static const char *input_comment(const model *m, const rpc *r) {
    const Schema__File *home = NULL;
    const Schema__Message *input = model_message(m, r->method->input_type, &home);
    for (size_t i = 0; i < home->n_message; i++)
        if (home->message[i] == input) return comment_at(home, (int32_t[]){4, (int32_t) i}, 2);
    return "";
}

/* Each input belongs to one rpc, and says either what it changes or what it reads. */
static void check_inputs(const model *m, const rpc *all, size_t n) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t i = 0; i < m->set->file[f]->n_message; i++) {
            const Schema__Message *input = m->set->file[f]->message[i];
            size_t users = 0;
            for (size_t k = 0; k < n; k++)
                users += model_message(m, all[k].method->input_type, NULL) == input;
            if (message_is_input(input) && users != 1)
                fail("message %s is the input of %zu rpcs; it must be one", input->name, users);
            if (message_is_input(input) && input->options->command && input->options->query)
                fail("message %s is command and query at once", input->name);
        }
}

static const char *symbol_of(const model *m, const char *full_name) {
    const Schema__File *home = NULL;
    const Schema__Message *message = model_message(m, full_name, &home);
    if (!message) fail("message %s does not exist", full_name);
    return c_symbol(home->package, message->name);
}

static size_t n_named[RPCS_MAX]; /* by number of the rpc */

static void check_command(const model *m, const rpc *r, const Schema__Message *input) {
    const Kernel__Command *c = command_option(m, r->method);
    bool query = method_is_query(m, r->method);
    check_order(c, input);
    check_secret(input, c, query);
    check_ends_session(input, c, query);
    check_before_password(c);
    check_own_session(c);
    check_high_risk(c);
    check_carries_case(c, query);
    check_by_key(c);
    check_review(c, input, query);
    check_by_agent(c, query);
    check_agreement(c, query);
    check_question(c);
    check_labels(m, input);
    check_form(input);
    if (is_shown(c)) {
        check_shown(m, input);
        check_shown(m, model_message(m, r->method->output_type, NULL));
    }
    if (!query) check_reply(m, r->method->output_type);
}

static void emit_command(const model *m, const rpc *r, size_t number, size_t n_grant, FILE *out) {
    const Kernel__Command *c = command_option(m, r->method);
    const Schema__Message *input = model_message(m, r->method->input_type, NULL);
    bool query = method_is_query(m, r->method);
    fprintf(out, "    {\"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", %u, &message_%s, ", r->name,
            r->file->package, r->method->name, kebab(r->method->name), c->kind, c->sheet,
            c->sheet_version ? c->sheet_version : 1, symbol_of(m, r->method->input_type));
    fprintf(out, "&message_%s, ", symbol_of(m, r->method->output_type));
    emit_pair(out, c->title);
    fputs(", ", out);
    emit_pair(out, c->procedure);
    fputs(", ", out);
    emit_pair(out, c->words);
    fputs(", ", out);
    emit_pair(out, c->papers);
    fputs(", ", out);
    emit_text(out, input_comment(m, r));
    fprintf(out,
            ", %zu, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, "
            "%d, %d, ",
            number, query, c->window, c->intake, c->secret, c->hot, c->ends_session,
            c->before_password, c->before_factor, c->own_session, c->evened, c->counter,
            c->high_risk, c->carries_case, c->across, c->kept == KERNEL__KEPT__KEPT_FOREVER,
            c->by_key, c->by_agent, (int) c->agreement, (int) c->question, c->old_system,
            c->contended);
    emit_order(c, input, out);
    emit_review(c, out);
    fprintf(out, "%d, %d, %u, %u, %zu, grants_%s__%s, ", (int) door_of(c),
            (int) (query ? KERNEL__CLASS__QUERY : c->class_), c->timeout_ms ? c->timeout_ms : 10000,
            c->max_bytes ? c->max_bytes : 65536, n_grant, r->file->package, snake(r->method->name));
    fprintf(out, "%zu, named_%s__%s, %d, ", n_named[number], r->file->package,
            snake(r->method->name), joining_field(input));
    emit_reads(m, r->method, c, out);
}

static void emit_services(const model *m, FILE *out) {
    size_t n = 0;
    fputs("const service_type services[] = {\n", out);
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        for (size_t s = 0; file_is_worker(file) && s < file->n_service; s++, n++) {
            fprintf(out, "    {\"%s\", ", file->package);
            emit_pair(out,
                      file->service[s]->options ? file->service[s]->options->service_title : NULL);
            fputs("},\n", out);
        }
    }
    fprintf(out, "    {NULL, {NULL, NULL}}};\nconst unsigned n_services = %zu;\n", n);
}

static void emit_topics(const model *m, const rpc *all, size_t n, FILE *out) {
    size_t n_topic = 0;
    fputs("const topic_type topics[] = {\n", out);
    for (size_t i = 0; i < n; i++) {
        about("rpc %s", all[i].name);
        n_topic += emit_topic(m, all[i].method, i, out);
    }
    about("%s", "");
    fprintf(out, "    {NULL, NULL, NULL}};\nconst unsigned n_topics = %zu;\n", n_topic);
}

void emit_commands(const model *m, FILE *out) {
    rpc *all;
    size_t n = all_rpcs(m, &all), n_grant[RPCS_MAX];
    check_inputs(m, all, n);
    for (size_t i = 0; i < n; i++) {
        about("rpc %s", all[i].name);
        n_grant[i] = emit_grants(&all[i], command_option(m, all[i].method), out);
        const Schema__Message *input = model_message(m, all[i].method->input_type, NULL);
        char symbol[160];
        snprintf(symbol, sizeof symbol, "%s__%s", all[i].file->package, snake(all[i].method->name));
        check_command(m, &all[i], input);
        n_named[i] = emit_named(m, input, symbol, out);
        about("%s", "");
    }
    fputs("const command_type commands[] = {\n", out);
    for (size_t i = 0; i < n; i++) emit_command(m, &all[i], i, n_grant[i], out);
    fprintf(out, "};\nconst unsigned n_commands = %zu;\n", n);
    emit_topics(m, all, n, out);
    emit_services(m, out);
    emit_codes(m, out);
    emit_words(m, out);
}

static bool file_has_input(const Schema__File *file) {
    for (size_t i = 0; i < file->n_message; i++)
        if (message_is_input(file->message[i])) return true;
    return false;
}

void emit_handlers(const model *m, FILE *out) {
    rpc *all;
    size_t n = all_rpcs(m, &all);
    fputs("#include \"proto/runtime/handlers.h\"\n", out);
    for (size_t f = 0; f < m->set->n_file; f++)
        if (file_is_worker(m->set->file[f]) && file_has_input(m->set->file[f]))
            fprintf(out, "#include \"gen/%s.h\"\n", file_stem(m->set->file[f]));
    for (size_t i = 0; i < n; i++) {
        const Schema__File *home = NULL;
        model_message(m, all[i].method->input_type, &home);
        fprintf(out,
                "static verdict call_%zu(const context *ctx, view *rows, "
                "const ProtobufCMessage *in, changes *out) {\n"
                "    return %s_%s(ctx, rows, (const %s *)in, out);\n}\n",
                i, all[i].file->package, snake(all[i].method->name),
                c_type(home->package, short_name(all[i].method->input_type)));
    }
    fputs("decide_function *const handlers[] = {\n", out);
    for (size_t i = 0; i < n; i++) fprintf(out, "    call_%zu,\n", i);
    fputs("    NULL};\n", out);
}
