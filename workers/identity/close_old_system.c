/* close_old_system (S6): the switch date. The key of all old hashes goes with this very act. */
#include "gen/identity/close_old_system.h"
#include "gen/identity/old_system.h"
#include "workers/rules/old_system.h"

verdict identity_close_old_system(const context *ctx, view *rows, const CloseOldSystem *in,
                                  changes *out) {
    (void) ctx, (void) in;
    const OldSystem *system = find_old_system(rows, OLD_SYSTEM);
    OldSystemClosedShown reply = OLD_SYSTEM_CLOSED_SHOWN_INIT;
    if (system) {
        reply.imported = system->imported;
        reply.locked = system->locked;
        reply.repeated = system->closed;
    }
    if (!reply.repeated) {
        OldSystemClosed event = OLD_SYSTEM_CLOSED_INIT;
        event.system = lend(OLD_SYSTEM);
        emit_old_system_closed(out, &event);
    }
    changes_reply(out, &reply.base);
    return accept();
}
