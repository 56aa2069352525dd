/* bus_held: commands are held from receipt to answer, by ticket, so that one that a broker sends
 * twice (it thought us lost) is run once and answered once. What is held when the process dies is
 * sent to another worker by its broker. */
#include <stdlib.h>
#include <string.h>

#include "broker/bus_worker_state.h"
#include "proto/runtime/crypt/crypt.h"

held *held_find(const bus_worker *w, const Bus__Stamp *stamp) {
    for (size_t i = 0; i < w->n_held; i++) {
        held *it = &w->held[i];
        if (it->state != HELD_FREE && it->ticket == stamp->ticket &&
            strcmp(it->broker, stamp->broker) == 0)
            return it;
    }
    return NULL;
}

held *held_new(bus_worker *w) {
    for (size_t i = 0; i < w->n_held; i++)
        if (w->held[i].state == HELD_FREE) return &w->held[i];
    if (w->n_held == w->held_room) {
        size_t room = w->held_room == 0 ? 64 : 2 * w->held_room;
        held *grown = realloc(w->held, room * sizeof *grown);
        if (!grown) return NULL;
        w->held = grown;
        w->held_room = room;
    }
    return &w->held[w->n_held++];
}

uint32_t held_of(const bus_worker *w, unsigned link) {
    uint32_t n = 0;
    for (size_t i = 0; i < w->n_held; i++)
        n += w->held[i].state != HELD_FREE && w->held[i].link == link;
    return n;
}

void held_free(bus_worker *w, held *it) {
    w->n_waiting -= it->state == HELD_WAITING;
    w->n_taken -= it->state == HELD_TAKEN;
    w->n_due -= it->state == HELD_DUE;
    w->at[it->link].returned++;
    it->state = HELD_FREE;
    it->proved = false;
    crypt_wipe(it->answer_key, sizeof it->answer_key);
    zmq_msg_close(&it->stamp);
    zmq_msg_close(&it->envelope);
}

held *held_first_waiting(const bus_worker *w) {
    held *first = NULL;
    for (size_t i = 0; w->n_waiting > 0 && i < w->n_held; i++) {
        held *it = &w->held[i];
        if (it->state == HELD_WAITING && (!first || it->order < first->order)) first = it;
    }
    return first;
}
