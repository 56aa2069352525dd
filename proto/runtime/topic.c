/* topic: reads what a page wants to follow, notes whose a changed row is, and compares both. */
#include "proto/runtime/topic.h"

#include <string.h>

static const topic_type *find(const char *word, size_t bytes) {
    for (unsigned i = 0; i < n_topics; i++)
        if (strlen(topics[i].word) == bytes && !memcmp(topics[i].word, word, bytes))
            return &topics[i];
    return NULL;
}

static bool is_key(const char *text, size_t bytes) {
    static const char allowed[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
    for (size_t i = 0; i < bytes; i++)
        if (!text[i] || !strchr(allowed, text[i])) return false;
    return bytes > 0 && bytes < TOPIC_KEY_BYTES;
}

status topic_wish_parse(const char *text, size_t bytes, topic_wish *out) {
    const char *colon = memchr(text, ':', bytes);
    size_t word = colon ? (size_t) (colon - text) : bytes;
    *out = (topic_wish){.topic = find(text, word)};
    if (!out->topic) return E_FORM;
    if (!colon) return OK;
    if (!is_key(colon + 1, bytes - word - 1)) return E_FORM;
    memcpy(out->key, colon + 1, bytes - word - 1);
    return OK;
}

/* ---- whom it concerns ------------------------------------------------------------------------ */

static bool same(const char *a, const char *b) {
    return a[0] && !strcmp(a, b);
}

/* A look that needs a purpose leaves an entry; following would be looking without one. */
static bool grants(const grant *g, Kernel__Role role) {
    return g->role == role && !g->purpose;
}

bool topic_open_to(const topic_type *topic, Kernel__Role role) {
    for (unsigned i = 0; i < topic->query->n_grant; i++)
        if (grants(&topic->query->grants[i], role)) return true;
    return false;
}

static bool stands(Kernel__Relation relation, const topic_type *topic, const follower *who,
                   const Bus__Touched *t) {
    switch (relation) {
    case KERNEL__RELATION__SELF:
        return same(t->person_no, who->person_no);
    case KERNEL__RELATION__OWN_UNIT:
        return same(t->unit_no, who->unit_no);
    case KERNEL__RELATION__OWN_DISTRICT:
        return same(t->district_code, who->district_code);
    case KERNEL__RELATION__OWN_OFFICE: /* what is of no district is of the centre */
        return topic->row->district_field >= 0 && !strcmp(t->district_code, who->district_code);
    case KERNEL__RELATION__OWN_COMMUNITY:
        return same(t->community_code, who->community_code);
    default:
        return false;
    }
}

/* What he filed himself; of an operator of several units, what he filed for this one. */
static bool is_own_act(const follower *who, const Bus__Touched *t) {
    return same(t->account_no, who->account_no) &&
           (!who->unit_no[0] || !t->unit_no[0] || same(t->unit_no, who->unit_no));
}

bool topic_concerns(const topic_wish *wish, const follower *who, const Bus__Touched *touched) {
    const topic_type *topic = wish->topic;
    if (strcmp(topic->word, touched->topic) != 0) return false;
    if (wish->key[0] && strcmp(wish->key, touched->key) != 0) return false;
    for (unsigned i = 0; i < topic->query->n_grant; i++) {
        const grant *g = &topic->query->grants[i];
        if (!grants(g, who->role)) continue;
        if (stands(g->relation, topic, who, touched) || is_own_act(who, touched)) return true;
    }
    return false;
}

/* ---- a changed row --------------------------------------------------------------------------- */

/* Texts of protobuf-c are not const; they are only read. */
static char *text_at(const ProtobufCMessage *row, int field) {
    return (char *) (uintptr_t) (field < 0 ? "" : field_text(row, (unsigned) field));
}

void topic_touch(const topic_type *topic, const ProtobufCMessage *row, Bus__Touched *out) {
    const row_type *type = topic->row;
    *out = (Bus__Touched) BUS__TOUCHED__INIT;
    out->topic = (char *) (uintptr_t) topic->word;
    out->key = text_at(row, (int) type->index[0].field[0]);
    out->unit_no = text_at(row, type->unit_field);
    out->district_code = text_at(row, type->district_field);
    out->person_no = text_at(row, type->person_field);
    out->community_code = text_at(row, type->community_field);
    out->account_no = text_at(row, type->account_field);
}
