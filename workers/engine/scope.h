/* scope: how an actor stands to a record. The relations of the contract are defined here and
 * nowhere else; which record a field names and whose record a row is, the contract says. Pure: asks
 * the view only. */
#ifndef HALL_WORKERS_SCOPE_H
#define HALL_WORKERS_SCOPE_H

#include "proto/runtime/decide.h"

/* scope_enter: whether a grant lets the actor of `ctx` in: every record that `input` names, and the
 * case `case_no` ("" for none), must stand in its relation; one that does not exist stands in none.
 * Sets ctx->scope and ctx->plain to the grant's. result  E_TOKEN: nobody may without a login;
 * E_FORBIDDEN with the field that does not stand, reason "role" or "relation", or reason
 * "document_unverified": own records need a session whose document is verified; E_LEVEL with
 * reason "office" where the centre reaches for a case that is not its own. Void while
 * view_missing. */
verdict scope_enter(context *ctx, const ProtobufCMessage *input, const char *case_no,
                    view *rows) MUST_CHECK;

/* scope_key_of: the key of the record that `value` of the input names; of a document number that of
 * who is registered under it, "" for nobody. */
const char *scope_key_of(const context *ctx, view *rows, const named_record *named,
                         const char *value);

/* scope_limit: from here on the finds of this run give only rows in ctx->scope (a query's). Rows
 * that are nobody's are given always, and what the actor's account filed. A page or a count must be
 * of an index that begins with the scope, so that it is true; another one spoils the run. Until
 * view_forget_missing; borrows ctx. */
void scope_limit(const context *ctx, view *rows);

#endif
