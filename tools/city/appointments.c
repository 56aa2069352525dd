/* appointments: two sections of the first district's office with their hours, and bookings in their
 * states, each decided by the hall's own handler as the account that did it. */
#include "gen/appointment/add_walk_in.h"
#include "gen/appointment/call_next.h"
#include "gen/appointment/cancel_place.h"
#include "gen/appointment/confirm_place.h"
#include "gen/appointment/hold_place.h"
#include "gen/appointment/record_outcome.h"
#include "gen/appointment/rows.h"
#include "gen/appointment/set_desk.h"
#include "gen/appointment/set_section.h"
#include "gen/identity/rows.h"
#include "tools/city/city.h"
#include "workers/engine/tell.h"
#include "workers/rules/calendar/date.h"

enum { AHEAD_MOST = 14, CITIZEN_ID = 201 };
static char office_no[] = "420106";

typedef struct did did;
typedef verdict deed(const context *ctx, view *rows, const did *d, changes *out);

/* What somebody did; number: which section, or which of the persons without an appointment. */
struct did {
    deed *decide;
    char account_no[16], section[2];
    int32_t number;
};

/* Given to a day of a section, as its own command would be. */
static uint32_t shard_of(const context *ctx, const char *command, const ProtobufCMessage *in) {
    return catalog_shard(catalog_command(command), in, ctx->command_id);
}

static verdict open_section(const context *ctx, view *rows, const did *d, changes *out) {
    static OpeningHour hours[2 * 6];
    OpeningHour *hour[2 * 6];
    int32_t of_a[] = {1, 5, 9}, of_b[] = {2, 3, 6};
    SetSection in = SET_SECTION_INIT;
    if (find_office_section(rows, office_no, d->section)) return accept();
    for (int32_t i = 0; i < 2 * 6; i++) {
        const int32_t day = i / 2 < 5 ? i / 2 + 1 : 8; /* and weekends that are worked */
        hours[i] = (OpeningHour) OPENING_HOUR_INIT;
        hours[i].weekday = day;
        hours[i].opens = i % 2 ? 1330 : 900;
        hours[i].closes = i % 2 ? 1700 : 1200;
        hour[i] = &hours[i];
    }
    bool first = d->number == 0;
    in.section = lend(d->section);
    in.name_zh = lend(first ? "参保登记科" : "人员信息科");
    in.name_en = lend(first ? "Enrolment" : "Personal data");
    in.desks = 3;
    in.kept_for_counter = 1;
    in.slot_minutes = 30;
    in.matter = first ? of_a : of_b;
    in.n_matter = 3;
    in.hour = hour;
    in.n_hour = 2 * 6;
    in.reason = lend("演示城市开放预约");
    return appointment_set_section(ctx, rows, &in, out);
}

/* The first day ahead on which the section gives places. */
static verdict hold(const context *ctx, view *rows, const did *d, changes *out) {
    context own = *ctx;
    HoldPlace in = HOLD_PLACE_INIT;
    verdict v = refuse(E_NOT_FOUND, "date");
    if (list_booking_by_person_no(rows, ctx->actor.person_no).n) return accept();
    in.person_no = lend(ctx->actor.person_no);
    in.office_no = office_no;
    in.section = lend(d->section);
    in.slot = 930;
    in.matter = d->section[0] == 'A' ? 5 : 3;
    for (int32_t ahead = 1; refused(v) && ahead <= AHEAD_MOST; ahead++) {
        in.date = date_add(ctx->today, ahead);
        own.shard = shard_of(ctx, "appointment.HoldPlace", &in.base);
        v = appointment_hold_place(&own, rows, &in, out);
    }
    return v;
}

static const Booking *latest(view *rows, const char *person_no) {
    const row_list all = list_booking_by_person_no(rows, person_no);
    return all.n ? (const Booking *) all.row[all.n - 1] : NULL;
}

static verdict confirm(const context *ctx, view *rows, const did *d, changes *out) {
    const Booking *row = latest(rows, ctx->actor.person_no);
    ConfirmPlace in = CONFIRM_PLACE_INIT;
    (void) d;
    if (!row || row->state != BOOKING_HELD) return accept();
    in.booking_no = row->booking_no;
    return appointment_confirm_place(ctx, rows, &in, out);
}

static verdict cancel(const context *ctx, view *rows, const did *d, changes *out) {
    const Booking *row = latest(rows, ctx->actor.person_no);
    CancelPlace in = CANCEL_PLACE_INIT;
    (void) d;
    if (!row || row->state != BOOKING_BOOKED) return accept();
    in.booking_no = row->booking_no;
    return appointment_cancel_place(ctx, rows, &in, out);
}

static bool is_begun(view *rows, const context *ctx, const did *d, int64_t tickets) {
    const QueueDay *line = find_queue_day(rows, office_no, d->section, ctx->today);
    return line && line->n_tickets > tickets;
}

static verdict walk_in(const context *ctx, view *rows, const did *d, changes *out) {
    char document_no[CITY_DOCUMENT_SIZE];
    context own = *ctx;
    AddWalkIn in = ADD_WALK_IN_INIT;
    if (is_begun(rows, ctx, d, d->number)) return accept();
    city_document(19790101, 900u + (unsigned) d->number, document_no);
    in.office_no = office_no;
    in.section = lend(d->section);
    in.date = ctx->today;
    in.document_type = CITIZEN_ID;
    in.document_no = document_no;
    in.matter = 1;
    own.shard = shard_of(ctx, "appointment.AddWalkIn", &in.base);
    return appointment_add_walk_in(&own, rows, &in, out);
}

static verdict open_desk(const context *ctx, view *rows, const did *d, changes *out) {
    SetDesk in = SET_DESK_INIT;
    if (is_begun(rows, ctx, d, 0)) return accept();
    in.office_no = office_no;
    in.section = lend(d->section);
    in.date = ctx->today;
    in.desk = d->number;
    in.open = true;
    return appointment_set_desk(ctx, rows, &in, out);
}

static verdict call(const context *ctx, view *rows, const did *d, changes *out) {
    CallNext in = CALL_NEXT_INIT;
    const row_list day =
        list_booking_by_office_no_section_date(rows, office_no, d->section, ctx->today);
    for (size_t i = 0; i < day.n; i++) /* an earlier load called them */
        if (((const Booking *) day.row[i])->desk == d->number) return accept();
    in.office_no = office_no;
    in.section = lend(d->section);
    in.date = ctx->today;
    in.desk = d->number;
    return appointment_call_next(ctx, rows, &in, out);
}

static verdict serve(const context *ctx, view *rows, const did *d, changes *out) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, office_no, d->section, ctx->today);
    RecordOutcome in = RECORD_OUTCOME_INIT;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        if (row->state != BOOKING_CALLED || row->desk != d->number) continue;
        in.booking_no = row->booking_no;
        in.state = BOOKING_SERVED;
        return appointment_record_outcome(ctx, rows, &in, out);
    }
    return accept();
}

/* What an office did today is done once: a second load finds its line. */
static verdict act(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    const did *d = what;
    const Account *account = find_account(rows, d->account_no);
    (void) self;
    if (!account) return accept();
    context own = *ctx;
    own.actor = (actor){.account_no = account->account_no,
                        .role = account->role,
                        .unit_no = account->unit_no,
                        .district_code = account->district_code,
                        .community_code = account->community_code,
                        .person_no = account->person_no};
    verdict v = d->decide(&own, rows, d, out);
    if (!refused(v)) tell_all(&own, rows, out);
    return v;
}

status city_appointments(loader *l, int64_t at_us) {
    static const did all[] = {{open_section, "admin01", "A", 0}, {open_section, "admin01", "B", 1},
                              {hold, "person01", "A", 0},        {confirm, "person01", "A", 0},
                              {hold, "person02", "B", 0},        {confirm, "person02", "B", 0},
                              {cancel, "person02", "B", 0},      {hold, "person03", "B", 0},
                              {open_desk, "desk01", "A", 1},     {open_desk, "desk01", "A", 2},
                              {walk_in, "desk01", "A", 0},       {walk_in, "desk01", "A", 1},
                              {walk_in, "desk01", "A", 2},       {call, "desk01", "A", 1},
                              {serve, "desk01", "A", 1},         {call, "desk01", "A", 2}};
    status s = OK;
    for (size_t i = 0; s == OK && i < sizeof all / sizeof all[0]; i++)
        s = loader_add(l, act, NULL, &all[i], sizeof all[i], 0, at_us);
    return s == OK ? loader_flush(l) : s;
}
