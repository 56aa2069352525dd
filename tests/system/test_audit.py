#!/usr/bin/python3
"""What an auditor and an operator can rely on: the log cannot be changed unseen, it alone gives the
tables, a poisonous command does not stop the hall, and what was acknowledged holds after kills.

Rows: A12, A28, N3, N5 (the long run is the kill test's)."""
import copy
import itertools
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                       # noqa: E402
import logbook                                                                       # noqa: E402
import logformat                                                                     # noqa: E402
from faults import SAME_HASH, withhold_event                                         # noqa: E402
from town import BIN, PLAIN_UNIT, VIP_UNIT, Meanwhile, Town, tell, wait_until        # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-audit-"))
DATA = pathlib.Path(tempfile.mkdtemp(prefix="hall-audit-"))
LOG = FOLDER / "log.hall"
VERIFIER = pathlib.Path(__file__).resolve().parents[1] / "verifier" / "verify_log.py"
RANDOM = random.Random(12)
POISON = "enrolment.SuspendMember"
KEPT = {}


def auditor(*arguments):
    """The command line on a machine that has the exported file and nothing else."""
    bare = {k: v for k, v in os.environ.items() if not k.startswith("HALL_")}
    return subprocess.run([str(BIN / "hall"), *map(str, arguments)], env=bare, cwd=FOLDER, text=True,
                          capture_output=True)


def file_some(town, n=4):
    for account, unit_no in (("unit01", VIP_UNIT), ("unit02", PLAIN_UNIT)):
        for _ in range(n):
            answer = town.visitor(account).do("enrolment.AddMember", town.newcomer(unit_no))
            assert answer.ok, answer


# ---- A12 ------------------------------------------------------------------------------------

def flipped(data, begin=0, end=None):
    """The bytes with one bit turned somewhere between begin and end."""
    raw = bytearray(data)
    raw[RANDOM.randrange(begin, end or len(raw))] ^= 1 << RANDOM.randrange(8)
    return bytes(raw)


def broken_at(done):
    found = re.search(r"broken at (?:position|entry) (\d+)", done.stdout + done.stderr)
    assert done.returncode != 0 and found, (done.returncode, done.stdout, done.stderr)
    return int(found[1])


def verified(path, *more):
    """What the auditor's own script says of a file, with no program of the hall at hand."""
    return subprocess.run([sys.executable, str(VERIFIER), str(path), *more], cwd=FOLDER, text=True,
                          capture_output=True, env={})


def one_byte_of_a_stored_entry(town):
    """A12 (check): whatever byte of whatever entry is changed in the database, it is named."""
    file_some(town)
    assert town.lab.hall("log", "verify").returncode == 0
    with town.lab.connect().cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # the attacker is a superuser
        cursor.execute("select position, body, hash from entry where lane = 0 order by position")
        rows = {position: {"body": bytes(body), "hash": bytes(hash)}
                for position, body, hash in cursor.fetchall()}
        places = [1, 2, len(rows), *RANDOM.sample(range(3, len(rows)), 9)]
        for position, column in itertools.product(places, ("body", "body", "hash")):
            change = f"update entry set {column} = %s where lane = 0 and position = %s"
            cursor.execute(change, (flipped(rows[position][column]), position))
            assert broken_at(town.lab.hall("log", "verify", check=False)) == position, column
            cursor.execute(change, (rows[position][column], position))
            assert cursor.rowcount == 1
        for gone in (len(rows), len(rows) - 3):
            cursor.execute("delete from entry where lane = 0 and position = %s", (gone,))
            assert broken_at(town.lab.hall("log", "verify", check=False)) == gone
            cursor.execute("insert into entry (lane, position, body, hash) values (0, %s, %s, %s)",
                           (gone, *rows[gone].values()))
    assert town.lab.hall("log", "verify").returncode == 0, "everything is as it was"


def other_bytes_of_the_same_hash(town):
    """A12: what is changed so that the hash still recomputes is named as well, in table and file."""
    exported(town)
    header, entries = logbook.of_file(LOG)
    changed = FOLDER / "changed.hall"
    with town.lab.connect().cursor() as cursor:
        for what, change in SAME_HASH + [("a withheld event", withhold_event)]:
            entry = RANDOM.choice([entry for entry in entries if entry.events])

            def altered(with_hash):
                return change(copy.deepcopy(entry), header["suite"], with_hash)

            for body, good in ((altered(with_hash=False), False), (logformat.entry_bytes(entry), True)):
                cursor.execute("update entry set body = %s where lane = 0 and position = %s",
                               (body, entry.position))
                done = town.lab.hall("log", "verify", check=False)
                assert done.returncode == 0 if good else broken_at(done) == entry.position, (what, done)
            if change is withhold_event:
                continue  # a file may have it
            logbook.write_file(changed, header, [altered(with_hash=True) if e is entry else e
                                                 for e in entries])
            for done in (verified(changed), auditor("log", "verify", changed)):
                assert broken_at(done) == entry.position, (what, done)


def exported(town):
    """(bytes, [(begin, end) of each entry]) of a fresh export."""
    LOG.unlink(missing_ok=True)
    town.lab.hall("log", "export", LOG)
    raw = LOG.read_bytes()
    return raw, list(logbook.records(raw))[1:]


def one_byte_of_an_exported_entry(town):
    """A12: the exported file is proved with nothing but itself, by the hall's verifier and by a script
    that shares nothing with it; a changed byte is named by both."""
    raw, places = exported(town)
    header, entries = logbook.of_file(LOG)
    with town.lab.connect() as db:
        stored = list(logbook.entries(db, "lane = 0"))
    assert entries == stored[:len(entries)], "the file holds what the table holds"
    assert header["format"] == "hall-log-2" and header["first_position"] == 1, header
    assert auditor("log", "verify", LOG).returncode == 0
    whole = verified(LOG)
    assert whole.stdout.startswith(f"entries {len(places)}, last position {len(places)}, intact"), whole
    changed = FOLDER / "changed.hall"
    for position in (1, len(places), *RANDOM.sample(range(2, len(places)), 12)):
        changed.write_bytes(flipped(raw, *places[position - 1]))
        assert broken_at(auditor("log", "verify", changed)) == position
        assert broken_at(verified(changed)) == position
    changed.write_bytes(raw[:-5])
    assert auditor("log", "verify", changed).returncode != 0, "a torn file"
    assert broken_at(verified(changed)) == len(places)


def rewritten_log_is_another(town):
    """A12: a file whose hashes were all computed anew agrees with itself, and with no checkpoint."""
    exported(town)
    header, entries = logbook.of_file(LOG)
    checkpoint = f"{len(entries)}:{entries[-1].hash.hex()}"
    assert verified(LOG, "--expect", checkpoint).returncode == 0
    entries[len(entries) // 2].actor = "unit0l"
    new = {}
    for entry in entries:
        entry.prev_hash, before = new.get(entry.prev_hash, entry.prev_hash), entry.hash
        for link in entry.links:
            link.prev = new.get(link.prev, link.prev)
        new[before] = entry.hash = logformat.entry_hash(header["suite"], entry)
    changed = FOLDER / "changed.hall"
    logbook.write_file(changed, header, entries)
    assert verified(changed).returncode == 0
    assert auditor("log", "verify", changed).returncode == 0
    assert broken_at(verified(changed, "--expect", checkpoint)) == len(entries)


def withheld_parts_still_prove(town):
    """A12: the auditor may be handed a file without the events of one subject; the rest is proved."""
    exported(town)
    header, entries = logbook.of_file(LOG)
    subject = next(event.subject for entry in entries for event in entry.events
                   if event.type == "enrolment.EnrolmentStarted")
    for entry in entries:
        for spec, parts in ((logformat.EVENT, entry.events), (logformat.LINK, entry.links)):
            parts[:] = [logformat.withheld(header["suite"], spec, part) if part.subject == subject
                        else part for part in parts]
    shown = FOLDER / "shown.hall"
    logbook.write_file(shown, header, entries)
    assert verified(shown).returncode == 0, verified(shown)
    assert auditor("log", "verify", shown).returncode == 0


# ---- N3 -------------------------------------------------------------------------------------

def replay_on_an_empty_machine(town):
    """N3 (check): the exported log alone ends in the same digests as the living hall, month by month."""
    live = town.lab.hall("replay").stdout
    assert "DIFFERENT" not in live, live
    exported(town)
    done = auditor("replay", LOG)
    assert done.returncode == 0, done.stdout + done.stderr

    def digests(text):
        return [line.removesuffix(" equal") for line in text.splitlines()
                if not line.startswith("position")]

    assert digests(done.stdout) == digests(live)
    months = [line for line in digests(live) if line.startswith("month")]
    assert len(months) >= 12 and len(set(months)) == len(months), months
    assert any("Spell" in line for line in digests(live))
    again = auditor("replay", LOG)
    assert again.stdout == done.stdout, "twice the same"


# ---- N5 -------------------------------------------------------------------------------------

def answers_hold_after_kills(town):
    """N5: answers given before a kill hold afterwards, none is doubled."""
    for account in ("unit01", "unit02"):
        town.visitor(account)
    said, lock = [], threading.Lock()

    def file_one(account, unit_no):
        filing, id = town.newcomer(unit_no), hallbus.uuid7()
        answer = town.visitor(account).surely("enrolment.AddMember", filing, id)
        with lock:
            said.append((id, filing, answer))

    with Meanwhile(*[lambda a=a, u=u: file_one(a, u) for a, u in
                     (("unit01", VIP_UNIT), ("unit01", VIP_UNIT), ("unit02", PLAIN_UNIT))]):
        for name in ("worker1", "web", "postgres", "broker1", "worker2", "postgres"):
            so_far = len(said)
            wait_until(lambda: len(said) >= so_far + 15, 60, "answers to come")
            town.lab.kill(name)
            town.lab.restart()
    for id, filing, answer in said:
        assert answer.ok, answer
        kinds = town.events_of(id)
        assert kinds.count("review.CaseSubmitted") == 1 and len(kinds) == len(set(kinds)), kinds
        assert kinds.count("enrolment.EnrolmentStarted") == (answer.outcome == "APPLIED"), kinds
        again = town.visitor("unit01" if filing["unit_no"] == VIP_UNIT else "unit02").do(
            "enrolment.AddMember", filing, id)
        assert again.facts() == answer.facts(), (again, answer)


# ---- A28 ------------------------------------------------------------------------------------

def poison_is_parked(town):
    """A28: a command that kills every worker is parked with source and reason; others pass it."""
    unit, other = town.visitor("unit01"), town.visitor("unit02")
    filing = town.newcomer()
    person_no = unit.surely("enrolment.AddMember", filing).reply["personNo"]
    body = {"unit_no": VIP_UNIT, "person_no": person_no, "name": filing["name"], "reason": 222,
            "last_period": town.month(), "contract_end_date": int(town.today.strftime("%Y%m%d"))}
    id, passed = hallbus.uuid7(), []

    def pass_by():
        answer = other.surely("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
        assert answer.ok, answer
        passed.append(answer)

    with Meanwhile(pass_by):
        answer = unit.surely(POISON, body, id, timeout_s=90)
        so_far = len(passed)
        wait_until(lambda: len(passed) > so_far + 3, 60, "others to pass")
    assert answer.status == "E_PARKED", answer
    listed = town.lab.hall("parked", "list").stdout
    assert POISON in listed and "killed_worker" in listed and "waiting" in listed, listed
    parked = town.rows("select command_id, method, reason, at_us, octet_length(envelope) from parked")
    assert len(parked) == 1 and parked[0][0] == id and parked[0][3] > 0 and parked[0][4] > 0, parked
    shown = town.visitor("centre01", "inside").do("query.GetStatus").reply
    assert int(shown["parked"]) == 1, shown
    assert unit.do(POISON, body, id).status == "E_PARKED"
    assert town.events_of(id) == []
    KEPT.update(id=id, body=body, person_no=person_no, uuid=listed.split()[0])


def released_after_the_fix(town):
    """A28: once the fault is gone, the parked command is replayed and applies once."""
    def paused():
        return {s for s, in town.rows("select status from spell where person_no = %s",
                                      KEPT["person_no"])} == {2}

    assert not paused()
    done = town.lab.hall("parked", "replay", KEPT["uuid"], check=False)
    assert done.returncode == 0 and paused(), done
    kinds = town.events_of(KEPT["id"])
    assert kinds.count("enrolment.EnrolmentPaused") == 1, kinds
    town.lab.hall("parked", "replay", KEPT["uuid"], check=False)
    answer = town.visitor("unit01").do(POISON, KEPT["body"], KEPT["id"])
    assert answer.ok and answer.outcome == "APPLIED", answer
    assert town.events_of(KEPT["id"]) == kinds, "nothing happens twice"
    assert "waiting" not in town.lab.hall("parked", "list").stdout


def main():
    try:
        with Town(seed=41, persons=40) as town:
            tell(town, one_byte_of_a_stored_entry, one_byte_of_an_exported_entry,
                 other_bytes_of_the_same_hash, rewritten_log_is_another, withheld_parts_still_prove,
                 replay_on_an_empty_machine, answers_hold_after_kills, replay_on_an_empty_machine)
        fault = [f"--fault_method={POISON}"]
        with Town(seed=42, data=DATA, revive=True,
                  extra={"worker1": fault, "worker2": fault}) as town:
            tell(town, poison_is_parked)
        with Town(seed=43, data=DATA) as town:
            tell(town, released_after_the_fix)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    main()
