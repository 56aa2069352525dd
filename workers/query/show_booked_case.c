/* show_booked_case (S33): the case that an appointment of today carries, as its filer kept it last.
 */
#include "gen/query/show_booked_case.h"

#include "gen/appointment/rows.h"
#include "gen/review/rows.h"
#include "workers/query/content.h"
#include "workers/rules/kept_filing.h"

/* Booked for today and not over. */
static bool is_at_hand(const context *ctx, const Booking *row) {
    return row->date == ctx->today &&
           (row->state == BOOKING_BOOKED || row->state == BOOKING_ARRIVED ||
            row->state == BOOKING_CALLED);
}

verdict query_show_booked_case(const context *ctx, view *rows, const ShowBookedCase *in,
                               changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    if (!row || !is_at_hand(ctx, row) || !row->business_no[0])
        return refuse(E_NOT_FOUND, "booking_no");
    const Case *file = find_case(rows, row->business_no);
    if (!file) return refuse(E_NOT_FOUND, "booking_no");
    const command_type *command = catalog_command(file->method);
    BookedCaseShown shown = BOOKED_CASE_SHOWN_INIT, *one = &shown;
    shown.person_no = row->person_no;
    shown.case_no = file->case_no;
    shown.method = file->method;
    shown.state = file->state;
    const content what = {
        command ? command->input : NULL,
        command ? kept_filing_open(command, file->content, view_arena(rows)) : NULL, NULL};
    status s =
        what.now ? content_show(&what, view_arena(rows), &shown.content, &shown.n_content) : OK;
    if (s != OK) return refuse(s, NULL);
    BookedCase reply = BOOKED_CASE_INIT;
    reply.item = &one;
    reply.n_item = 1;
    changes_reply(out, &reply.base);
    return accept();
}
