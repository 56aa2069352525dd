#!/usr/bin/python3
"""What is due is done once: claims that end, drafts that expire (hall-clock).

Rows: A2, A4. Chapters of one hall, whose time is moved on while it is stopped. Of two clocks the one
that acts is killed with commands on their way; every end stands in the log exactly once, whoever was away."""
import datetime
import os
import pathlib
import pwd
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from chapters import QUICK, Hall                                                  # noqa: E402
from filing import cases, file_case, numbers                                      # noqa: E402
from town import BIN, PLAIN_UNIT, Frozen, wait_until                              # noqa: E402

METHOD = "enrolment.AddMember"
ENDED, WARNED, EXPIRED = "review.ClaimEnded", "review.CaseWarned", "review.CaseExpired"
MINUTE, DAY = 60, 86400
PIECE = 64  # rows that hall-clock reads at once
N = 80
CLAIMS = 29  # and one that is kept: a reviewer holds thirty at most


class Clock:
    """A hall-clock that the supervisor does not know."""

    def __init__(self, town, name, ahead_s=0):
        lab, self.path = town.lab, town.lab.data / f"{name}.log"
        offset_s = int(town.offset.total_seconds()) + ahead_s
        with open(self.path, "wb") as log:
            self.process = subprocess.Popen(
                [str(BIN / "hall-clock"), f"--db={re.sub('user=.*', 'user=hall_reader', lab.db)}",
                 f"--front={lab.front}", f"--keys={lab.data / 'keys.d' / 'clock'}",
                 f"--clock_offset_s={offset_s}", QUICK],
                stderr=log, preexec_fn=as_account("hall-clock"))

    def says(self, word):
        return word in self.path.read_text()

    def lines(self, event):
        """Fields of each such line of the program's log, in order."""
        found = [dict(part.split("=", 1) for part in line.split() if "=" in part)
                 for line in self.path.read_text().splitlines()]
        return [fields for fields in found if fields.get("event") == event]

    def looks_at(self, method):
        """When each look began, in seconds: pieces that follow a full one belong to the same look."""
        begun, full = [], False
        for line in self.lines("due_sent"):
            if line["method"] != method:
                continue
            if not full:
                begun.append(datetime.datetime.fromisoformat(line["time"].rstrip("Z")).timestamp())
            full = int(line["n"]) == PIECE
        return begun

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.kill()


def as_account(name):
    """A hall of root's starts each program under an account of its own."""
    def change():
        if os.geteuid() == 0:
            who = pwd.getpwnam(name)
            os.initgroups(name, who.pw_gid)
            os.setgid(who.pw_gid)
            os.setuid(who.pw_uid)
    return change


def claim(town, case_no):
    claimed = town.visitor("district01", "inside").do("review.ClaimCase", {"case_no": case_no})
    assert claimed.ok, claimed
    return case_no


def draft(town, **flags):
    kept = town.visitor("unit02").do(METHOD, flags.pop("body", None) or town.newcomer(PLAIN_UNIT),
                                     draft=True, **flags)
    assert kept.ok and kept.outcome == "DRAFTED", kept
    return kept.case_no


def ends(town, type, case_no):
    """(method, actor) of every such end of the case in the log."""
    return [(entry.method, entry.actor) for entry, _ in town.looked_up(type, case_no)]


def all_ended(town, type, wanted):
    """Each of these cases has its end once, and nothing else has one."""
    def subjects():
        with town.lab.connect() as db:
            return sorted(event.subject for _, event in logbook.find_events(db, type))
    wait_until(lambda: set(wanted) <= set(subjects()), 60, f"{type} of every case")
    assert subjects() == sorted(wanted), (len(subjects()), len(wanted))


def nothing_is_due_left(town):
    wait_until(lambda: not town.rows(
        "select 1 from case_file where claimed_until_us between 1 and %s or expires_at_us between 1 and %s",
        *[int(town.now.timestamp() * 1e6)] * 2), 60, "nothing left that is due")


def main():
    hall = Hall(pathlib.Path(tempfile.mkdtemp(prefix="hall-clock-")))
    claimed, drafts, kept = [], [], {}

    def work_begins(town):
        """A2, A4: given claimed cases and drafts, before their time nothing happens to them."""
        claimed.extend(claim(town, file_case(town)[1]) for _ in range(CLAIMS))
        drafts.extend(draft(town) for _ in range(N))
        kept["body"] = town.newcomer(PLAIN_UNIT)
        kept["draft"] = draft(town, body=kept["body"])
        kept["case"] = claim(town, file_case(town)[1])
        assert not town.looked_up(ENDED) and not town.looked_up(WARNED)

    def a_renewed_claim_and_a_touched_draft(town):
        """Given a hall without a clock, when a claim is renewed and a draft touched, they have more time."""
        town.known.clear()
        claim(town, kept["case"])
        assert draft(town, body={**kept["body"], "declared_wage_fen": "720000"},
                     case_no=kept["draft"]) == kept["draft"]

    def a_clock_that_goes_fast_is_refused_and_waits(town):
        """Given a clock 60 days ahead, when all it sends is refused, it looks less and less often, says
        each piece in one line, and every draft stays."""
        town.known.clear()
        with Clock(town, "fast", ahead_s=60 * DAY) as fast:
            wait_until(lambda: len(fast.looks_at("review.ExpireDraft")) >= 6, 60, "six looks of a fast clock")
            looks = fast.looks_at("review.ExpireDraft")
            waits = [later - earlier for earlier, later in zip(looks, looks[1:])]
            assert all(wait >= 0.1 * 2 ** n for n, wait in enumerate(waits[:5])), waits
            refused, sent = fast.lines("due_refused"), fast.lines("due_sent")
            assert len(refused) <= len(sent) and max(int(line["n"]) for line in refused) == PIECE, refused
            assert {line["status"] for line in refused if line["method"] == "review.ExpireDraft"} == {
                "E_CASE_STATE"}
        assert not town.looked_up(WARNED) and not town.looked_up(ENDED)

    def claims_end_after_a_downtime(town):
        """A4: given overdue claims and two clocks, when the one that acts is killed, each claim ends once."""
        town.known.clear()
        with Frozen(town):
            first = Clock(town, "first")
            wait_until(lambda: first.says("due_sent"), 20, "the first clock to act")
            second = Clock(town, "second")
            wait_until(lambda: second.says("clock_started"), 20, "the second clock")
            assert first.says("due_owner") and not second.says("due_owner") and not town.looked_up(ENDED)
            first.kill()  # what it sent is on its way, unanswered
            wait_until(lambda: second.says("due_sent"), 20, "the second clock to take over")
        with second:
            all_ended(town, ENDED, claimed)
            nothing_is_due_left(town)
        assert all(ends(town, ENDED, no) == [("review.EndClaim", "clock")] for no in claimed[:3])
        free = {line["caseNo"]: line["claimedBy"] for line in cases(town.visitor("district01", "inside"),
                                                                    "PENDING")}
        assert all(free[no] == "" for no in claimed) and free[kept["case"]] == "district01", free
        assert not town.looked_up(WARNED), "no draft is old enough"

    def what_comes_too_late_is_refused(town):
        """Given a renewed claim and a touched draft, when the clock's command arrives, they stay."""
        clock = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, "clock")
        for method, case_no, status in (("EndClaim", kept["case"], "E_CASE_CLAIMED"),
                                        ("EndClaim", claimed[1], "E_CASE_NOT_CLAIMED"),
                                        ("ExpireDraft", kept["draft"], "E_CASE_STATE"),
                                        ("ExpireDraft", kept["case"], "E_CASE_STATE")):
            answer, _ = clock.call(f"review.{method}", {"case_no": case_no})
            assert hallbus.status_name(answer.status) == status, (method, answer)
        # when a case whose claim ended is claimed again, that is a new claim
        claim(town, claimed[0])

    def drafts_are_warned_of_after_a_downtime(town):
        """A2: given a hall that stood still for weeks, when it starts, filers are warned once."""
        town.known.clear()
        all_ended(town, WARNED, drafts)
        nothing_is_due_left(town)
        assert ends(town, WARNED, drafts[0]) == [("review.ExpireDraft", "clock")]
        assert not town.looked_up(EXPIRED), "whoever was warned has the days of the warning"
        all_ended(town, ENDED, [*claimed, claimed[0], kept["case"]])

    def drafts_expire_after_a_downtime(town):
        """A2: given a hall that stood still again, when it starts, each untouched draft ends once."""
        town.known.clear()
        all_ended(town, EXPIRED, drafts)
        nothing_is_due_left(town)
        assert ends(town, EXPIRED, drafts[0]) == [("review.ExpireDraft", "clock")]
        assert numbers(cases(town.visitor("unit02"), "DRAFT")) == [kept["draft"]]
        all_ended(town, WARNED, [*drafts, kept["draft"]])

    def the_database_and_the_broker_go_away(town):
        """Given clocks without database or broker, when both are back, what is due is done."""
        town.known.clear()
        town.lab.kill("broker1")
        with Clock(town, "early") as early:
            wait_until(lambda: early.says("due_sent"), 20, "a clock that no broker hears")
            town.lab.kill("postgres")
            with Clock(town, "late") as late:
                wait_until(lambda: late.says("due_waits"), 20, "a clock without a database")
                town.lab.restart("postgres")
                assert not town.looked_up(EXPIRED, kept["draft"])
                town.lab.restart("broker1")
                all_ended(town, EXPIRED, [*drafts, kept["draft"]])
                assert early.process.poll() is None and late.process.poll() is None

    hall.after(0, work_begins)
    hall.after(20 * MINUTE, a_renewed_claim_and_a_touched_draft,
               a_clock_that_goes_fast_is_refused_and_waits, programs="projector,web")
    hall.after(15 * MINUTE, claims_end_after_a_downtime, what_comes_too_late_is_refused,
               programs="projector,web")
    hall.after(25 * DAY - 20 * MINUTE, drafts_are_warned_of_after_a_downtime)
    hall.after(5 * DAY, drafts_expire_after_a_downtime)
    hall.after(5 * DAY + 5 * MINUTE, the_database_and_the_broker_go_away, programs="projector,web")


if __name__ == "__main__":
    main()
