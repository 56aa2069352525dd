#!/usr/bin/python3
"""Draws the sample of one day again, with nothing but this folder, the exported log and the published seed.

    verify_sample.py FILE YYYYMMDD [--seed HEX]

The log is proved first (verify_log.py). Then: the seed is the one whose SM3 was published before the day; it
was mixed with the hash of the entry that closed the day; the share is the one that was published with the
seed's hash; and of the cases that the system decided on that day exactly those were drawn that the lots say,
or, where they say none, the one with the smallest lot. --seed: as published, to be compared with the log's.
Prints the drawn case numbers and "N automatic, M drawn, as published"; or the fault, and ends with 1.

Written from docs/rules 6.9 and docs/log.md. Shares no code with the hall.
"""
import argparse
import datetime
import hashlib
import mmap
import sys

import verify_log
from verify_log import Bytes, Entry, Fault, Message, need

PUBLISHED, CLOSED = b"review.SampleDayPublished", b"review.SampleDayClosed"
DRAWN, APPLIED = b"review.SampleDrawn", b"review.CaseApplied"


def sm3(data):
    return hashlib.new("sm3", data).digest()


def fields(data):
    """{number: [value ...]} of an event; numbers and bytes as they stand."""
    out, left = {}, Bytes(data)
    while left.more():
        tag = left.varint()
        need(tag & 7 in (0, 2), "a field has an unknown type")
        value = left.varint() if tag & 7 == 0 else left.take(left.varint())
        out.setdefault(tag >> 3, []).append(value)
    return out


def first(event, number, default=b""):
    return event.get(number, [default])[0]


class Day:
    """What the log says of the draw of one day."""

    def __init__(self, day):
        self.day, self.automatic, self.picked = day, set(), []
        self.commitment, self.closing, self.draws = None, None, []
        self.published_us, self.share = 0, 0
        self.passes, self.one_at_least_of = 0, set()

    def take(self, entry, received_us):
        for event in entry.events:
            need(not event.withheld, f"entry {entry.position} does not show all of its events")
            type, content = event.fields.get(1), fields(event.fields.get(4))
            if type == APPLIED and first(content, 10, 0) == int(self.day):
                self.automatic.add(first(content, 1).decode())
            if first(content, 1) != self.day.encode():
                continue
            if type == PUBLISHED:
                self.commitment, self.published_us = first(content, 2), received_us
                self.share = first(content, 4, 0)
            elif type == CLOSED:
                self.closing = (entry.position, entry.computed)
            elif type == DRAWN:
                self.take_draw(content)

    def take_draw(self, content):
        """A piece; the first pass that ends with cases of the day draws one of them at least."""
        self.draws.append(content)
        self.picked += [fields(case) for case in content.get(10, [])]
        if first(content, 8, 0) > self.passes and not self.one_at_least_of:
            self.one_at_least_of = set(self.automatic)
        self.passes = first(content, 8, 0)

    def lots(self, mixed):
        lot = {case: int.from_bytes(sm3(mixed + case.encode())[:4], "big") for case in self.automatic}
        below = {case for case in lot if (lot[case] * 100 >> 32) < self.share}
        if self.share and self.one_at_least_of and not below & self.one_at_least_of:
            below.add(min(self.one_at_least_of, key=lambda case: (lot[case], case)))
        return below

    def check(self, seed):
        need(self.commitment and self.closing and self.draws, f"{self.day} was not drawn")
        last = self.draws[-1]
        for draw in self.draws:
            need((first(draw, 2), first(draw, 3)) == (first(last, 2), first(last, 3)), "two seeds of one day")
        begins = datetime.datetime.strptime(self.day + "+0800", "%Y%m%d%z").timestamp()
        need(self.published_us <= begins * 1000000, "the seed was committed after the day began")
        need(sm3(first(last, 2)) == self.commitment, "the seed is not the one that was committed")
        need(seed is None or seed == first(last, 2), "the seed is not the one that was published")
        need((first(last, 4, 0), first(last, 3)) == self.closing, "it was not mixed with the closing entry")
        need(all(first(draw, 11, 0) == self.share for draw in self.draws),
             "the share is not the one that was committed")
        lots = self.lots(sm3(first(last, 2) + first(last, 3)))
        drawn = [first(case, 1).decode() for case in self.picked]
        need(len(drawn) == len(set(drawn)), "a case was drawn twice")
        need(set(drawn) == lots, f"drawn {sorted(set(drawn) ^ lots)} that the lots do not say, or not drawn")
        return sorted(lots)


def entries(data):
    """(entry, time of receipt) of a log that proves."""
    code, text = verify_log.verify(data)
    need(code == 0, text)
    left = Bytes(data)
    make = verify_log.Chain(Message(left.take(left.varint()), verify_log.HEADER)).make
    while left.more():
        entry = left.take(left.varint())
        head = Message(Message(entry, verify_log.ENTRY, repeated=(2, 3)).get(1), verify_log.HEAD)
        yield Entry(entry, make), head.get(3, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("day")
    parser.add_argument("--seed")
    asked = parser.parse_args()
    day = Day(asked.day)
    try:
        with open(asked.file, "rb") as file:
            for entry, received_us in entries(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)):
                day.take(entry, received_us)
        drawn = day.check(bytes.fromhex(asked.seed) if asked.seed else None)
    except Fault as fault:
        print(f"broken: {fault}")
        return 1
    for case in drawn:
        print(case)
    print(f"{len(day.automatic)} automatic, {len(drawn)} drawn, as published")
    return 0


if __name__ == "__main__":
    sys.exit(main())
