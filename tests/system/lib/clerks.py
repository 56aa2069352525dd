"""clerks: people who work with the hall over the bus and write down what they were told.

A Clerk asks until there is a last word (the same id again after "busy", "unknown", silence) and keeps
every last word in an AckLog, which check.py compares with the database. Unit operators file and
suspend, a reviewer decides; each keeps in mind what must be true and says so in `complaints` when the
hall says otherwise. Nothing here reads the database.
"""
import datetime
import hashlib
import json
import pathlib
import random
import secrets
import sys
import threading
import time

import hallbus
import logbook

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "data" / "rosters"))
import people  # noqa: E402

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
AGAIN = {"E_BUSY", "E_UNAVAILABLE", "E_CONFLICT", "E_NOT_READY", "E_DEADLINE"}
PENDING, RETURNED, REJECTED, APPLIED, WITHDRAWN = 2, 3, 4, 5, 7


class AckLog:
    """Last words, one JSON line each, safe for several threads."""

    def __init__(self, path):
        self.path, self.lock, self.n = path, threading.Lock(), 0
        self.file = open(path, "a")

    def add(self, **line):
        with self.lock:
            self.n += 1
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


class Newcomers:
    """People never seen before, by a seed; shared by several clerks."""

    def __init__(self, seed):
        self.random, self.used, self.lock = random.Random(f"people {seed}"), set(), threading.Lock()
        self.today = datetime.datetime.now(BEIJING).date()

    def filing(self, unit_no):
        """The fields of enrolment.AddMember for the next one."""
        with self.lock:
            number, birth, name, sex = people.new_person(self.random, self.today, self.used)
            mobile = "13" + "".join(self.random.choice("0123456789") for _ in range(9))
            wage = self.random.randrange(500000, 2000000)
        today = int(self.today.strftime("%Y%m%d"))
        return {"unit_no": unit_no, "document_type": 201, "document_no": number, "name": name,
                "sex": 1 if sex == "男" else 2, "ethnicity": 1,
                "birth_date": int(birth.strftime("%Y%m%d")), "mobile": mobile, "hukou_kind": 1,
                "person_class": 1, "employment_form": 2, "work_start_date": today,
                "employment_date": today, "enrol_date": today, "reason": 111, "declared_wage_fen": str(wage)}

    def month(self):
        return self.today.year * 100 + self.today.month


class Word:
    """A last word: status name, position, case_no, answer, reply, id."""

    def __init__(self, id, method, answer):
        self.id, self.answer = id, answer
        self.reply = hallbus.method_types(method)[1].FromString(answer.payload)
        self.status = hallbus.status_name(answer.status)
        self.position, self.case_no = answer.position, answer.case_no

    @property
    def good(self):
        return self.status == "OK"

    def same(self, other):
        return (self.status, self.position, self.case_no, self.answer.payload) == (
            other.status, other.position, other.case_no, other.answer.payload)


class Clerk:
    """One account at one desk. Not for several threads."""

    def __init__(self, lab, account, role, log=None, seed=0, repeat_ms=1000):
        self.account, self.role, self.log, self.repeat_ms = account, role, log, repeat_ms
        self.random = random.Random(f"{account} {seed}")
        self.hall = hallbus.Hall(lab.front.split(","), lab.keys_dir, "cli")
        self.password, self.token = lab.password, b""
        self.position, self.complaints, self.words = "", [], {}

    def close(self):
        self.hall.close()

    def login(self, patience_s=30):
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            token = secrets.token_bytes(32)
            answer, _ = self.hall.call("identity.Login", {
                "account_no": self.account, "password": self.password,
                "token_hash": _base64(hashlib.new("sm3", token).digest())}, timeout_ms=10000)
            if hallbus.status_name(answer.status) == "OK":
                self.token, self.position = token, answer.position
                return self
        raise TimeoutError(f"{self.account} cannot log in")

    def ask(self, method, payload, query=False, id=None, patience_s=120, **more):
        """Until the last word. The id stays the same all the time."""
        id = id or hallbus.uuid7()
        end = time.monotonic() + patience_s
        while True:
            answer, _ = self.hall.call(method, payload, id=id, token=self.token,
                                       repeat_ms=self.repeat_ms, timeout_ms=5000, **more)
            word = Word(id, method, answer)
            if word.status not in AGAIN:
                break
            if time.monotonic() > end:
                raise TimeoutError(f"{method} of {self.account}: {word.status} for {patience_s} s")
            if word.status != "E_DEADLINE":
                self.hall.receive(200)
        self.words[word.status] = self.words.get(word.status, 0) + 1
        self.note(method, payload, query, word)
        return word

    def note(self, method, payload, query, word):
        self.position = logbook.later(self.position, word.position)
        if self.log:
            self.log.add(id=word.id.hex(), method=method, status=word.status, query=query,
                         position=word.position, case_no=word.case_no, role=self.role,
                         person_no=payload.get("person_no", ""))

    def expect(self, holds, text):
        if not holds:
            self.complaints.append(f"{self.account}: {text}")

    def repeat(self, method, payload, word, **more):
        """What was answered once is answered so again."""
        again = self.ask(method, payload, id=word.id, **more)
        self.expect(again.same(word), f"{method} {word.id.hex()}: {word.status} {word.position} "
                                      f"became {again.status} {again.position}")


class VipOperator(Clerk):
    """Files for a unit that needs no review and knows every member's state."""

    def __init__(self, lab, log, newcomers, account="unit01", unit_no="10000001", seed=0):
        super().__init__(lab, account, "UNIT_OPERATOR", log, seed)
        self.newcomers, self.unit_no = newcomers, unit_no
        self.members = {}  # person_no: [status, filing, position of the last word]

    def turn(self):
        roll = self.random.random()
        if roll < 0.55 or not self.members:
            self.add()
        elif roll < 0.75:
            self.suspend(self.random.choice(sorted(self.members)))
        else:
            self.look(self.random.choice(sorted(self.members)))

    def add(self):
        filing = self.newcomers.filing(self.unit_no)
        word = self.ask("enrolment.AddMember", filing)
        self.expect(word.good, f"AddMember: {word.status} {word.answer.field}")
        if not word.good:
            return
        self.members[word.reply.person_no] = [1, filing, word.position]
        if self.random.random() < 0.3:
            self.repeat("enrolment.AddMember", filing, word)
        if self.random.random() < 0.1:
            twice = self.ask("enrolment.AddMember", filing)
            self.expect(twice.status == "E_DUP_ENROL", f"a member again: {twice.status}")

    def suspend(self, person_no):
        status, filing, _ = self.members[person_no]
        word = self.ask("enrolment.SuspendMember", {
            "unit_no": self.unit_no, "person_no": person_no, "name": filing["name"], "reason": 229,
            "last_period": self.newcomers.month()})
        wanted = "OK" if status == 1 else "E_NOT_ENROLLED"
        self.expect(word.status == wanted, f"SuspendMember of {person_no}: {word.status} "
                                           f"{word.answer.field}, not {wanted}")
        if word.good:
            self.members[person_no] = [2, filing, word.position]

    def look(self, person_no):
        """A query with a least position shows one's own act, whoever answers it from wherever."""
        status, _, position = self.members[person_no]
        word = self.ask("query.ListEnrolments", {"person_no": person_no}, query=True,
                        least_position=position)
        shown = {e.status for e in word.reply.enrolment} if word.good else set()
        self.expect(shown == {status}, f"{person_no} is {status}, shown {shown} {word.status}")
        self.expect(logbook.reached(word.position, position), f"shown {word.position}, asked {position}")


class UnitOperator(Clerk):
    """Files for a unit whose filings are reviewed; corrects or withdraws some."""

    def __init__(self, lab, log, newcomers, account="unit02", unit_no="10000002", seed=0):
        super().__init__(lab, account, "UNIT_OPERATOR", log, seed)
        self.newcomers, self.unit_no, self.cases = newcomers, unit_no, {}

    def turn(self):
        roll = self.random.random()
        if roll < 0.6 or not self.cases:
            self.file()
        elif roll < 0.8:
            self.look(self.random.choice(sorted(self.cases)))
        else:
            self.withdraw(self.random.choice(sorted(self.cases)))

    def file(self):
        filing = self.newcomers.filing(self.unit_no)
        word = self.ask("enrolment.AddMember", filing)
        self.expect(word.good and word.case_no, f"filing: {word.status} {word.answer.field}")
        if word.good:
            self.cases[word.case_no] = filing
            if self.random.random() < 0.3:
                self.repeat("enrolment.AddMember", filing, word)

    def look(self, case_no):
        word = self.ask("query.GetCase", {"case_no": case_no}, query=True,
                        least_position=self.position)
        self.expect(word.good, f"GetCase {case_no}: {word.status}")
        if word.good and word.reply.line.state == RETURNED:
            filing = dict(self.cases[case_no], declared_wage_fen="700000")
            again = self.ask("enrolment.AddMember", filing, case_no=case_no)
            self.expect(again.status in ("OK", "E_CASE_STATE"), f"correction: {again.status}")

    def withdraw(self, case_no):
        word = self.ask("review.WithdrawCase", {"case_no": case_no})
        self.expect(word.status in ("OK", "E_CASE_STATE"), f"WithdrawCase: {word.status}")
        if word.good:
            del self.cases[case_no]
            self.repeat("review.WithdrawCase", {"case_no": case_no}, word)


class Reviewer(Clerk):
    """Claims the oldest pending cases of the district and decides them one way or the other."""

    def __init__(self, lab, log, account="district01", seed=0):
        super().__init__(lab, account, "DISTRICT_OPERATOR", log, seed)
        self.decided = {}

    def turn(self):
        word = self.ask("query.ListCases", {"state": PENDING, "limit": 20}, query=True)
        self.expect(word.good, f"ListCases: {word.status}")
        for line in (word.reply.item if word.good else [])[:3]:
            self.review(line.case_no)
        if not word.good or not word.reply.item:
            self.hall.receive(100)

    def review(self, case_no):
        claimed = self.ask("review.ClaimCase", {"case_no": case_no})
        if not claimed.good:
            self.expect(claimed.status in ("E_CASE_STATE", "E_CASE_CLAIMED"),
                        f"ClaimCase: {claimed.status}")
            return
        method, state = self.random.choice([("ApproveCase", APPLIED)] * 4 + [
            ("ReturnCase", RETURNED), ("RejectCase", REJECTED)])
        payload = {"case_no": case_no}
        if method != "ApproveCase":
            payload["reason"] = "材料不清楚"
        word = self.ask(f"review.{method}", payload)
        self.expect(word.status in ("OK", "E_CASE_STATE"), f"{method}: {word.status}")
        if word.good:
            self.decided[case_no] = state
            self.repeat(f"review.{method}", payload, word)


class Desk(threading.Thread):
    """Lets a clerk work until told to stop; an error of the test kit is a complaint, too."""

    def __init__(self, clerk):
        super().__init__(daemon=True)
        self.clerk, self.ending, self.turns = clerk, threading.Event(), 0

    def run(self):
        try:
            while not self.ending.is_set():
                self.clerk.turn()
                self.turns += 1
        except Exception as error:  # noqa: BLE001: told at the end, not lost with the thread
            self.clerk.complaints.append(f"{self.clerk.account}: {type(error).__name__} {error}")


def work(clerks):
    """Starts a desk per clerk; returns a function that ends all of them and tells the complaints."""
    desks = [Desk(clerk) for clerk in clerks]
    for desk in desks:
        desk.start()

    def end():
        for desk in desks:
            desk.ending.set()
        for desk in desks:
            desk.join(180)
            if desk.is_alive():
                desk.clerk.complaints.append(f"{desk.clerk.account} waits for an answer")
        return [c for clerk in clerks for c in clerk.complaints]
    return end


def _base64(data):
    import base64
    return base64.b64encode(data).decode()
