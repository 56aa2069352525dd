#!/usr/bin/python3
"""The day at the counter: arrivals, walk-ins, calls, outcomes, the list, and the clock at its end.

Rows: S54, A16, A17. Chapters of one hall: a day of bookings, the day itself, and the one after."""
import datetime
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import listing                                                                            # noqa: E402
import logbook                                                                            # noqa: E402
from test_appointments import (HOURS, confirm, hold, nobody_has_an_appointment, places,
                               refusal, set_hours)                                                # noqa: E402
from town import BEIJING, DISTRICT, OTHER_DISTRICT, Town, at_once, tell, wait_until             # noqa: E402

KEPT = {}
DESKS = {1: "desk01", 2: "district01", 3: "admin01"}
DOCUMENTS = {"person01": "42010619900312801", "person02": "42010619880517803"}


def counter(town, method, account="desk01", **body):
    """An act at the office's counter, today."""
    whole = {"office_no": DISTRICT, "section": "T", "date": int(town.today.strftime("%Y%m%d")), **body}
    return town.visitor(account, "inside").do(f"appointment.{method}", whole)


def walk_in(town, document_no, account="desk01", matter=1):
    return counter(town, "AddWalkIn", account, document_type=201, document_no=document_no, matter=matter)


def call(town, desk):
    return counter(town, "CallNext", DESKS[desk], desk=desk)


def outcome(town, booking_no, state="BOOKING_SERVED", account="desk01", **more):
    return town.visitor(account, "inside").do("appointment.RecordOutcome",
                                              {"booking_no": booking_no, "state": state, **more})


def day(town, account="desk01"):
    answer = counter(town, "ListDay", account)
    assert answer.ok, answer
    counts = {name: int(n) for name, n in answer.reply["counts"].items()}
    came = sum(counts[name] for name in ("waiting", "called", "served", "missed"))
    assert counts["tickets"] == came, counts
    return answer.reply["item"], counts, answer.reply.get("desks", [])


def document(account):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digits = DOCUMENTS[account]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


# ---- the day of the bookings ------------------------------------------------------------------------

def three_book_for_one_day(town):
    """Given three appointments for one day."""
    nobody_has_an_appointment(town)
    assert set_hours(town, desks=4, hour=HOURS).ok
    KEPT["date"] = places(town)[0]["date"]
    for account, slot in (("person01", 900), ("person02", 930), ("person03", 930)):
        held = hold(town, account, KEPT["date"], slot)
        assert held.ok and confirm(town, account, held.reply["bookingNo"]).ok, held
        KEPT[account + " booked"] = held.reply["bookingNo"]
    assert refusal(outcome(town, KEPT["person01 booked"], reason="提前"))[0] == "E_RANGE"


# ---- the day ----------------------------------------------------------------------------------------

def who_may_work_at_a_counter(town):
    """S54: the own office's people; nobody of another district, no person, no unit."""
    assert counter(town, "ListDay", "district02").reply.get("item", []) == []
    for method, more in (("CallNext", {"desk": 1}), ("SetDesk", {"desk": 1, "open": True}),
                         ("RecordArrival", {"booking_no": KEPT["person01 booked"]}),
                         ("AddWalkIn", {"document_type": 201, "document_no": "1", "matter": 1})):
        assert counter(town, method, "district02", **more).status == "E_FORBIDDEN", method
        assert counter(town, method, "centre01", **more).status == "E_FORBIDDEN", method
        answer = counter(town, method, "district02", **{**more, "office_no": OTHER_DISTRICT})
        assert answer.status in ("E_NOT_FOUND", "E_CASE_STATE", "E_FORBIDDEN"), (method, answer)
    assert outcome(town, KEPT["person01 booked"], account="district02", reason="补录").status == "E_FORBIDDEN"


def people_come(town):
    """S54, A16: found by document, or given a number; one open number a document."""
    came = counter(town, "RecordArrival", document_no=document("person01"))
    assert came.ok and came.reply["bookingNo"] == KEPT["person01 booked"], came
    assert came.reply["ticket"] == "1", came
    assert counter(town, "RecordArrival", document_no=document("person01")).status == "E_CASE_STATE"
    assert refusal(counter(town, "RecordArrival", document_no=town.newcomer()["document_no"])) == \
        ("E_NOT_FOUND", "document_no", "no_booking_today")
    newcomer = town.newcomer()["document_no"]
    first = walk_in(town, newcomer)
    assert first.ok and first.reply["ticket"] == "2", first
    assert walk_in(town, newcomer, matter=2).status == "E_APPT_LIMIT"
    assert walk_in(town, "110101199001010000").status.startswith("E_ID_")
    given = at_once(*(lambda n=n: walk_in(town, town.newcomer()["document_no"], DESKS[n]) for n in DESKS))
    assert sorted(a.reply["ticket"] for a in given) == ["3", "4", "5"], given
    items, counts, _ = day(town)
    assert counts == {"tickets": 5, "walkIns": 4, "waiting": 5, "called": 0, "served": 0, "missed": 0,
                      "expected": 2, "absent": 0, "cancelled": 0}, counts
    assert [i["state"] for i in items].count("BOOKING_BOOKED") == 2, items


def desks_share_one_line(town):
    """A17 (check): given three desks of which one is quick, then nobody is called twice, and their loads
    differ by one at most at every moment; a break holds nobody up; a desk that comes back is not behind."""
    for desk, account in DESKS.items():
        assert counter(town, "SetDesk", account, desk=desk, open=True).ok
    called = at_once(*(lambda desk=desk: call(town, desk) for desk in DESKS))
    assert all(a.ok for a in called) and len({a.reply["ticket"] for a in called}) == 3, called
    board = counter(town, "ShowBoard").reply
    assert len(board["called"]) == 3 and board["waiting"] == "2", board
    assert set(board["called"][0]) == {"ticket", "desk"}, board
    assert refusal(call(town, 1)) == ("E_CASE_STATE", "desk", "desk_busy")
    at = {desk: answer.reply["bookingNo"] for desk, answer in zip(DESKS, called)}
    for _ in range(9):
        assert walk_in(town, town.newcomer()["document_no"]).ok
    chance, loads = random.Random(17), {desk: 1 for desk in DESKS}
    while sum(loads.values()) < 12:
        desk = chance.choice([1, 1, 1, 1, 2, 3])
        if desk in at:
            assert outcome(town, at.pop(desk), account=DESKS[desk]).ok
        answer = call(town, desk)
        if answer.ok:
            at[desk] = answer.reply["bookingNo"]
            loads[desk] += 1
        else:
            assert answer.reason == "desk_ahead" and loads[desk] > min(loads.values()), (desk, loads, answer)
        assert max(loads.values()) - min(loads.values()) <= 1, loads
    _, counts, desks = day(town)
    assert {d["desk"]: int(d["called"]) for d in desks} == loads == {1: 4, 2: 4, 3: 4}, (desks, loads)
    for desk, booking_no in at.items():
        state = "BOOKING_MISSED" if desk == 3 else "BOOKING_SERVED"
        assert outcome(town, booking_no, state, DESKS[desk]).ok
    assert counter(town, "SetDesk", "admin01", desk=3, open=False).ok
    assert counter(town, "SetDesk", "desk01", desk=2, open=True).ok, "handed over"
    for desk in (1, 2):
        assert counter(town, "CallNext", "desk01", desk=desk).ok
    assert refusal(counter(town, "CallNext", "admin01", desk=3))[2] == "desk_closed"
    assert counter(town, "SetDesk", "admin01", desk=3, open=True).ok
    _, counts, desks = day(town)
    assert {d["desk"]: int(d["turns"]) for d in desks} == {1: 5, 2: 5, 3: 5}, desks
    assert counts["tickets"] == 14 and counts["missed"] == 1 and counts["waiting"] == 0, counts


def the_list_survives_an_outage(town):
    """S54 (check): the list can be taken as a file; what happened meanwhile is entered with a reason."""
    code, _, raw = town.visitor("desk01", "inside").sheet(
        "appointment.ListDay", {"office_no": DISTRICT, "section": "T", "date": KEPT["date"]})
    assert code == 200 and KEPT["person02 booked"] in raw.decode(), (code, raw[:300])
    assert refusal(outcome(town, KEPT["person02 booked"])) == ("E_CASE_REASON", "reason", "")
    assert outcome(town, KEPT["person02 booked"], reason="停电期间已办理").ok
    states = {i["bookingNo"]: i["state"] for i in day(town)[0]}
    assert states[KEPT["person02 booked"]] == "BOOKING_SERVED", states
    assert states[KEPT["person03 booked"]] == "BOOKING_BOOKED", states


# ---- the day after ----------------------------------------------------------------------------------

def the_clock_closes_the_day(town):
    """A16 (check): who was called is served, who did not come is absent; tickets add up in the log, too."""
    open = "select 1 from booking where due_at_us <> 0 and date = %s and section = 'T'"
    wait_until(lambda: not town.rows(open, KEPT["date"]), 30, "the day to be closed")
    answer = counter(town, "ListDay", date=KEPT["date"])
    counts = {name: int(n) for name, n in answer.reply["counts"].items()}
    assert counts["tickets"] == counts["served"] + counts["missed"] == 14, counts
    assert counts["absent"] == 1 and counts["waiting"] == counts["called"] == 0, counts
    assert listing.looks(town, "desk01", "appointment.ListDay"), "who read the list is noted"
    given = [event for _, event in town.looked_up("appointment.WalkInAdded")
             if logbook.content(event).section == "T"]
    assert len(given) == counts["walkIns"] == counts["tickets"] - 1, (len(given), counts)
    entered = outcome(town, KEPT["person03 booked"], reason="昨日已到场，补录")
    assert entered.ok, entered


class Chapters:
    """One hall in one folder, at times of its days."""

    def __init__(self, data):
        self.data, self.offset_s, self.seed = data, 0, 80

    def at(self, date, hour, minute, *stories):
        if date:
            then = datetime.datetime.strptime(f"{date} {hour}:{minute}", "%Y%m%d %H:%M")
            then = then.replace(tzinfo=BEIJING)
            self.offset_s = int((then - datetime.datetime.now(BEIJING)).total_seconds())
        self.seed += 1
        with Town(seed=self.seed, data=self.data, clock_offset_s=self.offset_s,
                  programs="projector,clock,web", extra={"clock": ["--poll_ms=100"]}) as town:
            tell(town, *stories)


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-counter-"))
    try:
        hall = Chapters(data)
        hall.at(0, 0, 0, three_book_for_one_day)
        hall.at(KEPT["date"], 8, 40, who_may_work_at_a_counter, people_come, desks_share_one_line,
                the_list_survives_an_outage)
        after = datetime.datetime.strptime(str(KEPT["date"]), "%Y%m%d") + datetime.timedelta(days=1)
        hall.at(int(after.strftime("%Y%m%d")), 9, 0, the_clock_closes_the_day)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
