/* kind: the table of programs. */
#include "tools/supervisor/kind.h"

#include <stddef.h>
#include <string.h>

const kind kinds[] = {
    {"postgres", "", NULL, NULL, {{NULL, NULL}}},
    {"broker", "broker", "broker", "broker", {{NULL, NULL}}},
    {"worker", "worker", NULL, "worker", {{"db", "hall_worker"}}},
    {"login", "worker", NULL, "worker", {{"db", "hall_worker"}}},
    {"projector", "projector", NULL, NULL, {{"db", "hall_reader"}}},
    {"roster", "roster", NULL, "roster", {{NULL, NULL}}},
    {"clock", "clock", NULL, "agent", {{"db", "hall_reader"}, {"keeper_db", "hall_keeper"}}},
    {"sender", "sender", NULL, "agent", {{NULL, NULL}}},
    {"bulk", "bulk", NULL, "agent", {{NULL, NULL}}},
    {"web", "web", NULL, "web", {{NULL, NULL}}},
    {"kiosk", "web-kiosk", NULL, "kiosk", {{NULL, NULL}}},
};
const unsigned n_kinds = sizeof kinds / sizeof kinds[0];

const kind *kind_of(const char *name) {
    for (unsigned i = 0; i < n_kinds; i++)
        if (!strncmp(name, kinds[i].begins, strlen(kinds[i].begins))) return &kinds[i];
    return NULL;
}
