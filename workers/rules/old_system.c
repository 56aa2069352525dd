/* old_system: the row that says whether it is closed. */
#include "workers/rules/old_system.h"

#include "gen/identity/old_system.h"

bool old_system_closed(view *rows) {
    const OldSystem *system = find_old_system(rows, OLD_SYSTEM);
    return system && system->closed;
}
