#!/usr/bin/python3
"""The second factor through the doors: who has none, who took over a session, who saw a code, who sends
another content than was confirmed, and what is left of a confirmation after five minutes.

Rows: A26. Two chapters of one hall: in the second six minutes have passed."""
import base64
import datetime
import pathlib
import shutil
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
from factor import SECRET, STEP_S, Authenticator, code_at                         # noqa: E402
from town import VIP_UNIT, Town, Visitor, tell, wait_until                        # noqa: E402

OWN, SECOND = "Jianghan-7-Road", "ABCDEFGHIJKLMNOP"
KEPT = {}


def new_operator(town):
    """The body of an act of high risk that a district administrator may do."""
    filing = town.newcomer()
    name = f"made{time.monotonic_ns()}"
    return {"login_name": name, "role": "DISTRICT_OPERATOR", "document_type": 201,
            "document_no": filing["document_no"], "name": filing["name"]}


def new_clerk(town):
    body = new_operator(town)
    del body["role"]
    return {**body, "unit_no": VIP_UNIT}


# They name a record that a whole story makes, a certificate, or a file. Each is refused without a code, and
# then confirmed, where that record is: test_looks, test_agreements, test_sessions, test_programs, test_grade,
# test_letters, test_changes, test_duplicates.
OF_RECORDS = ("enrolment.ChangePersonKeyInfo", "enrolment.CorrectPerson", "enrolment.MergePersons",
              "enrolment.UndoMerge",
              "access.ConfirmMandate", "desk.EndAgreement", "identity.BindCertificate",
              "identity.LimitProgramKey", "identity.UnbindCertificate", "review.ConfirmSample",
              "roster.SubmitAccounts")


def everything_of_high_risk(town, admin, centre, unit, person):
    """Method: who may do it, and a body that is good."""
    digest = base64.b64encode(bytes(range(32))).decode()
    (own,), = town.rows("select person_no from account where account_no = 'person01'")
    today, later = (int((town.today + datetime.timedelta(days=d)).strftime("%Y%m%d")) for d in (0, 30))
    act = {"legal_ref": "鄂人社发〔2026〕1号", "source": "官网", "reason": "年度调整"}
    window = {"period": 202701, "opens_at_us": "1", "closes_at_us": "2", "late_policy": "LATE_QUEUE"}
    return {
        "identity.BindCertificate": (admin, {}),
        "identity.UnbindCertificate": (admin, {}),
        "identity.CreateAccount": (admin, new_operator(town)),
        "identity.CreateUnitOperator": (admin, new_clerk(town)),
        "identity.ResetAccount": (admin, {"account_no": "reviewer20"}),
        "identity.EnableAccount": (admin, {"account_no": "reviewer20", "reason": "试"}),
        "identity.TakeLetters": (admin, {}),
        "identity.MoveAccount": (admin, {"account_no": "unit02", "to_unit": VIP_UNIT, "reason": "调岗"}),
        "identity.MoveStaff": (centre, {"account_no": "district01", "to_district": "420102", "reason": "调岗"}),
        "identity.GrantUnit": (admin, {"login_name": "unit02", "unit_no": VIP_UNIT, "letter_no": "7"}),
        "identity.MakeProgramKey": (unit, {
            "unit_no": VIP_UNIT, "name": "薪酬系统", "business": ["B01"], "network": ["127.0.0.0/8"],
            "valid_until": later, "calls_a_day": "9", "key_hash": digest}),
        "identity.ReserveMobile": (person, {"person_no": own, "mobile": "13500000001", "code_no": "0" * 32,
                                            "code": "000000"}),
        "enrolment.SetBenefitAccount": (person, {"person_no": own, "bank": 105, "code_no": "0" * 32,
                                                 "bank_account": "4111111111111111", "code": "000000"}),
        "review.GradeUnit": (admin, {"unit_no": VIP_UNIT, "reason": "年度评级"}),
        "query.SwitchBusiness": (centre, {"method": "enrolment.SuspendMember", "closed": True,
                                          "notice": "维护"}),
        "collection.SetCalendar": (centre, {"calendar": "hall", "period": 202712, "opens_at_us": "1",
                                            "closes_at_us": "2", "late_policy": "LATE_QUEUE",
                                            "reason": "延长"}),
        "collection.SetCalendarYear": (centre, {**{k: act[k] for k in ("legal_ref", "reason")}, "year": 2027,
                                                "calendar": "hall", "month": [window]}),
        "collection.SetHolidays": (centre, {**act, "year": 2027, "day": [{"date": 20270101}]}),
        "collection.ProposeParameters": (centre, {**act, "kind": 1}),
        "desk.PublishAgreement": (centre, {"kind": "ONLINE_SERVICE", "title_zh": "协议", "title_en": "terms",
                                           "text_zh": "正文", "text_en": "text"}),
        "desk.SignAgreement": (unit, {"kind": "ONLINE_SERVICE", "text_hash": "0" * 64}),
        "desk.OfferDeferral": (centre, {
            "unit_no": VIP_UNIT, "guarantee": "抵押", "instalment": [{"period": town.month(), "due_date": later,
                                                                      "amount_fen": "1"}]}),
        "access.MakeMandate": (person, {
            "person_no": own, "agent_document_no": town.newcomer()["document_no"], "agent_name": "王芳",
            "kind": 1, "look": True, "from_date": today, "to_date": later}),
        "access.MakeShare": (person, {"person_no": own, "code_hash": digest, "fields": "name", "days": 1,
                                      "uses": "1"}),
    }


def make(visitor, body, **flags):
    return visitor.do("identity.CreateAccount", body, **flags)


def said(answer):
    return answer.status, answer.reason


def fresh_code(town, account):
    """A code of an authenticator's clock; recovery codes are for the tests that say so."""
    return town.authenticator(account).next()


def a_live_session_is_not_enough(town):
    """A26 (check): every act of high risk that an account may do is refused in a live session without a
    code, and has no effect; with a code it is done."""
    hallbus.load_contract()
    admin, centre, officer = (town.visitor(name, "inside") for name in ("admin01", "centre01", "district01"))
    unit, person = town.visitor("unit01"), town.visitor("person01")
    filing = town.newcomer()
    some = unit.do("enrolment.AddMember", filing).reply["personNo"]
    visit = officer.do("access.RecordVisit", {"document_no": filing["document_no"]}).reply["basisNo"]
    why = {"purpose": "03", "purpose_ref": visit, "purpose_note": "本人来访"}
    asked = everything_of_high_risk(town, admin, centre, unit, person)
    asked["query.RevealPerson"] = officer, {"person_no": some}
    asked["identity.IdentifyAtCounter"] = officer, {
        "document_type": 201, "document_no": filing["document_no"], "name": filing["name"], "reading": 1,
        "photo": 1}
    seen = {**asked["identity.IdentifyAtCounter"][1], "basis_no": visit}
    asked["identity.ReadDocument"] = officer, seen
    asked["identity.RecordCard"] = officer, {**seen, "card_no": "B20000001", "card_status": 3}
    asked["identity.ClearDocument"] = officer, {**seen, "reason": "核实"}
    holder = {**asked["identity.IdentifyAtCounter"][1], "account_no": "unit01"}
    asked["identity.IdentifyHolder"] = officer, holder
    asked["identity.ClearHolder"] = officer, {**holder, "reason": "核实"}
    assert sorted({*asked, *OF_RECORDS}) == hallbus.high_risk_methods()
    before = town.rows("select count(*) from account")
    for method, (visitor, body) in asked.items():
        purpose = why if method == "query.RevealPerson" else {}
        answer = visitor.do(method, body, factor="", **purpose)
        assert said(answer) == ("E_AUTH_FACTOR", "confirm"), (method, answer)
    assert town.rows("select count(*) from account") == before
    assert make(admin, asked["identity.CreateAccount"][1]).ok
    assert officer.do("query.RevealPerson", {"person_no": some}, **why).ok
    trial = town.visitor("district01", "bus").do("query.RevealPerson", {"person_no": some}, dry_run=True,
                                                 factor="", **why)
    assert said(trial) == ("E_AUTH_FACTOR", "confirm"), "a look is never only tried"
    print(f"   {len(asked)} kinds of acts")


def a_new_account_binds_its_authenticator(town):
    """A26: without one it does nothing of high risk; the secret is the holder's alone."""
    town.authenticators["fresh"] = Authenticator(SECOND, [])
    body = {**new_operator(town), "role": "DISTRICT_ADMIN", "district_code": "420106",
            "login_name": "fresh"}
    assert make(town.visitor("centre01", "inside"), body).ok
    town.begin("fresh", OWN, "centre01", "inside")
    fresh = Visitor(town, "fresh", "inside", OWN)
    assert said(make(fresh, new_operator(town))) == ("E_AUTH_FACTOR", "no_factor")
    bind = {"present": OWN, "secret": SECOND, "code": fresh_code(town, "fresh")}
    other = fresh.do("identity.SetFactor", {**bind, "secret": SECRET})
    assert said(other) == ("E_AUTH_FACTOR", "wrong_factor"), other
    assert fresh.do("identity.SetFactor", {**bind, "present": "not-the-Pass-1"}).status == "E_LOGIN"
    assert fresh.do("identity.SetFactor", bind).ok
    assert make(fresh, new_operator(town)).ok
    assert fresh.do("identity.SetFactor", {**bind, "secret": SECRET}).status == "E_AUTH_FACTOR"
    secrets = town.rows("select count(*) from factor f where position(%s in f::text) > 0", SECOND)
    assert secrets == [(0,)], "it lies sealed"


def a_code_is_taken_once(town):
    """A26: for one act, by whoever is first; the same command again is answered as before."""
    admin, code, id = town.visitor("admin01", "inside"), fresh_code(town, "admin01"), hallbus.uuid7()
    body = new_operator(town)
    first = make(admin, body, id=id, factor=code)
    assert first.ok, first
    assert make(admin, body, id=id, factor=code).facts() == first.facts()
    assert said(make(admin, new_operator(town), factor=code)) == ("E_AUTH_FACTOR", "factor_used")
    code, answers = fresh_code(town, "admin01"), []
    thieves = [town.visitor("admin01", "inside") for _ in range(4)]
    racing = [threading.Thread(target=lambda v=v: answers.append(make(v, new_operator(town), factor=code)))
              for v in thieves]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert sorted(a.status for a in answers) == ["E_AUTH_FACTOR"] * 3 + ["OK"], answers


def a_wrong_clock_is_told(town):
    """A26: ninety seconds off is too far, and the holder learns why."""
    step = int(time.time() + town.offset.total_seconds()) // STEP_S
    visitor = Visitor(town, "admin01", "inside")
    for off in (-3, 3):
        answer = make(visitor, new_operator(town), factor=code_at(SECRET, step + off))
        assert said(answer) == ("E_AUTH_FACTOR", "factor_clock"), (off, answer)


def who_found_an_open_session_guesses_five_times(town):
    """A26: then the session is over; ten a day, then nothing is tried."""
    found = Visitor(town, "admin01", "inside")
    told = [make(found, new_operator(town), factor=f"00000{i}").status for i in range(6)]
    assert told == ["E_AUTH_FACTOR"] * 4 + ["E_TOKEN"] * 2, told
    other = town.visitor("centre02", "inside")
    told = [said(other.do("query.SwitchBusiness", {"method": "x"}, factor=f"00000{i}")) for i in range(2)]
    assert told == [("E_AUTH_FACTOR", "wrong_factor")] * 2, told


def another_content_is_not_confirmed(town):
    """A26: over the bus, where confirmation and act are sent one by one: the confirmed bytes pass alone."""
    admin = town.visitor("admin01", "bus")
    body, id = new_operator(town), hallbus.uuid7()
    act = hallbus.confirm_digest(id, "identity.CreateAccount", body)
    given = {"code": fresh_code(town, "admin01"), "act": [base64.b64encode(act).decode()]}
    assert admin.do("identity.ConfirmActs", given).ok
    forged = {**body, "login_name": body["login_name"] + "x"}
    for what, more in ((forged, {"id": id}), (body, {})):
        assert said(make(admin, what, factor="", **more)) == ("E_AUTH_FACTOR", "confirm"), (what, more)
    assert make(admin, body, id=id, factor="").ok


def the_login_asks_where_the_holder_wants_it(town):
    """A26: password and code; the password alone opens nothing."""
    fresh = Visitor(town, "fresh", "inside", OWN)
    codes = Authenticator(SECRET, [])
    town.authenticators["fresh"].recovery = []
    bind = {"present": OWN, "secret": SECRET, "code": codes.next(), "recovery_code": ["spare-code-1"],
            "former_code": wait_until(lambda: next_code(town), 65, "the clock's next step"), "at_login": True}
    assert fresh.do("identity.SetFactor", bind).ok
    guest = Visitor(town, None, "inside")
    login = {"account_no": "fresh", "password": OWN}
    assert said(guest.do("identity.Login", login)) == ("E_AUTH_FACTOR", "confirm")
    assert guest.do("identity.Login", {**login, "password": "x", "factor": codes.next()}).status == "E_LOGIN"
    assert guest.do("identity.Login", {**login, "factor": "spare-code-1"}).ok
    assert said(guest.do("identity.Login", {**login, "factor": "spare-code-1"})) == \
        ("E_AUTH_FACTOR", "wrong_factor"), "a recovery code counts once"


def next_code(town):
    try:
        return fresh_code(town, "fresh")
    except IndexError:  # no recovery codes, and the clock's step was used
        return None


def an_act_is_confirmed_and_left(town):
    """A26: the confirmation waits for an act that is not sent yet."""
    admin = town.visitor("centre01", "bus")
    KEPT["body"], KEPT["id"] = {**new_operator(town), "role": "INFO_CENTER"}, hallbus.uuid7()
    act = hallbus.confirm_digest(KEPT["id"], "identity.CreateAccount", KEPT["body"])
    given = {"code": fresh_code(town, "centre01"), "act": [base64.b64encode(act).decode()]}
    assert admin.do("identity.ConfirmActs", given).ok
    assert town.rows("select count(*) from confirmation where act = %s", act) == [(1,)]
    KEPT["act"] = act


def after_five_minutes_it_is_worth_nothing(town):
    """A26: six minutes later the act is refused, and the clock has forgotten the confirmation."""
    answer = make(town.visitor("centre01", "bus"), KEPT["body"], id=KEPT["id"], factor="")
    assert said(answer) == ("E_AUTH_FACTOR", "confirm"), answer
    gone = "select count(*) from confirmation where act = %s"
    wait_until(lambda: town.rows(gone, KEPT["act"]) == [(0,)], 30, "the clock to forget it")


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-factor-"))
    try:
        with Town(seed=26, data=data, programs="projector,clock,web") as town:
            tell(town, a_live_session_is_not_enough, a_new_account_binds_its_authenticator,
                 a_code_is_taken_once, another_content_is_not_confirmed, a_wrong_clock_is_told,
                 who_found_an_open_session_guesses_five_times, the_login_asks_where_the_holder_wants_it,
                 an_act_is_confirmed_and_left)
        with Town(seed=27, data=data, clock_offset_s=360, programs="projector,clock,web") as town:
            tell(town, after_five_minutes_it_is_worth_nothing)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
