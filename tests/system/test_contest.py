#!/usr/bin/python3
"""S55 (check), A14, N5: many persons want few places while workers, brokers and projector are killed.

    test_contest.py [--clients 120] [--places 20] [--seed N]        the whole: --clients 1000 --places 50

Two sections share the places. Every person tries them all, in an order of his own, until one is his or
every time is full, and then tries to get a second one for the same matter in the other section. Meanwhile
the numbers shown are read from both. Every message travels twice, late and out of order. Afterwards as
many are booked as there were places, no time has more than its capacity, nobody has two, and no number
shown was ever negative or above capacity. The logins of the contest are laid into the database before it
and taken out afterwards: a thousand passwords would take longer than the contest."""
import argparse
import collections
import hashlib
import pathlib
import random
import secrets
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import hallbus                                                                            # noqa: E402
from kills import Killer, everything_runs, insist                                         # noqa: E402
from town import DISTRICT, Town, wait_until                                               # noqa: E402

PROGRAMS = ["broker1", "broker2", "worker1", "worker2", "projector"]
VICTIMS = ["worker1", "worker2"] * 3 + ["broker1", "broker2"] * 2 + ["projector"] * 2
SECTIONS, SLOTS, THREADS = ("X", "Y"), 5, 24
SHOWN = ("date", "slot", "capacity", "booked", "held", "left")
AGAIN = {"E_BUSY", "E_UNAVAILABLE", "E_CONFLICT", "E_NOT_READY", "E_DEADLINE"}
PERSON, DOCUMENT = 2, 1  # numbers of kernel.Role and identity.Verified
BOOKED = 2


class Sum:
    """What was said, over all threads."""

    def __init__(self):
        self.lock, self.said, self.wrong = threading.Lock(), collections.Counter(), []
        self.shown, self.least, self.most = 0, None, None

    def count(self, what):
        with self.lock:
            self.said[what] += 1

    def complain(self, what):
        with self.lock:
            self.wrong.append(what)

    def saw(self, place):
        capacity, booked, held, left = (place[name] for name in ("capacity", "booked", "held", "left"))
        with self.lock:
            self.shown += 1
            self.least = left if self.least is None else min(self.least, left)
            self.most = left if self.most is None else max(self.most, left)
            if not 0 <= left <= capacity or left != capacity - booked - held:
                self.wrong.append(f"shown: {place}")


class Client:
    """Asks over the bus until there is a last word."""

    def __init__(self, town, token):
        self.hall = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, "cli")
        self.token = token

    def do(self, method, body):
        id = hallbus.uuid7()
        while True:
            raw, reply = self.hall.call(f"appointment.{method}", body, id=id, token=self.token,
                                        timeout_ms=15000)
            status = hallbus.status_name(raw.status)
            if status not in AGAIN:
                return status, reply


def person_no(number):
    return f"7{number:06d}016"


def token_of(number):
    return hashlib.sha256(f"contest {number}".encode()).digest()


def logins_are_laid(town, clients):
    late = int((time.time() + 86400) * 1e6)
    with town.lab.connect() as db, db.cursor() as cursor:
        for n in range(clients):
            cursor.execute(
                "insert into token (token_hash, account_no, role, person_no, expires_at_us, verified,"
                " version, started_at_us, used_at_us) values (%s, %s, %s, %s, %s, %s, 1, %s, %s)",
                (hashlib.new("sm3", token_of(n)).digest(), f"contest{n}", PERSON, person_no(n), late,
                 DOCUMENT, late, late))


def logins_are_taken_out(town):
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("delete from token where account_no like 'contest%%'")


def sections_open(town, places):
    """Each with half of the places on the first day, over five times; the plan is the same every day."""
    desks = places // len(SECTIONS) // SLOTS
    hour = [{"weekday": day, "opens": 900, "closes": 1130} for day in range(1, 9)]
    for section in SECTIONS:
        answer = town.visitor("admin01", "bus").do("appointment.SetSection", {
            "section": section, "name_zh": "科室", "name_en": "Section", "desks": desks, "slot_minutes": 30,
            "matter": [1], "hour": hour, "reason": "放号"})
        assert answer.ok, answer
    shown = town.visitor("admin01", "bus").do("appointment.ListPlaces",
                                              {"office_no": DISTRICT, "section": SECTIONS[0]}).reply["place"]
    date = min(place["date"] for place in shown)
    slots = [place["slot"] for place in shown if place["date"] == date]
    assert len(slots) == SLOTS and len(SECTIONS) * SLOTS * desks == places, (slots, desks, places)
    return date, slots


def takes(town, sum, number, date, slots, seed):
    """One person's day: whether he has a place."""
    client = Client(town, token_of(number))
    body = {"person_no": person_no(number), "office_no": DISTRICT, "date": date, "matter": 1}
    wishes = [(section, slot) for section in SECTIONS for slot in slots]
    random.Random(f"{seed} {number}").shuffle(wishes)
    try:
        for section, slot in wishes:
            status, held = client.do("HoldPlace", {**body, "section": section, "slot": slot})
            sum.count(f"hold {status}")
            if status != "OK":
                continue
            status, _ = client.do("ConfirmPlace", {"booking_no": held.booking_no})
            sum.count(f"confirm {status}")
            if status != "OK":
                sum.complain(f"{number} held {held.booking_no}, then {status}")
            other = SECTIONS[section == SECTIONS[0]]
            status, _ = client.do("HoldPlace", {**body, "section": other, "slot": slots[number % SLOTS]})
            sum.count(f"second {status}")
            if status != "E_APPT_LIMIT":
                sum.complain(f"{number} has a place and was told {status} of a second one")
            return
    finally:
        client.hall.close()


def reads(town, sum, section, ending):
    client = Client(town, token_of(0))
    while not ending.is_set():
        status, reply = client.do("ListPlaces", {"office_no": DISTRICT, "section": section})
        sum.count(f"list {status}")
        for place in reply.place if status == "OK" else ():
            sum.saw({name: getattr(place, name) for name in SHOWN})
    client.hall.close()


def contest(town, sum, clients, date, slots, seed):
    queue, lock, ending = iter(range(clients)), threading.Lock(), threading.Event()

    def work():
        while True:
            with lock:
                number = next(queue, None)
            if number is None:
                return
            try:
                takes(town, sum, number, date, slots, seed)
            except Exception as error:
                sum.complain(f"{number}: {error!r}")

    readers = [threading.Thread(target=reads, args=(town, sum, section, ending)) for section in SECTIONS]
    workers = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in (*readers, *workers):
        thread.start()
    for thread in workers:
        thread.join()
    ending.set()
    for thread in readers:
        thread.join()


def n_of_contest(rows, clients):
    """How many of them are persons of the contest."""
    persons = {person_no(n) for n in range(clients)}
    return len([no for no, in rows if no in persons])


def as_many_are_booked_as_there_were_places(town, sum, clients, places, date):
    """S55 (check): in the rows, in the log and by what the clients were told."""
    booked = town.rows("select section, slot, count(*), count(distinct person_no) from booking"
                       " where state = %s and date = %s and section = any(%s) group by 1, 2",
                       BOOKED, date, list(SECTIONS))
    assert len(booked) == SLOTS * len(SECTIONS), booked
    assert all(n == persons == places // len(SECTIONS) // SLOTS for _, _, n, persons in booked), booked
    assert town.rows("select count(*), count(distinct person_no) from booking where section = any(%s)",
                     list(SECTIONS)) == [(places, places)]
    active = town.rows("select person_no from active_booking where until_us = 0")
    assert n_of_contest(active, clients) == places, active
    told = [sum.said[what] for what in ("hold OK", "confirm OK", "second E_APPT_LIMIT")]
    assert told == [places] * len(told), sum.said
    told = [(event.subject,) for _, event in town.looked_up("appointment.PlaceBooked")]
    assert n_of_contest(told, clients) == places, told
    assert sum.shown and sum.least == 0, (sum.shown, sum.least, sum.most)


def story(clients, places, seed):
    sum = Sum()
    with Town(seed=seed, workers=2, brokers=2, revive=True, programs="projector") as town:
        date, slots = sections_open(town, places)
        logins_are_laid(town, clients)
        print(f"given {clients} persons, {places} places, two brokers and workers (seed {seed})", flush=True)
        began = time.monotonic()
        with Killer(town.lab, seed, VICTIMS, frozen=["worker1", "worker2"], pause_s=(0.05, 0.4)) as killer:
            wait_until(lambda: killer.done, 10, "the first kill")  # nobody has a place yet
            contest(town, sum, clients, date, slots, seed)
        took = time.monotonic() - began
        everything_runs(town.lab, PROGRAMS)
        logins_are_taken_out(town)
        print(f"     {took:.0f} s; {', '.join(f'{what} {n}' for what, n in sorted(sum.said.items()))}")
        print(f"     kills: {killer.summary()}")
        print(f"     numbers shown: {sum.shown}, from {sum.least} to {sum.most}")
        assert not sum.wrong, "\n".join(sum.wrong[:20])
        assert killer.done, "nothing was killed"
        as_many_are_booked_as_there_were_places(town, sum, clients, places, date)
        insist(town.settle)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=120)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1000000))
    given = parser.parse_args()
    story(given.clients, given.places, given.seed)


if __name__ == "__main__":
    main()
