#!/usr/bin/python3
"""A case that keeps an act of high risk: submitted and approved through web door, command line and bus by a
code of the second factor. What a thief of a session, of a code or of a confirmation gets.

Rows: A26. Two chapters of one hall: in the second six minutes have passed."""
import base64
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
from town import Town, Visitor, tell                                              # noqa: E402

CONFIRM, KEPT = ("E_AUTH_FACTOR", "confirm"), {}
YEARS = iter(range(2031, 2090))  # no proposal stands in another's way


def said(answer):
    return answer.status, answer.reason


def code_of(town, account):
    return town.authenticator(account).next()


def proposal(town, rate):
    """New figures; which ones does not matter here, they begin years ahead."""
    figure = {"insurance": 110, "payer": 1, "group": 2, "from_period": next(YEARS) * 100 + 1, "rate": rate}
    return {"kind": "FIGURE_RELIEF", "legal_ref": "文1", "source": "官网", "reason": "试", "holes_why": "试行",
            "figure": [figure]}


def drafted(town, rate=90000):
    """A draft of the centre: a body that names it as it was read. A draft itself needs no code."""
    centre = town.visitor("centre01", "inside")
    answer = centre.do("collection.ProposeParameters", proposal(town, rate), draft=True, factor="")
    assert answer.outcome == "DRAFTED", answer
    return {"case_no": answer.case_no, "version": answer.said["caseVersion"]}


def state(town, case):
    return town.rows("select state from case_file where case_no = %s", case["case_no"])[0][0]


def refuse_all_but_a_good_code(town, visitor, method, case):
    """Without a code, by wrong ones and by a used one nothing happens; by a good one it does, once."""
    account, before = visitor.account, state(town, case)
    assert said(visitor.do(method, case, factor="")) == CONFIRM
    assert said(visitor.do(method, case, factor="no-such-code")) == ("E_AUTH_FACTOR", "wrong_factor")
    used = code_of(town, account)
    switch = {"method": "enrolment.SuspendMember", "closed": True, "notice": "维护"}
    assert visitor.do("query.SwitchBusiness", switch, factor=used).ok
    assert visitor.do(method, case, factor=used).reason in ("factor_used", "wrong_factor")
    assert state(town, case) == before
    id, code = hallbus.uuid7(), code_of(town, account)
    done = visitor.do(method, case, id=id, factor=code)
    assert done.ok, done
    assert visitor.do(method, case, id=id, factor=code).facts() == done.facts(), "the same act is told again"
    again = visitor.do(method, case, factor=code)
    assert again.status == "E_AUTH_FACTOR", ("the code opens no second act", again)
    return done


def the_web_door_asks(town):
    """A26: whoever submits and whoever approves; the case goes on by a code each."""
    case = drafted(town)
    sent = refuse_all_but_a_good_code(town, town.visitor("centre01", "inside"), "review.SubmitCase", case)
    assert sent.outcome == "IN_REVIEW", sent
    checker = town.visitor("centre02", "inside")
    assert checker.do("review.ClaimCase", {"case_no": case["case_no"]}).ok
    approved = refuse_all_but_a_good_code(town, checker, "review.ApproveCase", {"case_no": case["case_no"]})
    assert approved.reply["state"] == "CASE_APPLIED", approved


def the_command_line_asks(town):
    """A26: it reads the code from the terminal and sends the act once more."""
    case = drafted(town)
    for account, act in (("centre01", ("review", "submit-case", f"--version={case['version']}")),
                         ("centre02", ("review", "claim-case")), ("centre02", ("review", "approve-case"))):
        token = town.lab.login(account)
        act = (*act, f"--case-no={case['case_no']}")
        if "claim-case" in act:
            assert town.lab.hall(*act, token=token).returncode == 0
            continue
        before = state(town, case)
        for typed in ("", "no-such-code\n"):
            refused = town.lab.hall(*act, input=typed, check=False, token=token)
            assert refused.returncode == 1 and "E_AUTH_FACTOR" in refused.stderr, refused
        assert state(town, case) == before
        code = code_of(town, account)
        done = town.lab.hall(*act, input=f"{code}\n", check=False, token=token)
        assert done.returncode == 0, done
        used = town.lab.hall("identity", "confirm-acts", f"--act={'A' * 43}=", input=f"{code}\n", check=False,
                             token=token)
        assert used.returncode == 1 and "E_AUTH_FACTOR" in used.stderr, used
        assert state(town, case) != before


def submit(town, case, **how):
    """Over the bus, without a code. By a connection of its own: the answer to an earlier act of the same id
    may still be on its way."""
    return Visitor(town, "centre01", "bus").do("review.SubmitCase", case, factor="", **how)


def confirmed(town, account, method, body):
    """The id of an act that the account confirmed and did not send yet."""
    id = hallbus.uuid7()
    act = base64.b64encode(hallbus.confirm_digest(id, method, body)).decode()
    code = code_of(town, account)
    given = town.visitor(account, "bus").do("identity.ConfirmActs", {"code": code, "act": [act]})
    assert given.ok, given
    return id


def what_was_confirmed_is_what_was_read(town):
    """A26: a thief in another session changes the draft between asking and acting."""
    case, thief = drafted(town), town.visitor("centre01", "inside")
    id = confirmed(town, "centre01", "review.SubmitCase", case)
    changed = thief.do("collection.ProposeParameters", proposal(town, 1000), draft=True,
                       case_no=case["case_no"], factor="")
    assert changed.outcome == "DRAFTED" and changed.said["caseVersion"] != case["version"], changed
    moved = {**case, "version": changed.said["caseVersion"]}
    assert said(submit(town, case, id=id)) == ("E_VERSION", "draft_moved")
    assert said(submit(town, moved, id=id)) == CONFIRM
    code = code_of(town, "centre01")
    for factor in ("", code):  # told before a code is asked for, and before one that came along is spent
        bare = thief.do("review.SubmitCase", {"case_no": case["case_no"]}, factor=factor)
        assert (bare.status, bare.field) == ("E_REQUIRED", "version"), bare
    assert thief.do("review.SubmitCase", moved, factor=code).ok


def a_confirmation_is_for_one_act(town):
    """A26: not for another case, not for another id, and once."""
    case, other = drafted(town), drafted(town)
    id = confirmed(town, "centre01", "review.SubmitCase", case)
    assert said(submit(town, other, id=id)) == CONFIRM
    assert said(submit(town, case)) == CONFIRM
    assert said(submit(town, case, id=id, case_no=other["case_no"])) == CONFIRM
    done = submit(town, case, id=id)
    assert done.ok, done
    assert submit(town, case, id=id).facts() == done.facts()
    KEPT["case"] = other
    KEPT["id"] = confirmed(town, "centre01", "review.SubmitCase", other)


def after_five_minutes_it_is_worth_nothing(town):
    """A26: by the hall's clock; a new code opens it."""
    late = submit(town, KEPT["case"], id=KEPT["id"])
    assert said(late) == CONFIRM, late
    assert town.visitor("centre01", "inside").do("review.SubmitCase", KEPT["case"]).ok


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-risky-"))
    try:
        with Town(seed=93, data=data, programs="projector,web") as town:
            tell(town, the_web_door_asks, the_command_line_asks, what_was_confirmed_is_what_was_read,
                 a_confirmation_is_for_one_act)
        with Town(seed=94, data=data, clock_offset_s=360, programs="projector,web") as town:
            tell(town, after_five_minutes_it_is_worth_nothing)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
