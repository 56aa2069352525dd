#!/usr/bin/python3
"""A12, N5: the checker and the auditor's verifier see whatever is wrong in a log. No hall runs here: a
stand-in fills a private PostgreSQL with entries of several events and subjects in two lanes, and each
story then changes something on purpose.

    test_checker.py [STORY ...]      whole, example, mutations, rewritten, files, withheld; default: all
"""
import copy
import importlib
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import psycopg2

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import check  # noqa: E402
import hallbus  # noqa: E402
import logbook  # noqa: E402
import logformat  # noqa: E402
import standin  # noqa: E402
from faults import SAME_HASH, exchange_events, rehash, store, swap_salts, withhold_event  # noqa: E402
from truth import breaks  # noqa: E402

PG = HERE.parent / "lib" / "pg.sh"
VERIFIER = HERE.parent / "verifier" / "verify_log.py"
SUITES = {0: "sm3", 1: "sha256"}
N_ENTRIES = 300


class World:
    """A private database with a log; `acks` is what its clients were told."""

    def __init__(self, seed):
        self.random, self.acks = random.Random(seed), []

    def __enter__(self):
        self.folder = pathlib.Path(subprocess.run([PG, "start"], check=True, text=True,
                                                  capture_output=True).stdout.strip())
        try:
            self.db = psycopg2.connect(f"host={self.folder} dbname=postgres user=hall")
            self.fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        subprocess.run([PG, "stop", self.folder], check=True)

    def fill(self):
        with self.db.cursor() as sql:
            sql.execute((ROOT / "store" / "migrations" / "001_kernel.sql").read_text())
            for n in range(2):
                first = n * logbook.PARTITION + 1
                sql.execute(f"create table entry_{n:06d} partition of entry for values from ({first}) to "
                            f"({first + logbook.PARTITION})")
            for lane, suite in SUITES.items():
                sql.execute("insert into lane_head (lane, position, hash, suite, closed_period, reference) "
                            "values (%s, 0, %s, %s, 202610, 0)", (lane, logformat.ZERO, suite))
        for _ in range(N_ENTRIES):
            self.act(self.random.randrange(2))
        self.db.commit()

    def act(self, lane):
        """A command of one to seven events on some of thirty subjects, or a look at a record."""
        id, reads = self.random.randbytes(16), self.random.random() < 0.1
        subjects = self.random.sample([f"{n:03d}" for n in range(30)], 3)
        types = ["query.RecordRead"] if reads else ["enrolment.EnrolmentStarted"] * self.random.randint(1, 7)
        events = [logformat.Event(kind, 1, self.random.choice(subjects), self.random.randbytes(40))
                  for kind in types]
        entry = standin.append(self.db, lane, events, self.random, received_at_us=1764115200000000,
                               method="query.ListEnrolments" if reads else "enrolment.AddMember",
                               command_id=id, actor="unit01", role=3, origin="web", channel="web",
                               source_address="203.0.113.7", purpose="核对" if reads else "", contract=7)
        if not reads:
            standin.keep(self.db, id, lane, entry.position)
        self.acks.append({"id": id.hex(), "method": entry.method, "status": "OK", "query": reads,
                          "position": f"{lane}-{entry.position}" if lane else str(entry.position),
                          "case_no": "", "role": "UNIT_OPERATOR",
                          "person_no": events[0].subject if reads else ""})

    def ask(self, invariant):
        log = check.Log(self.db)
        return {"I1": lambda: check.i1(log, self.acks), "I2": lambda: check.i2(log),
                "I5": lambda: check.i5(log), "I6": lambda: check.i6(log),
                "I9": lambda: check.i9(log, self.acks)}[invariant]()

    def holds(self):
        for invariant in ("I1", "I2", "I5", "I6", "I9"):
            print(f"     {invariant} holds: {self.ask(invariant)}")

    def export(self, path, lane, change=lambda entries: None, first=1):
        """The file of one lane from a position on, changed before it is written."""
        entries = [e for e in logbook.entries(self.db) if e.lane == lane]
        prev = entries[first - 2].hash if first > 1 else logformat.ZERO
        entries = entries[first - 1:]
        change(entries)
        header = {"format": logformat.FORMAT, "suite": SUITES[lane], "lane": lane,
                  "first_position": first, "prev_hash": prev, "cluster": "stand-in"}
        logbook.write_file(path, header, entries)
        return entries


def audit(path, *more):
    done = subprocess.run([sys.executable, VERIFIER, path, *more], text=True, capture_output=True)
    assert done.returncode in (0, 1) and not done.stderr, done
    return done.returncode, done.stdout


def broken_at(path, *more):
    code, said = audit(path, *more)
    found = re.match(r"broken at position (\d+): ", said)
    assert code == 1 and found, said
    return int(found[1])


# ---- the database -----------------------------------------------------------------------------

def story_whole(world):
    world.holds()
    entry, event = logbook.find_events(world.db, type="enrolment.EnrolmentStarted", subject="007")[0]
    assert logbook.find(world.db, command_id=entry.command_id) == [entry] and event in entry.events
    assert logbook.place("12") == (0, 12) and logbook.place("3-12") == (3, 12)
    assert logbook.reached("12,3-4", "3-4") and not logbook.reached("12", "3-4")
    hallbus.load_contract()
    python = importlib.import_module("kernel.log_pb2").Entry
    for entry in logbook.entries(world.db):
        other = python.FromString(logformat.entry_bytes(entry, with_hash=True))
        assert (other.head.purpose, len(other.event), other.hash) == (
            entry.purpose, len(entry.events), entry.hash), "protobuf reads the same"
        assert other.SerializeToString(deterministic=True) == logformat.entry_bytes(entry, True)


LAST = "lane = 0 and position = (select max(position) from entry where lane = 0)"
SQL_FAULTS = [
    ("I1", "an answer that is kept at another position", f"update kept set position = position - 1 where "
     f"{LAST.replace('from entry', 'from kept')}"),
    ("I2", "a kept answer without an entry",
     "update kept set command_id = '\\x00112233445566778899aabbccddeeff' where "
     f"{LAST.replace('from entry', 'from kept')}"),
    ("I5", "a link row that names another entry", "update entry_link set position = position - 1 where "
     "(lane, subject, count) = (select lane, subject, max(count) from entry_link where lane = 0 "
     "group by 1, 2 order by 2 limit 1)"),
    ("I5", "a link row with the hash of another entry", "update entry_link set hash = sha256(hash) where "
     "lane = 1 and subject = '007' and count = 2"),
    ("I5", "a link row too few", "delete from entry_link where lane = 1 and subject = '007' and count = 1"),
    ("I5", "a link row too many", "insert into entry_link select lane, subject, count + 1, position, hash "
     "from entry_link where lane = 1 and subject = '007' order by count desc limit 1"),
    ("I6", "the last entry cut off", f"delete from entry where {LAST}"),
    ("I6", "an entry in between taken out", "delete from entry where lane = 1 and position = 9"),
    ("I6", "an entry that is moved to another lane", f"update entry set lane = 2 where {LAST}"),
    ("I6", "one bit of a hash", "update entry set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) "
     "where lane = 1 and position = 5"),
    ("I6", "another suite", "update lane_head set suite = 'sha256' where lane = 0"),
    ("I6", "a head before the last entry", "update lane_head set position = position - 1 where lane = 0"),
]
ENTRY_FAULTS = [  # the entry that carries them keeps its place
    ("I6", "one changed letter", lambda e: setattr(e, "actor", "unit0l")),
    ("I6", "two events exchanged inside an entry", exchange_events),
    ("I6", "the salts of two events exchanged", swap_salts),
    ("I6", "a case that was added to the head", lambda e: setattr(e, "case_no", "2026111000000010016")),
]
RECOMPUTED = [  # by one who computes every hash behind it anew
    ("I5", "a forked link: two entries follow the same one", lambda e: [
        setattr(e.links[0], "count", e.links[0].count - 1), setattr(e.links[0], "prev", bytes(32))]),
    ("I5", "a subject without a link", lambda e: e.links.pop()),
    ("I5", "a link of a subject without an event", lambda e: setattr(e.links[-1], "subject", "~")),
    ("I6", "a withheld event in a row of the database", lambda e: withhold_event(e, SUITES[1])),
    ("I6", "an event without a salt", lambda e: setattr(e.events[0], "salt", b"")),
    ("I6", "a salt that took the first byte of its event", lambda e: setattr(
        e.events[0], "salt", e.events[0].salt + b"\x0a")),
    ("I6", "links out of order", lambda e: e.links.reverse()),
    ("I6", "another position", lambda e: setattr(e, "position", e.position + 1)),
    ("I6", "a decision on what came later", lambda e: setattr(e, "reference", f"{e.lane}-{e.position}")),
]


def story_mutations(world):
    for invariant, what, sql in SQL_FAULTS:
        print(f"given {what}")
        with world.db.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount == 1, (what, cursor.rowcount)
        breaks(invariant, lambda: world.ask(invariant))
        world.db.rollback()
    for invariant, what, change in ENTRY_FAULTS:
        print(f"given {what}")
        entry = some_entry(world)
        change(entry)
        store(world.db, entry)
        breaks(invariant, lambda: world.ask(invariant))
        world.db.rollback()
    for what, change in [*SAME_HASH, ("a withheld event in a row of the database", withhold_event)]:
        print(f"given {what}, for which the hash still recomputes")
        entry = some_entry(world)
        store(world.db, entry, change(entry, SUITES[1]))
        breaks("I6", lambda: world.ask("I6"))
        world.db.rollback()
    print("given two entries of one command")
    again = [logformat.Event("enrolment.EnrolmentStarted", 1, "007", b"")]
    standin.append(world.db, 0, again, world.random, method="enrolment.AddMember",
                   command_id=some_entry(world).command_id)
    world.ask("I6")
    breaks("I2", lambda: world.ask("I2"))
    world.db.rollback()
    told_otherwise(world)
    every_byte(world)
    world.holds()


def told_otherwise(world):
    log = check.Log(world.db)
    lie = next(a for a in world.acks if not a["query"] and a["position"].startswith("1-"))
    for what, acks in (("an answer that tells the same number in another lane",
                        world.acks + [dict(lie, position=lie["position"][2:])]),
                       ("a refusal of what was done", [dict(lie, status="E_CASE_STATE")])):
        print(f"given {what}")
        breaks("I1", lambda: check.i1(log, acks))
    print("given a look at somebody's record that left no event")
    look = next(a for a in world.acks if a["query"])
    breaks("I9", lambda: check.i9(log, [dict(look, id="00" * 16)]))


def every_byte(world):
    print("given any byte of an entry, changed")
    entry = some_entry(world)
    body = logformat.entry_bytes(entry)

    def proved(changed):
        try:
            read = logbook.entry_of(changed, entry.hash)
            logformat.check_rules(read)
        except logformat.Malformed:
            return False
        return logformat.entry_hash(SUITES[entry.lane], read) == entry.hash

    assert proved(body)
    for at in range(len(body)):
        assert not proved(body[:at] + bytes([body[at] ^ 1 << world.random.randrange(8)]) + body[at + 1:]), at


def some_entry(world):
    """An entry in the middle with several events and subjects that were seen before."""
    return next(e for e in logbook.entries(world.db) if e.lane == 1 and e.position > 40
                and len(e.events) > 3 and len(e.links) > 1 and all(link.count > 2 for link in e.links))


def story_rewritten(world):
    """One who can write everything computes all hashes anew; what still shows is the wrong content."""
    for invariant, what, change in RECOMPUTED:
        print(f"given {what}, and every hash behind it computed anew")
        entry = some_entry(world)
        place = entry.position
        change(entry)
        rehash(world.db, entry, place)
        breaks(invariant, lambda: world.ask(invariant))
        world.db.rollback()
    print("given one changed letter, and every hash behind it computed anew")
    entry = some_entry(world)
    entry.actor = "unit0l"
    rehash(world.db, entry)
    print("     the chain alone sees nothing; a checkpoint that was kept elsewhere does")
    world.holds()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log"
        rewritten = world.export(path, 1)
        assert audit(path)[0] == 0
        world.db.rollback()
        kept = world.export(pathlib.Path(folder) / "before", 1)[-1]
        assert broken_at(path, "--expect", f"{kept.position}:{kept.hash.hex()}") == len(rewritten)


# ---- the file ---------------------------------------------------------------------------------

def story_files(world):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log"
        for lane in SUITES:
            n = len(world.export(path, lane))
            entries = logbook.of_file(path)[1]
            print(f"given the file of lane {lane} with {n} entries")
            assert audit(path) == (0, f"entries {n}, last position {n}, intact\n"
                                      f"last hash {entries[-1].hash.hex()}\n")
            every_record(path, world.random)
        world.export(path, 1, first=41)
        assert audit(path)[0] == 0, "a file may begin late"
        every_record(path, world.random, first=41)
        for what, change, place in (
                ("an entry is taken out", lambda e: e.pop(19), 20),
                ("two entries are exchanged", lambda e: e.insert(19, e.pop(20)), 20),
                ("two events are exchanged", lambda e: exchange_events(e[some_place(e)]), None),
                ("two salts are exchanged", lambda e: swap_salts(e[some_place(e)]), None)):
            print(f"given a file in which {what}")
            entries = world.export(path, 1, change)
            assert broken_at(path) == (place or some_place(entries) + 1)
        for what, change in SAME_HASH:
            print(f"given a file with {what}, for which the hash still recomputes")
            entries = world.export(path, 1, lambda e: in_bytes(e, change))
            assert broken_at(path) == some_place(entries) + 1
        path.write_bytes(b"")
        assert audit(path)[1].startswith("broken in the header"), "an empty file"


def some_place(entries):
    return next(i for i, e in enumerate(entries) if i > 40 and (isinstance(e, bytes) or len(e.events) > 3))


def in_bytes(entries, change):
    place = some_place(entries)
    entries[place] = change(entries[place], SUITES[1], with_hash=True)


def every_record(path, random, first=1):
    """A changed bit in each record, a torn end and a cut end."""
    raw = path.read_bytes()
    changed = path.with_suffix(".changed")
    places = list(logbook.records(raw))[1:]
    for n, (begin, end) in random.sample(list(enumerate(places)), 12):
        copy = bytearray(raw)
        copy[random.randrange(begin, end)] ^= 1 << random.randrange(8)
        changed.write_bytes(copy)
        assert broken_at(changed) == first + n
    changed.write_bytes(raw[:-5])
    assert broken_at(changed) == first + len(places) - 1, "a torn file"
    changed.write_bytes(raw[:places[-2][1]])
    whole = logbook.of_file(path)[1][-1]
    assert audit(changed)[0] == 0, "what is cut off between two entries leaves no trace"
    assert broken_at(changed, "--expect", f"{whole.position}:{whole.hash.hex()}") == whole.position
    assert audit(path, "--expect", f"{whole.position}:{whole.hash.hex()}")[0] == 0


def story_withheld(world):
    """Events and links of one subject are withheld from a file, and what is left is still proved."""
    def hide(entries):
        for entry in entries:
            for spec, parts in ((logformat.EVENT, entry.events), (logformat.LINK, entry.links)):
                parts[:] = [logformat.withheld("sha256", spec, part) if part.subject == "007" else part
                            for part in parts]

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log"
        entries = world.export(path, 1, hide)
        assert b"007" not in path.read_bytes() and audit(path)[0] == 0
        logformat.check_rules(entries[0], may_withhold=True)
        every_record(path, world.random)


# ---- the description --------------------------------------------------------------------------

def story_example(world):
    """The worked example of docs/log.md computes as it says there."""
    text = (ROOT / "docs" / "log.md").read_text()
    blocks = {}
    for name, hexes in re.findall(r"^`([a-z0-9_]+)` =\n+```\n([0-9a-f\s]+)```$", text, re.M):
        blocks[name] = bytes.fromhex("".join(hexes.split()))
    entry = logformat.parsed_entry(blocks["entry"])
    logformat.check_rules(entry)
    assert logformat.written(logformat.HEAD, entry) == blocks["head"]
    for suite in SUITES.values():
        hash = logformat.entry_hash(suite, entry)
        assert [logformat.part_digest(suite, logformat.EVENT, e) for e in entry.events] == [
            blocks[f"{suite}_event_1"], blocks[f"{suite}_event_2"]]
        assert logformat.part_digest(suite, logformat.LINK, entry.links[0]) == blocks[f"{suite}_link_1"]
        assert logformat.hashed(suite, blocks["head"]) == blocks[f"{suite}_head"]
        assert hash == blocks[f"{suite}_hash"], suite
        shown = copy.deepcopy(entry)
        shown.events[1] = logformat.withheld(suite, logformat.EVENT, entry.events[1])
        assert logformat.entry_hash(suite, shown) == hash, "one event shown, the other withheld"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log"
        path.write_bytes(blocks["file"])
        assert audit(path)[0] == 0, audit(path)
        assert audit(path)[1].endswith(blocks["sm3_hash"].hex() + "\n")


STORIES = {"whole": story_whole, "example": story_example, "mutations": story_mutations,
           "rewritten": story_rewritten, "files": story_files, "withheld": story_withheld}

if __name__ == "__main__":
    with World(12) as shared:
        for name in sys.argv[1:] or STORIES:
            print(f"-- {name}", flush=True)
            STORIES[name](shared)
