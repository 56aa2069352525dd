/* topic: what a page may follow, and which changed rows concern whom. The contract's queries say
 * which rows those are (option topic); a worker notes whose a changed row is, and the feed of a
 * page compares that with its session. So a follower learns of nothing that the query would not
 * show it, and a number of somebody else's record is followed in vain, whether it exists or not. */
#ifndef HALL_RUNTIME_TOPIC_H
#define HALL_RUNTIME_TOPIC_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/catalog.h"

#define TOPIC_KEY_BYTES 40

/* One thing that is followed; key "": whatever of the topic is the follower's. */
typedef struct topic_wish {
    const topic_type *topic;
    char key[TOPIC_KEY_BYTES];
} topic_wish;

/* Who follows, as the session says; "" for what it does not have. person_no only of a person whose
 * document was verified: without that nobody sees his own records. */
typedef struct follower {
    Kernel__Role role;
    const char *account_no, *unit_no, *district_code, *community_code, *person_no;
} follower;

/* topic_wish_parse: `bytes` of "roster" or "roster:NUMBER".
 * errors  E_FORM: no such topic, or the number has another character than letters, digits and "-".
 */
status topic_wish_parse(const char *text, size_t bytes, topic_wish *out) MUST_CHECK;

/* topic_open_to: whether an account of this role may follow the topic at all. */
bool topic_open_to(const topic_type *topic, Kernel__Role role);

/* topic_touch: what the topic says of a changed row; texts are those of the row. topic_concerns:
 * whether it is what `wish` follows and stands to `who` in a relation by which he may ask. */
void topic_touch(const topic_type *topic, const ProtobufCMessage *row, Bus__Touched *out);
bool topic_concerns(const topic_wish *wish, const follower *who, const Bus__Touched *touched);

#endif
