/* kept_filing: the command that a case keeps. */
#ifndef HALL_RULES_KEPT_FILING_H
#define HALL_RULES_KEPT_FILING_H

#include "proto/runtime/decide.h"

/* kept_filing_open: the kept command (base64 of its bytes) in `a`; NULL when it is empty or no such
 * command. */
const ProtobufCMessage *kept_filing_open(const command_type *command, const char *kept, arena *a);

#endif
