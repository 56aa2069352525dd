/* hall: which programs make a hall, how they find each other, and what is made once on first start.
 */
#ifndef HALL_SUPERVISOR_HALL_H
#define HALL_SUPERVISOR_HALL_H

#include "tools/supervisor/crew.h"

/* Settings of the supervisor; see main.c for what each means. */
typedef struct options {
    const char *data, *bin, *params, *portal, *user, *programs, *seed, *extra, *client_front,
        *worker_back, *log_file, *db;
    int64_t lane, port, workers, brokers, persons, history, largest_unit, clock_offset_s, ready_ms;
    bool revive, with_parent;
} options;

/* Doors: outside, intranet, internal; the last is that of the kiosks. */
#define HALL_DOORS 4u
#define HALL_KIOSK 3u

/* Everything a running hall is. `port`, `listener`: the HTTP doors, 0 where there is none; the
 * sockets live as long as the supervisor, so that the ports stay this hall's while hall-web is
 * down, and who comes then waits for the new one. */
typedef struct hall {
    const options *opt;
    place place;
    crew crew;
    uint16_t port[HALL_DOORS];
    int listener[HALL_DOORS];
    char front[512], back[512]; /* of all brokers, with commas between */
} hall;

/* hall_plan: doors, endpoints, environment and the members of the crew. */
bool hall_plan(hall *h);

/* hall_start_database: the private PostgreSQL, made if need be and running; nothing where the
 * database is outside. */
bool hall_start_database(hall *h);

/* hall_first: with PostgreSQL running: tables, keys, the key file and the demonstration city. */
bool hall_first(hall *h, bool fresh);

/* hall_close_doors: nobody new is let in; for the end. */
void hall_close_doors(hall *h);

/* hall_tell: writes the files `where` and hall.conf of the data folder. hall_untell removes
 * `where`. */
bool hall_tell(const hall *h);
void hall_untell(const hall *h);

#endif
