#!/usr/bin/python3
"""The second factor at the login, as the city's figures demand it of operators: every door asks for it after
the password; who has none may bind one and do nothing else; an agency chooses its unit without a second code;
the centre changes the figures.

Rows: A26, S60. Two chapters of one hall: in the second six minutes have passed."""
import json
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
from browser import Browser                                                       # noqa: E402
from factor import SECRET, STEP_S, Authenticator, code_at                         # noqa: E402
from filing import propose                                                        # noqa: E402
from test_rights import body_for                                                  # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell                        # noqa: E402

OWN, KEPT = "Jianghan-7-Road", {}
# All that a login without its factor may do: its own sessions, its password, its factor.
OPEN = {"identity.SetFactor", "identity.WhoAmI", "identity.ShowSession", "identity.ListSessions",
        "identity.EndSession", "identity.EndOtherSessions", "identity.ExtendSession", "identity.Logout",
        "identity.ChangePassword", "identity.AskPasswordCode"}


def said(answer):
    return answer.status, answer.reason


def login(town, account, password=None, door="outside", **more):
    body = {"account_no": account, "password": password or town.lab.password, **more}
    return Visitor(town, None, door).do("identity.Login", body)


def made(town, **place):
    """The name of a new account with a password of its own and no authenticator yet."""
    person, role = town.newcomer(), place.pop("role", None)
    name = f"late{len(town.authenticators)}x"
    body = {"login_name": name, "document_type": 201, "document_no": person["document_no"],
            "name": person["name"], **place}
    method = "identity.CreateAccount" if role else "identity.CreateUnitOperator"
    answer = town.visitor("admin01", "inside").do(method, {**body, "role": role} if role else body)
    assert answer.ok, answer
    town.authenticators[name] = Authenticator("ABCDEFGHIJKLMNOP", [])
    town.begin(name, OWN)
    return name


def bind(town, visitor):
    codes = town.authenticators[visitor.account]
    spare = codes.recovery = [f"spare-{visitor.account}-{i}" for i in range(9)]
    return visitor.do("identity.SetFactor", {"present": OWN, "secret": codes.secret, "code": codes.next(),
                                             "recovery_code": spare})


def every_door_asks_after_the_password(town):
    """A26: with the password alone nothing is opened and nothing is told to who does not know it."""
    hallbus.load_contract()
    codes = town.authenticator("district01")
    for door in ("outside", "inside"):
        assert said(login(town, "district01", door=door)) == ("E_AUTH_FACTOR", "confirm"), door
        assert login(town, "district01", "wrong", door=door).status == "E_LOGIN", door
        wrong = login(town, "district01", "wrong", door=door, factor="hall-demo-60")
        assert wrong.status == "E_LOGIN", "the code was not looked at"
        assert login(town, "district01", door=door, factor=codes.next()).ok, door
    assert Visitor(town, "district01", "bus").role == "DISTRICT_OPERATOR"
    command = ("login", "district01", "--password-file=-", "--show-token")
    bare = town.lab.hall(*command, input=town.lab.password, check=False)
    assert bare.returncode == 1 and "E_AUTH_FACTOR" in bare.stderr and not bare.stdout, bare
    typed = f"{town.lab.password}\n{codes.next()}\n"
    token = town.lab.hall(*command, input=typed).stdout.strip()
    assert "district01" in town.lab.hall("identity", "show-session", token=token).stdout
    used = town.lab.hall(*command, input=typed, check=False)
    assert used.returncode == 1 and "E_AUTH_FACTOR" in used.stderr, used


def a_code_opens_one_login(town):
    """A26: wrong, used and guessed codes open none; the page is told what to do."""
    code = town.authenticator("unit01").next()
    assert said(login(town, "unit01", factor="000000"))[1] in ("wrong_factor", "factor_clock")
    assert login(town, "unit01", factor=code).ok
    again = login(town, "unit01", factor=code)
    assert again.status == "E_AUTH_FACTOR" and again.reason in ("factor_used", "wrong_factor"), again
    refused = login(town, "unit01")
    assert refused.http == 403 and refused.field == "factor" and refused.said["next"], refused.said
    told = [login(town, "unit01", factor="no-such-code").reason for _ in range(12)]
    assert told[-1] == "factor_spent", told


def a_person_chooses(town):
    """A26: an insured person logs in by the password, and with a code where he asked for that."""
    assert login(town, "person01").ok
    visitor, codes = town.visitor("person01"), town.authenticator("person01")
    bind = {"present": town.lab.password, "secret": codes.secret, "code": codes.next(), "at_login": True,
            "recovery_code": ["spare-of-mine-1"], "former_code": codes.recovery.pop()}
    assert visitor.do("identity.SetFactor", bind).ok
    assert said(login(town, "person01")) == ("E_AUTH_FACTOR", "confirm")
    assert login(town, "person01", factor="spare-of-mine-1").ok


def who_has_none_may_bind_one_and_nothing_else(town):
    """A26: every method of both doors is tried with such a login, and the feed."""
    name = made(town, role="DISTRICT_OPERATOR")
    barred = Visitor(town, name, "inside", OWN)
    assert barred.needs_factor
    walked = {door: every_method_is_closed(town, Visitor(town, name, door, OWN))
              for door in ("inside", "outside")}
    assert min(walked.values()) > 40, walked
    assert barred.do("identity.EndOtherSessions").ok
    me = barred.do("identity.WhoAmI").reply
    assert me["needsFactor"] and not me["hasFactor"], me
    code, _, raw = barred.raw("GET", "/api/v1/feed?topics=cases", {"Accept": "text/event-stream"})
    assert code == 403 and json.loads(raw)["code"] == "E_FACTOR_UNSET", raw
    refused = barred.do("query.CountCases", {}).said
    assert refused["href"] == "/factor" and refused["gate"]["kind"] == "SESSION", refused
    assert len(barred.do("identity.ListSessions").reply["session"]) == 1
    set_now = bind(town, barred)
    assert set_now.ok and set_now.reply["loginAgain"], set_now
    assert barred.do("identity.ShowSession").status == "E_TOKEN", "it ended with the binding"
    assert said(login(town, name, OWN, "inside")) == ("E_AUTH_FACTOR", "confirm")
    free = Visitor(town, name, "inside", OWN)
    assert not free.needs_factor and free.do("query.CountCases", {}).ok
    me = free.do("identity.WhoAmI").reply
    assert int(me["factorAtUs"]) and not me["needsFactor"], me
    assert [int(s["factorAtUs"]) > 0 for s in free.do("identity.ListSessions").reply["session"]] == [True]


# Asked without a login as well, so that a login adds nothing; or by one of the old system only.
FOR_EVERYBODY = {"access.UseShare", "identity.OpenOldQuery", "identity.Login", "identity.AskActivationCode",
                 "identity.ActivatePerson", "identity.ActivateByCard", "query.ShowOldRecord"}


def every_method_is_closed(town, barred):
    """Tries each of the contract; how many came past the door, which knows not all and looks at the form."""
    target = {"unit_no": VIP_UNIT, "person_no": "1000000169", "basis_no": "2026111000000010169",
              "case_no": "2026111000000010169", "roster_no": "2026111000000010169", "name": "王芳",
              "document_no": town.newcomer()["document_no"], "account_no": "unit01", "key_no": "1" * 19}
    n = 0
    for method, input_type in hallbus.methods():
        if method in OPEN | FOR_EVERYBODY:
            continue
        answer = barred.do(method, body_for(town, input_type, target), factor="")
        stopped = answer.http == 404 or answer.status in ("E_ORIGIN", "E_FORM", "E_REQUIRED", "E_NO_TRIAL")
        assert (answer.status == "E_FACTOR_UNSET" or stopped) and not answer.reply, (method, answer)
        n += not stopped
    return n


def the_way_out_of_a_one_time_code(town):
    """S60: reset, code, password, factor, work: each step opens the next one only."""
    name = made(town, role="DISTRICT_OPERATOR")
    assert bind(town, Visitor(town, name, "inside", OWN)).ok
    assert town.visitor("admin01", "inside").do("identity.ResetAccount", {"account_no": name}).ok
    code = town.code_of(name)
    first = Visitor(town, name, "inside", code)
    early = {"present": code, "secret": "ABCDEFGHIJKLMNOP", "code": "000000"}
    assert first.do("identity.SetFactor", early).status == "E_PWD_DEFAULT"
    assert first.do("identity.ChangePassword", {"present": code, "password": OWN + "-2"}).ok
    barred = Visitor(town, name, "inside", OWN + "-2")
    assert barred.needs_factor and barred.do("query.CountCases", {}).status == "E_FACTOR_UNSET"


def an_agency_chooses_its_unit_with_one_code(town):
    """A26: in the same browser within five minutes; elsewhere the password asks for a code."""
    name = made(town, unit_no=VIP_UNIT)
    assert bind(town, Visitor(town, name, "outside", OWN)).ok
    granted = town.visitor("admin01", "inside").do(
        "identity.GrantUnit", {"login_name": name, "unit_no": PLAIN_UNIT, "letter_no": "7"})
    assert granted.ok, granted
    office, elsewhere = Browser(town), Browser(town)
    code, told = office.enter(name, OWN, office.page())
    assert (code, told["reason"]) == (403, "confirm"), told
    code, told = office.enter(name, OWN, office.page(), factor=town.authenticators[name].next())
    assert code == 200 and told["reply"]["otherUnit"] == [PLAIN_UNIT], told
    code, told = elsewhere.enter(name, OWN, elsewhere.page(), forUnit=PLAIN_UNIT)
    assert (code, told["reason"]) == (403, "confirm"), told
    code, told = office.enter(name, "wrong", office.page(), forUnit=PLAIN_UNIT)
    assert (code, told["code"]) == (401, "E_LOGIN"), told
    code, told = office.enter(name, OWN, office.page(), forUnit=PLAIN_UNIT)
    assert code == 200 and told["reply"]["unitNo"] == PLAIN_UNIT, told
    assert office.do("identity.ShowSession").ok


def a_wrong_clock_is_told(town):
    """A26: a code of ninety seconds before or after opens no login, and its holder learns why."""
    step = int(time.time() + town.offset.total_seconds()) // STEP_S
    for off in (-3, 3):
        answer = login(town, "reviewer03", door="inside", factor=code_at(SECRET, step + off))
        assert said(answer) == ("E_AUTH_FACTOR", "factor_clock"), (off, answer)


def some_agency_begins(town):
    """A26: its browser stays open for six minutes."""
    name = made(town, unit_no=VIP_UNIT)
    assert bind(town, Visitor(town, name, "outside", OWN)).ok
    KEPT["name"], KEPT["browser"] = name, Browser(town)
    page, code = KEPT["browser"].page(), town.authenticators[name].next()
    entered = KEPT["browser"].enter(name, OWN, page, factor=code)
    assert entered[0] == 200, entered


def after_five_minutes_the_login_asks_again(town):
    """A26: the session lives, the code that it began with is too old for another login."""
    browser = KEPT["browser"]
    browser.port = Browser(town).port
    assert browser.do("identity.ShowSession").ok
    code, told = browser.enter(KEPT["name"], OWN, browser.page())
    assert (code, told["reason"]) == (403, "confirm"), told


def the_centre_says_of_whom_it_is_demanded(town):
    """A26: two persons of the centre change the figures; the next login goes by them."""
    figure = [{"group": role, "from_period": town.month(), "rate": rate}
              for role, rate in ((5, 0), (2, 100000))]
    body = {"kind": "FIGURE_LOGIN", "legal_ref": "武人社发〔2026〕9号", "source": "官网", "reason": "试行",
            "figure": figure, "backdated": True}
    half = {**body, "figure": [{**figure[0], "rate": 50000}]}
    refused = town.visitor("centre01", "inside").do("collection.ProposeParameters", half)
    assert (refused.field, refused.reason) == ("figure[0].rate", "all_or_none"), refused
    assert said(login(town, "district02", door="inside")) == ("E_AUTH_FACTOR", "confirm")
    assert login(town, "person02").ok
    propose(town, "collection.ProposeParameters", body)
    assert login(town, "district02", door="inside").ok
    assert said(login(town, "person02")) == ("E_AUTH_FACTOR", "confirm")
    assert said(login(town, "unit02")) == ("E_AUTH_FACTOR", "confirm"), "the others stay as they were"


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-login-factor-"))
    how = {"data": data, "factor_at_login": True, "programs": "projector,web"}
    try:
        with Town(seed=29, **how) as town:
            tell(town, every_door_asks_after_the_password, a_code_opens_one_login, a_person_chooses,
                 who_has_none_may_bind_one_and_nothing_else, the_way_out_of_a_one_time_code,
                 an_agency_chooses_its_unit_with_one_code, a_wrong_clock_is_told,
                 the_centre_says_of_whom_it_is_demanded, some_agency_begins)
        with Town(seed=30, clock_offset_s=360, **how) as town:
            tell(town, after_five_minutes_the_login_asks_again)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
