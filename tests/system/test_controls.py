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
import logbook  # noqa: E402
from faults import SAME_HASH, exchange_events, rehash, store, swap_salts, withhold_event  # noqa: E402
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
        entry = forge(db)
        store(db, entry)
        breaks("I6", lambda: check.i6(check.Log(db)))
        print("when he computes every hash behind it anew")
        rehash(db, entry)
        check.i6(check.Log(db))
        check.i5(check.Log(db))
        print("     the chain alone sees nothing")
        db.commit()
        print("then the whole check still sees it: the log no longer makes the rows")
        breaks("I8", lambda: holds(lab, log.path))


def forge(db):
    """The first entry with an amount, in which somebody owes a little more."""
    entry, event = logbook.find_events(db, type="enrolment.ReceivableAssessed")[0]
    content = logbook.content(event)
    content.pension_person_fen += 1
    content.person_due_fen += 1
    event.payload = content.SerializeToString()
    return entry


LAST = "position = (select max(position) from entry)"
ONE_LINK = ("(lane, subject, count) = (select lane, subject, max(count) from entry_link "
            "group by lane, subject having max(count) > 1 order by subject limit 1)")
MUTATIONS = [
    ("I1", "a kept answer that names another entry", "update kept set position = position - 1",
     lambda log, acks: check.i1(log, acks)),
    ("I2", "a kept answer without an entry",
     "insert into kept (command_id, digest, actor, answer, lane, position, seen, forever, at_us) values "
     "(decode('00112233445566778899aabbccddeeff', 'hex'), '', 'x', '', 0, 1, 1, false, 0)",
     lambda log, acks: check.i2(log)),
    ("I3", "an amount that is not the sum of its parts",
     "update receivable set person_due_fen = person_due_fen + 1", lambda log, acks: check.i3(log.db)),
    ("I5", "a hole in the history of a subject", f"update entry_link set count = count + 1 where {ONE_LINK}",
     lambda log, acks: check.i5(log)),
    ("I5", "a link that names another entry", f"update entry_link set position = position - 1 where "
     f"{ONE_LINK}", lambda log, acks: check.i5(log)),
    ("I5", "a link row cut off", f"delete from entry_link where {ONE_LINK}", lambda log, acks: check.i5(log)),
    ("I6", "a head that names another entry", "update lane_head set position = position - 1",
     lambda log, acks: check.i6(log)),
    ("I6", "the last entry cut off", f"delete from entry where {LAST}", lambda log, acks: check.i6(log)),
    ("I6", "an entry in between taken out",
     "delete from entry where position = (select max(position) - 3 from entry)",
     lambda log, acks: check.i6(log)),
    ("I10", "an end before the beginning",
     "update spell set status = 2, valid_to = valid_from - 1", lambda log, acks: check.i10(log.db)),
    ("I10", "a second open spell of one person",
     "insert into spell select (jsonb_populate_record(s, '{\"spell_no\": 2}')).* from spell s",
     lambda log, acks: check.i10(log.db)),
    ("I10", "a line of another unit than its spell",
     "update receivable set unit_no = '99999999' where state <> 9", lambda log, acks: check.i10(log.db)),
]
ENTRY_MUTATIONS = [  # made in an entry that has several events; the hashes are left
    ("one changed letter", lambda e: setattr(e, "actor", "unit0l")),
    ("two events exchanged inside an entry", exchange_events),
    ("the salts of two events exchanged", swap_salts),
]


def fork(entry):
    """The link says that it follows what the one before follows, so that both have the same count."""
    link = next(link for link in entry.links if link.count > 1)
    link.count, link.prev = link.count - 1, bytes(32)


def story_mutations():
    with Lab(workers=1, programs="projector") as lab:
        log = work_a_little(lab)
        acks = check.acknowledged(log.path)
        db = psycopg2.connect(lab.db)
        cache = str(lab.cache)
        for invariant, what, sql, ask in MUTATIONS:
            print(f"given {what}")
            with db.cursor() as cursor:
                cursor.execute(sql)
                assert cursor.rowcount > 0, what
            breaks(invariant, lambda: ask(check.Log(db), acks))
            db.rollback()
        mutate_entries(db)
        print("given an enrolment in PostgreSQL that the copy does not have")
        with db.cursor() as cursor:
            cursor.execute("update spell set status = 3")
        breaks("I7", lambda: check.i7(db, cache, timeout_s=0.5))
        db.rollback()
        tell_otherwise(check.Log(db), acks)
        db.close()
        holds(lab, log.path)


def mutate_entries(db):
    def last_with_several():
        return [e for e in logbook.entries(db) if len(e.events) > 1
                and any(link.count > 1 for link in e.links)][-1]

    for what, change in ENTRY_MUTATIONS:
        print(f"given {what}")
        entry = last_with_several()
        change(entry)
        store(db, entry)
        breaks("I6", lambda: check.i6(check.Log(db)))
        db.rollback()
    for what, change in [*SAME_HASH, ("a withheld event in a row of the database", withhold_event)]:
        print(f"given {what}, for which the hash still recomputes")
        entry = last_with_several()
        store(db, entry, change(entry, check.Log(db).heads[entry.lane][2]))
        breaks("I6", lambda: check.i6(check.Log(db)))
        db.rollback()
    print("given a forked link, and every hash behind it computed anew")
    entry = last_with_several()
    fork(entry)
    rehash(db, entry)
    breaks("I5", lambda: check.i5(check.Log(db)))
    db.rollback()


def tell_otherwise(log, acks):
    print("given an answer that tells another position than the kept one")
    lie = dict(next(a for a in acks if a["status"] == "OK" and not a["query"]))
    lane, number = logbook.place(lie["position"])
    breaks("I1", lambda: check.i1(log, acks + [dict(lie, position=f"{lane}-{number + 1}")]))
    print("given an answer that tells another lane")
    breaks("I1", lambda: check.i1(log, acks + [dict(lie, position=f"{lane + 1}-{number}")]))
    print("given a refusal of what was done")
    breaks("I1", lambda: check.i1(log, [dict(lie, status="E_CASE_STATE")]))
    print("given a look at somebody's record that left no event")
    look = next(a for a in acks if a["query"] and a["person_no"])
    breaks("I9", lambda: check.i9(log, [dict(look, id="00" * 16)]))


STORIES = {"transactions": story_transactions, "tail": story_tail, "chain": story_chain,
           "mutations": story_mutations}

if __name__ == "__main__":
    for name in sys.argv[1:] or STORIES:
        print(f"-- {name}", flush=True)
        STORIES[name]()
