/* answers: see answers.h. The method stands in the command's entry. */
#include "store/log/answers.h"

#include <string.h>

#include "store/log/entry.h"

static const char *method_of(const PGresult *result, arena *a) {
    size_t body_bytes, hash_bytes;
    const uint8_t *body = pg_get_bytes(result, 0, 2, &body_bytes);
    const uint8_t *hash = pg_get_bytes(result, 0, 3, &hash_bytes);
    Log__Entry *entry =
        hash_bytes == CRYPT_HASH_BYTES ? entry_unpack(body, body_bytes, hash) : NULL;
    const char *method = entry ? arena_dup(a, entry->head->method) : NULL;
    if (entry) log__entry__free_unpacked(entry, NULL);
    return method;
}

static status on_answer(void *self, const PGresult *result) {
    view *v = self;
    arena *a = view_arena(v);
    if (PQntuples(result) == 0) {
        view_put_answer(v, NULL);
        return OK;
    }
    kept_answer *found = arena_alloc(a, sizeof *found);
    size_t bytes;
    const uint8_t *answer = pg_get_bytes(result, 0, 1, &bytes);
    if (!found) return E_ARENA;
    *found = (kept_answer){.actor = arena_dup(a, pg_get_text(result, 0, 0)),
                           .method = method_of(result, a),
                           .answer = {bytes, arena_copy(a, answer, bytes)}};
    if (!found->actor || !found->method || !found->answer.data) return E_ARENA;
    memcpy(found->command_id, view_wanted_answer(v), sizeof found->command_id);
    view_put_answer(v, found);
    return OK;
}

void answers_queue_load(pg *db, view *v) {
    const uint8_t *wanted = view_wanted_answer(v);
    if (!wanted) return;
    pg_args_start(db);
    pg_value_bytes(db, wanted, ANSWER_ID_BYTES);
    pg_queue(db,
             "select k.actor, k.answer, e.body, e.hash from kept k "
             "join entry e on e.lane = k.lane and e.position = k.position "
             "where k.command_id = $1::bytea",
             on_answer, v);
}
