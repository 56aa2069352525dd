#!/usr/bin/python3
"""check: the invariants of the hall, asked after every system test.

Shares no code with the workers: it reads the log of acknowledged answers that test clients kept, the
database, the LMDB copy, and nothing else. An invariant that finds no material says so.

  I1  every acknowledged command has exactly one kept answer, the one that was given, and its entry;
      a refused one has no effect
  I2  no command has two effects: its events stand in one entry; a kept answer names the entry of its
      command
  I3  amounts add up: a receivable is the sum of its parts, a roster's counts are its rows
  I5  versions and the links of a subject have no gap; each row of entry_link is the link of the entry
      that it names
  I6  positions are dense; every entry is in its one form, whole, and its hash recomputes; the head is
      the last entry
  I7  the LMDB copy equals PostgreSQL after it caught up, for each row type that the contract caches
  I8  the log replayed from zero gives the live rows (asked of `hall replay`)
  I9  every look at somebody else's record has its event
  I10 spells of a person are numbered without a gap, never end before they begin and do not overlap;
      at most one, the latest, is open; a line that is owed lies in its spell and is that unit's

I4 (bookings within capacity) waits for the appointment service.

    check.py --db CONNINFO [--acks FILE] [--cache FOLDER] [--hall PROGRAM --config FILE]
"""
import argparse
import functools
import json
import os
import subprocess
import sys

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "lib")]
import hallbus  # noqa: E402
import logbook  # noqa: E402
import logformat  # noqa: E402
from lab import wait_until  # noqa: E402

# Events that a query or a refused command may leave, once for each time it is heard.
ABOUT_READING = {"query.RecordRead", "query.RecordsRead", "query.AccessRefused", "query.RecordProbed",
                 "query.PurposeNoted", "identity.RightsReviewed",
                 "identity.LoginFailed", "identity.SourceFailed"}


class Broken(Exception):
    """An invariant does not hold; the text names the place."""


def one(db, sql, *arguments):
    with db.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchone()


def many(db, sql, *arguments):
    with db.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


def need(condition, text):
    if not condition:
        raise Broken(text)


class Log:
    """The entries of a database, read once."""

    def __init__(self, db):
        self.db = db

    @functools.cached_property
    def entries(self):
        """In order of (lane, position); an entry is named by the row in which it stands."""
        found = []
        for lane, position, body, hash in logbook.stored(self.db):
            try:
                entry = logbook.entry_of(body, hash)
                logformat.check_rules(entry)
            except logformat.Malformed as fault:
                raise Broken(f"entry {lane}-{position}: {fault}") from None
            need((entry.lane, entry.position) == (lane, position),
                 f"entry {lane}-{position} says that it is {entry.lane}-{entry.position}")
            found.append(entry)
        return found

    @functools.cached_property
    def effects(self):
        """{command id: its entries that tell of more than reading and refusing}"""
        found = {}
        for entry in self.entries:
            if entry.command_id and not ABOUT_READING.issuperset(entry.types):
                found.setdefault(entry.command_id, []).append(entry)
        return found

    @functools.cached_property
    def heads(self):
        """{lane: (position, hash, suite, reference)}"""
        return {lane: (position, bytes(hash), suite, reference) for lane, position, hash, suite, reference
                in many(self.db, "select lane, position, hash, suite, reference from lane_head")}


def acknowledged(path):
    """Lines of the client logs: {"id", "method", "status", "position", "query", "person_no", ...}."""
    if not path or not os.path.exists(path):
        return []
    with open(path) as lines:
        return [json.loads(line) for line in lines if line.strip()]


def i1(log, acks):
    commands = {}
    for ack in acks:
        place = logbook.place(ack.get("position"))
        if ack["status"] == "OK" and not ack.get("query") and place[1]:
            commands.setdefault(ack["id"], set()).add((place, ack.get("case_no", "")))
    kept = {id: (lane, position) for id, lane, position in
            many(log.db, "select encode(command_id, 'hex'), lane, position from kept")}
    acted = {id.hex() for id in log.effects}
    for id, answers in commands.items():
        need(len(answers) == 1, f"{id} was answered differently: {answers}")
        need(id in kept, f"{id} was acknowledged but no answer is kept")
        place = next(iter(answers))[0]
        need(kept[id] == place, f"{id} was answered {place}, kept is {kept[id]}")
        need(id in acted, f"{id} was acknowledged but has no entry")
    refused = {a["id"] for a in acks if a["status"] != "OK" and not a.get("query")} - set(commands)
    for id in refused:
        need(id not in acted, f"{id} was refused and has an entry")
    return f"{len(commands)} acknowledged, {len(refused)} refused commands"


def i2(log):
    for id, found in log.effects.items():
        need(len(found) == 1, f"command {id.hex()} has {len(found)} entries")
    owner = {(entry.lane, entry.position): entry.command_id for entry in log.entries}
    kept = many(log.db, "select command_id, lane, position from kept")
    for id, lane, position in kept:
        need(owner.get((lane, position)) == bytes(id),
             f"the answer kept for {bytes(id).hex()} names entry {lane}-{position} of another command")
    return f"{len(kept)} kept answers"


def i3(db):
    wrong = one(db, """select person_no, fee_period from receivable
                       where person_due_fen <> pension_person_fen + medical_person_fen
                                + unemployment_person_fen + large_medical_fen
                          or unit_due_fen <> pension_unit_fen + medical_unit_fen
                                + unemployment_unit_fen + injury_unit_fen + maternity_unit_fen
                       limit 1""")
    need(not wrong, f"receivable {wrong} is not the sum of its parts")
    wrong = one(db, """select r.roster_no from roster r
                       left join roster_row w on w.roster_no = r.roster_no
                       group by r.roster_no, r.n_applied, r.n_in_review, r.n_failed
                       having r.n_applied <> count(*) filter (where w.state = 1)
                           or r.n_in_review <> count(*) filter (where w.state = 2)
                           or r.n_failed <> count(*) filter (where w.state = 3) limit 1""")
    need(not wrong, f"counts of roster {wrong} are not its rows")
    wrong = one(db, """select roster_no from roster
                       where state = 3 and n_rows <> n_applied + n_in_review + n_failed limit 1""")
    need(not wrong, f"finished roster {wrong} lost rows")
    return f"{one(db, 'select count(*) from receivable')[0]} receivables"


def i5(log):
    links, last = {}, {}
    for entry in log.entries:
        for link in entry.links:
            count, hash = last.get((entry.lane, link.subject), (0, logformat.ZERO))
            need((link.count, link.prev) == (count + 1, hash),
                 f"entry {entry.lane}-{entry.position}: the history of {link.subject} is broken")
            last[entry.lane, link.subject] = link.count, entry.hash
            links[entry.lane, link.subject, link.count] = entry.position, entry.hash
    rows = {(lane, subject, count): (position, bytes(hash)) for lane, subject, count, position, hash in
            many(log.db, "select lane, subject, count, position, hash from entry_link")}
    odd = sorted(key for key in links.keys() | rows.keys() if links.get(key) != rows.get(key))
    need(not odd, f"{len(odd)} rows of entry_link are not links of the entries they name, first {odd[:1]}")
    tables = many(log.db, """select table_name from information_schema.columns
                             where table_schema = 'public' and column_name = 'version'""")
    for (table,) in tables:
        need(not one(log.db, f"select from {table} where version < 1 limit 1"), f"{table} has no version")
    return f"{len(links)} links of {len(last)} subjects, {len(tables)} row tables"


def i6(log):
    last = {}
    for entry in log.entries:
        name = f"entry {entry.lane}-{entry.position}"
        need(entry.lane in log.heads, f"{name}: its lane has no head")
        position, hash = last.get(entry.lane, (0, logformat.ZERO))
        need(entry.position == position + 1, f"{name} follows {position}")
        need(entry.hash == logformat.entry_hash(log.heads[entry.lane][2], entry),
             f"{name}: its hash is wrong")
        need(entry.prev_hash == hash, f"{name}: the hash before it is another")
        lane, number = logbook.place(entry.reference)
        need(lane != entry.lane or number < entry.position, f"{name} was decided on what came later")
        last[entry.lane] = entry.position, entry.hash
    for lane, (position, hash, _, reference) in log.heads.items():
        need(last.get(lane, (0, logformat.ZERO)) == (position, hash), f"head of lane {lane} is no entry")
        need(reference <= position, f"lane {lane} refers to an entry that is not there yet")
    return f"{len(log.entries)} entries in {len(last)} lanes"


class CachedTable:
    """A row type that the contract mirrors to LMDB. Compared: all that is not sealed. A list stands in the
    database as the row's serialisation with that field alone (store/rows/rows_sql.h)."""

    def __init__(self, message, row):
        from google.protobuf import symbol_database
        options = hallbus.options()
        self.message = symbol_database.Default().GetSymbol(message.full_name)
        self.table, self.key = row.table, list(row.key)
        fields = [f for f in message.fields
                  if f.GetOptions().Extensions[options.field].personal == options.PUBLIC]
        self.columns = [f.name for f in fields]
        self.lists = {f.name for f in fields if f.label == f.LABEL_REPEATED}

    def by_key(self, rows):
        """{key: all columns}"""
        return {tuple(row[name] for name in self.key): row for row in rows}

    def _plain(self, name, message):
        value = getattr(message, name)
        if name not in self.lists:
            return value
        return [v if isinstance(v, (int, str)) else v.SerializeToString() for v in value]

    def _stored(self, name, value):
        value = bytes(value) if isinstance(value, memoryview) else value
        return self._plain(name, self.message.FromString(value)) if name in self.lists else value

    def live(self, db):
        names = ", ".join(f'"{name}"' for name in self.columns)
        return self.by_key({name: self._stored(name, value) for name, value in zip(self.columns, row)}
                           for row in many(db, f'select {names} from "{self.table}"'))

    def parsed(self, values):
        """Rows of this type; nothing where they are another type's."""
        from google.protobuf.message import DecodeError
        try:
            rows = [self.message.FromString(value) for value in values]
        except DecodeError:
            return {}
        return self.by_key({name: self._plain(name, row) for name in self.columns} for row in rows)


def cached_tables():
    hallbus.load_contract()
    row = hallbus.options().row
    pool = hallbus.symbol_database.Default().pool
    files = sorted(p.relative_to(hallbus.ROOT / "proto") for p in (hallbus.ROOT / "proto").rglob("*.proto"))
    messages = [m for file in files for m in pool.FindFileByName(str(file)).message_types_by_name.values()]
    return [CachedTable(m, m.GetOptions().Extensions[row]) for m in messages
            if m.GetOptions().HasExtension(row) and m.GetOptions().Extensions[row].cache]


def cached_rows(folder, want):
    """{table: {key: columns}} of the LMDB copy. The rows of one type stand together under two bytes that
    the hall's own generator gave it: they are taken for the table with which they have most in common."""
    import lmdb
    current = os.readlink(os.path.join(folder, "current"))
    env = lmdb.open(os.path.join(folder, current), readonly=True, max_dbs=4)
    groups = {}
    with env.begin() as txn:
        for key, value in txn.cursor():
            if key[:2] != b"\xff\xff" and key[2] == 0:
                groups.setdefault(key[:2], []).append(value[4:])
    env.close()
    found = {table: {} for table in want}
    for values in groups.values():
        parses = {table: table.parsed(values) for table in want}
        table = max(want, key=lambda t: len(parses[t].keys() & want[t].keys()))
        found[table].update(parses[table])
    return found


def i7(db, folder, timeout_s=30):
    if not folder or not os.path.exists(os.path.join(folder, "current")):
        return "no LMDB copy here"
    want = {table: table.live(db) for table in cached_tables()}
    try:
        wait_until(lambda: cached_rows(folder, want) == want, timeout_s, "the projection")
    except TimeoutError:
        have = cached_rows(folder, want)
        for table, rows in want.items():
            odd = sorted(key for key in rows.keys() | have[table].keys()
                         if rows.get(key) != have[table].get(key))
            need(not odd, f"LMDB differs from {table.table} in {len(odd)} rows, first {odd[:1]}")
    return ", ".join(f"{len(rows)} rows of {table.table}" for table, rows in want.items()) + " equal"


def i8(program, config):
    if not program:
        return "not asked"
    done = subprocess.run([program, "replay"], env=dict(os.environ, HALL_CONFIG=config), text=True,
                          capture_output=True)
    need(done.returncode == 0, f"replay differs: {done.stdout}{done.stderr}")
    return "equal digests"


def i9(log, acks):
    looks = [a for a in acks if a.get("query") and a["status"] == "OK" and a.get("person_no")
             and a.get("role") not in ("PERSON", "SYSTEM")]
    seen = {(entry.command_id.hex(), event.subject) for entry in log.entries for event in entry.events
            if event.type == "query.RecordRead"}
    for look in looks:
        need((look["id"], look["person_no"]) in seen,
             f"query {look['id']} showed {look['person_no']} without an event")
    return f"{len(looks)} looks"


SPELLS = """select person_no, spell_no, status, valid_from, valid_to,
                   row_number() over w as number, count(*) over (partition by person_no) as spells,
                   max(case when valid_to > valid_from then valid_to else 0 end) over
                       (w rows between unbounded preceding and 1 preceding) as taken_to
            from spell window w as (partition by person_no order by spell_no)"""


def i10(db):
    for wrong, what in (
            ("spell_no <> number", "is not numbered in order"),
            ("status = 1 and valid_to <> 0", "is open and has an end"),
            ("status <> 1 and valid_to < valid_from", "ends before it begins"),
            ("status = 1 and number <> spells", "is open and not the latest"),
            ("valid_to <> valid_from and valid_from < taken_to", "overlaps an earlier one")):
        found = one(db, f"select person_no, spell_no from ({SPELLS}) s where {wrong} limit 1")
        need(not found, f"spell {found} {what}")
    wrong = one(db, """select r.person_no, r.fee_period from receivable r
                       left join spell s on s.person_no = r.person_no and s.spell_no = r.spell_no
                           and s.unit_no = r.unit_no and r.fee_period >= s.valid_from
                           and (s.valid_to = 0 or r.fee_period < s.valid_to)
                       where r.state <> 9 and s.person_no is null limit 1""")
    need(not wrong, f"line {wrong} lies in no spell of its unit")
    return f"{one(db, 'select count(*) from spell')[0]} spells"


def check(db_info, acks=None, cache=None, hall=None, config=None, out=sys.stdout):
    """Raises Broken for the first invariant that does not hold."""
    lines = acknowledged(acks)
    db = psycopg2.connect(db_info)
    db.set_session(isolation_level="REPEATABLE READ", readonly=True)
    log = Log(db)
    for name, ask in (("I1", lambda: i1(log, lines)), ("I2", lambda: i2(log)), ("I3", lambda: i3(db)),
                      ("I5", lambda: i5(log)), ("I6", lambda: i6(log)), ("I7", lambda: i7(db, cache)),
                      ("I8", lambda: i8(hall, config)), ("I9", lambda: i9(log, lines)),
                      ("I10", lambda: i10(db))):
        try:
            print(f"{name} holds: {ask()}", file=out)
        except Broken as broken:
            print(f"{name} BROKEN: {broken}", file=out)
            raise
    db.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("db", "acks", "cache", "hall", "config"):
        parser.add_argument(f"--{name}", required=name == "db")
    given = parser.parse_args()
    try:
        check(given.db, given.acks, given.cache, given.hall, given.config)
    except Broken:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
