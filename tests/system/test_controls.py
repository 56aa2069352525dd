#!/usr/bin/python3
"""N5: the checker is not blind. Each story builds something wrong on purpose, beside the hall and never
in it, and the checker must say so; a right stand-in under the same kills must pass.

    test_controls.py [STORY ...]      transactions, tail, chain, mutations; default: all
"""
import pathlib
import random
import sys
import threading
import time

import psycopg2

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import check  # noqa: E402
import clerks  # noqa: E402
from lab import Lab  # noqa: E402
from standin import publish  # noqa: E402
from truth import breaks, holds  # noqa: E402


def story_transactions():
    for design, right in (("together", True), ("key second", False), ("key first", False),
                          ("answer first", False)):
        with Lab(workers=1, programs="") as lab:
            log = clerks.AckLog(lab.data / "acks.jsonl")
            deaths = publish(lab.db, design, log)
            print(f"given a worker that commits and answers as in {design!r}, killed {deaths} times")
            if right:
                holds(lab, log.path)
            else:
                breaks(f"{design!r}", lambda: holds(lab, log.path))


def story_tail():
    with Lab(workers=1, programs="") as lab:
        admin = lab.connect()
        with admin.cursor() as sql:
            sql.execute("create table by_sequence (id bigserial primary key)")
            sql.execute("create table by_position (id bigint primary key)")
            sql.execute("create table head as select 0::bigint as id")
        print("given eight writers, of which each commits a little later than it numbers")
        for table, insert, right in (
                ("by_sequence", "insert into by_sequence default values", False),
                ("by_position", "with h as (update head set id = id + 1 returning id) "
                                "insert into by_position select id from h", True)):
            missed, n = tail(lab.db, table, insert)
            print(f"     a reader of {table} missed {missed} of {n}")
            assert (missed == 0) == right, f"{table} missed {missed} of {n}"
            assert n > 100, n


def tail(db, table, insert, seconds=3, writers=8):
    """Reads on from the greatest number seen, while writers write: (missed, written)."""
    ending = threading.Event()

    def write(seed):
        rnd, link = random.Random(seed), psycopg2.connect(db)
        while not ending.is_set():
            with link, link.cursor() as sql:
                sql.execute(insert)
                if "head" not in insert:  # a lock that orders commits is not to be held asleep
                    sql.execute("select pg_sleep(%s)", [rnd.uniform(0, 0.01)])
        link.close()

    threads = [threading.Thread(target=write, args=(i,)) for i in range(writers)]
    for thread in threads:
        thread.start()
    link = psycopg2.connect(db)
    link.autocommit = True
    seen, last, end = set(), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for (id,) in check.many(link, f"select id from {table} where id > %s order by id", last):
            seen.add(id)
            last = id
    ending.set()
    for thread in threads:
        thread.join()
    seen.update(id for (id,) in check.many(link, f"select id from {table} where id > %s", last))
    written = {id for (id,) in check.many(link, f"select id from {table}")}
    link.close()
    return len(written - seen), len(written)


def work_a_little(lab):
    log = clerks.AckLog(lab.data / "acks.jsonl")
    newcomers = clerks.Newcomers(1)
    vip = clerks.VipOperator(lab, log, newcomers).login()
    unit = clerks.UnitOperator(lab, log, newcomers).login()
    reviewer = clerks.Reviewer(lab, log).login()
    for _ in range(12):
        vip.turn()
        unit.turn()
        reviewer.turn()
    assert not vip.complaints + unit.complaints + reviewer.complaints
    return log


def story_chain():
    with Lab(workers=1, programs="projector") as lab:
        log = work_a_little(lab)
        holds(lab, log.path)
        print("given somebody with all rights on the database who changes an amount in the log")
        db = psycopg2.connect(lab.db)
        position = forge(db)
        breaks("I6", lambda: check.i6(db))
        print("when he computes every hash behind it anew")
        rehash(db, position)
        check.i6(db)
        print("     the chain alone sees nothing")
        db.commit()
        print("then the whole check still sees it: the log no longer makes the rows")
        breaks("I8", lambda: holds(lab, log.path))


def forge(db):
    """A little more owed by somebody. Returns the event's position."""
    from google.protobuf import symbol_database
    kind = symbol_database.Default().GetSymbol("enrolment.ReceivableAssessed")
    position, payload = check.one(db, "select position, payload from event where type = "
                                      "'enrolment.ReceivableAssessed' order by position limit 1")
    event = kind.FromString(bytes(payload))
    event.pension_person_fen += 1
    event.person_due_fen += 1
    with db.cursor() as sql:
        sql.execute("update event set payload = %s where position = %s",
                    (event.SerializeToString(), position))
    return position


def rehash(db, position):
    """Hashes of the log's tail and the heads, as one who can write everything would."""
    suite = check.one(db, "select suite from lane_head where lane = 0")[0]
    rows = [row for row in check.events(db)]
    before = {row[1]: row for row in rows}
    subjects = {}
    with db.cursor() as sql:
        for row in rows:
            if row[1] >= position:
                row[12] = before[row[1] - 1][13] if row[1] > 1 else check.ZERO
                row[8] = subjects.get(row[6], check.ZERO)
                row[13] = check.digest(suite, check.record(row))
                sql.execute("update event set subject_prev = %s, prev_hash = %s, hash = %s where "
                            "position = %s", (row[8], row[12], row[13], row[1]))
            subjects[row[6]] = row[13]
        sql.execute("update lane_head set hash = %s where lane = 0", [rows[-1][13]])
        for subject, hash in subjects.items():
            sql.execute("update subject_head set hash = %s where subject = %s", (hash, subject))


MUTATIONS = [
    ("I2", "a kept answer without an event",
     "insert into kept values (decode('00112233445566778899aabbccddeeff', 'hex'), '', 'x', '', 1, 1, 0)",
     lambda db: check.i2(db)),
    ("I2", "a command with two effects",
     "update event set command_id = (select command_id from kept order by position limit 1) "
     "where position = (select max(position) from event)", lambda db: check.i2(db)),
    ("I3", "an amount that is not the sum of its parts",
     "update receivable set person_due_fen = person_due_fen + 1", lambda db: check.i3(db)),
    ("I5", "a hole in the history of a subject",
     "update event set subject_count = subject_count + 1 where position = (select max(position) from "
     "event)", lambda db: check.i5(db)),
    ("I5", "a head that names another event", "update subject_head set count = count + 1",
     lambda db: check.i5(db)),
    ("I6", "the last event cut off",
     "delete from event where position = (select max(position) from event)", lambda db: check.i6(db)),
    ("I6", "an event in between taken out",
     "delete from event where position = (select max(position) - 3 from event)",
     lambda db: check.i6(db)),
    ("I6", "one changed letter", "update event set actor = 'unit0l' where actor = 'unit01' and "
     "position = (select max(position) from event where actor = 'unit01')", lambda db: check.i6(db)),
]


def story_mutations():
    with Lab(workers=1, programs="projector") as lab:
        log = work_a_little(lab)
        acks = check.acknowledged(log.path)
        db = psycopg2.connect(lab.db)
        cache = str(lab.data / "cache")
        for invariant, what, sql, ask in MUTATIONS:
            print(f"given {what}")
            with db.cursor() as cursor:
                cursor.execute(sql)
                assert cursor.rowcount > 0, what
            breaks(invariant, lambda: ask(db))
            db.rollback()
        print("given an enrolment in PostgreSQL that the copy does not have")
        with db.cursor() as cursor:
            cursor.execute("update enrolment set status = 3")
        breaks("I7", lambda: check.i7(db, cache, timeout_s=0.5))
        db.rollback()
        print("given an answer that tells another position than the kept one")
        lie = dict(next(a for a in acks if a["status"] == "OK" and not a["query"]))
        breaks("I1", lambda: check.i1(db, acks + [dict(lie, position=lie["position"] + 1)]))
        print("given a refusal of what was done")
        breaks("I1", lambda: check.i1(db, [dict(lie, status="E_CASE_STATE")]))
        print("given a look at somebody's record that left no event")
        look = next(a for a in acks if a["query"] and a["person_no"])
        breaks("I9", lambda: check.i9(db, [dict(look, id="00" * 16)]))
        db.close()
        holds(lab, log.path)


STORIES = {"transactions": story_transactions, "tail": story_tail, "chain": story_chain,
           "mutations": story_mutations}

if __name__ == "__main__":
    for name in sys.argv[1:] or STORIES:
        print(f"-- {name}", flush=True)
        STORIES[name]()
