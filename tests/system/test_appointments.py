#!/usr/bin/python3
"""Appointments through the doors: hours, free places, holds, bookings, cancellations, missed ones.

Rows: S53, S55, A14, A15, A18, N13. Chapters of one hall, whose time is moved on while it is stopped; in the
second no clock runs, so that what is free again is free by itself."""
import datetime
import hashlib
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from accounts import OWN, create, session                                                 # noqa: E402
import logbook                                                                            # noqa: E402
from town import BEIJING, DISTRICT, OTHER_DISTRICT, Town, at_once, tell, wait_until       # noqa: E402

MINUTE, DAY = 60, 86400
HOURS = [{"weekday": day, "opens": 900, "closes": 1000} for day in range(1, 9)]
SECTION = {"section": "T", "name_zh": "参保科", "name_en": "Enrolment", "desks": 3, "kept_for_counter": 1,
           "slot_minutes": 30, "matter": [1, 2], "hour": HOURS, "reason": "试行"}
KEPT = {}


def administrator_elsewhere(town):
    """Of the other district: made by the centre."""
    answer, login = create(town, "centre01", "DISTRICT_ADMIN", district_code=OTHER_DISTRICT)
    assert answer.ok, answer
    town.begin(login, OWN, "centre01")
    town.bind_authenticator(session(town, login, OWN), OWN)
    town.known[login, "inside"] = session(town, login, OWN)
    return login


def person(town, account):
    return town.visitor(account)


def number_of(town, account):
    return KEPT.setdefault(account, person(town, account).do("identity.ShowSession").reply["personNo"])


def set_hours(town, account="admin01", **change):
    return town.visitor(account, "inside").do("appointment.SetSection", {**SECTION, **change})


def places(town, date=0, office=DISTRICT, account="person01", **flags):
    answer = person(town, account).do("appointment.ListPlaces",
                                      {"office_no": office, "section": "T", "date": date}, **flags)
    assert answer.ok, answer
    return answer.reply.get("place", [])


def place(town, date, slot, office=DISTRICT, **flags):
    """Capacity, booked, held and left of one time; what is left is what is said to be left."""
    found, = [p for p in places(town, date, office, **flags) if p["slot"] == slot]
    seen = tuple(int(found.get(name, 0)) for name in ("capacity", "booked", "held", "left"))
    assert seen[3] == seen[0] - seen[1] - seen[2], seen
    return seen


def hold(town, account, date, slot=900, office=DISTRICT, matter=1, **change):
    return person(town, account).do("appointment.HoldPlace", {
        "person_no": number_of(town, account), "office_no": office, "section": "T", "date": date,
        "slot": slot, "matter": matter, **change})


def confirm(town, account, booking_no):
    return person(town, account).do("appointment.ConfirmPlace", {"booking_no": booking_no})


def cancel(town, account, booking_no):
    return person(town, account).do("appointment.CancelPlace", {"booking_no": booking_no})


def own_bookings(town, account):
    return person(town, account).do("appointment.ListBookings", {"person_no": number_of(town, account)})


def is_active(town, account):
    return town.rows("select booking_no from active_booking where person_no = %s and matter = 1",
                     number_of(town, account))


def refusal(answer):
    return answer.status, answer.field, answer.reason


def state_of(town, booking_no):
    return town.rows("select state from booking where booking_no = %s", booking_no)[0][0]


HELD, BOOKED, MISSED, CANCELLED, LAPSED = 1, 2, 6, 7, 8


# ---- the first day ------------------------------------------------------------------------------

def nobody_has_an_appointment(town):
    """Given the demonstration's persons, who cancel what they have."""
    for account in ("person01", "person02", "person03"):
        for booking in own_bookings(town, account).reply.get("item", []):
            if booking["state"] in ("BOOKING_HELD", "BOOKING_BOOKED"):
                assert cancel(town, account, booking["bookingNo"]).ok, booking


def an_administrator_opens_a_section(town):
    """A18, S53: its hours are the own office's, from tomorrow on there are places; a clerk sets none."""
    assert town.visitor("district01", "inside").do("appointment.SetSection", SECTION).status == "E_FORBIDDEN"
    assert person(town, "person01").do("appointment.SetSection", SECTION).status == "E_UNKNOWN_METHOD"
    answer = set_hours(town)
    assert answer.ok and answer.reply["officeNo"] == DISTRICT and answer.reply["revision"] == 1, answer
    assert set_hours(town, administrator_elsewhere(town)).reply["officeNo"] == OTHER_DISTRICT
    sections = person(town, "person01").do("appointment.ListSections", {"office_no": DISTRICT}).reply["item"]
    assert ("T", 3, "参保科") in [(s["section"], s["desks"], s["nameZh"]) for s in sections], sections
    shown = places(town, least_position=answer.position)
    KEPT["days"] = sorted({p["date"] for p in shown})
    assert len(KEPT["days"]) >= 4 and all(p["left"] == 2 for p in shown), shown
    assert KEPT["days"][0] > int(town.today.strftime("%Y%m%d"))


def a_place_is_held_and_booked(town):
    """S53, S55, A14: what is left goes down with the hold, and stays down with the booking."""
    date = KEPT["days"][0]
    held = hold(town, "person01", date)
    assert held.ok and (held.reply["state"], held.reply["left"]) == ("BOOKING_HELD", 1), held
    assert place(town, date, 900, least_position=held.position) == (2, 0, 1, 1)
    booked = confirm(town, "person01", held.reply["bookingNo"])
    assert booked.ok and booked.reply["state"] == "BOOKING_BOOKED" and booked.reply["left"] == 1, booked
    assert place(town, date, 900, least_position=booked.position) == (2, 1, 0, 1)
    assert refusal(confirm(town, "person01", held.reply["bookingNo"]))[0] == "E_CASE_STATE"
    KEPT["booked"] = held.reply["bookingNo"]
    own = own_bookings(town, "person01")
    seen = [(b["bookingNo"], b["state"]) for b in own.reply["item"] if b["section"] == "T"]
    assert seen == [(KEPT["booked"], "BOOKING_BOOKED")], own
    told = person(town, "person01").do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "appointment.PlaceBooked" for m in told), told


def the_number_shown_comes_from_the_copy(town):
    """S55: given the projector caught up, then the day's row lies in LMDB as it was booked last."""
    position = own_bookings(town, "person01").position

    def caught_up():
        return place(town, KEPT["days"][0], 900, least_position=position) == (2, 1, 0, 1)
    wait_until(caught_up, 20, "the copy")


def nobody_has_two_for_one_matter(town):
    """S53 (check): nor in another office, nor when both offices are asked at the same instant."""
    date = KEPT["days"][1]
    assert refusal(hold(town, "person01", date)) == ("E_APPT_LIMIT", "matter", "")
    assert refusal(hold(town, "person01", date, office=OTHER_DISTRICT)) == ("E_APPT_LIMIT", "matter", "")
    for turn in range(3):
        slot = 900 + 30 * (turn % 2)
        answers = at_once(*(lambda office=office: hold(town, "person02", date, slot, office)
                            for office in (DISTRICT, OTHER_DISTRICT)))
        won = [a for a in answers if a.ok]
        lost = [a for a in answers if not a.ok]
        assert len(won) == 1 and refusal(lost[0])[:2] == ("E_APPT_LIMIT", "matter"), answers
        assert cancel(town, "person02", won[0].reply["bookingNo"]).ok
    assert not is_active(town, "person02")


def a_booking_is_its_person_s(town):
    """N13 (check): nobody books, confirms or cancels for another person; a guessed number tells nothing."""
    date, other = KEPT["days"][1], number_of(town, "person02")
    assert hold(town, "person01", date, matter=2, person_no=other).status == "E_FORBIDDEN"
    for act in (confirm, cancel):
        assert act(town, "person02", KEPT["booked"]).status == "E_FORBIDDEN"
    guess = KEPT["booked"][:-1] + str((int(KEPT["booked"][-1]) + 1) % 10)
    assert refusal(cancel(town, "person02", guess)) == refusal(cancel(town, "person02", KEPT["booked"]))
    seen = person(town, "person02").do("appointment.ListBookings", {"person_no": number_of(town, "person01")})
    assert seen.status == "E_FORBIDDEN", seen


def the_last_place_is_given_once(town):
    """S55: given one place left, when two persons take it at the same instant, then one has it."""
    date = KEPT["days"][3]
    assert set_hours(town, desks=2, reason="检修").ok
    answers = at_once(*(lambda who=who: hold(town, who, date, slot=930) for who in ("person02", "person03")))
    assert sorted(a.status for a in answers) == ["E_SLOT_FULL", "OK"], answers
    winner = "person02" if answers[0].ok else "person03"
    KEPT["left to run out"] = (winner, answers[0 if winner == "person02" else 1].reply["bookingNo"], date)


def hours_with_bookings_do_not_go(town):
    """A18 (check): refused, or the appointment moves to the next free time and its person is told; the former
    plans stay readable."""
    refused = set_hours(town, hour=[{**h, "opens": 930} for h in HOURS])
    assert refusal(refused) == ("E_CASE_STATE", "hour", "hours_booked"), refused
    moved = set_hours(town, hour=[{**h, "opens": 930} for h in HOURS], moves=True, reason="早上开会")
    assert moved.ok and moved.reply["moved"] == 1, moved
    now = town.rows("select date, slot, reason from booking where booking_no = %s", KEPT["booked"])
    assert now == [(KEPT["days"][0], 930, "早上开会")], now
    told = person(town, "person01").do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "appointment.BookingMoved" for m in told), told
    assert set_hours(town).ok
    history = town.visitor("admin01", "inside").do("appointment.ListSectionHistory",
                                                   {"office_no": DISTRICT, "section": "T"}).reply["revision"]
    assert [(h["revision"], h["desks"], h["reason"]) for h in history] == \
        [(1, 3, "试行"), (2, 2, "检修"), (3, 3, "早上开会"), (4, 3, "试行")], history


def a_cancelled_place_cools(town):
    """A15: it is taken until a moment between five minutes and half an hour; nobody is told which."""
    date = KEPT["days"][2]
    held = hold(town, "person01", date, matter=2)
    assert held.ok and confirm(town, "person01", held.reply["bookingNo"]).ok, held
    given_back = cancel(town, "person01", held.reply["bookingNo"])
    assert given_back.ok and given_back.reply["left"] == 1, given_back
    assert place(town, date, 900, least_position=given_back.position) == (2, 0, 1, 1)
    assert refusal(cancel(town, "person01", held.reply["bookingNo"]))[0] == "E_CASE_STATE"
    ended, cooled = town.rows("select ended_at_us, cooled_at_us from booking where booking_no = %s",
                              held.reply["bookingNo"])[0]
    assert 300 <= (cooled - ended) // 1000000 <= 1800, (ended, cooled)
    KEPT["cooling"] = (held.reply["bookingNo"], date, (cooled - ended) // 1000000)


# ---- after the hold, without a clock --------------------------------------------------------------

def a_hold_is_over_at_its_second(town):
    """A14 (check): nobody closed it, who held it is gone, and the place is free; a late confirmation is
    refused, and the person may hold anew."""
    account, booking_no, date = KEPT["left to run out"]
    assert state_of(town, booking_no) == HELD
    assert place(town, date, 930) == (2, 0, 0, 2)
    assert refusal(confirm(town, account, booking_no)) == ("E_SLOT_PAST", "booking_no", "hold_over")
    assert refusal(cancel(town, account, booking_no)) == ("E_SLOT_PAST", "booking_no", "hold_over")
    again = hold(town, account, date, slot=930)
    assert again.ok, again
    KEPT["held again"] = (account, again.reply["bookingNo"])


def the_place_is_not_back_before_its_time(town):
    """A15 (check): six minutes after the cancellation it is back only if that was drawn."""
    booking_no, date, seconds = KEPT["cooling"]
    until, = town.rows("select cooled_at_us from booking where booking_no = %s", booking_no)[0]
    before = town.now.timestamp() * 1e6 < until
    seen = place(town, date, 900)
    after = town.now.timestamp() * 1e6 < until
    assert before != after or seen == ((2, 0, 1, 1) if before else (2, 0, 0, 2)), (seen, seconds)


# ---- half an hour later, with the clock -------------------------------------------------------------

def the_clock_closes_what_ran_out(town):
    """A14: both holds are closed, the later one freed the matter; the cancelled place is back."""
    account, first, date = KEPT["left to run out"]
    wait_until(lambda: state_of(town, first) == LAPSED, 30, "the first hold to be closed")
    wait_until(lambda: state_of(town, KEPT["held again"][1]) == LAPSED, 30, "the second one")
    assert not is_active(town, account)
    assert place(town, KEPT["cooling"][1], 900) == (2, 0, 0, 2)


# ---- the days after -------------------------------------------------------------------------------

def who_did_not_come_missed_it(town):
    """A16, F02: the clock says so when the day is over; one is not two, so the person books again."""
    wait_until(lambda: state_of(town, KEPT["booked"]) == MISSED, 30, "the appointment to be missed")
    date = places(town)[0]["date"]
    held = hold(town, "person01", date)
    assert held.ok and confirm(town, "person01", held.reply["bookingNo"]).ok, held
    KEPT["second"] = (held.reply["bookingNo"], date)


def two_missed_ones_block(town):
    """F02 (check): the second within 90 days keeps the person from booking; the page says until when."""
    wait_until(lambda: state_of(town, KEPT["second"][0]) == MISSED, 30, "the second to be missed")
    date = places(town)[0]["date"]
    assert refusal(hold(town, "person01", date)) == ("E_APPT_BLOCKED", "person_no", "")
    own = own_bookings(town, "person01")
    assert int(own.reply["blockedUntilUs"]) > town.now.timestamp() * 1e6 + 25 * DAY * 1e6, own
    assert hold(town, "person03", date).ok, "others do"


def the_draw_can_be_done_again(town):
    """N13 (check): given the seed that was revealed after the day, then its hash was published before
    the first booking, and the return follows from seed and number; bookings stand in the log's order."""
    booking_no, date, seconds = KEPT["cooling"]

    def settled():
        all = [logbook.content(event) for _, event in town.looked_up("appointment.DaySettled", DISTRICT)]
        return [event for event in all if (event.date, event.section) == (date, "T")]

    wait_until(settled, 30, "the seed")
    seed = settled()[0].seed
    opened = [(entry.position, day) for entry, event in town.looked_up("appointment.SectionSet", DISTRICT)
              for day in logbook.content(event).day if (day.date, day.section) == (date, "T")]
    number, first = min(opened, key=lambda pair: pair[0])
    assert first.commitment == hashlib.new("sm3", seed).digest(), "published beforehand"
    mine = town.looked_up("appointment.PlaceHeld", number_of(town, "person01"))
    held = [entry.position for entry, event in mine if logbook.content(event).section == "T"]
    assert number < min(held), "before the first booking"
    lot = int.from_bytes(hashlib.new("sm3", seed + booking_no.encode()).digest()[:4], "big")
    assert 300 + (lot * 1501 >> 32) == seconds, (lot, seconds)


class Chapters:
    """One hall in one folder, whose time goes on."""

    def __init__(self, data):
        self.data, self.offset_s, self.seed = data, 0, 60

    def after(self, seconds, *stories, clock=True):
        self.offset_s += seconds
        self.seed += 1
        with Town(seed=self.seed, data=self.data, clock_offset_s=self.offset_s,
                  programs="projector,clock,web" if clock else "projector,web",
                  extra={"clock": ["--poll_ms=100"]} if clock else None) as town:
            tell(town, *stories)

    def until_noon_of_the_day_after(self, date):
        now = datetime.datetime.now(BEIJING) + datetime.timedelta(seconds=self.offset_s)
        then = datetime.datetime.strptime(str(date), "%Y%m%d").replace(hour=12, tzinfo=BEIJING)
        return int((then - now).total_seconds()) + DAY


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-appointments-"))
    try:
        hall = Chapters(data)
        hall.after(0, nobody_has_an_appointment, an_administrator_opens_a_section, a_place_is_held_and_booked,
                   the_number_shown_comes_from_the_copy, nobody_has_two_for_one_matter,
                   a_booking_is_its_person_s, the_last_place_is_given_once, hours_with_bookings_do_not_go,
                   a_cancelled_place_cools, clock=False)
        hall.after(6 * MINUTE, a_hold_is_over_at_its_second, the_place_is_not_back_before_its_time,
                   clock=False)
        hall.after(31 * MINUTE, the_clock_closes_what_ran_out)
        hall.after(hall.until_noon_of_the_day_after(KEPT["days"][0]), who_did_not_come_missed_it)
        last = max(KEPT["second"][1], KEPT["cooling"][1])
        hall.after(hall.until_noon_of_the_day_after(last), two_missed_ones_block, the_draw_can_be_done_again)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
