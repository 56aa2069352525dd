/* claims: what an account that ends or goes elsewhere had claimed. */
#ifndef HALL_IDENTITY_CLAIMS_H
#define HALL_IDENTITY_CLAIMS_H

#include "proto/runtime/decide.h"

/* claims_release: every case that the account has claimed goes back to its queue, each with an
 * entry of its own; how many. */
uint32_t claims_release(view *rows, const char *account_no, changes *out);

#endif
