#!/usr/bin/python3
"""N3, N5: two acts on one case that reach a worker in one batch: the second one is decided on what the
first one did, and what is refused leaves nothing in the log."""
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


def main():
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
