"""logbook: the entries of a hall's log as plain objects, for tests that look into it.

    for entry in logbook.entries(db):                   # of a database (psycopg2 connection)
        print(entry.lane, entry.position, entry.method, entry.actor, entry.types)
    header, entries = logbook.of_file("log.hall")       # of an exported file
    logbook.find(db, command_id=id)                     # entries with such an event or command id
    logbook.find(db, type="query.RecordRead", subject=person_no)
    logbook.content(event).person_no                    # the event's own message, sealed fields as kept

An entry is a logformat.Entry: the fields of its head, events [type, schema_version, subject, payload,
salt, digest], links [subject, count, prev, salt, digest], hash.
"""
import re

import hallbus
import logformat
from logformat import need

CHUNK = 2000
PARTITION = 10_000_000


# ---- positions --------------------------------------------------------------------------------

def place(position):
    """(lane, number) of a position as an answer has it: NUMBER or LANE-NUMBER; (0, 0) for none."""
    found = re.fullmatch(r"(?:([0-9]+)-)?([0-9]+)", str(position or "0"))
    if not found:
        raise ValueError(f"{position!r} is no position")
    return int(found[1] or 0), int(found[2])


def reached(shown, asked):
    """Whether a view at `shown` holds what was done at `asked`; either may name several lanes."""
    have = dict(map(place, str(shown or "0").split(",")))
    return all(have.get(lane, 0) >= number for lane, number in map(place, str(asked or "0").split(",")))


def later(*positions):
    """The newest number of each lane that any of these names, as one text."""
    newest = {}
    for lane, number in (place(part) for one in positions for part in str(one or "0").split(",")):
        newest[lane] = max(number, newest.get(lane, 0))
    return ",".join(f"{lane}-{number}" if lane else f"{number}" for lane, number in sorted(newest.items())
                    if number)


# ---- of a database ----------------------------------------------------------------------------

def stored(db, where="true", *arguments):
    """Rows (lane, position, body, hash) in order, in chunks, so that a long log needs no memory."""
    lane = position = -1
    while True:
        with db.cursor() as cursor:
            cursor.execute(f"select lane, position, body, hash from entry where (lane, position) > "
                           f"(%s, %s) and {where} order by lane, position limit {CHUNK}",
                           (lane, position, *arguments))
            rows = cursor.fetchall()
        for lane, position, body, hash in rows:
            yield lane, position, bytes(body), bytes(hash)
        if len(rows) < CHUNK:
            return


def heads(db):
    """Where the lanes stand, as one position."""
    with db.cursor() as cursor:
        cursor.execute("select lane, position from lane_head")
        return later(*(f"{lane}-{position}" for lane, position in cursor.fetchall()))


def entry_of(body, hash):
    entry = logformat.parsed_entry(body)
    need(not entry.hash, "the hash stands in the entry and beside it")
    entry.hash = hash
    return entry


def entries(db, where="true", *arguments):
    for _, _, body, hash in stored(db, where, *arguments):
        yield entry_of(body, hash)


def find(db, command_id=None, type=None, subject=None):
    """Entries of the command that have an event of this type and subject. The database looks for the
    bytes first, so that few entries are read."""
    wanted = [value.encode() if isinstance(value, str) else value
              for value in (command_id, type, subject) if value is not None]
    where = " and ".join(["position(%s::bytea in body) > 0"] * len(wanted)) or "true"
    return [entry for entry in entries(db, where, *wanted)
            if command_id in (None, entry.command_id)
            and (type is None and subject is None
                 or any(type in (None, e.type) and subject in (None, e.subject) for e in entry.events))]


def find_events(db, type=None, subject=None):
    """(entry, event) of every event of this type and subject."""
    return [(entry, event) for entry in find(db, type=type, subject=subject) for event in entry.events
            if type in (None, event.type) and subject in (None, event.subject)]


def content(event):
    """The event's own message."""
    hallbus.load_contract()
    return hallbus.symbol_database.Default().GetSymbol(event.type).FromString(event.payload)


# ---- of a file --------------------------------------------------------------------------------

def records(data):
    """Where each record of an exported log begins and ends; the first is the header."""
    at = 0
    while at < len(data):
        size, at = logformat.read_varint(data, at)
        need(size <= len(data) - at, "the last record is torn")
        yield at, at + size
        at += size


def of_file(path):
    """(header as a dictionary, entries) of an exported log."""
    with open(path, "rb") as file:
        data = file.read()
    (begin, end), *places = records(data)
    return (logformat.parsed(logformat.HEADER, data[begin:end]),
            [logformat.parsed_entry(data[begin:end]) for begin, end in places])


def write_file(path, header, entries):
    """An exported log of these entries (or bytes of entries), as the hall would write it."""
    with open(path, "wb") as file:
        for record in (logformat.written(logformat.HEADER, header),
                       *(e if isinstance(e, bytes) else logformat.entry_bytes(e, with_hash=True)
                         for e in entries)):
            file.write(logformat.varint(len(record)) + record)
