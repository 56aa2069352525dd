/* schema: the tables. Kernel tables come from store/migrations/NNN_name.sql in number order
 * (embedded in the program); row tables are derived from the row types of the contract and only
 * ever grow: a table, a column or an index that is missing is added, nothing is dropped or renamed.
 */
#ifndef HALL_STORE_SCHEMA_H
#define HALL_STORE_SCHEMA_H

#include "proto/runtime/catalog.h"
#include "proto/runtime/crypt/crypt.h"
#include "store/pg/pg.h"

/* schema_migrate: brings the database to this program's level; running it twice changes nothing.
 * One at a time (advisory lock during migration only). A database holds the log of one lane: a new
 * log becomes that of `lane` and is hashed by `suite`, which is ignored when the log exists.
 * errors  E_CONFLICT a migration that ran has another text now, or a log stands there that no
 * migration made; E_NOT_FOUND the log there is another lane's; E_UNAVAILABLE. */
status schema_migrate(pg *db, crypt_suite suite, uint32_t lane) MUST_CHECK;

/* schema_log_begun: E_CONFLICT when the log holds entries already. */
status schema_log_begun(pg *db) MUST_CHECK;

/* schema_ready: E_UNAVAILABLE when a migration or a row table of this program is missing. */
status schema_ready(pg *db) MUST_CHECK;

/* schema_check: the rules that keep sharding possible: every table has a primary key that begins
 * with its distribution column; no serial column, foreign key, trigger or rule. Each breach is told
 * to `breach` as a sentence; E_INTERNAL when there was one. */
status schema_check(pg *db, void (*breach)(void *self, const char *sentence),
                    void *self) MUST_CHECK;

#endif
