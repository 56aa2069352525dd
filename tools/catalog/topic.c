/* What pages may follow: checks that a topic has a word of its own and a row that says itself whom
 * it concerns, and writes the table that the feed reads. */
#include <string.h>

#include "tools/catalog/emit.h"

enum { TOPICS_MAX = 64 };

static bool is_word(const char *word) {
    return word[0] && strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word);
}

/* The field of the row that tells of this relation, "" for none. */
static const char *teller(const Kernel__Row *row, Kernel__Relation relation) {
    switch (relation) {
    case KERNEL__RELATION__SELF:
        return row->person_field;
    case KERNEL__RELATION__OWN_UNIT:
        return row->unit_field;
    case KERNEL__RELATION__OWN_DISTRICT:
    case KERNEL__RELATION__OWN_OFFICE:
        return row->district_field;
    case KERNEL__RELATION__OWN_COMMUNITY:
        return row->community_field;
    case KERNEL__RELATION__FILED:
        return row->account_field;
    default:
        return "";
    }
}

/* A topic that nobody can follow is a mistake, and so is one of what everybody may see: the whole
 * city would wake its pages. */
static void check_followers(const Kernel__Command *command, const Kernel__Row *row) {
    unsigned n = 0;
    for (size_t i = 0; i < command->n_grant; i++) {
        const Kernel__Grant *g = command->grant[i];
        n += !g->purpose && (teller(row, g->relation)[0] || row->account_field[0]);
    }
    if (!n) fail("topic \"%s\": its row tells of nobody who may ask", command->topic->word);
}

static void check_word(const char *word) {
    static const char *known[TOPICS_MAX];
    static size_t n;
    if (!is_word(word)) fail("topic \"%s\" is no word of small letters", word);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(known[i], word)) fail("topic \"%s\" is that of another query", word);
    if (n == TOPICS_MAX) fail("more than %d topics", TOPICS_MAX);
    known[n++] = word;
}

size_t emit_topic(const model *m, const Schema__Method *method, size_t number, FILE *out) {
    const Kernel__Command *command = command_option(m, method);
    const Kernel__Topic *topic = command->topic;
    if (!topic) return 0;
    const Schema__Message *row = row_by_short_name(m, topic->row);
    if (!method_is_query(m, method)) fail("topic: only a query's answer is followed");
    if (!row) fail("topic \"%s\": row %s does not exist", topic->word, topic->row);
    check_word(topic->word);
    check_followers(command, row_option(row));
    int key = field_index(row, row_option(row)->key[0]);
    if (row->field[key]->type != TYPE_STRING)
        fail("topic \"%s\": the key of %s is no text", topic->word, topic->row);
    fprintf(out, "    {\"%s\", &commands[%zu], &row_%s},\n", topic->word, number, snake(row->name));
    return 1;
}
