/* old_system: whether the query system of before the switch date still answers. Source: docs/rules
 * 2.17. */
#ifndef HALL_RULES_OLD_SYSTEM_H
#define HALL_RULES_OLD_SYSTEM_H

#include "proto/runtime/view/view.h"

#define OLD_SYSTEM "old-system" /* key of its row, and subject whose key seals its hashes */

/* old_system_closed: asks the view for its row. */
bool old_system_closed(view *rows);

#endif
