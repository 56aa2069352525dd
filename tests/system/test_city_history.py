#!/usr/bin/python3
"""A hall that has years of cases behind it: they are those that the workers would have made, and its people
go on with them."""
import collections
import datetime
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import logbook                              # noqa: E402
from town import Town, tell                 # noqa: E402

VERIFIER = pathlib.Path(__file__).resolve().parents[1] / "verifier" / "verify_log.py"
STATES = {2: "pending", 4: "rejected", 5: "applied", 7: "withdrawn", 9: "expired"}
OPERATOR, UNIT, OFFICE = "op10000002", "10000002", "office420106-1"


def cases(town):
    return town.rows("select case_no, method, state, filer, decided_by from case_file order by 1")


def cases_ended_in_every_way(town):
    """Cases of years were drafted, submitted, claimed and decided by accounts of the district."""
    kept = cases(town)
    seen = collections.Counter(STATES.get(state, state) for _, _, state, *_ in kept)
    assert kept[0][0] < town.today.strftime("%Y") and set(STATES.values()) <= set(seen), seen
    methods = {method for _, method, *_ in kept if method.startswith("enrolment.")}
    assert methods == {"enrolment.AddMember", "enrolment.SuspendMember", "enrolment.ResumeMember"}, methods
    with town.lab.connect() as db:
        entries = logbook.entries(db)
    steps = collections.Counter(entry.method for entry in entries if entry.actor.startswith(("op", "office")))
    for method in ("ClaimCase", "ApproveCase", "ReturnCase", "RejectCase", "SubmitCase", "WithdrawCase"):
        assert steps["review." + method], (method, steps)
    decided = [(filer, by) for _, _, state, filer, by in kept if state == 4]
    assert all(f.startswith("op") and by.startswith("office") for f, by in decided), decided


def files_were_handed_in(town):
    """Large units filed by rosters; every row has its result, some failed, and the unit reads them."""
    sums = town.rows("select unit_no, n_rows, n_applied + n_in_review + n_failed, n_failed, n_refused "
                     "from roster where state = 3 and not open")
    assert sums and all(rows == settled for _, rows, settled, *_ in sums), sums
    assert sum(failed for *_, failed, _ in sums) and sum(refused for *_, refused in sums), sums
    assert town.rows("select count(*) from roster")[0][0] == len(sums), "none is open"
    unit_no = max(sums, key=lambda one: one[3])[0]
    clerk = town.visitor("op" + unit_no)
    listed = clerk.do("roster.ListRosters", {"unit_no": unit_no}).reply["roster"]
    some = next(r for r in listed if int(r["nFailed"]))
    rows = clerk.do("roster.ListRows", {"roster_no": some["rosterNo"]}).reply["row"]
    assert len(rows) == int(some["nRows"]) and any(r["state"] == "ROW_FAILED" for r in rows), rows
    case_no = next(r["caseNo"] for r in rows if r["state"] != "ROW_FAILED")
    assert clerk.do("query.GetCase", {"case_no": case_no}).ok


def who_pays_alone_was_filed_for(town):
    """Communities paused and resumed for some of those who pay alone; the system decided."""
    alone = town.rows("select method, state, unit_no from case_file where filer ~ '^street'")
    ended = collections.Counter((method, state) for method, state, _ in alone)
    assert ended["enrolment.SuspendMember", 5] and ended["enrolment.ResumeMember", 5], ended
    assert all(unit_no == "" for *_, unit_no in alone), alone


def nothing_of_it_is_due(town):
    """The clock finds nothing that should have ended long ago: no claim, no draft."""
    begun = int((town.now - datetime.timedelta(days=5)).timestamp()) * 1000000  # what ends since, it ends
    late = town.rows("select case_no from case_file where claimed_until_us between 1 and %s or "
                     "expires_at_us between 1 and %s", begun, begun)
    assert not late, late


def an_auditor_proves_it(town):
    """The exported log is proved by a program that knows the format only."""
    file = town.lab.data / "log.hall"
    town.lab.hall("log", "export", file)
    proof = subprocess.run([sys.executable, str(VERIFIER), str(file)], text=True, capture_output=True)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    town.lab.hall("log", "verify")


def a_clerk_goes_on(town):
    """The unit's operator sees its cases and members, and files for one of them."""
    clerk = town.visitor(OPERATOR)
    listed = clerk.do("query.ListCases", {"limit": 100}).reply["item"]
    assert len(listed) > 10 and all(c["unitNo"] == UNIT for c in listed), listed
    members = clerk.do("query.ListMembers", {"unit_no": UNIT, "status": 1, "limit": 100}).reply["member"]
    assert len(members) > 5, members
    someone = clerk.do("query.RevealPerson", {"person_no": members[0]["personNo"]}, purpose="08").reply
    answer = clerk.do("enrolment.SuspendMember", {
        "unit_no": UNIT, "person_no": someone["personNo"], "name": someone["name"], "reason": 229,
        "last_period": town.month()})
    assert answer.ok and answer.outcome == "IN_REVIEW", answer
    officer = town.visitor(OFFICE, "inside")
    for act in ("review.ClaimCase", "review.ApproveCase"):
        done = officer.do(act, {"case_no": answer.case_no})
        assert done.ok, done


def main():
    with Town(persons=900, history=4, programs="projector,web") as town:
        tell(town, cases_ended_in_every_way, files_were_handed_in, who_pays_alone_was_filed_for,
             nothing_of_it_is_due, an_auditor_proves_it, a_clerk_goes_on)


if __name__ == "__main__":
    main()
