#!/usr/bin/python3
"""A33 (check), S55: scripted booking does not keep a person at the counter from an appointment.

    test_scripted.py [--tries 10000] [--scripts 60]

Scripts of one source, logged in as many persons, take all places that there are and go on trying, as fast as
the hall answers. Meanwhile an officer books for the people before him, one after the other: each gets a place
of those kept for the counter, soon. Prints tries a minute and how long the officer waited."""
import argparse
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
from test_contest import (AGAIN, Client, Sum, logins_are_laid, logins_are_taken_out, person_no,
                          token_of)                                                       # noqa: E402
from town import DISTRICT, VIP_UNIT, Town                                                 # noqa: E402

SECTION, KEPT_PLACES, PEOPLE, PATIENCE_S = "S", 2, 8, 5
HOUR = [{"weekday": day, "opens": 900, "closes": 1100} for day in range(1, 9)]


def people_before_the_officer(town):
    """Insured persons, by their documents."""
    filings = [town.newcomer(VIP_UNIT) for _ in range(PEOPLE)]
    for filing in filings:
        assert town.visitor("unit01", "bus").do("enrolment.AddMember", filing).outcome == "APPLIED"
    return [filing["document_no"] for filing in filings]


def the_section_opens(town):
    answer = town.visitor("admin01", "bus").do("appointment.SetSection", {
        "section": SECTION, "name_zh": "科室", "name_en": "Section", "desks": 4,
        "kept_for_counter": KEPT_PLACES, "slot_minutes": 30, "matter": [1], "hour": HOUR, "reason": "放号"})
    assert answer.ok, answer
    shown = town.visitor("admin01", "bus").do("appointment.ListPlaces",
                                              {"office_no": DISTRICT, "section": SECTION})
    date = min(place["date"] for place in shown.reply["place"])
    return date, [place["slot"] for place in shown.reply["place"] if place["date"] == date]


def script(town, sum, number, date, slots, ending):
    """One login that holds what it can and tries on."""
    client = Client(town, token_of(number))
    turn = number
    while not ending.is_set():
        status, held = client.do("HoldPlace", {
            "person_no": person_no(number), "office_no": DISTRICT, "section": SECTION, "date": date,
            "slot": slots[turn % len(slots)], "matter": 1})
        sum.count(f"script {status}")
        turn += 1
    client.hall.close()


def the_officer_books(town, document_no, date, slot):
    """How long it took; the person has a place at the end."""
    began = time.monotonic()
    answer = town.visitor("desk01", "bus").surely("appointment.BookAtCounter", {
        "office_no": DISTRICT, "section": SECTION, "date": date, "slot": slot, "matter": 1,
        "document_no": document_no})
    assert answer.ok and answer.reply["state"] == "BOOKING_BOOKED", answer
    return time.monotonic() - began


def tries(sum):
    return len(list(sum.said.elements()))


def story(wanted, scripts):
    sum, ending = Sum(), threading.Event()
    with Town(seed=33, workers=2, programs="projector", calm=True) as town:
        documents = people_before_the_officer(town)
        date, slots = the_section_opens(town)
        logins_are_laid(town, scripts)
        town.visitor("desk01", "bus")
        began = time.monotonic()
        threads = [threading.Thread(target=script, args=(town, sum, n, date, slots, ending))
                   for n in range(scripts)]
        for thread in threads:
            thread.start()
        waited = []
        while tries(sum) < wanted or not waited:
            if tries(sum) >= wanted * (len(waited) + 1) // (PEOPLE + 1) and documents:
                waited.append(the_officer_books(town, documents.pop(), date, slots[len(waited) % len(slots)]))
        took = time.monotonic() - began
        ending.set()
        for thread in threads:
            thread.join()
        logins_are_taken_out(town)
        print(f"{tries(sum)} tries in {took:.0f} s, {60 * tries(sum) / took:.0f} a minute: "
              f"{', '.join(f'{what} {n}' for what, n in sorted(sum.said.items()))}")
        print(f"the officer waited {', '.join(f'{1000 * one:.0f}' for one in waited)} ms")
        assert len(waited) == PEOPLE and max(waited) < PATIENCE_S, waited
        kept = town.rows("select count(*) from booking where made_by = 'desk01' and section = %s", SECTION)
        assert kept == [(PEOPLE,)], kept
        assert not [what for what in sum.said if what.split()[1] in AGAIN], sum.said
        assert sum.said["script OK"] == len(slots) * (4 - KEPT_PLACES), "the scripts had all others"
        town.settle()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=3000)
    parser.add_argument("--scripts", type=int, default=40)
    given = parser.parse_args()
    story(given.tries, given.scripts)


if __name__ == "__main__":
    main()
