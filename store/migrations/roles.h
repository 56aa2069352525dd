/* roles: the database roles of the hall's programs, named after the database: DB_worker decides and
 * stores, DB_reader reads (projector, clock), DB_keeper makes pieces of the log and cleans kept
 * answers. What each may is derived: rows are removed only where an event of the contract removes
 * them, and no role of a program changes or removes an entry. Whoever owns the tables migrates and
 * acts as operator. */
#ifndef HALL_STORE_ROLES_H
#define HALL_STORE_ROLES_H

#include "store/pg/pg.h"

/* roles_make: makes the roles that are missing and grants each what it needs, taking back what it
 * has beyond; twice changes nothing. errors  E_FORBIDDEN this account may make no roles;
 * E_UNAVAILABLE. */
status roles_make(pg *db) MUST_CHECK;

#endif
