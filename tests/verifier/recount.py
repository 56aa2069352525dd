#!/usr/bin/python3
"""Counts the statistics again, with nothing but this folder and the exported log.

    recount.py FILE [--json]

The log is proved first (verify_log.py). Then every day and month that is over is counted and divided as
docs/statistics.md says, and printed: the entries that were counted, and each number with what it stands for;
0 is what is not told. --json: as one object, for a program.

Written from docs/statistics.md and docs/log.md. Shares no code with the hall.
"""
import argparse
import datetime
import json
import mmap
import sys

import verify_log
from verify_log import Bytes, Entry, Fault, Message, need

LEAST, MERGED_LEAST = 5, 10
WAY, KIND, DISTRICT, VIP, OUTCOME, TIME, CHANNEL = range(7)
NAMES = ("way", "kind", "district", "vip", "outcome", "time", "channel")
ONLINE, COUNTER = 1, 2
NO_DISTRICT = 1
OTHER_CHANNEL = 6
CHANNELS = {b"browser": 1, b"counter": 2, b"roster": 3, b"web": 4, b"kiosk": 5}
# Businesses by their number; those of one command make a case unless they stand in AT_ONCE.
KINDS = {b"enrolment.AddMember": 1, b"enrolment.ResumeMember": 2, b"enrolment.SuspendMember": 3,
         b"enrolment.ChangePersonInfo": 5, b"enrolment.ChangePersonKeyInfo": 5,
         b"enrolment.CorrectPerson": 5, b"enrolment.FileBenefitAccount": 5,
         b"enrolment.SetBenefitAccount": 5, b"enrolment.ChangeUnitInfo": 6}
AT_ONCE = {b"enrolment.SetBenefitAccount"}
# Where an event says who it is about: fields person_no and document_hash by number.
OPENS = {b"review.CaseDrafted": (5, 14), b"review.CaseSubmitted": (5, 15)}
ENDS = {b"review.CaseApplied": 1, b"review.CaseRejected": 2, b"review.CaseWithdrawn": 3,
        b"review.CaseExpired": 4, b"review.CaseApplyFailed": 5, b"review.CaseDiscarded": 0}
GRADES = {b"review.UnitGraded": 4, b"review.VipRevoked": None, b"enrolment.UnitRegistered": None}
DAY_US = 86400 * 1000000
TIMES = ((60 * 1000000, 1), (DAY_US, 2), (5 * DAY_US, 3), (15 * DAY_US, 4))
BEIJING = datetime.timezone(datetime.timedelta(hours=8))


def fields(data):
    """{number: last value} of an event."""
    out, left = {}, Bytes(data)
    while left.more():
        tag = left.varint()
        need(tag & 7 in (0, 2), "a field has an unknown type")
        out[tag >> 3] = left.varint() if tag & 7 == 0 else left.take(left.varint())
    return out


def persons(acts):
    """At least so many: one may be known by a document here and by a number there."""
    return max((len({a["who"] for a in acts if a["who"][0] == sort}) for sort in "pdu"), default=0)


def divided(acts, by):
    """[(told, acts of it)] by one attribute; told is 0 for what is merged."""
    parts = {}
    for act in acts:
        parts.setdefault(act["is"][by], []).append(act)
    small = {value for value, part in parts.items() if value == 0 or persons(part) < LEAST}
    for value in sorted(parts, reverse=True):
        if not small or persons([a for v in small for a in parts[v]]) >= MERGED_LEAST:
            break
        small.add(value)
    merged = [a for v in sorted(small) for a in parts[v]]
    if merged and (len(small) == len(parts) or persons(merged) < MERGED_LEAST):
        return [(0, acts)]
    told = [(value, part) for value, part in parts.items() if value not in small]
    return sorted(told + ([(0, merged)] if merged else []), key=lambda one: one[0])


def groups(acts, attributes, told=()):
    if not attributes:
        return [(dict(told), acts)]
    return [group for value, part in divided(acts, attributes[0])
            for group in groups(part, attributes[1:], (*told, (attributes[0], value)))]


class Counting:
    def __init__(self):
        self.cases, self.vip = {}, set()
        self.day, self.acts, self.begun, self.first = 0, [], 0, 0
        self.month, self.span = [], []
        self.reports = {"day": {}, "month": {}}

    # ---- what happened

    def filed(self, content, numbers, at_us, is_filed):
        kind = KINDS.get(content.get(2, b""), 0)
        if not kind:
            return
        channel = CHANNELS.get(content.get(10, b""), OTHER_CHANNEL)
        district = int(content.get(4, b"0") or 0)
        self.cases[content[1]] = {
            "filed": at_us if is_filed else 0, "who": self.who(content, numbers, content.get(3, b"")),
            "is": {WAY: COUNTER if channel == 2 else ONLINE, KIND: kind, CHANNEL: channel,
                   DISTRICT: district if district > 1 else NO_DISTRICT,
                   VIP: 2 if content.get(3, b"") in self.vip else 1}}

    @staticmethod
    def who(content, numbers, unit):
        person, document = (content.get(n, b"") for n in numbers)
        if document:
            return "d" + document.hex()
        return "p" + person.decode() if person else "u" + unit.decode()

    def event(self, type, content, at_us):
        """Whether it is about a case."""
        if type in OPENS:
            self.filed(content, OPENS[type], at_us, type == b"review.CaseSubmitted")
        elif type == b"review.CaseResubmitted":
            case = self.cases.get(content[1])
            if case:
                case["filed"] = case["filed"] or at_us
                if content.get(6) or content.get(8):
                    case["who"] = self.who(content, (6, 8), b"")
        elif type in ENDS:
            case = self.cases.pop(content[1], None)
            if case and case["filed"] and ENDS[type]:
                took = next((time for limit, time in TIMES if at_us - case["filed"] <= limit), 5)
                self.acts.append({"who": case["who"], "is": {**case["is"], OUTCOME: ENDS[type], TIME: took}})
        else:
            if type in GRADES:
                graded = GRADES[type] and content.get(GRADES[type])
                (self.vip.add if graded else self.vip.discard)(content[1])
            return False
        return True

    def entry(self, head, events):
        position, at_us, method = head.get(2), head.get(3), head.get(4)
        day = datetime.datetime.fromtimestamp(at_us // 1000000, BEIJING)
        self.turn(position, int(day.strftime("%Y%m%d")))
        about_case = [self.event(type, content, at_us) for type, content, _ in events]
        if method in AT_ONCE and events and not any(about_case):
            channel = CHANNELS.get(head.get(10), OTHER_CHANNEL)
            self.acts.append({"who": "p" + events[0][2].decode(),
                              "is": {WAY: COUNTER if channel == 2 else ONLINE, KIND: KINDS[method],
                                     CHANNEL: channel, DISTRICT: NO_DISTRICT, VIP: 1, OUTCOME: 1, TIME: 1}})

    # ---- what is over

    def turn(self, position, day):
        if not self.day:
            self.day = self.begun = day
            self.first = position
        if day <= self.day:
            return
        told = persons(self.acts) >= LEAST
        if told:
            self.tell_day(position - 1)
        if day // 100 > self.day // 100:
            self.tell_month()
        if told:
            self.begun = day
        self.day = day

    def report(self, sort, number, span, told):
        earlier = max(self.reports[sort], default=0)
        self.reports[sort][number] = {
            "from": span[0], "until": span[1], "first": span[2], "last": span[3], "earlier": earlier,
            "group": [{**{NAMES[a]: value for a, value in values.items()}, "n": len(acts)}
                      for values, acts in told]}

    def tell_day(self, last):
        span = (self.begun, self.day, self.first, last)
        told = groups(self.acts, (WAY, KIND))
        self.report("day", self.day, span, told)
        self.month += [({WAY: values[WAY], KIND: values[KIND]}, act) for values, acts in told for act in acts]
        self.span.append(span)
        self.acts, self.first = [], last + 1

    def tell_month(self):
        if self.month:
            span = (self.span[0][0], self.span[-1][1], self.span[0][2], self.span[-1][3])
            classes = {}
            for values, act in self.month:
                classes.setdefault((values[WAY], values[KIND]), []).append(act)
            told = [({WAY: way, KIND: kind, **values}, acts)
                    for (way, kind), whole in sorted(classes.items())
                    for values, acts in groups(whole, (DISTRICT, VIP, OUTCOME, TIME, CHANNEL))]
            self.report("month", self.day // 100, span, told)
        self.month, self.span = [], []


def count(data):
    code, text = verify_log.verify(data)
    need(code == 0, text)
    left = Bytes(data)
    header = Message(left.take(left.varint()), verify_log.HEADER)
    need(header.get(4) == 1, "the file does not begin with the first entry")
    make = verify_log.Chain(header).make
    counting, position = Counting(), 0
    while left.more():
        record = left.take(left.varint())
        entry = Entry(record, make)
        head = Message(Message(record, verify_log.ENTRY, repeated=(2, 3)).get(1), verify_log.HEAD)
        position = entry.position
        events = []
        for event in entry.events:
            need(not event.withheld, f"entry {position} does not show all of its events")
            events.append((event.fields.get(1), fields(event.fields.get(4)), event.subject))
        counting.entry(head, events)
    return counting.reports, position


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        with open(given.file, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            reports, position = count(data)
    except Fault as fault:
        print(fault)
        return 1
    if given.json:
        print(json.dumps({"position": position, **reports}))
        return 0
    for sort, all_of_it in reports.items():
        for number, report in sorted(all_of_it.items()):
            print(f"{sort} {number}: {report['from']} to {report['until']}, positions {report['first']} to "
                  f"{report['last']}")
            for group in report["group"]:
                print("  " + " ".join(f"{name}={value}" for name, value in group.items()))
    print(f"position {position}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
