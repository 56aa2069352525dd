#!/usr/bin/python3
"""N5: a worker goes away with open commands; the other one answers them, and nothing is done twice.

    test_takeover.py [STORY ...]        dead, frozen, late_refusal, drain, broker, poison, impatient,
                                        everything, adapter; default: all
"""
import pathlib
import re
import signal
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
import hallbus  # noqa: E402
from kills import Killer, insist, send  # noqa: E402
from lab import Lab, wait_until  # noqa: E402
from town import Town  # noqa: E402
from truth import holds  # noqa: E402

UNIT, FILE = "10000002", "enrolment.AddMember"


class Sender:
    """Filings of one unit, sent without waiting; `answers` by id as they come."""

    def __init__(self, lab, seed=1, n_brokers=1):
        self.clerk = clerks.UnitOperator(lab, None, clerks.Newcomers(seed)).login()
        self.watcher = hallbus.Hall(lab.front.split(","), lab.keys_dir, "cli")
        self.sent, self.answers, self.n_brokers = {}, {}, n_brokers
        self.log = clerks.AckLog(lab.data / "acks.jsonl")

    def send(self, n):
        for _ in range(n):
            filing = self.clerk.newcomers.filing(UNIT)
            id = hallbus.uuid7()
            self.sent[id] = filing
            self.post(id, 1)

    def post(self, id, attempt):
        socket = (id[15] + attempt) % self.n_brokers
        self.clerk.hall.send_call(FILE, self.sent[id], id=id, token=self.clerk.token, attempt=attempt,
                                  socket=socket, timeout_ms=30000)

    def take(self, timeout_ms=20):
        """Takes what has come; whether anything came."""
        message = self.clerk.hall.receive(timeout_ms)
        if message is None:
            return False
        answer = self.clerk.hall.pb.Answer.FromString(message[1][0])
        status = hallbus.status_name(answer.status)
        if answer.id in self.sent and status not in clerks.AGAIN and answer.id not in self.answers:
            self.answers[answer.id] = answer
            self.log.add(id=answer.id.hex(), method=FILE, status=status, query=False,
                         position=answer.position, case_no=answer.case_no, role="UNIT_OPERATOR",
                         person_no="")
        return True

    def open(self):
        while self.take(1):
            pass
        return [id for id in self.sent if id not in self.answers]

    def answered(self, timeout_s, what, repeat=False):
        """Waits until nothing is open; returns how long that took. repeat: as a client does that
        hears nothing for a second."""
        began, attempt = time.monotonic(), 1

        def none_open():
            nonlocal attempt
            left = self.open()
            if repeat and time.monotonic() - began > attempt:
                attempt += 1
                for id in left:
                    self.post(id, attempt)
            return not left
        wait_until(none_open, timeout_s, what)
        return time.monotonic() - began

    def held_by(self, worker):
        """Commands that a worker holds, as the broker sees it."""
        status = self.watcher.status()
        return sum(w.open for w in status.worker if w.name == worker) if status else 0

    def all_good(self):
        bad = {hallbus.status_name(a.status) for a in self.answers.values()} - {"OK"}
        assert not bad, bad
        assert len({a.case_no for a in self.answers.values()}) == len(self.sent), "a case for each"


def deliveries(lab, sender):
    """Greatest delivery of each of the sender's commands in the workers' log lines."""
    found = {}
    for line in lab.log.read_text(errors="replace").splitlines():
        match = re.search(r"event=command .* id=(\S+) .*delivery=(\d+)", line)
        if match:
            id = bytes.fromhex(match[1].replace("-", ""))
            found[id] = max(found.get(id, 0), int(match[2]))
    return {id: found.get(id, 0) for id in sender.sent}


def leave_open(sender, worker):
    """Sends until the stopped worker holds some; those of the other one are answered meanwhile."""
    sender.send(40)
    wait_until(lambda: len(sender.open()) <= sender.held_by(worker) > 0, 20,
               f"only what {worker} holds to be open")
    return len(sender.open())


def story_dead():
    with Lab(workers=2, programs="projector") as lab:
        print("given two workers, one of them with open commands")
        sender = Sender(lab)
        send(lab.pid("worker1"), signal.SIGSTOP)
        n = leave_open(sender, "worker1")
        print(f"when it is killed ({n} open)")
        lab.kill("worker1")
        took = sender.answered(8, "the other worker to answer")
        print(f"then the other one answers them within 4 s: {took:.1f} s")
        assert took < 4.5, took
        sender.all_good()
        again = [d for d in deliveries(lab, sender).values() if d > 1]
        assert len(again) >= n, f"{len(again)} of {n} say that they were delivered again"
        holds(lab, sender.log.path)


def story_frozen():
    with Lab(workers=2, programs="projector") as lab:
        print("given a worker that freezes inside a transaction, holding the lock of the log's head")
        sender = Sender(lab)
        with lab.connect() as db, db.cursor() as sql:
            sql.execute("begin; select 1 from lane_head for update")
            sender.send(30)
            wait_until(lambda: waits_for_lock(lab, "worker1"), 10, "worker1 to wait for the lock")
            send(lab.pid("worker1"), signal.SIGSTOP)
            sql.execute("commit")
        print("when it stays away for longer than the others wait, and goes on afterwards")
        took = sender.answered(20, "the other worker to answer", repeat=True)
        send(lab.pid("worker1"), signal.SIGCONT)
        print(f"then the other one did its work ({took:.1f} s), and it comes back without harm")
        sender.send(30)
        sender.answered(20, "both to answer", repeat=True)
        sender.all_good()
        wait_until(lambda: sender.held_by("worker1") == 0, 10, "worker1 to hold nothing")
        holds(lab, sender.log.path)


def waits_for_lock(lab, worker):
    return asked(lab, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                      f"application_name = '{worker}'") > 0


def story_late_refusal():
    with Lab(workers=2, programs="projector") as lab:
        print("given a case that its filer withdraws, and a worker held up before it reads the case")
        sender = Sender(lab)
        sender.send(1)
        sender.answered(20, "the filing to be answered")
        (case_no,) = {answer.case_no for answer in sender.answers.values()}
        held = "select pid, application_name from pg_stat_activity where wait_event_type = 'Lock'"
        with lab.connect() as db, db.cursor() as sql:
            sql.execute("begin; lock table case_file in access exclusive mode")
            clerk, id = sender.clerk, hallbus.uuid7()
            clerk.hall.send_call("review.WithdrawCase", {"case_no": case_no}, id=id, token=clerk.token)
            pid, worker = wait_until(lambda: first(lab, held), 10, "a worker to wait for the lock")
            for stopped in (lab.pid(worker), pid):
                send(stopped, signal.SIGSTOP)
            sql.execute("commit")
        print("when the other one withdraws it, and then the first one reads that it is withdrawn")
        assert hallbus.status_name(clerk.hall.wait_for(id, 20000).status) == "OK"
        for stopped in (pid, lab.pid(worker)):
            send(stopped, signal.SIGCONT)
        said = wait_until(lambda: (lines := verdicts(lab, id)) and len(lines) > 1 and lines, 20,
                          "the late worker to answer")
        print("then it does not say that this was refused")
        assert said == ["OK", "OK"], said
        holds(lab, sender.log.path)


def first(lab, question):
    with lab.connect() as db, db.cursor() as sql:
        sql.execute(question)
        return sql.fetchone()


def verdicts(lab, id):
    """What the workers' log lines say of a command, in their order."""
    lines = re.findall(r"event=command .* id=(\S+) .*status=(\S+)", lab.log.read_text(errors="replace"))
    return [status for found, status in lines if bytes.fromhex(found.replace("-", "")) == id]


def story_drain():
    with Lab(workers=2, programs="projector") as lab:
        print("given commands on their way to two workers")
        sender = Sender(lab)
        sender.send(200)
        print("when one is told to leave")
        lab.terminate("worker1")
        sender.answered(20, "every command to be answered")
        print("then everything taken was answered by whom it was given to, nothing was sent again")
        sender.all_good()
        assert set(deliveries(lab, sender).values()) == {1}, "somebody had to do it again"
        assert "event=worker_stopped name=worker1" in lab.log.read_text()
        holds(lab, sender.log.path)


def story_broker():
    with Lab(workers=2, brokers=2, programs="projector") as lab:
        print("given two brokers with open commands")
        sender = Sender(lab, n_brokers=2)
        sender.send(200)
        print("when one is killed")
        lab.kill("broker1")
        took = sender.answered(20, "every command to be answered", repeat=True)
        print(f"then the clients ask the other one and nothing is lost or doubled ({took:.1f} s)")
        sender.all_good()
        holds(lab, sender.log.path)


def story_poison():
    fault = ["--fault_method=review.WithdrawCase"]
    with Lab(workers=2, revive=True, programs="projector",
             extra={"worker1": fault, "worker2": fault}) as lab:
        print("given a command that kills every worker that runs it")
        sender = Sender(lab)
        sender.send(5)
        sender.answered(20, "filings to be answered")
        case_no = next(iter(sender.answers.values())).case_no
        print("when it is published")
        word = sender.clerk.ask("review.WithdrawCase", {"case_no": case_no}, patience_s=60)
        print(f"then it is set aside after a few attempts ({word.status}) and others pass")
        assert word.status == "E_PARKED", word.status
        sender.send(20)
        sender.answered(20, "other commands to be answered", repeat=True)
        sender.all_good()
        with lab.connect() as db, db.cursor() as sql:
            sql.execute("select encode(command_id, 'hex'), method from parked")
            assert sql.fetchall() == [(word.id.hex(), "review.WithdrawCase")]
        holds(lab, sender.log.path)


def story_impatient():
    with Lab(workers=2, programs="projector") as lab:
        print("given a client that hears none of its answers")
        sender = Sender(lab)
        sender.send(1)
        sender.answered(20, "the filing to be answered")
        (id, first), = sender.answers.items()
        wrong = dict(sender.sent[id], mobile="12")
        refused = hallbus.uuid7()
        print("when it asks a dozen times, for what was done and for what was refused")
        words = {again(sender, id, sender.sent[id], n) for n in range(2, 14)}
        refusals = {again(sender, refused, wrong, n) for n in range(1, 14)}
        print("then it is told the same each time; nobody takes it for a command that kills")
        assert words == {("OK", first.case_no, first.position)}, words
        assert {status for status, *_ in refusals} == {"E_MOBILE"}, refusals
        count = "select (select count(*) from parked) + (select count(*) from attempt)"
        wait_until(lambda: asked(lab, count) == 0, 5, "no attempt to be left")
        holds(lab, sender.log.path)


def asked(lab, question):
    return first(lab, question)[0]


def again(sender, id, filing, attempt):
    hall, token = sender.clerk.hall, sender.clerk.token
    hall.send_call(FILE, filing, id=id, token=token, attempt=attempt)
    answer = hall.wait_for(id, 10000)
    return hallbus.status_name(answer.status), answer.case_no, answer.position


def story_everything():
    with Lab(workers=2, revive=True, programs="projector,roster,web") as lab:
        print("given commands on their way")
        sender = Sender(lab)
        sender.send(100)
        print("when every program, PostgreSQL included, is killed at once")
        for pid in lab.pids().values():
            send(pid, signal.SIGKILL)
        took = sender.answered(20, "every command to be answered", repeat=True)
        print(f"then the hall is back without a hand in {took:.1f} s, and nothing is lost")
        assert took < 10, took
        sender.all_good()
        holds(lab, sender.log.path)


def story_adapter():
    with Town(workers=2, revive=True) as town:
        print("given a clerk at the web door whose adapter is killed again and again")
        unit, filings = town.visitor("unit02"), []
        with Killer(town.lab, 5, ["web"], pause_s=(0.1, 0.5), all_share=0) as killer:
            while len(killer.done) < 6 or len(filings) < 30:
                filings.append((hallbus.uuid7(), town.newcomer(UNIT)))
                file(unit, *filings[-1])
        print(f"when she files {len(filings)} times and asks for each again with its key")
        answers = [(file(unit, *f).facts(), file(unit, *f).facts()) for f in filings]
        print("then each filing is one case, and she is told the same each time")
        assert all(first == second for first, second in answers)
        assert len({f[0][3] for f in answers}) == len(filings)
        holds(town.lab, town.acks)


def file(unit, id, filing):
    """Until it is answered, whatever becomes of the connection."""
    def ask():
        answer = unit.surely(FILE, filing, id)
        assert answer.ok, answer
        return answer
    return insist(ask)


STORIES = {"dead": story_dead, "frozen": story_frozen,
           "late_refusal": story_late_refusal, "drain": story_drain, "broker": story_broker,
           "poison": story_poison, "impatient": story_impatient,
           "everything": story_everything, "adapter": story_adapter}

if __name__ == "__main__":
    for name in sys.argv[1:] or STORIES:
        print(f"-- {name}")
        STORIES[name]()
