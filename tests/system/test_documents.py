#!/usr/bin/python3
"""The identity document of a holder: read at a counter, disputed, cleared by two, expired by the clock; what
a session opens meanwhile, through web door, command line and bus.

Rows: S60. Two chapters of one hall: in the second two days have passed."""
import datetime
import json
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "lib"), str(HERE.parent / "lib")]
from browser import Browser                                                       # noqa: E402
from filing import decide                                                         # noqa: E402
from test_persons import FIRST, SECOND                                            # noqa: E402
from town import Town, Visitor, tell, wait_until                                  # noqa: E402

DAY_S, OWN = 86400, "Jianghan-7-Road"
READ = {"reading": 1, "photo": 1}
SHORT = {}  # document and name of the operator whose document ends soon
EXPIRED, DISPUTED = ("E_FORBIDDEN", "own_document_expired"), ("E_FORBIDDEN", "own_document_disputed")


def said(answer):
    return answer.status, answer.reason


def day(town, add):
    return int((town.today + datetime.timedelta(days=add)).strftime("%Y%m%d"))


def visit(town, who):
    """What an officer has before him when this person stands there."""
    officer = town.visitor("district01", "inside")
    noted = officer.do("access.RecordVisit", {"document_no": who["document_no"]})
    assert noted.ok, noted
    return {"document_type": 201, "document_no": who["document_no"], "name": who["name"],
            "basis_no": noted.reply["basisNo"]}


def own_record(visitor):
    person_no = visitor.do("identity.ShowSession").reply["personNo"]
    return visitor.do("query.ListEnrolments", {"person_no": person_no})


def titles(town, account):
    """Of the messages to an account; read in the rows, because such a login opens no inbox."""
    return {name for name, in town.rows("select event from message where box = %s", 'a:' + account)}


def texts(town):
    return town.lab.hall("outbox", "--last=50").stdout.splitlines()


def an_officer_reads_a_document(town):
    """S60: with the number of the visit, by a second factor, until its last day."""
    officer, paper = town.visitor("district01", "inside"), visit(town, FIRST)
    body = {**paper, **READ, "valid_until": day(town, 1)}
    assert said(officer.do("identity.ReadDocument", body, factor="")) == ("E_AUTH_FACTOR", "confirm")
    for wrong, status in (({"valid_until": day(town, -1)}, "E_RANGE"), ({"name": "程立"}, "E_NAME_ID_MISMATCH"),
                          ({"basis_no": visit(town, SECOND)["basis_no"]}, "E_PURPOSE")):
        assert officer.do("identity.ReadDocument", {**body, **wrong}).status == status, wrong
    elsewhere = town.visitor("district02", "inside").do("identity.ReadDocument", body)
    assert elsewhere.status == "E_FORBIDDEN", elsewhere
    before = town.visitor("person01")
    stated = officer.do("identity.ReadDocument", body)
    assert stated.ok and stated.reply["standing"] == "STANDING_VALID", stated
    assert own_record(before).ok, "what was free stays free"
    (row,) = town.rows("select standing, valid_until, stated_by, basis_no from identity_document "
                       "where holder = (select person_no from account where account_no = 'person01')")
    assert row == (1, body["valid_until"], "district01", paper["basis_no"]), row


def a_disputed_document_opens_only_the_password_page(town):
    """S60: at once, in every session and at every door; the holder is told by inbox and phone."""
    open_before, codes = Visitor(town, "person02", "outside"), town.authenticator("person02")
    paper = visit(town, SECOND)
    officer = town.visitor("district01", "inside")
    stated = officer.do("identity.DisputeDocument", {**paper, "reason": "本人挂失"})
    assert stated.ok and stated.reply["standing"] == "STANDING_DISPUTED", stated
    assert open_before.do("identity.ShowSession").status == "E_TOKEN", "sessions ended with it"
    assert "identity.AccountDocumentDisputed" in titles(town, "person02")
    wait_until(lambda: any(SECOND["mobile"] in text and "存疑" in text for text in texts(town)), 30, "the text")
    for door in ("outside", "bus"):
        barred = Visitor(town, "person02", door)
        assert barred.do("identity.ShowSession").reply["verified"] == "VERIFIED_DISPUTED"
        bind = {"present": town.lab.password, "secret": codes.secret, "code": "000000"}
        for method, body in (("query.ListEnrolments", {"person_no": "1000000169"}), ("query.ListCases", {}),
                             ("notification.ListMessages", {}), ("identity.SetFactor", bind),
                             ("access.ListShares", {"person_no": "1000000169"})):
            assert said(barred.do(method, body, factor="")) == DISPUTED, (door, method)
        assert barred.do("identity.ListSessions").ok and barred.do("identity.WhoAmI").ok, door
    refused = Visitor(town, "person02", "outside").do("query.ListCases").said
    assert "district office" in refused["reasonText"], refused
    code, _, raw = barred_raw(town, "/api/v1/feed?topics=cases")
    assert code == 403 and json.loads(raw)["code"] == "E_FORBIDDEN", raw
    page = Browser(town)
    assert page.login("person02", town.lab.password) == (200, "OK")
    assert said(page.do("query.ListCases")) == DISPUTED
    changed = page.do("identity.ChangePassword", {"present": town.lab.password, "password": OWN})
    assert changed.ok, changed
    still = Visitor(town, "person02", "outside", OWN).do("query.ListCases")
    assert said(still) == DISPUTED, "a new password does not help"
    token = town.lab.login("person02", OWN)
    shown = town.lab.hall("query", "list-cases", check=False, token=token)
    assert shown.returncode == 1 and "存疑" in shown.stderr and "district office" in shown.stderr, shown


def barred_raw(town, path):
    return Visitor(town, "person02", "outside").raw("GET", path, {"Accept": "text/event-stream"})


def one_officer_does_not_clear_it(town):
    """S60: not by reading it, not by a code at the counter, not alone; two do, and the holder is told."""
    officer, paper = town.visitor("district01", "inside"), visit(town, SECOND)
    read = {**paper, **READ, "valid_until": day(town, 900)}
    assert said(officer.do("identity.ReadDocument", read)) == ("E_CASE_STATE", "document_disputed")
    counter = {k: read[k] for k in ("document_type", "document_no", "name", "reading", "photo")}
    assert said(officer.do("identity.IdentifyAtCounter", counter)) == ("E_CASE_STATE", "document_disputed")
    filed = officer.do("identity.ClearDocument", {**read, "reason": "经公安核实"})
    assert filed.ok and filed.outcome == "IN_REVIEW", filed
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_MAKER_CHECKER"
    assert said(Visitor(town, "person02", "outside", OWN).do("query.ListCases")) == DISPUTED
    approved = decide(town, filed.case_no, "Approve", "reviewer02")
    assert approved.ok and approved.reply["state"] == "CASE_APPLIED", approved
    free = Visitor(town, "person02", "outside", OWN)
    assert free.do("identity.ShowSession").reply["verified"] == "VERIFIED_DOCUMENT" and own_record(free).ok
    assert "identity.AccountDocumentValid" in titles(town, "person02")
    again = officer.do("identity.ClearDocument", {**read, "reason": "经公安核实"}, dry_run=True)
    assert said(again) == ("E_CASE_STATE", "not_disputed"), again


def an_operator_s_document_has_a_last_day(town):
    """S60: it is recorded with his account; one that has expired makes none."""
    person = town.newcomer()
    SHORT.update(document_type=201, document_no=person["document_no"], name=person["name"])
    body = {"login_name": "short01", "role": "DISTRICT_OPERATOR", **SHORT}
    admin = town.visitor("admin01", "inside")
    late = admin.do("identity.CreateAccount", {**body, "document_until": day(town, -1)})
    assert (late.field, late.reason) == ("document_until", "document_expired"), late
    assert admin.do("identity.CreateAccount", {**body, "document_until": day(town, 1)}).ok
    town.begin("short01", OWN)
    assert Visitor(town, "short01", "inside", OWN).do("query.CountCases", {}).ok


def the_clock_makes_it_expired(town):
    """S60: two days later, of a person and of an operator: told by the clock, and the login says so."""
    for account in ("person01", "short01"):
        wait_until(lambda: "identity.AccountDocumentExpired" in titles(town, account), 60,
                   f"the clock to tell {account}")
    barred = Visitor(town, "person01", "outside")
    assert barred.do("identity.ShowSession").reply["verified"] == "VERIFIED_EXPIRED"
    assert said(own_record(barred)) == EXPIRED
    assert said(Visitor(town, "short01", "inside", OWN).do("query.CountCases", {})) == EXPIRED
    assert own_record(Visitor(town, "person02", "outside", OWN)).ok, "another's is valid"
    officer = town.visitor("district01", "inside")
    paper = visit(town, FIRST)
    renewed = officer.do("identity.ReadDocument", {**paper, **READ, "valid_until": day(town, 7300)})
    assert renewed.ok, renewed
    assert barred.do("identity.ShowSession").status == "E_TOKEN", "the next login goes by it"
    assert own_record(Visitor(town, "person01", "outside")).ok


def an_operator_shows_a_new_document(town):
    """S60: who is no insured person shows it as the holder of his account; that of a visit is not for him."""
    officer = town.visitor("district01", "inside")
    bare = {**SHORT, **READ, "valid_until": day(town, 7300)}
    refused = officer.do("identity.ReadDocument", {**bare, "basis_no": visit(town, FIRST)["basis_no"]})
    assert refused.status == "E_FORBIDDEN", refused
    assert officer.do("identity.IdentifyHolder", {**bare, "account_no": "short01"}).ok
    assert Visitor(town, "short01", "inside", OWN).do("query.CountCases", {}).ok
    assert "identity.AccountDocumentValid" in titles(town, "short01")


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-documents-"))
    try:
        with Town(seed=91, data=data, programs="projector,clock,sender,web") as town:
            tell(town, an_officer_reads_a_document, a_disputed_document_opens_only_the_password_page,
                 one_officer_does_not_clear_it, an_operator_s_document_has_a_last_day)
        with Town(seed=92, data=data, clock_offset_s=2 * DAY_S, programs="projector,clock,web") as town:
            tell(town, the_clock_makes_it_expired, an_operator_shows_a_new_document)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
