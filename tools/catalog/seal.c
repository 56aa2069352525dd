/* seal: which fields lie in the sealed block of a row or event, and what a contract may not do with
 * them. A contract that would leave a personal field in clear, mix two blocks, or put one person's
 * block under another's key stops here, with the message and field named. */
#include <stdlib.h>
#include <string.h>

#include "tools/catalog/emit.h"

enum { BLOCK_FIELDS_MAX = 32 };

static Kernel__Personal kind_of(const Schema__FieldDef *field) {
    return field_option(field)->personal;
}

/* Wages and the money of the ledger stay clear under the bare person number, by decision. */
static bool is_personal(const Schema__FieldDef *field) {
    return kind_of(field) != KERNEL__PERSONAL__PUBLIC && kind_of(field) != KERNEL__PERSONAL__WAGE;
}

static const char *block_of(const Schema__Message *message) {
    if (row_option(message)) return row_option(message)->block;
    return event_option(message) ? event_option(message)->block : "";
}

static const char *subject_of(const Schema__Message *message) {
    return row_option(message) ? row_option(message)->owner : event_option(message)->subject;
}

bool has_block(const Schema__Message *message) {
    return *block_of(message) != 0;
}

bool field_in_block(const Schema__Message *message, const Schema__FieldDef *field) {
    return *block_of(message) && is_personal(field);
}

/* ---- one message ----------------------------------------------------------------------------- */

/* personal_below: the first personal field (of any kind when `any`) of a message or of one in it.
 */
static const char *personal_below(const model *m, const Schema__Message *message, bool any) {
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        if (any ? kind_of(field) != KERNEL__PERSONAL__PUBLIC : is_personal(field))
            return field->name;
        const Schema__Message *inner =
            field->type == TYPE_MESSAGE ? model_message(m, field->type_name, NULL) : NULL;
        const char *found = inner ? personal_below(m, inner, any) : NULL;
        if (found) return found;
    }
    return NULL;
}

/* A block holds single texts, bytes and whole numbers: that is all its encoding knows. */
static void check_field(const Schema__Message *message, const Schema__FieldDef *field) {
    bool real = field->type == TYPE_DOUBLE || field->type == TYPE_FLOAT;
    if (!*block_of(message))
        fail("%s.%s is personal, but %s has no block to seal it in", message->name, field->name,
             message->name);
    if (field_repeated(field) || real || field->type == TYPE_MESSAGE || message->n_oneof)
        fail("%s.%s: a sealed field is a single text, number or bytes outside a oneof",
             message->name, field->name);
}

static void check_keys(const Schema__Message *message) {
    const Kernel__Row *row = row_option(message);
    for (size_t i = 0; row && i <= row->n_index; i++) {
        size_t n = i ? row->index[i - 1]->n_field : row->n_key;
        char *const *name = i ? row->index[i - 1]->field : row->key;
        for (size_t k = 0; k < n; k++) {
            int at = field_index(message, name[k]);
            if (at >= 0 && is_personal(message->field[at]))
                fail("%s.%s: nothing is found by a sealed field; use a hash_of it", message->name,
                     name[k]);
        }
    }
}

static void check_sealed_field(const Schema__Message *message) {
    int at = field_index(message, "sealed");
    bool named = *block_of(message) != 0;
    if (named && (at < 0 || message->field[at]->type != TYPE_BYTES ||
                  field_repeated(message->field[at]) || is_personal(message->field[at])))
        fail("%s: block \"%s\" needs `bytes sealed`", message->name, block_of(message));
    if (!named && at >= 0)
        fail("%s.sealed is the name of a block's field, but no block is declared", message->name);
    if (named && field_index(message, subject_of(message)) < 0)
        fail("%s: block \"%s\" needs the field of its subject", message->name, block_of(message));
}

void check_block(const model *m, const Schema__Message *message) {
    if (!row_option(message) && !event_option(message)) return;
    size_t n = 0;
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        const Schema__Message *inner =
            field->type == TYPE_MESSAGE ? model_message(m, field->type_name, NULL) : NULL;
        const char *below = inner ? personal_below(m, inner, false) : NULL;
        if (below)
            fail("%s.%s: %s.%s is personal; in a row or event it must be a field of its own",
                 message->name, field->name, inner->name, below);
        if (!is_personal(field)) continue;
        check_field(message, field);
        n++;
    }
    if (*block_of(message) && (n == 0 || n > BLOCK_FIELDS_MAX))
        fail("%s: block \"%s\" holds %zu personal fields; it must be 1 to %d", message->name,
             block_of(message), n, BLOCK_FIELDS_MAX);
    check_sealed_field(message);
    check_keys(message);
}

/* ---- what an event does to a row ------------------------------------------------------------- */

static void compare_fields(const Schema__Message *a, const Schema__Message *b) {
    for (size_t i = 0; i < a->n_field; i++) {
        if (!is_personal(a->field[i])) continue;
        int at = field_index(b, a->field[i]->name);
        if (at < 0 || b->field[at]->type != a->field[i]->type ||
            kind_of(b->field[at]) != kind_of(a->field[i]))
            fail("%s and %s share block \"%s\", but %s.%s is not in both as one type and kind",
                 a->name, b->name, block_of(a), a->name, a->field[i]->name);
    }
}

/* What a field of the row is assigned; it wins over what is copied. NULL for nothing. */
static const char *assigned(const Kernel__Apply *apply, const char *field) {
    const char *value = NULL;
    size_t n = strlen(field);
    for (size_t i = 0; i < apply->n_set; i++)
        if (!strncmp(apply->set[i], field, n) && strchr("+-=", apply->set[i][n]))
            value = strchr(apply->set[i], '=') + 1;
    return value;
}

/* Whether the row's owner takes its value from the event's subject: a field of one name, or an
 * assignment. A field of a member would win over the event's. */
static bool same_subject(const Kernel__Apply *apply, const Schema__Message *member,
                         const char *owner, const char *subject) {
    const char *value = assigned(apply, owner);
    const char *from = value ? value : owner;
    return !strcmp(from, subject) && !(member && field_index(member, from) >= 0);
}

static bool in_key(const Kernel__Row *row, const char *field) {
    for (size_t i = 0; i < row->n_key; i++)
        if (!strcmp(row->key[i], field)) return true;
    return false;
}

/* Under another owner the row's block would not open any more. */
static void check_owner_stays(const Schema__Message *event, const Schema__Message *member,
                              const Schema__Message *row, const Kernel__Apply *apply) {
    const char *owner = row_option(row)->owner;
    bool moved = assigned(apply, owner) || field_index(event, owner) >= 0 ||
                 (member && field_index(member, owner) >= 0);
    if (!apply->remove && moved && !in_key(row_option(row), owner))
        fail("%s would change %s.%s, under whose key its block is sealed", event->name, row->name,
             owner);
}

static void check_copy(const Schema__Message *event, const Schema__Message *row,
                       const Kernel__Apply *apply, bool whole) {
    for (size_t i = 0; i < event->n_field; i++) {
        int to = field_index(row, event->field[i]->name);
        if (to < 0 || whole || assigned(apply, event->field[i]->name)) continue;
        if (is_personal(row->field[to]))
            fail("%s.%s would set %s.%s past the block \"%s\"", event->name, event->field[i]->name,
                 row->name, row->field[to]->name, block_of(row));
        if (is_personal(event->field[i]))
            fail("%s.%s is personal and would be copied to %s, where it is not", event->name,
                 event->field[i]->name, row->name);
    }
}

static void check_set(const Schema__Message *event, const Schema__Message *row, const char *set) {
    size_t n = strcspn(set, "+-=");
    for (size_t i = 0; i < row->n_field; i++) {
        const char *name = row->field[i]->name;
        bool named = strlen(name) == n && !strncmp(name, set, n);
        if (named && (is_personal(row->field[i]) || !strcmp(name, "sealed")))
            fail("%s: set \"%s\" goes past the block \"%s\" of %s", event->name, set, block_of(row),
                 row->name);
    }
    const char *equals = strchr(set, '=');
    int from = equals ? field_index(event, equals + 1) : -1;
    if (from >= 0 && (is_personal(event->field[from]) || !strcmp(equals + 1, "sealed")))
        fail("%s: set \"%s\" would put a personal field into %s in clear", event->name, set,
             row->name);
}

void check_effect(const model *m, const Schema__Message *event, const Schema__Message *row,
                  const Kernel__Apply *apply) {
    bool both = *block_of(event) && *block_of(row);
    int each = field_index(event, apply->each);
    const Schema__Message *inner =
        each < 0 ? NULL : model_message(m, event->field[each]->type_name, NULL);
    if (both && strcmp(block_of(event), block_of(row)) != 0)
        fail("%s: its block \"%s\" cannot be copied to block \"%s\" of %s", event->name,
             block_of(event), block_of(row), row->name);
    if (both) {
        compare_fields(event, row);
        compare_fields(row, event);
        if (!same_subject(apply, inner, row_option(row)->owner, event_option(event)->subject))
            fail("%s: its subject %s does not own %s, whose block it fills", event->name,
                 event_option(event)->subject, row->name);
    }
    if (apply->create && *block_of(row) && !both)
        fail("%s makes a %s without its block \"%s\"", event->name, row->name, block_of(row));
    if (*block_of(row) && !both) check_owner_stays(event, inner, row, apply);
    check_copy(event, row, apply, both);
    if (inner) check_copy(inner, row, apply, false);
    for (size_t i = 0; i < apply->n_set; i++) check_set(event, row, apply->set[i]);
}

/* ---- replies --------------------------------------------------------------------------------- */

/* The answer of a command is kept to be given again; it must need no key. */
void check_reply(const model *m, const char *output) {
    const Schema__Message *reply = model_message(m, output, NULL);
    const char *found = reply ? personal_below(m, reply, true) : NULL;
    if (found) fail("its reply %s is kept, and %s in it is personal", reply->name, found);
}

/* ---- the table ------------------------------------------------------------------------------- */

static const Schema__Message *sorted_message;

static int by_field_name(const void *a, const void *b) {
    return strcmp(sorted_message->field[*(const size_t *) a]->name,
                  sorted_message->field[*(const size_t *) b]->name);
}

void emit_block(const Schema__Message *message, const char *symbol, FILE *out) {
    size_t at[BLOCK_FIELDS_MAX], n = 0;
    if (!*block_of(message)) return;
    for (size_t i = 0; i < message->n_field; i++)
        if (is_personal(message->field[i])) at[n++] = i;
    sorted_message = message;
    qsort(at, n, sizeof at[0], by_field_name);
    fprintf(out, "static const block_type block_%s = {\"%s\", %d, %d, %zu, {", symbol,
            block_of(message), field_index(message, "sealed"),
            field_index(message, subject_of(message)), n);
    for (size_t i = 0; i < n; i++) fprintf(out, "%s%zu", i ? ", " : "", at[i]);
    fputs("}};\n", out);
}

/* One name of `destroys`: a text of the event, or of a member of its list. */
static void emit_subject(const model *m, const Schema__Message *event, const char *name,
                         FILE *out) {
    char list[128] = "";
    const char *dot = strchr(name, '.'), *field = dot ? dot + 1 : name;
    const Schema__Message *owner = event;
    if (dot) snprintf(list, sizeof list, "%.*s", (int) (dot - name), name);
    int at = dot ? field_index(event, list) : -1;
    if (at >= 0 && field_repeated(event->field[at]) && event->field[at]->type == TYPE_MESSAGE)
        owner = model_message(m, event->field[at]->type_name, NULL);
    int inner = (dot && at < 0) || !owner ? -1 : field_index(owner, field);
    if (inner < 0 || owner->field[inner]->type != TYPE_STRING ||
        field_repeated(owner->field[inner]))
        fail("event %s: destroys \"%s\" names no text of it", event->name, name);
    fprintf(out, "{%d, %d}, ", at, inner);
}

void emit_destroys(const model *m, const Schema__Message *event, const char *symbol, FILE *out) {
    const Kernel__Event *option = event_option(event);
    fprintf(out, "static const subject_field destroys_%s[] = {", symbol);
    for (size_t i = 0; i < option->n_destroys; i++)
        emit_subject(m, event, option->destroys[i], out);
    fputs("{-1, 0}};\n", out);
}
