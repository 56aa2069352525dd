#!/usr/bin/python3
"""Proves an exported log of the hall (format hall-log-2) with nothing but this script and the file.

    verify_log.py FILE [--expect POSITION:HASH]

Prints "entries N, last position P, intact" and the last hash; or the position and the fault, and ends
with 1. --expect: a checkpoint that you keep yourself, of any position in the file. Without one the file
proves only that it agrees with itself: whoever can write all of it can also compute it anew, and entries
cut off its end leave no trace.

Written from docs/log.md. Shares no code with the hall, nor with the checker of its tests: that one reads
values and writes them again, this one cuts the hashed bytes out of what it read.
"""
import argparse
import hashlib
import mmap
import os
import sys

FORMAT = "hall-log-2"
ENTRY_BYTES_MAX, EVENTS_MAX, LINKS_MAX = 1 << 20, 4096, 512
# Kinds of the fields by number: s text, b bytes, u uint32, e enum, i int64, l uint64, m message.
HEADER, HEAD, EVENT, LINK, ENTRY = "ssuibs", "uiisbsesssssslsbs", "susbbb", "sibbb", "mmmb"
NUMBER_END = {"u": 1 << 32, "e": 1 << 31, "i": 1 << 64, "l": 1 << 64}


class Fault(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Fault(what)


class Bytes:
    """A message or a file that is read from front to back."""

    def __init__(self, data):
        self.data, self.at = memoryview(data), 0

    def more(self):
        return self.at < len(self.data)

    def varint(self):
        value = 0
        for n in range(10):
            need(self.more(), "a number has no end")
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << 7 * n
            if byte < 128:
                need((byte or not n) and value < 1 << 64, "a number is not in its shortest form")
                return value
        raise Fault("a number has no end")

    def take(self, n):
        need(n <= len(self.data) - self.at, "torn: bytes are missing")
        self.at += n
        return bytes(self.data[self.at - n:self.at])


class Message:
    """Fields of a canonical message: values[number] is a list, cut[number] the bytes of the field."""

    def __init__(self, data, kinds, repeated=()):
        self.values, self.cut = {n: [] for n in range(1, len(kinds) + 1)}, {}
        left, last = Bytes(data), 0
        while left.more():
            begin, tag = left.at, left.varint()
            number = tag >> 3
            need(1 <= number <= len(kinds), f"unknown field {number}")
            need(number > last or number == last and number in repeated, "fields are out of order")
            self.values[number].append(self.value(left, kinds[number - 1], tag & 7))
            self.cut[number] = data[begin:left.at]
            last = number

    @staticmethod
    def value(left, kind, wire):
        need(wire == (0 if kind in NUMBER_END else 2), "a field has another type")
        if kind in NUMBER_END:
            value = left.varint()
            need(0 < value < NUMBER_END[kind], "a number is out of range, or a default is written")
            return value - (1 << 64) if kind == "i" and value >> 63 else value
        data = left.take(left.varint())
        need(data or kind == "m", "a default is written")
        if kind == "s":
            need(b"\0" not in data, "a text has a zero byte")
            try:
                data.decode()
            except UnicodeDecodeError:
                raise Fault("a text is not UTF-8") from None
        return data

    def get(self, number, default=b""):
        return self.values[number][0] if self.values[number] else default


class Part:
    """An event or a link, shown or withheld."""

    def __init__(self, data, kinds, subject, hash):
        fields = Message(data, kinds)
        salt, digest = fields.get(len(kinds) - 1), fields.get(len(kinds))
        self.withheld = bool(digest)
        self.subject, self.fields = fields.get(subject), fields
        if self.withheld:
            need(len(fields.cut) == 1 and len(digest) == 32, "a part is withheld and shown at once")
            self.digest = digest
            return
        need(len(salt) == 16, "a salt has not 16 bytes")
        need(self.subject, "a part has no subject")
        bare = b"".join(cut for number, cut in fields.cut.items() if number < len(kinds) - 1)
        self.digest = hash(salt + bare)


class Entry:
    def __init__(self, data, hash):
        need(len(data) <= ENTRY_BYTES_MAX, "larger than 1 MiB")
        fields = Message(data, ENTRY, repeated=(2, 3))
        need(fields.values[1], "no head")
        need(len(fields.values[2]) <= EVENTS_MAX and len(fields.values[3]) <= LINKS_MAX,
             "more than 4096 events or 512 links")
        head = Message(fields.get(1), HEAD)
        self.lane, self.position, self.prev = head.get(1, 0), head.get(2, 0), head.get(16)
        self.events = [Part(part, EVENT, 3, hash) for part in fields.values[2]]
        self.links = [Part(part, LINK, 1, hash) for part in fields.values[3]]
        self.hash = fields.get(4)
        counted = b"".join(len(parts).to_bytes(4, "big") + b"".join(p.digest for p in parts)
                           for parts in (self.events, self.links))
        self.computed = hash(FORMAT.encode() + hash(fields.get(1)) + counted)

    def check_links(self):
        """Exactly one link a subject, ordered, as far as both are shown."""
        linked = [link.subject for link in self.links if not link.withheld]
        subjects = {event.subject for event in self.events if not event.withheld}
        need(all(a < b for a, b in zip(linked, linked[1:])), "links are not ordered by subject")
        need(len(self.links) > len(linked) or subjects <= set(linked), "a subject has no link")
        need(len(self.events) > sum(not e.withheld for e in self.events) or set(linked) <= subjects,
             "a link is of no subject")


class Chain:
    """What the entries so far lead to."""

    def __init__(self, header):
        need(header.get(1) == FORMAT.encode(), f"the format is not {FORMAT}")
        suite = header.get(2).decode()
        need(suite in ("sm3", "sha256"), f"unknown suite {suite!r}")
        self.make = lambda data: hashlib.new(suite, data).digest()
        self.lane, self.next, self.hash = header.get(3, 0), header.get(4, 0), header.get(5)
        need(self.next >= 1 and len(self.hash) == 32, "the header names no entry before the first")
        need(self.next > 1 or self.hash == bytes(32), "something stands before position 1")
        self.from_start, self.subjects, self.n, self.hidden = self.next == 1, {}, 0, 0

    def add(self, data):
        entry = Entry(data, self.make)
        need(entry.hash == entry.computed, "its hash is wrong")
        need((entry.lane, entry.position) == (self.lane, self.next), "another position stands here")
        need(entry.prev == self.hash, "it does not follow the entry before")
        entry.check_links()
        for link in entry.links:
            self.link(link, entry.hash)
        self.hash, self.next, self.n = entry.hash, self.next + 1, self.n + 1

    def link(self, link, hash):
        """A subject that is met late, in a file that starts late or withholds links, is taken as it is."""
        if link.withheld:
            self.hidden += 1
            return
        count, prev = link.fields.get(2, 0), link.fields.get(3)
        known, before = self.subjects.get(link.subject, (0, bytes(32)))
        need(count >= 1 and len(prev) == 32, "a link names no entry before")
        unseen = self.hidden > 0 or not known and not self.from_start
        need(count == known + 1 or unseen and count > known, "the count of a subject has a gap")
        need(count > known + 1 or prev == before, "a subject's history does not follow its entry before")
        self.subjects[link.subject] = count, hash


def expected(text):
    position, _, hash = text.partition(":")
    return int(position), bytes.fromhex(hash)


def verify(data, expect=None):
    """(exit code, text)"""
    left, chain, met = Bytes(data), None, None
    try:
        chain = Chain(Message(left.take(left.varint()), HEADER))
        while left.more():
            chain.add(left.take(left.varint()))
            if expect and chain.next - 1 == expect[0]:
                met = chain.hash
    except Fault as fault:
        where = f"at position {chain.next}" if chain else "in the header"
        return 1, f"broken {where}: {fault}"
    if expect and met != expect[1]:
        what = "another hash than the checkpoint's" if met else "the checkpoint's entry is missing"
        return 1, f"broken at position {expect[0]}: {what}"
    return 0, (f"entries {chain.n}, last position {chain.next - 1}, intact\n"
               f"last hash {chain.hash.hex()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--expect", type=expected, metavar="POSITION:HASH")
    given = parser.parse_args()
    with open(given.file, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        code, text = verify(data, given.expect)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
