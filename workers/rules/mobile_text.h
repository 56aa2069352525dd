/* mobile_text: a text to a phone that bears no code: it tells the holder of a number what was done.
 * It is sent once, within three days, or never. Source: docs/rules 2.11. */
#ifndef HALL_RULES_MOBILE_TEXT_H
#define HALL_RULES_MOBILE_TEXT_H

#include "proto/runtime/decide.h"

/* mobile_text: `text` (300 characters at most, without the hall's name) to `mobile` as stored; ""
 * and nothing is sent. One a command and number. E_ARENA without memory; void while view_missing.
 */
verdict mobile_text(const context *ctx, view *rows, const char *mobile, const char *text,
                    changes *out);

#endif
