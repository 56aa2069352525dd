#!/usr/bin/python3
"""A business that needs presence becomes an appointment, and an appointment is changed in one act.

Rows: S33, S53. Two chapters of one hall: the day of the booking, and the day of the appointment."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import listing                                                                            # noqa: E402
from filing import propose                                                                # noqa: E402
from test_appointments import (HOURS, cancel, confirm, hold, nobody_has_an_appointment, number_of,
                               own_bookings, person, place, places, refusal, set_hours)   # noqa: E402
from test_counter import Chapters, counter                                                # noqa: E402
from town import DISTRICT, at_once                                                        # noqa: E402

METHOD, KEPT = "enrolment.SuspendMember", {}


def booked(town, account, date, slot=900, **more):
    held = hold(town, account, date, slot, **more)
    assert held.ok and confirm(town, account, held.reply["bookingNo"]).ok, held
    return held.reply["bookingNo"]


def change(town, account, booking_no, date, slot=900, office=DISTRICT):
    return person(town, account).do("appointment.ChangePlace", {
        "booking_no": booking_no, "office_no": office, "section": "T", "date": date, "slot": slot})


def of(town, account, booking_no):
    found, = [b for b in own_bookings(town, account).reply["item"] if b["bookingNo"] == booking_no]
    return found


# ---- the day of the booking -------------------------------------------------------------------------

def the_catalogue_demands_presence(town):
    """Given a section of the person's office, and a business for which one has to come."""
    nobody_has_an_appointment(town)
    assert set_hours(town, desks=2, hour=HOURS).ok
    propose(town, "query.SwitchBusiness", {"method": METHOD, "presence": True})
    KEPT["days"] = sorted({p["date"] for p in places(town)})


def leaving(town):
    return {"person_no": number_of(town, "person01"), "name": "程自立", "reason": 229,
            "last_period": town.month()}


def it_cannot_be_submitted(town):
    """S33 (check): the refusal has its code, whoever files from afar and also as a trial; nothing is stored
    but the draft, and that is not submitted either; the case number goes into the booking."""
    own, filing = person(town, "person01"), leaving(town)
    for flags in ({}, {"dry_run": True}):
        refused = own.do("enrolment.SuspendMember", filing, **flags)
        assert refused.status == "E_PRESENCE" and refused.said["gate"]["kind"] == "PRESENCE", refused
    draft = own.do("enrolment.SuspendMember", filing, draft=True)
    assert draft.ok and draft.outcome == "DRAFTED", draft
    KEPT["case"] = draft.case_no
    assert own.do("review.SubmitCase", {"case_no": draft.case_no}).status == "E_PRESENCE"
    # the way out: the own office, the matter of the business, its sections with free times
    offices = own.do("desk.ListOffices").reply
    entry, = [b for b in own.do("query.ListBusinesses").reply["business"] if b["method"] == METHOD]
    assert entry["presence"] and entry["matter"] == 1 and offices["own"] == DISTRICT, entry
    sections = own.do("appointment.ListSections", {"office_no": offices["own"]}).reply["item"]
    assert "T" in [s["section"] for s in sections if entry["matter"] in s["matter"]], sections
    carried = {"business_no": draft.case_no, "method": METHOD}
    assert refusal(hold(town, "person02", KEPT["days"][0], **carried))[:2] == ("E_NOT_FOUND", "business_no")
    no = draft.case_no[:-1] + str((int(draft.case_no[-1]) + 1) % 10)
    assert refusal(hold(town, "person01", KEPT["days"][0], **{**carried, "business_no": no}))[0] == \
        "E_NOT_FOUND"
    KEPT["booking"] = booked(town, "person01", KEPT["days"][0], **carried)
    shown = of(town, "person01", KEPT["booking"])
    assert (shown["businessNo"], shown["method"]) == (draft.case_no, METHOD), shown
    early = town.visitor("desk01", "inside").do("query.ShowBookedCase", {"booking_no": KEPT["booking"]})
    assert early.status == "E_NOT_FOUND", early


def a_change_is_one_act(town):
    """S53: the new place and the old one change hands together; who is refused keeps what he has."""
    first, second = KEPT["days"][1], KEPT["days"][2]
    number = booked(town, "person02", first, matter=2)
    answer = change(town, "person02", number, second, 930)
    assert answer.ok and (answer.reply["bookingNo"], answer.reply["left"]) == (number, 0), answer
    assert place(town, second, 930, least_position=answer.position) == (1, 1, 0, 0)
    assert place(town, first, 900, least_position=answer.position) == (1, 0, 1, 0), "the old one cools"
    assert refusal(change(town, "person02", number, second, 930))[2] == "same_time"
    other = booked(town, "person03", KEPT["days"][3], matter=2)
    assert change(town, "person03", other, second, 930).status == "E_SLOT_FULL"
    shown = of(town, "person03", other)
    assert (shown["date"], shown["slot"], shown["state"]) == (KEPT["days"][3], 900, "BOOKING_BOOKED"), shown
    assert change(town, "person03", number, first, 930).status == "E_FORBIDDEN", "another's"
    told = person(town, "person02").do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "appointment.PlaceChanged" for m in told), told
    assert cancel(town, "person03", other).ok and cancel(town, "person02", number).ok


def two_change_to_the_last_place(town):
    """Given one place left, when two change to it at the same instant, then one has it, and the other what he
    had; and a booking is not changed without end."""
    day, last = KEPT["days"][4], KEPT["days"][5]
    numbers = {who: booked(town, who, day, slot, matter=2)
               for who, slot in (("person02", 900), ("person03", 930))}
    answers = dict(zip(numbers, at_once(*(lambda who=who: change(town, who, numbers[who], last)
                                          for who in numbers))))
    assert sorted(a.status for a in answers.values()) == ["E_SLOT_FULL", "OK"], answers
    winner, loser = sorted(answers, key=lambda who: not answers[who].ok)
    assert of(town, winner, numbers[winner])["date"] == last
    assert of(town, loser, numbers[loser])["date"] == day
    for slot, status in ((930, "OK"), (900, "E_SLOT_FULL")):  # the one that he just left cools
        assert change(town, winner, numbers[winner], last, slot).status == status
    assert change(town, winner, numbers[winner], KEPT["days"][6]).ok
    assert refusal(change(town, winner, numbers[winner], KEPT["days"][7]))[2] == "changes_many"
    assert of(town, winner, numbers[winner]).get("changesLeft", 0) == 0


# ---- the day of the appointment ---------------------------------------------------------------------

def the_counter_opens_the_case(town):
    """S33: on its day the counter's line marks the appointment with a case and opens what was filled in; the
    person reads who looked. Another district sees nothing."""
    line, = [i for i in counter(town, "ShowLine").reply["item"] if i["bookingNo"] == KEPT["booking"]]
    assert line["withCase"] and line["method"] == METHOD and "personNo" not in line, line
    here = {"booking_no": KEPT["booking"]}
    opened = town.visitor("desk01", "inside").do("query.ShowBookedCase", here)
    case, = opened.reply["item"]
    assert (case["caseNo"], case["method"], case["state"]) == (KEPT["case"], METHOD, "DRAFT"), case
    assert "程自立" in [c["value"] for c in case["content"]], case
    assert listing.looks(town, "desk01", "query.ShowBookedCase"), "who read it is noted"
    assert town.visitor("district02", "inside").do("query.ShowBookedCase", here).status == "E_FORBIDDEN"
    filed = town.visitor("district01", "inside").do("enrolment.SuspendMember", leaving(town), dry_run=True)
    assert filed.status != "E_PRESENCE", "the office may file it"
    own = [i for i in counter(town, "ListDay").reply["item"] if i["bookingNo"] == KEPT["booking"]]
    assert own[0]["businessNo"] == KEPT["case"], own


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-presence-"))
    try:
        hall = Chapters(data)
        hall.at(0, 0, 0, the_catalogue_demands_presence, it_cannot_be_submitted, a_change_is_one_act,
                two_change_to_the_last_place)
        hall.at(KEPT["days"][0], 8, 40, the_counter_opens_the_case)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
