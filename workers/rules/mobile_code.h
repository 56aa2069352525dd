/* mobile_code: codes of six digits that are sent to a phone and typed back. Any service uses them
 * in its handlers: asking for one says events that make the code's row and the text for the sender;
 * typing one back says an event whether it was right or wrong, so the command that does it is
 * `secret` in the contract (of a refusal its events are stored).
 *
 *     first command    verdict v = mobile_code_send(ctx, rows, &ask, out, &sent);
 *                      its reply carries sent.code_no and sent.expires_at_us, whoever asked
 *     second command   verdict v = mobile_code_check(ctx, rows, &typed, out);
 *                      its input carries code_no and the code typed; then the act itself
 *
 * A handler calls either at most once a command, after everything else that may refuse. Source:
 * docs/rules 2.11. */
#ifndef HALL_RULES_MOBILE_CODE_H
#define HALL_RULES_MOBILE_CODE_H

#include "proto/runtime/decide.h"

/* What a code is good for; the labels of code table `code_use` stand in the text. */
enum {
    CODE_USE_ACTIVATION = 1,
    CODE_USE_RESET = 2,
    CODE_USE_CONFIRM_ACT = 3,
    CODE_USE_PROVE_MOBILE = 4,
    CODE_USE_TRIAL = 5
};

/* use        one of the above
 * mobile     as typed or as stored; "" when nobody can be reached (no such account, no number on
 *            file): answered and counted alike, but no digits fit the code, so the asker learns
 *            nothing
 * bound_to   what the code confirms, never "": account_no, document number as asked for, or the
 *            hex digest of an act. The same text must be given when the code is checked
 * about      words behind the use in the text ("开通下级账号"), "" for none
 * known      asked by the holder's own live session, or from a device that the account knows:
 *            counted apart from strangers, who cannot use up what is the holder's */
typedef struct mobile_code_ask {
    int32_t use;
    const char *mobile, *bound_to, *about;
    bool known;
} mobile_code_ask;

typedef struct mobile_code_sent {
    const char *code_no; /* 32 hexadecimal characters, in the arena of the view */
    int64_t expires_at_us;
} mobile_code_sent;

/* mobile_code_send: a code is on its way.
 * errors  E_MOBILE (field mobile); E_TOO_OFTEN with the reason code_minute or code_day: of a
 *         stranger by what was typed (bound_to) and by the address it came from, never by the
 *         number, so that it does not tell whether there is one; E_ARENA. Void while view_missing.
 */
verdict mobile_code_send(const context *ctx, view *rows, const mobile_code_ask *ask, changes *out,
                         mobile_code_sent *sent);

typedef struct mobile_code_typed {
    int32_t use;
    const char *bound_to, *code_no, *code;
} mobile_code_typed;

/* mobile_code_check: accepts the code once, within its time, for its use and what it is bound to.
 * errors  E_AUTH_CODE (field code), one answer for wrong, unknown, used, too late and tried too
 *         often. Void while view_missing. */
verdict mobile_code_check(const context *ctx, view *rows, const mobile_code_typed *typed,
                          changes *out);

#endif
