#!/usr/bin/python3
"""check: the invariants of the hall, asked after every system test.

Shares no code with the workers: it reads the log of acknowledged answers that test clients kept, the
database, the LMDB copy, and nothing else. An invariant that finds no material says so.

  I1  every acknowledged command has exactly one kept answer, the one that was given, and its events;
      a refused one has no effect
  I2  no command has two effects: its events stand side by side, each once
  I3  amounts add up: a receivable is the sum of its parts, a roster's counts are its rows
  I5  versions and subject counts have no gap
  I6  positions are dense; every hash recomputes from the record; the head is the last event
  I7  the LMDB copy equals PostgreSQL after it caught up
  I8  the log folded from zero gives the live rows (asked of `hall replay`)
  I9  every look at somebody else's record has its event

I4 (bookings within capacity) waits for the appointment service.

    check.py --db CONNINFO [--acks FILE] [--cache FOLDER] [--hall PROGRAM --config FILE]
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "lib")]
from lab import wait_until  # noqa: E402

ZERO = bytes(32)
# Events that a query or a refused command may leave.
ABOUT_READING = "('query.RecordRead', 'query.AccessRefused', 'identity.LoginFailed')"


class Broken(Exception):
    """An invariant does not hold; the text names the place."""


def varint(number):
    out = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        out.append(byte | (0x80 if number else 0))
        if not number:
            return bytes(out)


def field(number, value):
    """One protobuf field in the form the record is hashed in: default values are left out."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value) if value else b""
    data = value.encode() if isinstance(value, str) else bytes(value)
    return varint(number << 3 | 2) + varint(len(data)) + data if data else b""


def digest(suite, data):
    return hashlib.new("sm3" if suite == "sm3" else "sha256", data).digest()


EVENT = ("lane, position, received_at_us, type, schema_version, actor, subject, subject_count, "
         "subject_prev, case_no, command_id, payload, prev_hash, hash")


def events(db):
    with db.cursor(name="events") as cursor:
        cursor.itersize = 5000
        cursor.execute(f"select {EVENT} from event order by lane, position")
        for row in cursor:
            yield [bytes(v) if isinstance(v, memoryview) else v for v in row]


def record(row):
    """The bytes of an EventRecord without its hash, written here from log.proto alone."""
    return b"".join(field(i + 1, value) for i, value in enumerate(row[:13]))


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


def acknowledged(path):
    """Lines of the client logs: {"id", "method", "status", "position", "query", "person_no", ...}."""
    if not path or not os.path.exists(path):
        return []
    with open(path) as lines:
        return [json.loads(line) for line in lines if line.strip()]


def i1(db, acks):
    commands = {}
    for ack in acks:
        if ack["status"] == "OK" and not ack.get("query") and ack.get("position"):
            commands.setdefault(ack["id"], set()).add((ack["position"], ack.get("case_no", "")))
    kept = dict(many(db, "select encode(command_id, 'hex'), position from kept"))
    acted = {id for (id,) in many(db, f"""select distinct encode(command_id, 'hex') from event
                                          where type not in {ABOUT_READING}""")}
    for id, answers in commands.items():
        need(len(answers) == 1, f"{id} was answered differently: {answers}")
        need(id in kept, f"{id} was acknowledged but no answer is kept")
        position = next(iter(answers))[0]
        need(kept[id] == position, f"{id} was answered {position}, kept is {kept[id]}")
        need(id in acted, f"{id} was acknowledged but has no event")
    refused = {a["id"] for a in acks if a["status"] != "OK" and not a.get("query")} - set(commands)
    for id in refused:
        need(id not in acted, f"{id} was refused and has an event")
    return f"{len(commands)} acknowledged, {len(refused)} refused commands"


def i2(db):
    split = one(db, """select encode(command_id, 'hex') from event
                       where command_id <> '' and type not in """ + ABOUT_READING + """
                       group by command_id
                       having max(position) - min(position) + 1 <> count(*) limit 1""")
    need(not split, f"events of {split and split[0]} do not stand side by side")
    lost = one(db, """select encode(k.command_id, 'hex') from kept k
                      where not exists (select from event e where e.command_id = k.command_id)
                      limit 1""")
    need(not lost, f"an answer is kept for {lost and lost[0]} without an event")
    return f"{one(db, 'select count(*) from kept')[0]} kept answers"


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


def i5(db):
    wrong = one(db, """select subject from event group by subject
                       having max(subject_count) <> count(*) or min(subject_count) <> 1 limit 1""")
    need(not wrong, f"the history of a subject has a gap: {wrong}")
    wrong = one(db, """select h.subject from subject_head h where h.count <>
                       (select count(*) from event e where e.subject = h.subject) limit 1""")
    need(not wrong, f"a subject's head does not name its last event: {wrong}")
    tables = many(db, """select table_name from information_schema.columns
                         where table_schema = 'public' and column_name = 'version'""")
    for (table,) in tables:
        need(not one(db, f"select from {table} where version < 1 limit 1"), f"{table} has no version")
    return f"{len(tables)} row tables"


def i6(db):
    heads = {lane: (position, bytes(hash), suite) for lane, position, hash, suite in
             many(db, "select lane, position, hash, suite from lane_head")}
    last, subjects = {}, {}
    for row in events(db):
        lane, position, subject, count = row[0], row[1], row[6], row[7]
        before = last.get(lane, (0, ZERO))
        need(position == before[0] + 1, f"position {position} follows {before[0]}")
        need(row[12] == before[1], f"event {position}: the hash before it is another")
        need(row[13] == digest(heads[lane][2], record(row)), f"event {position}: its hash is wrong")
        known = subjects.get((lane, subject), (0, ZERO))
        need(count == known[0] + 1 and row[8] == known[1],
             f"event {position}: the history of its subject is broken")
        subjects[(lane, subject)] = (count, row[13])
        last[lane] = (position, row[13])
    for lane, (position, hash, _) in heads.items():
        need(last.get(lane, (0, ZERO)) == (position, hash), f"head of lane {lane} is no event")
    return f"{sum(p for p, _ in last.values())} events"


def cached_rows(folder):
    """Rows of table `enrolment` in the LMDB copy, as {(person_no, insurance): (unit_no, status)}."""
    import lmdb
    from google.protobuf import symbol_database
    import hallbus
    hallbus.load_contract()
    row_class = symbol_database.Default().GetSymbol("enrolment.EnrolmentRow")
    current = os.readlink(os.path.join(folder, "current"))
    env = lmdb.open(os.path.join(folder, current), readonly=True, max_dbs=4)
    rows = {}
    with env.begin() as txn:
        for key, value in txn.cursor():
            if key[:2] == b"\xff\xff" or key[2] != 0:
                continue
            row = row_class.FromString(value[4:])
            rows[(row.person_no, row.insurance)] = (row.unit_no, row.status, row.valid_from,
                                                    row.valid_to, row.version)
    env.close()
    return rows


def i7(db, folder, timeout_s=30):
    if not folder or not os.path.exists(os.path.join(folder, "current")):
        return "no LMDB copy here"
    want = {(p, i): tuple(rest) for p, i, *rest in many(
        db, "select person_no, insurance, unit_no, status, valid_from, valid_to, version "
            "from enrolment")}
    try:
        wait_until(lambda: cached_rows(folder) == want, timeout_s, "the projection")
    except TimeoutError:
        have = cached_rows(folder)
        odd = sorted(k for k in set(want) | set(have) if want.get(k) != have.get(k))
        need(not odd, f"LMDB differs from PostgreSQL in {len(odd)} rows, first {odd[:1]}")
    return f"{len(want)} rows equal"


def i8(program, config):
    if not program:
        return "not asked"
    done = subprocess.run([program, "replay"], env=dict(os.environ, HALL_CONFIG=config), text=True,
                          capture_output=True)
    need(done.returncode == 0, f"replay differs: {done.stdout}{done.stderr}")
    return "equal digests"


def i9(db, acks):
    looks = [a for a in acks if a.get("query") and a["status"] == "OK" and a.get("person_no")
             and a.get("role") not in ("PERSON", "SYSTEM")]
    seen = set(many(db, """select encode(command_id, 'hex'), subject from event
                           where type = 'query.RecordRead'"""))
    for look in looks:
        need((look["id"], look["person_no"]) in seen,
             f"query {look['id']} showed {look['person_no']} without an event")
    return f"{len(looks)} looks"


def check(db_info, acks=None, cache=None, hall=None, config=None, out=sys.stdout):
    """Raises Broken for the first invariant that does not hold."""
    lines = acknowledged(acks)
    db = psycopg2.connect(db_info)
    db.set_session(isolation_level="REPEATABLE READ", readonly=True)
    for name, ask in (("I1", lambda: i1(db, lines)), ("I2", lambda: i2(db)), ("I3", lambda: i3(db)),
                      ("I5", lambda: i5(db)), ("I6", lambda: i6(db)), ("I7", lambda: i7(db, cache)),
                      ("I8", lambda: i8(hall, config)), ("I9", lambda: i9(db, lines))):
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
