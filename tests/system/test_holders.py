#!/usr/bin/python3
"""Who holds an account and is no insured person: the mobile that he shows at a counter keeps whoever opens or
resets an account of his from acting by it; his identity document is disputed and cleared as anybody's.

Rows: S3, S60, S61. Two chapters of one hall: in the second eight days have passed."""
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "lib"), str(HERE.parent / "lib")]
from accounts import OWN, create, holder, log_in, session                           # noqa: E402
from filing import decide                                                          # noqa: E402
from test_documents import DISPUTED, day, said, titles                             # noqa: E402
from test_persons import an_impostor_gets_nowhere, by_the_mobile, reached           # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell, wait_until             # noqa: E402

DAY_S, CONTACT, MOBILE, LATER = 86400, "13700000008", "13500000008", "13500000009"
PROGRAMS = "projector,clock,sender,web"
SEEN = {"reading": 1, "photo": 1}
H = {}  # who: name of the account, document, name


def operator(town, who):
    """An operator of the unit whose account was just opened; the maker typed a contact."""
    H[who] = person = holder(town)
    answer, person["account"] = create(town, "admin01", "UNIT_OPERATOR", **papers(who), mobile=CONTACT)
    assert answer.ok, answer


def papers(who):
    return {field: H[who][field] for field in ("document_type", "document_no", "name")}


def seen(who, **more):
    return {"account_no": H[who]["account"], **papers(who), **SEEN, **more}


def the_letter_alone_opens_what_nobody_proved(town):
    """S61: given an operator who is not insured and showed nothing yet; the contact that was typed is no
    key."""
    operator(town, "clerk")
    town.begin(H["clerk"]["account"], OWN)
    assert not reached(town, CONTACT), "no code goes to what the maker of the account typed"


def an_officer_records_what_he_saw(town):
    """S61: by a second factor, in the holder's district, of a valid document of the holder's own."""
    officer, account = town.visitor("district01", "inside"), H["clerk"]["account"]
    body = seen("clerk", mobile=MOBILE, valid_until=day(town, 900))
    assert said(officer.do("identity.IdentifyHolder", body, factor="")) == ("E_AUTH_FACTOR", "confirm")
    for field, wrong in (("name", "程立"), ("document_no", holder(town)["document_no"]),
                         ("valid_until", day(town, -1)), ("mobile", "1234")):
        answer = officer.do("identity.IdentifyHolder", {**body, field: wrong})
        assert not answer.ok and answer.field == field, (wrong, answer)
    for stranger in ("district02", "admin01", "unit01", "centre01", "desk01", "auditor01"):
        answer = town.visitor(stranger, "inside").do("identity.IdentifyHolder", body)
        assert answer.status == "E_FORBIDDEN", (stranger, answer)
    outside = town.visitor("district01", "outside").do("identity.IdentifyHolder", body)
    assert outside.http == 404, outside
    assert town.rows("select count(*) from holder_mobile") == [(0,)]
    answer = officer.do("identity.IdentifyHolder", body)
    assert answer.ok and int(answer.reply["firmAtUs"]) / 1e6 > town.now.timestamp() + 6.9 * DAY_S, answer
    wait_until(lambda: any("预留手机" in text for text in reached(town, CONTACT)), 20, "the contact to be told")
    assert {"identity.HolderIdentified", "identity.AccountMobileReserved"} <= titles(town, account)
    clear = town.rows("select count(*) from holder_mobile h where position(%s in h::text) > 0", MOBILE)
    assert clear == [(0,)], "it lies sealed"


def nobody_records_his_own(town):
    """S61: an officer's own number is recorded by a colleague."""
    H["officer"] = holder(town)
    answer, H["officer"]["account"] = create(town, "admin01", "DISTRICT_OPERATOR", **papers("officer"))
    assert answer.ok, answer
    town.begin(H["officer"]["account"], OWN)
    own = session(town, H["officer"]["account"], OWN)
    town.bind_authenticator(own, OWN)
    refused = session(town, H["officer"]["account"], OWN).do("identity.IdentifyHolder",
                                                             seen("officer", mobile=MOBILE))
    assert said(refused) == ("E_MAKER_CHECKER", "own_record"), refused
    colleague = town.visitor("district01", "inside")
    assert colleague.do("identity.IdentifyHolder", seen("officer", mobile=LATER)).ok


def who_recorded_it_opens_no_account(town):
    """S61 (check): of who stands right below the centre both rights lie with the centre: who recorded the
    number resets, opens and enables none of this holder's accounts, another one of the centre does."""
    H["engineer"] = holder(town)
    answer, name = create(town, "centre01", "INFO_CENTER", **papers("engineer"))
    assert answer.ok, answer
    H["engineer"]["account"] = name
    town.begin(name, OWN, "centre01")
    one, other = town.visitor("centre01", "inside"), town.visitor("centre02", "inside")
    assert one.do("identity.IdentifyHolder", seen("engineer", mobile=LATER)).ok
    assert one.do("identity.DisableAccount", {"account_no": name, "reason": "试"}).ok
    barred = ("E_FORBIDDEN", "mobile_recorded_by_you")
    assert said(one.do("identity.ResetAccount", {"account_no": name})) == barred
    assert said(one.do("identity.EnableAccount", {"account_no": name, "reason": "试"})) == barred
    assert said(create(town, "centre01", "AUDITOR", **papers("engineer"))[0]) == barred
    assert log_in(town, name, OWN).reason == "disabled"
    assert other.do("identity.EnableAccount", {"account_no": name, "reason": "试"}).ok
    assert other.do("identity.ResetAccount", {"account_no": name}).ok


def within_seven_days_it_counts_for_nothing(town):
    """S61: as a person's number does."""
    admin, account = town.visitor("admin01", "inside"), H["clerk"]["account"]
    assert admin.do("identity.ResetAccount", {"account_no": account}).ok
    town.begin(account, "Hankou-8-Road")


def a_disputed_document_opens_only_the_password_page(town):
    """S60: of an operator who is not insured: what is for insured persons does not reach it, this does, at
    once; it takes two to clear it."""
    operator(town, "lost")
    account = H["lost"]["account"]
    town.begin(account, OWN)
    before, officer = session(town, account, OWN), town.visitor("district01", "inside")
    assert officer.do("access.RecordVisit", {"document_no": H["lost"]["document_no"]}).status == "E_FORBIDDEN"
    dispute = {"account_no": account, **papers("lost"), "reason": "本人挂失"}
    for stranger in ("district02", "admin01", "unit02"):
        refused = town.visitor(stranger, "inside").do("identity.DisputeHolder", dispute)
        assert refused.status == "E_FORBIDDEN", refused
    assert officer.do("identity.DisputeHolder", {**dispute, "name": "程立"}).field == "name"
    stated = officer.do("identity.DisputeHolder", dispute)
    assert stated.ok and stated.reply["standing"] == "STANDING_DISPUTED", stated
    assert before.do("identity.ShowSession").status == "E_TOKEN", "sessions ended with it"
    wait_until(lambda: any("存疑" in text for text in reached(town, CONTACT)), 20, "the holder to be told")
    for door in ("outside", "bus"):
        barred = Visitor(town, account, door, OWN)
        assert said(barred.do("query.ListCases")) == DISPUTED, door
    assert said(officer.do("identity.IdentifyHolder", seen("lost"))) == ("E_CASE_STATE", "document_disputed")
    body = seen("lost", valid_until=day(town, 900), reason="经公安核实")
    filed = officer.do("identity.ClearHolder", body)
    assert filed.ok and filed.outcome == "IN_REVIEW", filed
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_MAKER_CHECKER"
    assert said(Visitor(town, account, "outside", OWN).do("query.ListCases")) == DISPUTED
    approved = decide(town, filed.case_no, "Approve", "reviewer02")
    assert approved.ok and approved.reply["state"] == "CASE_APPLIED", approved
    assert Visitor(town, account, "outside", OWN).do("query.ListCases").ok
    assert "identity.AccountDocumentValid" in titles(town, account)


def who_resets_an_account_cannot_act_by_it(town):
    """S61 (check): a week later the administrator resets the account, takes the letter and gets nowhere; the
    holder sets his password by the code from his phone."""
    admin, account = town.visitor("admin01", "inside"), H["clerk"]["account"]
    assert admin.do("identity.ResetAccount", {"account_no": account}).ok
    code = town.code_of(account)
    an_impostor_gets_nowhere(town, account, code)
    wait_until(lambda: any("重置" in text for text in reached(town, MOBILE)), 20, "the phone to say so")
    wait_until(lambda: not town.rows("select from outgoing where state in (1, 2)"), 20, "all texts to go")
    texts = len(reached(town, MOBILE))
    assert by_the_mobile(town, account, {"mobile": MOBILE}, code, texts + 1).do("query.ListCases").ok


def who_opens_another_account_cannot_act_by_it(town):
    """S61 (check): the number is the person's: a new account of the same holder needs it as well, whatever
    contact the administrator types, even after a clerk enrolled the holder with the clerk's own mobile."""
    sex = 2 - int(H["clerk"]["document_no"][16]) % 2
    enrolled = town.newcomer(VIP_UNIT, **papers("clerk"), mobile=CONTACT, sex=sex)
    added = town.visitor("unit01").do("enrolment.AddMember", enrolled)
    assert added.ok, added
    answer, second = create(town, "admin01", "UNIT_OPERATOR", **papers("clerk"), unit_no=PLAIN_UNIT,
                            mobile=CONTACT)
    assert answer.ok, answer
    an_impostor_gets_nowhere(town, second, town.code_of(second))


def a_lost_phone_is_replaced_at_a_counter(town):
    """S61: the former number is told; the account whose holder is not insured has no other way."""
    answer = town.visitor("district01", "inside").do("identity.IdentifyHolder", seen("clerk", mobile=LATER))
    assert answer.ok, answer
    wait_until(lambda: any("变更" in text for text in reached(town, MOBILE)), 20, "the former number's text")


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-holders-"))
    try:
        with Town(seed=97, data=data, programs=PROGRAMS) as town:
            tell(town, the_letter_alone_opens_what_nobody_proved, an_officer_records_what_he_saw,
                 nobody_records_his_own, who_recorded_it_opens_no_account,
                 within_seven_days_it_counts_for_nothing, a_disputed_document_opens_only_the_password_page)
            spare = {account: codes.recovery for account, codes in town.authenticators.items()}
        with Town(seed=98, data=data, clock_offset_s=8 * DAY_S, programs=PROGRAMS) as town:
            for account, codes in spare.items():  # recovery codes of the first chapter are used up
                town.authenticator(account).recovery = codes
            tell(town, who_resets_an_account_cannot_act_by_it, who_opens_another_account_cannot_act_by_it,
                 a_lost_phone_is_replaced_at_a_counter)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
