"""standin: a worker in a page of Python, built right or wrong on purpose, and a client that repeats.

The four designs differ only in what shares a transaction and when the client hears of it:

    "together"     effect and kept answer in one transaction, then the answer    (as the hall does)
    "key second"   effect, commit, kept answer, commit, answer
    "key first"    kept answer, commit, effect, commit, answer
    "answer first" answer, then the transaction

It may be killed at every step. Its effect is one chained event that changes no row.
"""
import random

import psycopg2

import check
import clerks
import hallbus

TYPE = "enrolment.CardRequested"
DIGEST = bytes(32)


class Killed(Exception):
    """kill -9, at this very line."""


class StandIn:
    def __init__(self, db, design, seed):
        self.db_info, self.design, self.random = db, design, random.Random(f"{design} {seed}")
        self.message = None
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
        self.keep(db, id, position)
        self.step()
        db.commit()
        return position

    def key_second(self, db, id, person_no, answer):
        position = self.effect(db, id, person_no)
        db.commit()
        self.step()
        self.keep(db, id, position)
        db.commit()
        return position

    def key_first(self, db, id, person_no, answer):
        position = check.one(db, "select position + 1 from lane_head where lane = 0")[0]
        self.keep(db, id, position)
        db.commit()
        self.step()
        self.effect(db, id, person_no)
        db.commit()
        return position

    def answer_first(self, db, id, person_no, answer):
        position = self.effect(db, id, person_no)
        self.keep(db, id, position)
        answer(position)
        self.step()
        db.commit()
        return position

    def keep(self, db, id, position):
        with db.cursor() as sql:
            sql.execute("insert into kept values (%s, %s, 'unit01', '', %s, 1, 0)", (id, DIGEST, position))

    def effect(self, db, id, person_no):
        """One event at the end of the log, chained as log.proto says."""
        with db.cursor() as sql:
            sql.execute("select position, hash, suite from lane_head where lane = 0 for update")
            position, before, suite = sql.fetchone()
            sql.execute("select count, hash from subject_head where subject = %s", [person_no])
            count, subject_before = sql.fetchone() or (0, bytes(32))
            if self.message is None:
                hallbus.load_contract()
                self.message = hallbus.symbol_database.Default().GetSymbol(TYPE)
            payload = self.message(person_no=person_no).SerializeToString()
            row = [0, position + 1, 1, TYPE, 1, "unit01", person_no, count + 1, bytes(subject_before),
                   "", id, payload, bytes(before)]
            hash = check.digest(suite, check.record(row))
            sql.execute(f"insert into event ({check.EVENT}) values ({', '.join(['%s'] * 14)})",
                        row + [hash])
            sql.execute("insert into subject_head values (%s, %s, %s) on conflict (subject) do update "
                        "set count = excluded.count, hash = excluded.hash", (person_no, count + 1, hash))
            sql.execute("update lane_head set position = %s, hash = %s where lane = 0",
                        (position + 1, hash))
        return position + 1


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
            log.add(id=id.hex(), method="standin", status="OK", query=False, position=heard[0],
                    case_no="", role="SYSTEM", person_no="")
    return worker.deaths
