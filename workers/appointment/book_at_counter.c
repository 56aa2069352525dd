/* book_at_counter (A33): an officer books for somebody whose document he has before him, first of
 * the places that are kept for the counter. */
#include "gen/appointment/book_at_counter.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/appointment/day.h"
#include "workers/appointment/wish.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/issue.h"

static verdict give(const context *ctx, view *rows, const wish *what, booking_day *at, bool counter,
                    changes *out) {
    char booking_no[SERIAL_CASE_SIZE];
    PlaceGiven event = PLACE_GIVEN_INIT;
    TakenPlace place;
    status s = issue_number(ctx, rows, &event.issued, booking_no);
    if (s != OK) return refuse(s, NULL);
    event.number = day_take(at->day, &place, what->slot, 0, counter);
    at->place = &place;
    event.booking_no = booking_no;
    event.office_no = lend(what->office_no);
    event.section = lend(what->section);
    event.date = what->date;
    event.slot = what->slot;
    event.person_no = lend(what->person_no);
    event.matter = what->matter;
    event.due_at_us = date_us(what->date, 0) + DAY_US;
    event.shard = (int32_t) ctx->shard;
    event.day = &at->day;
    event.n_day = 1;
    emit_place_given(out, &event);
    booking_reply(ctx, rows, at, booking_no, BOOKING_BOOKED, 0, out);
    return accept();
}

verdict appointment_book_at_counter(const context *ctx, view *rows, const BookAtCounter *in,
                                    changes *out) {
    char number[DOCUMENT_SIZE];
    booking_terms terms;
    booking_day at;
    if (strcmp(in->office_no, ctx->actor.district_code) != 0)
        return (verdict){E_FORBIDDEN, "office_no", "relation"};
    if (document_fold(in->document_no, number) != OK) return refuse(E_NOT_FOUND, "document_no");
    const PersonDirectory *found = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    if (!found) return refuse(E_NOT_FOUND, "document_no");
    const wish what = {.office_no = in->office_no,
                       .section = in->section,
                       .person_no = found->person_no,
                       .date = in->date,
                       .slot = in->slot,
                       .matter = in->matter};
    verdict v = wish_check(ctx, &terms, rows, &what, &at);
    if (refused(v)) return v;
    const bool counter = day_free(ctx, rows, at.plan, at.day, in->slot, true) > 0;
    if (!counter && day_free(ctx, rows, at.plan, at.day, in->slot, false) <= 0)
        return refuse(E_SLOT_FULL, "slot");
    return give(ctx, rows, &what, &at, counter, out);
}
