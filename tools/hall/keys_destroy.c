/* keys destroy: what identifies a person becomes unreadable for ever. The worker that owns the
 * person destroys the keys, in one commit with the event that says so; what lies beside the
 * database is removed here: uploads and results of rosters, and parked commands. Done again it
 * finishes what was interrupted. Exported logs need no touch; what to do about backups of the
 * database, which hold the wrapped key, is in docs/sealing.md. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "identity/destroy_person.pb-c.h"
#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/uuid.h"
#include "store/files/files.h"
#include "store/log/batch.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 64 << 20, PARKED_MAX = 10000 };

static bool agreed(const char *person_no) {
    char answer[64] = "";
    if (!isatty(0)) return say(0, "Nobody can be asked here; add --yes.");
    fprintf(stderr,
            "个人编号 %s 的姓名、证件、住址等信息将永久销毁，无法恢复。请再次输入个人编号确认：\n"
            "What identifies person %s will be destroyed for ever. Type the number again: ",
            person_no, person_no);
    if (fgets(answer, sizeof answer, stdin)) answer[strcspn(answer, "\r\n")] = 0;
    return !strcmp(answer, person_no) || say(0, "Nothing was destroyed.");
}

/* ---- the command ----------------------------------------------------------------------------- */

static status send(const char *person_no, arena *a, Identity__DestructionShown **out) {
    Identity__DestroyPerson command = IDENTITY__DESTROY_PERSON__INIT;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    Bus__Answer *answer = NULL;
    uint8_t id[UUID_BYTES], packed[64];
    command.person_no = (char *) (uintptr_t) person_no;
    if (identity__destroy_person__get_packed_size(&command) > sizeof packed) return E_TOO_LONG;
    uuid_v7(id);
    envelope.id = (ProtobufCBinaryData){sizeof id, id};
    envelope.method = (char *) (uintptr_t) "identity.DestroyPerson";
    envelope.channel = (char *) (uintptr_t) "cli";
    envelope.payload =
        (ProtobufCBinaryData){identity__destroy_person__pack(&command, packed), packed};
    bus *b = hall_bus("operator");
    if (!b) return E_UNAVAILABLE;
    status s = bus_call(b, &envelope, (uint32_t) opt.timeout_ms, a, &answer);
    if (s == OK) s = answer->status;
    if (s == OK)
        *out = identity__destruction_shown__unpack(arena_pb(a), answer->payload.len,
                                                   answer->payload.data);
    bus_close(b);
    if (s == E_BUSY && answer && !strcmp(answer->reason, "roster_open"))
        say(0, "A roster that names this person is being worked on; try again when it is done.");
    return s == OK && !*out ? E_INTERNAL : s;
}

/* ---- files ----------------------------------------------------------------------------------- */

static status remove_files(const Identity__DestructionShown *done, size_t *removed) {
    status worst = OK;
    if (!done->n_file) return OK;
    files *store = hall_files();
    if (!store) return E_UNAVAILABLE;
    for (size_t i = 0; i < done->n_file; i++) {
        status s = files_remove(store, done->file[i]);
        *removed += s == OK;
        if (s != OK && s != E_NOT_FOUND) worst = s;
    }
    files_close(store);
    return worst;
}

/* ---- parked commands ------------------------------------------------------------------------- */

static bool names(const parked *p, const Identity__DestructionShown *done,
                  const uint8_t *search_key, arena *a) {
    Bus__Envelope *e = bus__envelope__unpack(arena_pb(a), p->envelope.len, p->envelope.data);
    const command_type *command = e ? catalog_command(e->method) : NULL;
    const ProtobufCMessage *input =
        command ? protobuf_c_message_unpack(command->input->descriptor, arena_pb(a), e->payload.len,
                                            e->payload.data)
                : NULL;
    if (!input) return false;
    if (!strcmp(field_named(command->input, input, "person_no"), done->person_no)) return true;
    ProtobufCBinaryData hash =
        seal_search_hash(search_key, field_named(command->input, input, "document_no"), a);
    return hash.len && hash.len == done->document_hash.len &&
           crypt_equal(hash.data, done->document_hash.data, hash.len);
}

static status forget_in(batch *b, const uint8_t *search_key, const Identity__DestructionShown *done,
                        arena *a, size_t *forgotten) {
    size_t n = 0;
    parked *all = NULL;
    status s = batch_parked_list(b, PARKED_MAX, a, &n, &all);
    for (size_t i = 0; i < n && s == OK; i++) {
        if (!all[i].envelope.len || !names(&all[i], done, search_key, a)) continue;
        s = batch_parked_forget(b, all[i].command_id);
        *forgotten += s == OK;
    }
    return s;
}

static status forget_parked(const Identity__DestructionShown *done, arena *a, size_t *forgotten) {
    vault *keys = hall_vault();
    pg *db = keys ? hall_db() : NULL;
    if (!db) {
        vault_close(keys);
        return E_UNAVAILABLE;
    }
    batch *b = batch_open(db, keys, 0);
    status s = forget_in(b, vault_search_key(keys), done, a, forgotten);
    batch_close(b);
    pg_close(db);
    vault_close(keys);
    return s;
}

/* ---------------------------------------------------------------------------------------------- */

static int destroy(const char *person_no, arena *a) {
    Identity__DestructionShown *done = NULL;
    size_t removed = 0, forgotten = 0;
    status s = send(person_no, a, &done);
    if (s != OK) return say_status(person_no, s);
    status beside = remove_files(done, &removed);
    status waiting = forget_parked(done, a, &forgotten);
    printf("%s %s: %u cases, %u rosters, %u accounts, %zu files removed, %zu parked forgotten\n",
           person_no, done->repeated ? "was destroyed before" : "destroyed", done->n_cases,
           done->n_rosters, done->n_accounts, removed, forgotten);
    s = beside != OK ? beside : waiting;
    if (s == OK) return EXIT_DONE;
    say(0, "The keys are gone; what lies beside the database is not all removed. Run it again.");
    return say_status(person_no, s);
}

int keys_destroy(int argc, char **argv) {
    bool yes = flag_is(&argc, argv, "yes");
    const char *person_no = flag(&argc, argv, "subject");
    if (argc != 2 || !person_no || !*person_no)
        return say(EXIT_USAGE, "hall keys destroy --subject PERSON_NO [--yes]");
    if (!yes && !agreed(person_no)) return EXIT_REFUSED;
    arena *a = arena_open(ARENA_BYTES);
    int code = a ? destroy(person_no, a) : say_status("memory", E_UNAVAILABLE);
    arena_close(a);
    return code;
}
