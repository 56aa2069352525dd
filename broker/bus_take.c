/* bus_take: what a worker takes is verified here, and answered here when it is not worth
 * running. */
#include <string.h>
#include <sys/stat.h>

#include "broker/bus_worker_state.h"
#include "broker/envelope.h"
#include "proto/runtime/process.h"

/* For a command whose origin is proved the answer proves itself by the origin's key. */
static bool pack_answer(zmq_msg_t *out, const held *it, const Bus__Answer *answer) {
    if (!it->proved) return frame_pack(out, &answer->base);
    size_t bytes = bus__answer__get_packed_size(answer);
    if (zmq_msg_init_size(out, bytes + KEYS_ANSWER_TAIL_BYTES) != 0) return false;
    uint8_t *at = zmq_msg_data(out);
    bus__answer__pack(answer, at);
    keys_sign_answer(it->answer_key, at, bytes);
    return true;
}

/* `due_us`: leaves then, 0: at once. */
static void answer_send(bus_worker *w, held *it, const Bus__Stamp *stamp, Bus__Answer *answer,
                        int64_t due_us) {
    zmq_msg_t frame;
    if (answer->received_at_us == 0) /* a kept answer keeps its first, legal time of receipt */
        answer->received_at_us = stamp->received_at_us;
    if (bus__answer__get_packed_size(answer) > BUS_ANSWER_BYTES_MAX) {
        Bus__Answer large = BUS__ANSWER__INIT;
        large.id = answer->id;
        large.status = E_TOO_LARGE;
        large.reason = (char *) "answer";
        large.position = answer->position;
        *answer = large;
    }
    if (pack_answer(&frame, it, answer))
        due_put(w, it, &frame, due_us);
    else
        held_free(w, it);
}

status bus_answer_after(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer,
                        int64_t wait_us) {
    held *it = held_find(w, stamp);
    if (!it || it->state != HELD_TAKEN) return E_NOT_FOUND;
    Bus__Answer copy = *answer;
    Bus__Envelope *envelope = NULL;
    copy.mac = (ProtobufCBinaryData){0, NULL}; /* of a kept answer: it was another's */
    if (copy.id.len == 0) {
        envelope =
            bus__envelope__unpack(NULL, zmq_msg_size(&it->envelope), zmq_msg_data(&it->envelope));
        copy.id = !envelope ? copy.id : envelope->id;
    }
    answer_send(w, it, stamp, &copy, wait_us ? it->taken_us + wait_us : 0);
    bus__envelope__free_unpacked(envelope, NULL);
    return OK;
}

status bus_answer(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer) {
    return bus_answer_after(w, stamp, answer, 0);
}

/* A peer was made or taken away since: the folder has changed. What cannot be read whole, because
 * it is just being written, leaves what was known. */
static bool ring_refresh(bus_worker *w) {
    struct stat info;
    return stat(w->keys_dir, &info) == 0 &&
           memcmp(&info.st_mtim, &w->keys_changed, sizeof info.st_mtim) != 0 &&
           worker_ring_load(w) == OK;
}

static status verify(bus_worker *w, const bus_work *work, const held *it, const peer_key **out) {
    zmq_msg_t *frame = (zmq_msg_t *) &it->envelope;
    return keys_verify(w->ring, work->command, work->envelope, zmq_msg_data(frame),
                       zmq_msg_size(frame), out);
}

static status work_check(bus_worker *w, arena *a, held *it, bus_work *work) {
    const peer_key *origin = NULL;
    work->command = catalog_command(work->envelope->method);
    if (work->envelope->id.len != 16) return E_KEY_MISSING;
    if (!work->command) return E_UNKNOWN_METHOD;
    if (work->envelope->payload.len > work->command->bytes_max) return E_TOO_LARGE;
    if (clock_us() >= it->late_us) return E_DEADLINE;
    /* A MAC that somebody kept is no command any more; who waited so long in a queue may ask again.
     */
    int64_t age_us = process_now_us() - work->envelope->signed_at_us;
    if (age_us > ENVELOPE_AGE_US || age_us < -ENVELOPE_AGE_US) return E_DEADLINE;
    status state = verify(w, work, it, &origin);
    if (state == E_ORIGIN && ring_refresh(w)) state = verify(w, work, it, &origin);
    if (state == OK) {
        it->proved = true;
        memcpy(it->answer_key, origin->answer, sizeof it->answer_key);
        work->origin = arena_copy(a, origin, sizeof *origin);
        state = !work->origin ? E_ARENA : OK;
    }
    return state;
}

/* E_ARENA: does not fit; E_MALFORMED: fits no arena, because it is no envelope. */
static status work_read(arena *a, const held *it, bus_work *work) {
    zmq_msg_t *stamp = (zmq_msg_t *) &it->stamp, *envelope = (zmq_msg_t *) &it->envelope;
    work->stamp = bus__stamp__unpack(arena_pb(a), zmq_msg_size(stamp), zmq_msg_data(stamp));
    work->envelope =
        bus__envelope__unpack(arena_pb(a), zmq_msg_size(envelope), zmq_msg_data(envelope));
    if (work->stamp && work->envelope) return OK;
    Bus__Envelope *probe =
        bus__envelope__unpack(NULL, zmq_msg_size(envelope), zmq_msg_data(envelope));
    status state = !probe ? E_MALFORMED : E_ARENA;
    bus__envelope__free_unpacked(probe, NULL);
    return state;
}

/* "not_started" is a promise: no worker can have run it. */
static const char *late_reason(const held *it, const bus_work *work) {
    bool again = it->begun || (work->stamp && work->stamp->delivery > 1) ||
                 (work->envelope && work->envelope->attempt > 1);
    return again ? "in_progress" : "not_started";
}

static void work_refuse(bus_worker *w, held *it, const bus_work *work, status code) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    Bus__Stamp none = BUS__STAMP__INIT;
    if (work->envelope) answer.id = work->envelope->id;
    answer.status = code;
    answer.reason = (char *) (code == E_DEADLINE ? late_reason(it, work) : "bus");
    answer.outcome = BUS__OUTCOME__REFUSED;
    answer_send(w, it, work->stamp ? work->stamp : &none, &answer, 0);
}

unsigned bus_take(bus_worker *w, arena *a, bus_work *out, unsigned n) {
    unsigned taken = 0;
    int64_t now_us = clock_us();
    held *it;
    if (held_first_waiting(w)) (void) ring_refresh(w);
    while (taken < n && (it = held_first_waiting(w))) {
        bus_work work = {0};
        status s = work_read(a, it, &work);
        if (s == OK) s = work_check(w, a, it, &work);
        if (s == E_ARENA && taken > 0) break;
        if (s != OK) {
            work_refuse(w, it, &work, s);
            continue;
        }
        it->state = HELD_TAKEN;
        it->taken_us = now_us;
        w->n_waiting--;
        w->n_taken++;
        out[taken++] = work;
    }
    return taken;
}

void bus_put_back(bus_worker *w, const Bus__Stamp *stamp) {
    held *it = held_find(w, stamp);
    if (it && it->state == HELD_TAKEN) {
        it->state = HELD_WAITING;
        it->begun = true;
        w->n_taken--;
        w->n_waiting++;
    }
}
