#!/usr/bin/python3
"""N3, N5: two acts on one case that reach a worker in one batch: the second one is decided on what the
first one did, and what is refused leaves nothing in the log. Long answers that do not fit into one batch are
given one by one."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
import hallbus  # noqa: E402
from lab import Lab, wait_until  # noqa: E402
from truth import holds  # noqa: E402


class Together:
    """While the block runs, the one worker waits for the head of the log; what is sent meanwhile
    comes to it in one batch."""

    def __init__(self, lab, clerk):
        self.lab, self.clerk = lab, clerk

    def __enter__(self):
        self.lock = self.lab.connect()
        self.sql = self.lock.cursor()
        self.sql.execute("begin; select 1 from lane_head for update")
        self.first = self.clerk.hall.send_call(
            "enrolment.AddMember", self.clerk.newcomers.filing(self.clerk.unit_no),
            token=self.clerk.token)
        wait_until(self.worker_waits, 10, "the worker to wait for the head of the log")

    def worker_waits(self):
        with self.lab.connect() as db, db.cursor() as sql:
            sql.execute("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
            return sql.fetchone()[0] > 0

    def __exit__(self, kind, value, traceback):
        self.sql.execute("commit")
        self.lock.close()


def heard(clerk, id, log, method):
    answer = clerk.hall.wait_for(id, 10000)
    word = clerks.Word(id, method, answer)
    log.add(id=id.hex(), method=method, status=word.status, query=False, position=word.position,
            case_no=word.case_no, role=clerk.role, person_no="")
    return word


def answers_to(clerk, ids):
    """{id: status name} of everything that was sent."""
    heard = {}

    def all_heard():
        message = clerk.hall.receive(200)
        if message:
            answer = clerk.hall.pb.Answer.FromString(message[1][0])
            heard[answer.id] = hallbus.status_name(answer.status)
        return set(ids) <= set(heard)
    wait_until(all_heard, 30, "all answers")
    return {id: heard[id] for id in ids}


def queries_share_what_memory_there_is(lab, clerk):
    """Given a worker with little memory, when more long answers are asked for at once than fit, then
    each is given alone."""
    broker = hallbus.Hall(lab.front.split(","), lab.keys_dir, "cli")
    for n in (4, 6, 8, 11, 14, 18, 24, 32, 42, 56):
        with Together(lab, clerk):
            ids = [clerk.hall.send_call("query.ListBusinesses") for _ in range(n)]
            wait_until(lambda: sum(w.open for w in broker.status().worker) >= n + 1, 10, "all to be sent")
        words = set(answers_to(clerk, ids).values())
        assert words == {"OK"}, (n, words)
    broker.close()


def little_memory():
    with Lab(workers=1, programs="projector", extra={"worker1": ["--arena_bytes=1048576"]}) as lab:
        print("given a worker with little memory, when many long answers are asked for at once")
        unit = clerks.UnitOperator(lab, None, clerks.Newcomers(2)).login()
        queries_share_what_memory_there_is(lab, unit)
        print("then each is given alone")


def main():
    little_memory()
    with Lab(workers=1, programs="projector") as lab:
        log = clerks.AckLog(lab.data / "acks.jsonl")
        unit = clerks.UnitOperator(lab, log, clerks.Newcomers(1)).login()
        reviewer = clerks.Reviewer(lab, log).login()
        print("given a filing that its reviewer has claimed")
        unit.file()
        case_no, = unit.cases
        assert reviewer.ask("review.ClaimCase", {"case_no": case_no}).good
        print("when he approves it and its filer takes it back, both at once")
        act = {"case_no": case_no}
        with Together(lab, unit):
            approval = reviewer.hall.send_call("review.ApproveCase", act, token=reviewer.token)
            withdrawal = unit.hall.send_call("review.WithdrawCase", act, token=unit.token)
            broker = hallbus.Hall(lab.front.split(","), lab.keys_dir, "cli")
            wait_until(lambda: sum(w.open for w in broker.status().worker) >= 3, 10, "all to be sent")
        words = {heard(reviewer, approval, log, "review.ApproveCase").status,
                 heard(unit, withdrawal, log, "review.WithdrawCase").status}
        print("then one of them is refused, and has no event")
        assert words == {"OK", "E_CASE_STATE"}, words
        holds(lab, log.path)


if __name__ == "__main__":
    main()
