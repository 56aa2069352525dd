#!/usr/bin/python3
"""Approval in bulk (docs/rules 6.10), through real doors: one order of a reviewer, a decision of its own for
each case, in the hall and not in the page.

Row: A29. The order is checked where it is given and again at each case; what is foreign, replaced, the
reviewer's own, somebody else's or risky is refused alone."""
import collections
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from filing import decide, file_case                                              # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, Visitor, at_once, tell, wait_until   # noqa: E402

METHOD = "enrolment.AddMember"
ALL_FIVE = dict.fromkeys(("pension", "medical", "unemployment", "injury", "maternity"), 1)
WAITS_FOR = {"unit_is_vip", "vip_for_90_days", "graded_within_year"}
MANY = int(os.environ.get("HALL_CASES", "500"))


def filed(town, n, account="unit02", unit_no=PLAIN_UNIT, **change):
    """So many cases that wait, without a warning: [case number ...]"""
    return [file_case(town, account, unit_no, **{**ALL_FIVE, **change})[1] for _ in range(n)]


def opened(reviewer, *case_nos):
    """The reviewer opens them: what he would choose."""
    shown = [reviewer.do("query.GetCase", {"case_no": case_no}) for case_no in case_nos]
    assert all(answer.ok for answer in shown), shown
    return case_nos


def chosen(*case_nos, submission=1):
    return [{"of_case": case_no, "submission": submission} for case_no in case_nos]


def order(reviewer, *items, method=METHOD, **how):
    return reviewer.do("review.StartBulk", {"method": method, "chosen": list(items)}, **how)


def run_of(visitor, bulk_no, **more):
    answer = visitor.do("review.GetBulk", {"bulk_no": bulk_no, "limit": 1000, **more})
    assert answer.ok, answer
    return answer.reply


def over(visitor, bulk_no, timeout_s=120):
    """The run when it has ended; at every look its counts add up."""
    def ended():
        line = run_of(visitor, bulk_no)["line"]
        counted = [int(line[name]) for name in ("nApproved", "nFailed", "nRefused", "nWaiting")]
        assert sum(counted) == int(line["nCases"]), line
        return None if line["open"] else run_of(visitor, bulk_no)
    return wait_until(ended, timeout_s, "the run to end")


def results(run):
    """{case number: (state, code, reason)}"""
    return {i["ofCase"]: (i["state"], i["status"], i["reason"]) for i in run["item"]}


def approvals(town, bulk_no):
    """{case number: [entry ...]} of every approval by this run, from the log."""
    found = collections.defaultdict(list)
    for entry, event in town.looked_up("review.CaseBulkApproved"):
        content = logbook.content(event)
        if content.bulk_no == bulk_no:
            found[content.case_no].append(entry)
    return found


def five_hundred(town):
    """A29 (check): 500 cases give 500 decisions, each explainable; after kills in between none is double."""
    reviewer, watcher = town.visitor("district01", "inside"), town.visitor("admin01", "inside")
    all_cases = filed(town, MANY)
    first = opened(reviewer, *all_cases[:10])
    # when it is tried: nothing changes, and each is told why it would be taken
    began = time.monotonic()
    tried = order(reviewer, *chosen(*all_cases), dry_run=True)
    print(f"   {MANY} cases looked at in {time.monotonic() - began:.2f} s", flush=True)
    assert tried.ok and tried.outcome == "WOULD_APPLY", tried
    basis = collections.Counter(i["basis"] for i in tried.reply["item"])
    assert basis == {"BASIS_OPENED": 10, "BASIS_ALIKE": MANY - 10}, basis
    assert not town.rows("select from bulk_run")
    # when it is ordered, the page closed, and agent and worker are killed in the middle
    began = time.monotonic()
    leaves = Visitor(town, "district01", "inside")
    started = order(leaves, *chosen(*all_cases))
    assert started.ok and started.reply["line"]["nWaiting"] == str(MANY), started
    bulk_no = started.reply["line"]["bulkNo"]
    assert leaves.logout().ok
    for victim in ("bulk", "worker1", "bulk"):
        at = int(run_of(watcher, bulk_no)["line"]["nApproved"])
        wait_until(lambda: int(run_of(watcher, bulk_no)["line"]["nApproved"]) > min(at + 20, MANY - 1), 60,
                   "some approvals")
        town.lab.kill(victim)
        town.lab.restart(victim)
    run = over(watcher, bulk_no)
    took = time.monotonic() - began
    print(f"   {MANY} approved in {took:.1f} s, three kills within", flush=True)
    assert run["line"]["nApproved"] == str(MANY), run["line"]
    # then each has one decision of its own, the reviewer's, in an entry of its own
    found = approvals(town, bulk_no)
    assert sorted(found) == sorted(all_cases) and all(len(entries) == 1 for entries in found.values())
    positions = {entries[0].position for entries in found.values()}
    assert len(positions) == MANY
    assert {entries[0].actor for entries in found.values()} == {"district01"}
    assert {(e[0].method, e[0].channel) for e in found.values()} == {("review.ApproveInBulk", "bulk")}
    assert all("review.CaseApplied" in e[0].types for e in found.values())
    rows = town.rows("select state, decided_by, count(*) from case_file where case_no = any(%s) "
                     "group by 1, 2", all_cases)
    assert rows == [(5, "district01", MANY)], rows
    # and each explains itself, to the reviewer's side and to the filer's
    unit = town.visitor("unit02")
    for case_no in all_cases:
        answer = reviewer.do("query.GetCase", {"case_no": case_no})
        assert answer.ok, answer
        shown = answer.reply
        step = next(s for s in shown["step"] if s["what"] == "bulk_approved")
        assert (step["actor"], step["bulkNo"]) == ("district01", bulk_no), step
        assert shown["step"][-1]["what"] == "applied", shown["step"]
        assert {r["rule"] for r in shown["waitsFor"]} == WAITS_FOR, shown["waitsFor"]
        was_opened = case_no in first
        assert step["basis"] == ("BASIS_OPENED" if was_opened else "BASIS_ALIKE"), step
        assert (step["likeCase"] in first) != was_opened, step
    seen = unit.do("query.GetCase", {"case_no": all_cases[-1]}).reply
    assert any(s["what"] == "bulk_approved" for s in seen["step"]), seen["step"]
    told = reviewer.do("notification.ListMessages", {"limit": 20}).reply["message"]
    assert any(m["about"] == bulk_no for m in told), told
    # when the same is ordered again: harmless
    again = order(reviewer, *chosen(*all_cases))
    assert again.ok and not again.reply["line"]["open"], again
    assert {i["status"] for i in again.reply["item"]} == {"E_CASE_STATE"}
    assert rows == town.rows("select state, decided_by, count(*) from case_file where case_no = any(%s) "
                             "group by 1, 2", all_cases)


def each_alone(town):
    """A29 (check): what is foreign, replaced, one's own, another's, unlike or not opened is refused alone."""
    reviewer, other = town.visitor("district01", "inside"), town.visitor("admin01", "inside")
    unit = town.visitor("unit02")
    (good, alike), unlike = filed(town, 2), filed(town, 1, reason=131)[0]
    warned = filed(town, 1, **dict.fromkeys(ALL_FIVE, 0))[0]
    foreign = filed(town, 1, "unit03", OTHER_UNIT)[0]
    long_ago = town.month(-3) * 100 + 1
    backdated = filed(town, 1, employment_date=long_ago, work_start_date=long_ago)[0]
    replaced, decided, taken = filed(town, 3)
    own = reviewer.do(METHOD, {**town.newcomer(PLAIN_UNIT), **ALL_FIVE})
    assert own.ok and own.outcome == "IN_REVIEW", own
    unseen = filed(town, 1, employment_form=1)[0]
    opened(reviewer, good, replaced, decided, taken, backdated, own.case_no)
    # when others act meanwhile; two are enrolled elsewhere, so that their filings no longer hold
    (lost, no_longer), (gone, like_no_more) = file_case(town, **ALL_FIVE), file_case(town, **ALL_FIVE)
    opened(reviewer, no_longer)
    for person in (lost, gone):
        assert town.visitor("unit01").do(METHOD, {**person, "unit_no": VIP_UNIT}).outcome == "APPLIED"
    assert decide(town, decided, "Approve", "admin01").ok
    assert other.do("review.ClaimCase", {"case_no": taken}).ok
    decide(town, replaced, "Return", reason="请改正")
    filing = {**town.newcomer(PLAIN_UNIT), **ALL_FIVE}
    kept = {f["field"]: f["raw"] for f in unit.do("query.GetCase", {"case_no": replaced}).reply["content"]}
    filing.update(document_no=kept["document_no"], name=kept["name"], sex=int(kept["sex"]))
    back = unit.do(METHOD, filing, case_no=replaced)
    assert back.ok and back.outcome == "IN_REVIEW" and back.case_no == replaced, back
    nobodys = foreign[:8] + "9999999" + foreign[15:18]
    nobodys += next(c for c in "0123456789" if c != foreign[18])
    started = order(reviewer, *chosen(good, alike, unlike, warned, foreign, nobodys, replaced, decided, taken,
                                      backdated, own.case_no, unseen, like_no_more))
    assert started.ok, started
    run = over(reviewer, started.reply["line"]["bulkNo"])
    found = results(run)
    assert found[good][0] == found[alike][0] == "BULK_APPROVED", found
    wanted = {like_no_more: ("E_BULK", "bulk_differs"), unlike: ("E_BULK", "bulk_not_opened"),
              warned: ("E_BULK", "bulk_not_opened"),
              foreign: ("E_NOT_FOUND", ""), nobodys: ("E_NOT_FOUND", ""), replaced: ("E_VERSION", ""),
              decided: ("E_CASE_STATE", ""), taken: ("E_CASE_CLAIMED", ""),
              backdated: ("E_BULK", "bulk_risk"),
              own.case_no: ("E_MAKER_CHECKER", ""), unseen: ("E_BULK", "bulk_not_opened")}
    for case_no, (code, reason) in wanted.items():
        assert found[case_no] == ("BULK_REFUSED", code, reason), (case_no, found[case_no], code, reason)
    assert town.rows("select count(*) from case_file where case_no = any(%s) and state = 2",
                     [c for c in wanted if c not in (decided, nobodys)]) == [(len(wanted) - 2,)]
    # then what was opened and no longer holds ends as by a single approval, and takes with it what is like it
    also = filed(town, 1)[0]
    started = order(reviewer, *chosen(no_longer, also))
    run = results(over(reviewer, started.reply["line"]["bulkNo"]))
    shown = reviewer.do("query.GetCase", {"case_no": no_longer}).reply
    assert run[no_longer] == ("BULK_FAILED", shown["failure"], "") and shown["failure"] != "OK", run
    steps = [s["what"] for s in shown["step"]]
    assert steps[-3:] == ["bulk_approved", "decided", "apply_failed"], steps
    assert run[also] == ("BULK_REFUSED", "E_BULK", "bulk_like"), run
    # and a look at the new submission opens it, the one before did not
    started = order(reviewer, *chosen(replaced, submission=2))
    assert started.reply["item"][0]["reason"] == "bulk_not_opened", started
    opened(reviewer, replaced)
    started = order(reviewer, *chosen(replaced, submission=2))
    assert over(reviewer, started.reply["line"]["bulkNo"])["line"]["nApproved"] == "1"


def one_at_a_time(town):
    """A29: a reviewer has one run; of two orders at one moment one is taken; the administrator sees it."""
    reviewer = town.visitor("district01", "inside")
    some = opened(reviewer, *filed(town, 4))
    town.lab.kill("bulk")
    two = at_once(*[lambda part=part: order(town.visitor("district01", "inside"), *chosen(*part))
                    for part in (some[:2], some[2:])])
    assert sorted(a.status for a in two) == ["E_BULK_OPEN", "OK"], two
    bulk_no = next(a for a in two if a.ok).reply["line"]["bulkNo"]
    assert order(reviewer, *chosen(*some)).status == "E_BULK_OPEN"
    listed = [r["bulkNo"] for r in reviewer.do("review.ListBulks").reply["run"]]
    assert bulk_no in listed
    seen = town.visitor("admin01", "inside").do("review.ListBulks").reply["run"]
    assert bulk_no in [r["bulkNo"] for r in seen]
    stranger = town.visitor("district02", "inside")
    assert not stranger.do("review.ListBulks").reply["run"]
    nobodys = bulk_no[:8] + "9999999" + bulk_no[15:]
    said = [stranger.do("review.GetBulk", {"bulk_no": no}) for no in (bulk_no, nobodys)]
    assert said[0].status == "E_FORBIDDEN" and said[0].facts() == said[1].facts(), said
    town.lab.restart("bulk")
    assert over(reviewer, bulk_no)["line"]["nApproved"] == "2"


def the_key_of_an_agent(town):
    """A29: with the key of the agent nothing is approved but what a reviewer ordered, as his decision."""
    reviewer = town.visitor("district01", "inside")
    ordered, spare = opened(reviewer, *filed(town, 2))
    town.lab.kill("bulk")
    bulk_no = order(reviewer, *chosen(ordered)).reply["line"]["bulkNo"]
    thief = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, "bulk")

    def approve(case_no, account, peer=thief, method="review.ApproveInBulk", **more):
        body = {"case_no": case_no, **({"bulk_no": bulk_no} if method.endswith("Bulk") else {})}
        return peer.call(method, body, acting_for=account, **more)[0]
    for case_no, account, code in ((spare, "district01", "E_NOT_FOUND"), (ordered, "admin01", "E_NOT_FOUND"),
                                   (ordered, "district02", "E_FORBIDDEN"), (ordered, "unit02", "E_FORBIDDEN"),
                                   (ordered, "nobody-there", "E_TOKEN"), (ordered, "", "E_ORIGIN")):
        answer = approve(case_no, account)
        assert hallbus.status_name(answer.status) == code, (case_no, account, code, answer)
    alone = approve(ordered, "district01", method="review.ApproveCase")
    assert hallbus.status_name(alone.status) == "E_ORIGIN", alone
    for name in ("cli", "web", "worker1"):
        peer = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, name)
        assert hallbus.status_name(approve(ordered, "district01", peer).status) == "E_ORIGIN", name
    code, _, _ = reviewer.raw("POST", "/api/v1/review/approve-in-bulk", data=b"{}")
    assert code == 404, code
    assert town.rows("select state from case_file where case_no = any(%s)", [ordered, spare]) == [(2,), (2,)]
    town.lab.restart("bulk")
    assert over(reviewer, bulk_no)["line"]["nApproved"] == "1"
    answer = approve(ordered, "district01")
    assert hallbus.status_name(answer.status) in ("E_CASE_STATE", "OK"), answer
    assert len(approvals(town, bulk_no)[ordered]) == 1


def disabled_half_way(town):
    """A29 (check): his account is disabled half-way: what was decided is told so, the rest is refused."""
    reviewer, admin = town.visitor("district01", "inside"), town.visitor("admin01", "inside")
    all_cases = opened(reviewer, *filed(town, 30))
    # given an agent that was killed after ten approvals of which nothing is recorded
    town.lab.kill("bulk")
    bulk_no = order(reviewer, *chosen(*all_cases)).reply["line"]["bulkNo"]
    agent = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, "bulk")
    for case_no in all_cases[:10]:
        body = {"case_no": case_no, "bulk_no": bulk_no}
        assert agent.call("review.ApproveInBulk", body, acting_for="district01")[0].status == 0
    # when the account is disabled before it runs again
    disabled = admin.do("identity.DisableAccount", {"account_no": "district01", "reason": "停用"})
    assert disabled.ok, disabled
    town.lab.restart("bulk")
    run = over(admin, bulk_no)
    found = approvals(town, bulk_no)
    assert set(found) == set(all_cases[:10]) and all(len(entries) == 1 for entries in found.values())
    for case_no, result in results(run).items():
        refused = ("BULK_REFUSED", "E_TOKEN", "acting_account_ended")
        assert result == (("BULK_APPROVED", "OK", "") if case_no in found else refused), (case_no, result)
    end = logbook.place(disabled.position)[1]
    assert all(entries[0].position < end for entries in found.values())
    assert town.rows("select count(*) from case_file where case_no = any(%s) and state = 2",
                     list(all_cases[10:])) == [(20,)]
    assert admin.do("identity.EnableAccount", {"account_no": "district01", "reason": "恢复"}).ok


def main():
    with Town(seed=29, programs="projector,bulk,web") as town:
        tell(town, five_hundred, each_alone, one_at_a_time, the_key_of_an_agent, disabled_half_way)
        town.settle()


if __name__ == "__main__":
    main()
