#!/usr/bin/python3
"""One visit at the counter: somebody without mobile or reading leaves with an activation letter, and a
relative with a mandate, from two officers who each do what they may.

Rows: S3, A35."""
import datetime
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
from scans import scan_of                                                         # noqa: E402
from town import Town, Visitor, tell                                               # noqa: E402

SUSPEND = "enrolment.SuspendMember"
OWN, HERS = "jianghan-7-road", "zhongshan-9-road"
VISIT = {}


def day(town, days=0):
    return int((town.now + datetime.timedelta(days=days)).strftime("%Y%m%d"))


def said(answer):
    return answer.status, answer.reason


def they_come_to_the_counter(town):
    """Given an insured person who reads no screen, and a daughter who is insured in the city."""
    old, daughter = town.newcomer(), town.newcomer()
    for who in (old, daughter):
        added = town.visitor("unit01").do("enrolment.AddMember", who)
        assert added.ok, added
        who["person_no"] = added.reply["personNo"]
    VISIT.update(old=old, daughter=daughter)
    came = town.visitor("district01", "inside").do("access.RecordVisit", {"document_no": old["document_no"]})
    assert came.ok and came.reply["personNo"] == old["person_no"], came
    VISIT["basis"] = came.reply["basisNo"]


def the_first_officer_records_the_mandate(town):
    """S3, A35: with the signed paper as a scan; it is in force when somebody else confirmed it."""
    officer, old, daughter = town.visitor("district01", "inside"), VISIT["old"], VISIT["daughter"]
    body = {"person_no": old["person_no"], "agent_document_no": daughter["document_no"],
            "agent_name": daughter["name"], "kind": "RELATIVE", "look": True, "files": SUSPEND,
            "from_date": day(town), "to_date": day(town, 365)}
    assert officer.do("access.MakeMandate", body).status == "E_REQUIRED", "no mandate without its paper"
    unknown = officer.do("access.MakeMandate", {**body, "scan_no": "f" * 64})
    assert said(unknown) == ("E_NOT_FOUND", "scan_unknown"), unknown
    made = officer.do("access.MakeMandate", {**body, "scan_no": scan_of(officer)})
    assert made.ok and made.reply["state"] == "MANDATE_PROPOSED", made
    VISIT["mandate"] = {"person_no": old["person_no"], "mandate_no": made.reply["mandateNo"]}
    assert officer.do("access.ConfirmMandate", VISIT["mandate"]).status == "E_MAKER_CHECKER"
    for stranger in ("unit01", "person01", "community01"):
        code, _, _ = town.visitor(stranger, "inside").raw("POST", "/api/v1/identity/scan", {}, b"")
        assert code in (400, 403), (stranger, code)


def paper_of(town, account, basis):
    asked = "person_no={person_no}&mandate_no={mandate_no}".format(**VISIT["mandate"])
    headers = {"X-Purpose": "03", "X-Purpose-Ref": basis} if basis else {}
    return town.visitor(account, "inside").raw("GET", "/api/v1/access/mandate-paper?" + asked, headers)


def the_second_officer_reads_the_paper_and_confirms(town):
    """S3, A35: the look is an entry that the person sees; nobody of elsewhere sees the paper."""
    code, headers, data = paper_of(town, "reviewer03", VISIT["basis"])
    assert code == 200 and data.startswith(b"\x89PNG"), (code, headers)
    assert "attachment" in headers.get("Content-Disposition", headers.get("content-disposition", "")), headers
    assert paper_of(town, "reviewer03", "")[0] in (400, 422), "not without a purpose"
    assert paper_of(town, "district02", VISIT["basis"])[0] == 403
    assert paper_of(town, "unit01", VISIT["basis"])[0] == 403
    assert town.visitor("reviewer03", "inside").do("access.ConfirmMandate", VISIT["mandate"]).ok


def and_hands_the_letter_over(town):
    """S3: identified by the document that he saw; the one-time code stands on the letter and nowhere else,
    and he does nothing else for that person on this day."""
    officer, old = town.visitor("reviewer03", "inside"), VISIT["old"]
    given = officer.do("identity.IdentifyAtCounter", {
        "document_type": 201, "document_no": old["document_no"], "name": old["name"], "reading": 1,
        "photo": 2})
    assert given.ok, given
    letter = officer.do("identity.TakeLetters", {"account_no": given.reply["accountNo"]})
    assert letter.ok and letter.reply["letter"][0]["code"], letter
    VISIT["code"] = letter.reply["letter"][0]["code"]
    again = officer.do("access.EndMandate", VISIT["mandate"])
    assert said(again) == ("E_FORBIDDEN", "identified_today"), again


def the_daughter_goes_on_at_home(town):
    """S3, A35: she reads for the old one; and the old one, when somebody reads the letter to her, has her
    account in hand: she sees who looked, and ends the mandate."""
    old, daughter = VISIT["old"], VISIT["daughter"]
    other = town.visitor("district01", "inside").do("identity.IdentifyAtCounter", {
        "document_type": 201, "document_no": daughter["document_no"], "name": daughter["name"], "reading": 1,
        "photo": 1})
    assert other.ok, other
    town.begin(other.reply["accountNo"], HERS, "district01", "outside")
    agent = Visitor(town, other.reply["accountNo"], "outside", HERS)
    shown = agent.do("query.ListEnrolments", {"person_no": old["person_no"]}, acting_for=old["person_no"])
    assert shown.ok, shown
    first = Visitor(town, "p" + old["person_no"], "outside", VISIT["code"])
    assert first.do("identity.ChangePassword", {"present": VISIT["code"], "password": OWN}).ok
    own = Visitor(town, "p" + old["person_no"], "outside", OWN)
    looks = own.do("query.ListLooks", {"person_no": old["person_no"]}).reply["look"]
    assert {"查阅委托书", "个人参保信息查询"} <= {look["titleZh"] for look in looks}, looks
    assert own.do("access.EndMandate", VISIT["mandate"]).ok
    over = agent.do("query.ListEnrolments", {"person_no": old["person_no"]}, acting_for=old["person_no"])
    assert over.reason == "mandate", over


def main():
    with Town(seed=64, programs="projector,web") as town:
        tell(town, they_come_to_the_counter, the_first_officer_records_the_mandate,
             the_second_officer_reads_the_paper_and_confirms, and_hands_the_letter_over,
             the_daughter_goes_on_at_home)


if __name__ == "__main__":
    main()
