/* settle_unit_move: one piece of what goes along with a unit that moved: its open cases first, then
 * samples, objections and questions that wait, then its members, who are found in the new district
 * from now on. What is decided at the same moment meets at the version of its row. Source:
 * docs/cases.md. */
#include "gen/enrolment/settle_unit_move.h"

#include <string.h>

#include "gen/enrolment/move_unit.h"
#include "gen/enrolment/rows.h"
#include "gen/review/objection.h"
#include "gen/review/rows.h"
#include "gen/ticket/rows.h"
#include "workers/enrolment/enrolment.h"

enum { PIECE = 100 };

static size_t move_cases(view *rows, const UnitMove *move, changes *out) {
    static const Review__CaseState open[] = {DRAFT, PENDING, RETURNED};
    size_t n = 0;
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        row_key key =
            key_case_by_unit_no_district_code_state(move->unit_no, move->from_district, open[i]);
        key.limit = PIECE;
        row_list found = view_list(rows, &key);
        for (size_t k = 0; k < found.n; k++, n++) {
            CaseMoved event = CASE_MOVED_INIT;
            event.case_no = ((const Case *) found.row[k])->case_no;
            event.district_code = move->to_district;
            emit_case_moved(out, &event);
        }
    }
    return n;
}

static bool waits(const Sample *sample) {
    return sample->state == SAMPLE_WAITING || sample->state == SAMPLE_OBJECTED;
}

static void move_samples(view *rows, const UnitMove *move, changes *out) {
    row_list found = list_sample_by_unit_no(rows, move->unit_no);
    for (size_t i = 0; i < found.n; i++) {
        const Sample *one = (const Sample *) found.row[i];
        if (!waits(one) || strcmp(one->district_code, move->from_district) != 0) continue;
        SampleMoved event = SAMPLE_MOVED_INIT;
        event.case_no = one->case_no;
        event.district_code = move->to_district;
        emit_sample_moved(out, &event);
    }
}

static void move_objections(view *rows, const UnitMove *move, changes *out) {
    row_list found = list_objection_by_unit_no_state(rows, move->unit_no, OBJECTION_OPEN);
    for (size_t i = 0; i < found.n; i++) {
        const Objection *one = (const Objection *) found.row[i];
        if (strcmp(one->district_code, move->from_district) != 0) continue;
        ObjectionMoved event = OBJECTION_MOVED_INIT;
        event.case_no = one->case_no;
        event.district_code = move->to_district;
        event.statement = one->statement;
        event.answer = one->answer;
        emit_objection_moved(out, &event);
    }
}

static void move_tickets(view *rows, const UnitMove *move, changes *out) {
    row_list found = list_ticket_by_unit_no(rows, move->unit_no);
    for (size_t i = 0; i < found.n; i++) {
        const Ticket *one = (const Ticket *) found.row[i];
        bool over = one->state == TICKET_CLOSED;
        if (over || strcmp(one->district_code, move->from_district) != 0) continue;
        TicketMoved event = TICKET_MOVED_INIT;
        event.ticket_no = one->ticket_no;
        event.district_code = move->to_district;
        emit_ticket_moved(out, &event);
    }
}

static void find_there(const context *ctx, view *rows, const UnitMove *move,
                       const Membership *member, changes *out) {
    found_words here;
    const member_names names = {move->to_district, member->person_no, member->name,
                                member->document_no};
    PersonFoundHere found = PERSON_FOUND_HERE_INIT;
    found.person_no = member->person_no;
    found.district_code = move->to_district;
    found.n_found_here = enrolment_found_here(ctx, rows, &names, &here);
    found.found_here = here.list;
    if (found.n_found_here) emit_person_found_here(out, &found);
}

/* The last of this piece; NULL when all members have had their turn. */
static const char *move_members(const context *ctx, view *rows, const UnitMove *move,
                                changes *out) {
    row_key key = key_membership_by_unit_no(move->unit_no);
    key.limit = PIECE;
    if (move->after_person[0]) row_key_after_text(&key, move->after_person);
    row_list found = view_list(rows, &key);
    for (size_t i = 0; i < found.n; i++)
        find_there(ctx, rows, move, (const Membership *) found.row[i], out);
    return found.n == PIECE ? ((const Membership *) found.row[PIECE - 1])->person_no : NULL;
}

verdict enrolment_settle_unit_move(const context *ctx, view *rows, const SettleUnitMove *in,
                                   changes *out) {
    const UnitMove *move = find_unit_move(rows, in->unit_no);
    if (!move) return refuse(E_NOT_FOUND, "unit_no");
    if (!move->due_at_us || move->due_at_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "unit_no");
    const char *last = move->after_person;
    if (!move_cases(rows, move, out)) {
        move_samples(rows, move, out);
        move_objections(rows, move, out);
        move_tickets(rows, move, out);
        last = move_members(ctx, rows, move, out);
    }
    UnitMoveSettled event = UNIT_MOVE_SETTLED_INIT;
    event.unit_no = move->unit_no;
    event.after_person = lend(last ? last : "");
    event.due_at_us = last ? ctx->received_at_us : 0;
    emit_unit_move_settled(out, &event);
    UnitMoveShown reply = UNIT_MOVE_SHOWN_INIT;
    reply.unit_no = move->unit_no;
    reply.from_district = move->from_district;
    reply.to_district = move->to_district;
    changes_reply(out, &reply.base);
    return accept();
}
