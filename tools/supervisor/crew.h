/* crew: the programs of one hall: started in order, each waited for until it serves; stopped in
 * reverse; told apart by name. A program ends when the supervisor ends, however that happens. */
#ifndef HALL_SUPERVISOR_CREW_H
#define HALL_SUPERVISOR_CREW_H

#include "tools/supervisor/account.h"
#include "tools/supervisor/kind.h"
#include "tools/supervisor/place.h"

#include <sys/types.h>

#define CREW_MAX 40u
#define CREW_ARGUMENTS_MAX 16u
#define CREW_SOCKETS_MAX 3u

typedef struct member member;
typedef struct crew crew;

/* Whether it serves now; asked again and again until a deadline. */
typedef bool member_ready(const member *m, crew *c);

struct member {
    char name[24];
    char account[ACCOUNT_BYTES];        /* that it runs under; "": the supervisor's */
    char *argv[CREW_ARGUMENTS_MAX + 1]; /* owned, ended by NULL */
    const kind *kind;
    member_ready *ready; /* NULL: ready as soon as it runs */
    const int *listener; /* n_listener sockets it is started with; borrowed */
    unsigned n_listener;
    const char *listener_names; /* divided by colons */
    int stop_signal;
    bool announced; /* it said READY=1 since it was started */
    bool patient; /* started again while it fails before it was ready (PostgreSQL after a crash) */
    pid_t pid;    /* 0 while it does not run */
    int64_t died_ms;
};

struct crew {
    const place *place;
    int log;          /* where the programs write */
    int notify;       /* where they say that they serve (notify.h) */
    int64_t ready_ms; /* longest wait for that */
    unsigned n;
    member member[CREW_MAX];
};

/* crew_add: a program by name, of which there must be a kind, with its first argument, the file;
 * crew_argument adds one more. */
member *crew_add(crew *c, const char *name, const char *file, member_ready *ready);
void crew_argument(member *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* crew_announced: a member_ready: this very process has said that it serves. */
bool crew_announced(const member *m, crew *c);

/* crew_start: starts one and waits until it is ready, as long as those before it run and nobody
 * asks for the end; false after a sentence. */
bool crew_start(crew *c, member *m);

/* crew_start_all: every one that does not run, in order. */
bool crew_start_all(crew *c);

/* crew_reap: notices who ended; names each on stderr. */
void crew_reap(crew *c);

/* crew_stop: in reverse order, each with its signal, killed after 30 s. */
void crew_stop(crew *c);

/* crew_run: runs one helper under an account to its end; its exit code, -1 when it could not start.
 */
int crew_run(crew *c, const char *account, const char *const argv[]);

/* now_ms: monotonic. pause_ms: a short wait between two looks. */
int64_t now_ms(void);
void pause_ms(long ms);

#endif
