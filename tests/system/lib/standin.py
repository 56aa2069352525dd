"""standin: a worker in a page of Python, built right or wrong on purpose, and a client that repeats.

The four designs differ only in what shares a transaction and when the client hears of it:

    "together"     effect and kept answer in one transaction, then the answer    (as the hall does)
    "key second"   effect, commit, kept answer, commit, answer
    "key first"    kept answer, commit, effect, commit, answer
    "answer first" answer, then the transaction

It may be killed at every step. Its effect is one chained entry that changes no row.
"""
import random

import psycopg2

import check
import hallbus
import logformat

TYPE = "enrolment.CardRequested"
DIGEST = bytes(32)


def link_of(sql, lane, subject, salt):
    """The link that follows the last one of the subject."""
    sql.execute("select count, hash from entry_link where lane = %s and subject = %s "
                "order by count desc limit 1", (lane, subject))
    count, before = sql.fetchone() or (0, logformat.ZERO)
    return logformat.Link(subject, count + 1, bytes(before), salt)


def append(db, lane, events, random, **head):
    """One entry of these events [Event without salt] at the end of the lane, chained and linked as
    log.proto says. The caller commits. Returns the Entry."""
    with db.cursor() as sql:
        sql.execute("select position, hash, suite from lane_head where lane = %s for update", [lane])
        position, before, suite = sql.fetchone()
        for event in events:
            event.salt = random.randbytes(logformat.SALT_BYTES)
        subjects = sorted({event.subject for event in events}, key=str.encode)
        links = [link_of(sql, lane, subject, random.randbytes(logformat.SALT_BYTES))
                 for subject in subjects]
        entry = logformat.Entry(lane=lane, position=position + 1, prev_hash=bytes(before), events=events,
                                links=links, **head)
        entry.hash = logformat.entry_hash(suite, entry)
        sql.execute("insert into entry (lane, position, body, hash) values (%s, %s, %s, %s)",
                    (lane, entry.position, logformat.entry_bytes(entry), entry.hash))
        for link in links:
            sql.execute("insert into entry_link (lane, subject, count, position, hash) "
                        "values (%s, %s, %s, %s, %s)",
                        (lane, link.subject, link.count, entry.position, entry.hash))
        sql.execute("update lane_head set position = %s, hash = %s where lane = %s",
                    (entry.position, entry.hash, lane))
    return entry


def keep(db, id, lane, position):
    """The kept answer of a command."""
    with db.cursor() as sql:
        sql.execute("insert into kept (command_id, digest, actor, answer, lane, position, seen, forever, "
                    "at_us) values (%s, %s, 'unit01', '', %s, %s, 1, false, 0)",
                    (id, DIGEST, lane, position))


class Killed(Exception):
    """kill -9, at this very line."""


class StandIn:
    def __init__(self, db, design, seed):
        self.db_info, self.design, self.random = db, design, random.Random(f"{design} {seed}")
        self.salts, self.message = random.Random(seed), None
        self.deaths = 0

    def step(self, share=0.12):
        if self.random.random() < share:
            self.deaths += 1
            raise Killed

    def run(self, id, person_no, answer):
        """One delivery. answer(position) is what the client hears; Killed leaves all else undone."""
        db = psycopg2.connect(self.db_info)
        try:
            kept = self.kept(db, id)
            if kept is None:
                kept = {"together": self.together, "key second": self.key_second,
                        "key first": self.key_first,
                        "answer first": self.answer_first}[self.design](db, id, person_no, answer)
            self.step()
            answer(kept)
        finally:
            db.close()  # what was not committed is gone

    def kept(self, db, id):
        found = check.one(db, "select position from kept where command_id = %s", id)
        db.commit()
        return found and found[0]

    def together(self, db, id, person_no, answer):
        position = self.effect(db, id, person_no)
        self.step()
        keep(db, id, 0, position)
        self.step()
        db.commit()
        return position

    def key_second(self, db, id, person_no, answer):
        position = self.effect(db, id, person_no)
        db.commit()
        self.step()
        keep(db, id, 0, position)
        db.commit()
        return position

    def key_first(self, db, id, person_no, answer):
        position = check.one(db, "select position + 1 from lane_head where lane = 0")[0]
        keep(db, id, 0, position)
        db.commit()
        self.step()
        self.effect(db, id, person_no)
        db.commit()
        return position

    def answer_first(self, db, id, person_no, answer):
        position = self.effect(db, id, person_no)
        keep(db, id, 0, position)
        answer(position)
        self.step()
        db.commit()
        return position

    def effect(self, db, id, person_no):
        """One entry at the end of the log. Returns its position."""
        if self.message is None:
            hallbus.load_contract()
            self.message = hallbus.symbol_database.Default().GetSymbol(TYPE)
        event = logformat.Event(TYPE, 1, person_no, self.message(person_no=person_no).SerializeToString())
        return append(db, 0, [event], self.salts, received_at_us=1, method="standin.Act", command_id=id,
                      actor="unit01").position


def publish(db, design, log, n=60, seed=1):
    """A client that repeats what was not answered, three commands open at a time. Returns how often
    the worker died."""
    worker, waiting = StandIn(db, design, seed), [(hallbus.uuid7(), f"9{i:09d}") for i in range(n)]
    while waiting:
        open_now, waiting = waiting[:3], waiting[3:]
        for id, person_no in open_now:
            heard = []
            try:
                worker.run(id, person_no, heard.append)
            except Killed:
                pass
            if not heard:
                waiting.append((id, person_no))
                continue
            log.add(id=id.hex(), method="standin", status="OK", query=False, position=str(heard[0]),
                    case_no="", role="SYSTEM", person_no="")
    return worker.deaths
