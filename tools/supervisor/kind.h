/* kind: what the programs of a hall are, by the beginning of their names: the account each runs
 * under, its key on the bus and its roles in the database. One table for all of it: what runs under
 * one account can do what that account may, however it was started. Pure. */
#ifndef HALL_SUPERVISOR_KIND_H
#define HALL_SUPERVISOR_KIND_H

#define KIND_ROLES_MAX 2u

typedef struct kind {
    const char *begins;  /* of the program's name: "worker" for worker1 */
    const char *account; /* behind OWNER-, "" for the owner's own */
    const char *key;  /* name of the bus key that all of the kind share, NULL: each has its own */
    const char *peer; /* class of that key, NULL: it does not speak on the bus */
    /* Setting and database role: {"db", "hall_worker"}. */
    struct {
        const char *setting, *role;
    } role[KIND_ROLES_MAX];
} kind;

extern const kind kinds[];
extern const unsigned n_kinds;

/* kind_of: NULL for a name of no kind. */
const kind *kind_of(const char *name);

#endif
