#!/usr/bin/python3
"""A33 (check): ten thousand scripted tries a minute from one address are stopped at the door.

    test_paced.py [--tries 10000]

Scripts of one address, logged in as many persons, try for places over HTTP as fast as the door answers. An
officer books for the people before him, a person at another address holds a place, and few of the tries reach
a worker. Prints tries a minute and how long the officer waited."""
import argparse
import collections
import http.client
import json
import pathlib
import sys
import threading
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import hallbus                                                                           # noqa: E402
from test_contest import logins_are_laid, logins_are_taken_out, person_no, token_of      # noqa: E402
from test_scripted import PATIENCE_S, SECTION, people_before_the_officer, the_section_opens  # noqa: E402
from town import DISTRICT, Town                                                          # noqa: E402

SCRIPTS, THREADS, BURST, A_SECOND = 40, 4, 240, 4  # as pace.c says of an address


class Door:
    """A connection to the outside door, from an address of this machine's."""

    def __init__(self, town, address="127.0.0.1"):
        self.line = http.client.HTTPConnection("127.0.0.1", int(town.lab.http.rsplit(":", 1)[1]), timeout=30,
                                               source_address=(address, 0))

    def hold(self, token, number, date, slot):
        body = {"personNo": number, "officeNo": DISTRICT, "section": SECTION, "date": date, "slot": slot,
                "matter": 1}
        self.line.request("POST", "/api/v1/appointment/hold-place", json.dumps(body), {
            "Content-Type": "application/json", "Authorization": "Bearer " + token.hex(),
            "Idempotency-Key": str(uuid.UUID(bytes=bytes(hallbus.uuid7())))})
        answer = self.line.getresponse()
        said = json.loads(answer.read())
        return said.get("code", said.get("status")), said.get("reason", ""), answer.getheader("Retry-After")


def script(town, first, wanted, date, slots, said):
    """Some of the logins, one after the other, until there were enough tries."""
    door, turn = Door(town), 0
    while said.total() < wanted:
        number = first + THREADS * (turn % (SCRIPTS // THREADS))
        status, reason, _ = door.hold(token_of(number), person_no(number), date, slots[turn % len(slots)])
        said[f"{status} {reason}".strip()] += 1
        turn += 1


def the_officer_books(town, document_no, date, slot):
    began = time.monotonic()
    answer = town.visitor("desk01", "inside").do("appointment.BookAtCounter", {
        "office_no": DISTRICT, "section": SECTION, "date": date, "slot": slot, "matter": 1,
        "document_no": document_no})
    assert answer.ok and answer.reply["state"] == "BOOKING_BOOKED", answer
    return time.monotonic() - began


def who_is_elsewhere_holds(town, date, slot):
    """One login more, at another address, on the same day's next one."""
    status, reason, _ = Door(town, "127.0.0.9").hold(token_of(SCRIPTS), person_no(SCRIPTS), date, slot)
    assert status == "OK", (status, reason)


def who_tries_too_often_is_told_so(town, date, slot):
    """Of one login only: a dozen, then it is told to wait."""
    door, said = Door(town, "127.0.0.10"), []
    for _ in range(14):
        said.append(door.hold(token_of(SCRIPTS + 1), person_no(SCRIPTS + 1), date, slot))
    assert [s[0] for s in said][-2:] == ["E_TOO_OFTEN"] * 2 and said[-1][1] == "places", said
    assert "E_TOO_OFTEN" not in [s[0] for s in said][:12], said


def story(wanted):
    said = collections.Counter()
    with Town(seed=34, programs="projector,web", calm=True) as town:
        documents = people_before_the_officer(town)
        date, slots = the_section_opens(town)
        logins_are_laid(town, SCRIPTS + 2)
        town.visitor("desk01", "inside")
        shown = town.visitor("admin01", "bus").do("appointment.ListPlaces",
                                                  {"office_no": DISTRICT, "section": SECTION})
        later = sorted({p["date"] for p in shown.reply["place"]})[1]
        began = time.monotonic()
        threads = [threading.Thread(target=script, args=(town, n, wanted, date, slots, said))
                   for n in range(THREADS)]
        for thread in threads:
            thread.start()
        waited = [the_officer_books(town, document_no, date, slots[n % len(slots)])
                  for n, document_no in enumerate(documents)]
        who_is_elsewhere_holds(town, later, slots[0])
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        who_tries_too_often_is_told_so(town, later, slots[1])
        logins_are_taken_out(town)
        stopped = said["E_TOO_OFTEN places"]
        minute, times = 60 * said.total() / took, ", ".join(f"{1000 * w:.0f}" for w in waited)
        print(f"{said.total()} tries in {took:.0f} s, {minute:.0f} a minute, {stopped} stopped at the door: "
              f"{dict(said)}; the officer waited {times} ms")
        assert max(waited) < PATIENCE_S, waited
        assert said.total() - stopped <= BURST + A_SECOND * (took + 1), said
        town.settle()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=4000)
    story(parser.parse_args().tries)


if __name__ == "__main__":
    main()
