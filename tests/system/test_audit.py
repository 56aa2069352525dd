#!/usr/bin/python3
"""What an auditor and an operator can rely on: the log cannot be changed unseen, it alone gives the
tables, a poisonous command does not stop the hall, and what was acknowledged holds after kills.

Rows: A12, A28, N3, N5 (the long run is the kill test's)."""
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
from town import BIN, PLAIN_UNIT, VIP_UNIT, Meanwhile, Town, tell, wait_until        # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-audit-"))
DATA = pathlib.Path(tempfile.mkdtemp(prefix="hall-audit-"))
LOG = FOLDER / "log.hall"
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

def flipped(value):
    """The value with one bit of one byte turned, of the same type."""
    if isinstance(value, int):
        return value ^ 1 << RANDOM.randrange(8)
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[RANDOM.randrange(len(raw))] ^= 1
    return raw.decode() if isinstance(value, str) else bytes(raw)


def broken_at(done):
    found = re.search(r"broken at (?:position|record) (\d+)", done.stdout + done.stderr)
    assert done.returncode != 0 and found, (done.returncode, done.stdout, done.stderr)
    return int(found.group(1))


def one_byte_of_a_stored_event(town):
    """A12: whatever byte of whatever event is changed in the database, the verifier names the event."""
    file_some(town)
    assert town.lab.hall("log", "verify").returncode == 0
    last = town.rows("select max(position) from event where lane = 0")[0][0]
    places = [1, 2, last, *RANDOM.sample(range(3, last), 7)]
    columns = ["payload", "hash", "prev_hash", "actor", "subject", "received_at_us", "type",
               "subject_prev", "subject_count", "command_id"]
    with town.lab.connect().cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # the attacker is a superuser
        for column, position in zip(columns, places):
            cursor.execute(f"select {column} from event where lane = 0 and position = %s", (position,))
            value = cursor.fetchone()[0]
            value = bytes(value) if isinstance(value, memoryview) else value
            assert value not in ("", b""), (column, position)
            change = f"update event set {column} = %s where lane = 0 and position = %s"
            cursor.execute(change, (flipped(value), position))
            assert broken_at(town.lab.hall("log", "verify", check=False)) == position, column
            cursor.execute(change, (value, position))
            assert cursor.rowcount == 1
        cursor.execute("delete from event where lane = 0 and position = %s returning *", (last - 3,))
        row = cursor.fetchone()
        assert broken_at(town.lab.hall("log", "verify", check=False)) in (last - 3, last - 2)
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"insert into event values ({marks})", row)
    assert town.lab.hall("log", "verify").returncode == 0, "everything is as it was"


def records(raw):
    """Where each record of an exported log begins and ends; the first is the header."""
    at = 0
    while at < len(raw):
        size = shift = 0
        while True:
            byte = raw[at]
            at += 1
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        yield at, at + size
        at += size


def one_byte_of_an_exported_event(town):
    """A12: the exported file is proved with nothing but itself; a changed byte is named."""
    LOG.unlink(missing_ok=True)
    town.lab.hall("log", "export", LOG)
    assert auditor("log", "verify", LOG).returncode == 0
    raw = LOG.read_bytes()
    places = list(records(raw))[1:]
    changed = FOLDER / "changed.hall"
    for position in (1, len(places), *RANDOM.sample(range(2, len(places)), 12)):
        begin, end = places[position - 1]
        copy = bytearray(raw)
        copy[RANDOM.randrange(begin, end)] ^= 1 << RANDOM.randrange(8)
        changed.write_bytes(copy)
        assert broken_at(auditor("log", "verify", changed)) == position
    changed.write_bytes(raw[:-5])
    assert auditor("log", "verify", changed).returncode != 0, "a torn file"


# ---- N3 -------------------------------------------------------------------------------------

def replay_on_an_empty_machine(town):
    """N3: the exported log alone ends in the same digests as the living hall, month by month."""
    live = town.lab.hall("replay").stdout
    assert "DIFFERENT" not in live, live
    LOG.unlink(missing_ok=True)
    town.lab.hall("log", "export", LOG)
    done = auditor("replay", LOG)
    assert done.returncode == 0, done.stdout + done.stderr

    def digests(text):
        return [line.removesuffix(" equal") for line in text.splitlines()
                if not line.startswith("position")]

    assert digests(done.stdout) == digests(live)
    months = [line for line in digests(live) if line.startswith("month")]
    assert len(months) >= 12 and len(set(months)) == len(months), months
    assert any("Enrolment" in line for line in digests(live))
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
        return {s for s, in town.rows("select status from enrolment where person_no = %s",
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
            tell(town, one_byte_of_a_stored_event, one_byte_of_an_exported_event,
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
