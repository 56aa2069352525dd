/* hold_place (S53, S55, A14, N13): decided by the owner of (office, section, day). The day's row
 * says what is taken; it is written with every place given out, so that of two who give out the
 * last one at once one meets the other at its version. That a person has one open appointment for
 * a matter in the whole city stands in a row of the person's own, which offices meet at in the same
 * way. Source: docs/rules 5.11, docs/appointments.md. */
#include "gen/appointment/hold_place.h"

#include <string.h>

#include "gen/query/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/kind.h"
#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/appointment/wish.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/issue.h"

/* S33: the case that is carried is of this person or was filed by this account, and the business an
 * entry of the catalogue: an officer reads both. */
static verdict check_errand(const context *ctx, view *rows, const HoldPlace *in) {
    const Case *file = in->business_no[0] ? find_case(rows, in->business_no) : NULL;
    const char *method = in->method;
    bool own = file && (!strcmp(file->person_no, in->person_no) ||
                        !strcmp(file->filer, ctx->actor.account_no));
    if (in->business_no[0] && !own) return refuse(E_NOT_FOUND, "business_no");
    if (!method[0]) return accept();
    if (file && strcmp(file->method, method) != 0) return refuse(E_NOT_FOUND, "method");
    const command_type *command = catalog_command(method);
    bool listed = (command && command->kind[0]) || kind_find(method) || find_business(rows, method);
    return listed ? accept() : refuse(E_NOT_FOUND, "method");
}

static verdict give(const context *ctx, view *rows, const booking_terms *terms, const HoldPlace *in,
                    booking_day *at, changes *out) {
    char booking_no[SERIAL_CASE_SIZE];
    PlaceHeld event = PLACE_HELD_INIT;
    TakenPlace place;
    status s = issue_number(ctx, rows, &event.issued, booking_no);
    if (s != OK) return refuse(s, NULL);
    event.until_us = ctx->received_at_us + terms->of[TERM_HOLD_S] * SECOND_US;
    event.number = day_take(at->day, &place, in->slot, event.until_us, false);
    at->place = &place;
    event.booking_no = booking_no;
    event.office_no = in->office_no;
    event.section = in->section;
    event.date = in->date;
    event.slot = in->slot;
    event.person_no = in->person_no;
    event.matter = in->matter;
    event.business_no = in->business_no;
    event.method = in->method;
    event.shard = (int32_t) ctx->shard;
    event.day = &at->day;
    event.n_day = 1;
    emit_place_held(out, &event);
    booking_reply(ctx, rows, at, booking_no, BOOKING_HELD, event.until_us, out);
    return accept();
}

verdict appointment_hold_place(const context *ctx, view *rows, const HoldPlace *in, changes *out) {
    booking_terms terms;
    booking_day at;
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    const wish what = {.office_no = in->office_no,
                       .section = in->section,
                       .person_no = in->person_no,
                       .date = in->date,
                       .slot = in->slot,
                       .matter = in->matter,
                       .ahead = terms.of[TERM_DAYS_LEAST]};
    verdict v = check_errand(ctx, rows, in);
    if (!refused(v)) v = wish_check(ctx, &terms, rows, &what, &at);
    if (refused(v)) return v;
    bool left = day_free(ctx, rows, at.plan, at.day, in->slot, false) > 0;
    return left ? give(ctx, rows, &terms, in, &at, out) : refuse(E_SLOT_FULL, "slot");
}
