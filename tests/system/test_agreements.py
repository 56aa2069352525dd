#!/usr/bin/python3
"""Agreements through real doors: texts, signatures, and what they open and stop.

Rows: S65. Three chapters of one hall: in the first no program reads rosters, so that one still waits when its
unit's agreement ends."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
from filing import file_case                                                      # noqa: E402
from rosters import counts, finished, make, upload                                # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell, wait_until            # noqa: E402

ONLINE, DEFERRED, ADD = "ONLINE_SERVICE", "DEFERRED_PAYMENT", "enrolment.AddMember"
TEXT = {"kind": ONLINE, "title_zh": "网上办事协议", "title_en": "Online-service agreement",
        "text_zh": "第二版。\n<b>一</b>", "text_en": "Second version."}
KEPT, DAY = {}, 86400


def sm3(*lines):
    data = "".join(line + "\n" for line in lines).encode()
    done = subprocess.run(["openssl", "dgst", "-sm3"], input=data, capture_output=True, check=True)
    return done.stdout.decode().split()[-1]


def standing(visitor, kind=ONLINE, **party):
    shown = visitor.do("desk.ShowAgreements", party or {"unit_no": PLAIN_UNIT})
    assert shown.ok, shown
    return next(a for a in shown.reply["agreement"] if a["kind"] == kind)


def asking():
    """Every command of the contract that a unit files and that asks for the agreement."""
    for method, input_type in hallbus.methods():
        if input_type.GetOptions().Extensions[hallbus.options().command].agreement:
            yield method


def texts_are_published_and_kept(town):
    """S65: a new version takes nothing away from the one before, and everybody may read both."""
    centre, guest = town.visitor("centre01", "inside"), Visitor(town, None, "outside")
    before = guest.do("desk.ShowAgreementText", {"kind": ONLINE}).reply
    KEPT["first"] = before["textHash"]
    soon = centre.do("desk.PublishAgreement", TEXT)
    assert (soon.status, soon.reason) == ("E_REQUIRED", "time_to_sign"), soon
    KEPT["sign_by"] = str(int((town.now.timestamp() + DAY) * 1000000))
    assert centre.do("desk.PublishAgreement", {**TEXT, "demanded_from_us": KEPT["sign_by"]}).ok
    notices = guest.do("desk.ListNotices").reply["notice"]
    assert "《网上办事协议》已更新" in [n["titleZh"] for n in notices], notices
    now = guest.do("desk.ShowAgreementText", {"kind": ONLINE}).reply
    assert (before["number"], now["number"], now["textZh"]) == ("1", "2", TEXT["text_zh"]), now
    assert now["textHash"] == sm3("hall agreement", "1 2", *list(TEXT.values())[1:])
    assert guest.do("desk.ShowAgreementText", {"kind": ONLINE, "number": 1}).reply == before
    for account in ("unit01", "district01", "admin01", "auditor01", "info01"):
        refused = town.visitor(account, "inside").do("desk.PublishAgreement", TEXT)
        assert refused.status == "E_FORBIDDEN", (account, refused)
    blank = centre.do("desk.PublishAgreement", {**TEXT, "text_zh": " ", "title_en": "　"})
    assert blank.status == "E_REQUIRED", blank


def a_signature_names_what_was_read(town):
    """S65: version, parties and time are kept; the hash of a text that was replaced is refused."""
    unit = town.visitor("unit02")
    signed = standing(unit)
    assert (signed["state"], signed["number"], signed["signedHash"], signed["signedBy"]) == (
        "SIGNED", "1", KEPT["first"], "unit02") and int(signed["signedAtUs"]) > 0, signed
    assert (signed["unitNo"], signed["currentNumber"]) == (PLAIN_UNIT, "2")
    old = unit.do("desk.SignAgreement", {"kind": ONLINE, "text_hash": KEPT["first"]})
    assert (old.status, old.field, old.reason) == ("E_VERSION", "text_hash", "text_changed"), old
    assert unit.do(ADD, town.newcomer(PLAIN_UNIT), dry_run=True).ok, "what was signed still holds"
    town.sign("unit02")
    assert (standing(unit)["number"], standing(unit)["signedHash"]) == ("2", standing(unit)["toSign"])
    assert unit.do("desk.SignAgreement", {"kind": ONLINE, "text_hash": standing(unit)["toSign"]}).ok
    assert len(town.looked_up("desk.AgreementSigned", PLAIN_UNIT)) == 2, "the loaded one and one more"
    other = town.visitor("unit03").do("desk.ShowAgreements", {"unit_no": PLAIN_UNIT})
    assert other.status == "E_FORBIDDEN", other


def what_is_filed_before(town):
    """S65: given a case that waits, one that came back, a draft, and a roster that nobody has read yet."""
    unit, reviewer = town.visitor("unit02"), town.visitor("district01", "inside")
    _, member = file_case(town)
    assert reviewer.do("review.ClaimCase", {"case_no": member}).ok
    KEPT["person_no"] = reviewer.do("review.ApproveCase", {"case_no": member}).reply["personNo"]
    _, KEPT["waits"] = file_case(town)
    KEPT["filing"], KEPT["back"] = file_case(town)
    assert reviewer.do("review.ClaimCase", {"case_no": KEPT["back"]}).ok
    assert reviewer.do("review.ReturnCase", {"case_no": KEPT["back"], "reason": "请补正"}).ok
    KEPT["draft"] = unit.do(ADD, town.newcomer(PLAIN_UNIT), draft=True).case_no
    data, _ = make(town.lab.data / "roster.xlsx", town, 3, 0, seed=65)
    KEPT["roster"] = upload(unit, PLAIN_UNIT, data).reply["rosterNo"]
    assert KEPT["draft"] and KEPT["roster"]


def ending_stops_what_is_new(town):
    """S65: every kind of filing that asks for the agreement, through every door and in every way."""
    unit = town.visitor("unit02")
    foreign = town.visitor("unit03").do("desk.EndAgreement", {"kind": ONLINE, "unit_no": PLAIN_UNIT,
                                                              "reason": "试"})
    assert foreign.status == "E_FORBIDDEN", foreign
    end = {"kind": ONLINE, "unit_no": PLAIN_UNIT, "reason": "停用"}
    bare = unit.do("desk.EndAgreement", end, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    assert unit.do("desk.EndAgreement", end).ok
    ended = standing(unit)
    assert (ended["state"], ended["endedBy"], ended["endReason"]) == ("AGREEMENT_OVER", "unit02", "停用"), ended
    filing = {**town.newcomer(PLAIN_UNIT), "person_no": KEPT["person_no"], "last_period": town.month(),
              "resume_period": town.month(), "contract_end_date": int(town.now.strftime("%Y%m%d")),
              "agreement_date": int(town.now.strftime("%Y%m%d")), "postponed_until": 20291231, "bank": 102,
              "bank_account": "4111111111111111"}
    hallbus.load_contract()
    pool, walked = hallbus.symbol_database.Default().pool, 0
    for method in asking():
        if method == "roster.SubmitRoster":
            continue
        fields = {f.name for f in pool.FindMessageTypeByName(method).fields
                  if not f.GetOptions().Extensions[hallbus.options().field].at_counter}
        body = {k: v for k, v in filing.items() if k in fields}
        if method != ADD:
            body.pop("document_no", None)  # nobody's yet
        for door, flags in (("outside", {}), ("inside", {}), ("bus", {}), ("outside", {"dry_run": True}),
                            ("outside", {"draft": True}), ("bus", {"case_no": KEPT["draft"]})):
            answer = town.visitor("unit02", door).do(method, body, **flags)
            assert answer.reason == "agreement_ended" and answer.status == "E_AGREEMENT", (method, answer)
            assert door == "bus" or answer.http == 403, answer
            walked += 1
    assert walked >= 24, walked
    data, _ = make(town.lab.data / "late.xlsx", town, 1, 0, seed=66)
    late = upload(unit, PLAIN_UNIT, data)
    assert (late.status, late.reason) == ("E_AGREEMENT", "agreement_ended"), late
    assert "desk.SignAgreement" not in late.text and "签署" in late.text, late.text
    answer = unit.do("review.SubmitCase", {"case_no": KEPT["draft"]})
    assert answer.status == "E_AGREEMENT", answer


def what_was_filed_goes_on(town):
    """S65: reviewed, corrected for the same person, applied; others and offices file as before."""
    unit, reviewer = town.visitor("unit02"), town.visitor("district01", "inside")
    for case_no in (KEPT["waits"], KEPT["back"]):
        if case_no == KEPT["back"]:
            elsewhere = unit.do(ADD, town.newcomer(PLAIN_UNIT), case_no=case_no)
            assert elsewhere.status == "E_AGREEMENT" or elsewhere.case_no == case_no, elsewhere
            mended = unit.do(ADD, {**KEPT["filing"], "mobile": "13900000009"}, case_no=case_no)
            assert mended.ok and mended.case_no == case_no, mended
        assert reviewer.do("review.ClaimCase", {"case_no": case_no}).ok
        assert reviewer.do("review.ApproveCase", {"case_no": case_no}).outcome == "APPLIED"
    assert unit.do("review.WithdrawCase", {"case_no": KEPT["draft"]}).ok
    assert town.visitor("unit01").do(ADD, town.newcomer(VIP_UNIT)).ok, "another unit"
    assert reviewer.do("enrolment.SuspendMember", {
        "unit_no": PLAIN_UNIT, "person_no": "0"}).status != "E_AGREEMENT", "an office"
    told = [m["titleZh"] for m in unit.do("notification.ListMessages", {"limit": 200}).reply["message"]
            if m["about"] == PLAIN_UNIT]
    assert told.count("终止协议") == 1, told


def a_person_signs_for_himself(town):
    """S65: who files for himself has signed as a person, and ends it as one."""
    him = town.visitor("person02")
    person_no = town.rows("select person_no from account where account_no = 'person02'")[0][0]
    filing = {"person_no": person_no, "name": "夏自强", "resume_period": town.month(), "tier_percent": 60}
    assert standing(him, person_no=person_no)["state"] == "SIGNED"
    assert him.do("desk.EndAgreement", {"kind": ONLINE, "person_no": person_no, "reason": "停用"}).ok
    refused = him.do("enrolment.ResumeMember", filing)
    assert (refused.status, refused.reason) == ("E_AGREEMENT", "agreement_ended"), refused
    town.sign("person02", person_no=person_no)
    assert him.do("enrolment.ResumeMember", filing).ok


def a_community_signs_for_itself(town):
    """S65: what it files for persons asks for its own signature; it ends it, and signs again."""
    community, code = town.visitor("community01"), "420106001001"
    person_no = town.rows("select person_no from account where account_no = 'person01'")[0][0]
    filing = {"person_no": person_no, "name": "程自立", "last_period": town.month(), "reason": 229}

    def own():
        return next(a for a in community.do("desk.ShowAgreements").reply["agreement"] if a["kind"] == ONLINE)

    assert (own()["state"], own()["communityCode"]) == ("SIGNED", code), own()
    for foreign in ({"unit_no": PLAIN_UNIT}, {"person_no": person_no}, {"community_code": "420106001002"}):
        for method, more in (("ShowAgreements", {}), ("EndAgreement", {"kind": ONLINE, "reason": "试"})):
            refused = community.do(f"desk.{method}", {**foreign, **more})
            assert refused.status == "E_FORBIDDEN", (method, foreign, refused)
    assert community.do("desk.EndAgreement", {"kind": ONLINE, "reason": "停用"}).ok
    refused = community.do("enrolment.SuspendMember", filing, dry_run=True)
    assert (refused.status, refused.reason) == ("E_AGREEMENT", "agreement_ended"), refused
    assert town.visitor("community02").do("desk.ShowAgreements").reply["agreement"][0]["state"] == "SIGNED"
    assert community.do("desk.SignAgreement", {"kind": ONLINE, "text_hash": own()["toSign"]}).ok
    assert community.do("enrolment.SuspendMember", filing, dry_run=True).status != "E_AGREEMENT"


def the_centre_may_bar(town):
    """S65: a unit that the centre barred does not open its own door again."""
    centre, unit = town.visitor("centre01", "inside"), town.visitor("unit03")
    unit_no = town.rows("select unit_no from account where account_no = 'unit03'")[0][0]
    ending = {"kind": ONLINE, "unit_no": unit_no, "reason": "虚假申报"}
    assert unit.do("desk.EndAgreement", {**ending, "bar": True}).status == "E_FORBIDDEN"
    assert centre.do("desk.EndAgreement", {**ending, "bar": True}).ok
    hash = standing(unit, unit_no=unit_no)["toSign"]
    answer = unit.do("desk.SignAgreement", {"kind": ONLINE, "text_hash": hash})
    assert (answer.status, answer.reason) == ("E_AGREEMENT", "agreement_barred"), answer
    assert unit.do(ADD, town.newcomer(unit_no)).reason == "agreement_barred"
    listed = centre.do("desk.ListAgreements", {"kind": ONLINE, "state": "AGREEMENT_OVER"}).reply
    assert unit_no in [a["unitNo"] for a in listed["agreement"]], listed
    assert centre.do("desk.EndAgreement", ending).ok
    town.sign("unit03", unit_no=unit_no)
    assert unit.do(ADD, town.newcomer(unit_no)).ok


def a_deferral_is_signed_with_its_schedule(town):
    """S65: guarantee and schedule are what is signed; another offer in between is another hash."""
    unit, centre = town.visitor("unit02"), town.visitor("centre01", "inside")
    offered = standing(unit, DEFERRED)
    assert offered["state"] == "OFFERED" and len(offered["instalment"]) == 2, offered
    year = town.today.year + 1
    assert centre.do("desk.OfferDeferral", {
        "unit_no": PLAIN_UNIT, "guarantee": "厂房", "instalment": [
            {"period": town.month(-1), "amount_fen": "100", "due_date": year * 10000 + 115}]}).ok
    old = unit.do("desk.SignAgreement", {"kind": DEFERRED, "text_hash": offered["toSign"]})
    assert (old.status, old.reason) == ("E_VERSION", "text_changed"), old
    now = standing(unit, DEFERRED)
    text = unit.do("desk.ShowAgreementText", {"kind": DEFERRED}).reply["textHash"]
    assert now["toSign"] == sm3(text, f"u:{PLAIN_UNIT}", "厂房",
                                f"{town.month(-1)} 100 {year * 10000 + 115}")
    assert unit.do("desk.SignAgreement", {"kind": DEFERRED, "text_hash": now["toSign"]}).ok
    ended = unit.do("desk.EndAgreement", {"kind": DEFERRED, "unit_no": PLAIN_UNIT, "reason": "试"})
    assert ended.status == "E_FORBIDDEN", "it binds both"


def a_roster_that_was_handed_in_is_filed(town):
    """S65: read after the end of the agreement, every row of it is filed for the account."""
    unit = town.visitor("unit02")
    assert standing(unit)["state"] == "AGREEMENT_OVER"
    assert counts(finished(unit, KEPT["roster"])) == (3, 0, 3, 0)
    assert unit.do(ADD, town.newcomer(PLAIN_UNIT)).status == "E_AGREEMENT"


def signed_again_it_files_again(town):
    """S65 (check): an agreement has text version, parties, signature time and state; a unit or person without
    the valid one uses no kind that needs it, and ending it stops new business only."""
    for story in (ending_stops_what_is_new, what_was_filed_goes_on, a_person_signs_for_himself):
        assert story.__name__ in KEPT, story.__name__
    town.sign("unit02")
    unit = town.visitor("unit02")
    signed = standing(unit)
    assert (signed["state"], signed["number"], signed["unitNo"], signed["signedBy"], signed["endedBy"]) == (
        "SIGNED", "2", PLAIN_UNIT, "unit02", ""), signed
    assert int(signed["signedAtUs"]) > 0 and signed["signedHash"] == signed["toSign"]
    assert unit.do(ADD, town.newcomer(PLAIN_UNIT)).outcome == "IN_REVIEW"


def who_signed_the_earlier_text_is_told(town):
    """S65: in the inbox, once, by when; until then both texts are enough."""
    unit = town.visitor("unit01")

    def told(account):
        shown = town.visitor(account).do("notification.ListMessages", {"limit": 200}).reply["message"]
        return [m["titleZh"] for m in shown].count("协议文本已更新，请在截止时间前签署新版本")

    wait_until(lambda: told("unit01") == 1 and told("person01") == 1, 30, "the parties to be told")
    assert told("unit02") == 0, "it has signed the new one"
    shown = standing(unit, unit_no=VIP_UNIT)
    assert (shown["number"], shown["currentNumber"], shown["signByUs"]) == ("1", "2", KEPT["sign_by"]), shown
    assert unit.do(ADD, town.newcomer()).ok
    assert "signByUs" not in standing(town.visitor("unit02")) or not int(
        standing(town.visitor("unit02"))["signByUs"])


def an_earlier_signature_is_not_enough_any_more(town):
    """S65: from the time that was said on; the refusal says how to go on, and signing opens at once."""
    unit = town.visitor("unit01")
    refused = unit.do(ADD, town.newcomer())
    assert (refused.status, refused.reason) == ("E_AGREEMENT", "agreement_renewed"), refused
    assert town.visitor("unit02").do(ADD, town.newcomer(PLAIN_UNIT)).ok, "it had signed in time"
    town.sign("unit01", unit_no=VIP_UNIT)
    assert unit.do(ADD, town.newcomer()).ok


def a_text_is_read_before_it_is_signed(town):
    """S65: given a text that is read for four seconds at least, it is signed by a session to which it was
    shown that long ago: not unread, not by another's or an earlier proof, nor by one with another time."""
    unit, other, text = town.visitor("unit02"), town.visitor("unit01"), {"kind": ONLINE}
    earlier = unit.do("desk.ShowAgreementText", text).reply["shown"]
    coming = str(int((town.now.timestamp() + DAY) * 1000000))
    third = {**TEXT, "text_zh": "第三版。", "demanded_from_us": coming, "reading_s": 4}
    assert town.visitor("centre01", "inside").do("desk.PublishAgreement", third).ok
    shown = unit.do("desk.ShowAgreementText", text).reply
    others = other.do("desk.ShowAgreementText", text).reply
    assert not Visitor(town, None, "outside").do("desk.ShowAgreementText", text).reply["shown"]
    assert (shown["readingS"], shown["textHash"]) == ("4", others["textHash"])

    def sign(proof, **flags):
        body = {"kind": ONLINE, "text_hash": shown["textHash"], "shown": proof}
        return unit.do("desk.SignAgreement", body, **{"dry_run": True, **flags})
    at_us, mac = shown["shown"].split("-")
    older = f"{int(at_us) - 9000000}-{mac}"
    for proof in ("", earlier, others["shown"], older, shown["shown"][:-1], "x" * 90):
        assert sign(proof).reason == "text_not_shown", proof
    assert sign(shown["shown"]).reason == "text_just_shown"
    wait_until(lambda: sign(shown["shown"]).ok, 20, "the time for reading to pass")
    assert sign(shown["shown"], dry_run=False).ok
    assert standing(unit)["number"] == "3", standing(unit)


def noted(story):
    """The story, which says that it was told to its end."""
    def told(town):
        story(town)
        KEPT[story.__name__] = True
    told.__name__, told.__doc__ = story.__name__, story.__doc__
    return told


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-agreements-"))
    try:
        with Town(seed=65, data=data, programs="projector,web") as town:
            tell(town, texts_are_published_and_kept, a_signature_names_what_was_read, what_is_filed_before,
                 noted(ending_stops_what_is_new), noted(what_was_filed_goes_on),
                 noted(a_person_signs_for_himself), a_community_signs_for_itself, the_centre_may_bar,
                 a_deferral_is_signed_with_its_schedule)
        with Town(seed=66, data=data, clock_offset_s=300, programs="projector,clock,roster,web") as town:
            tell(town, a_roster_that_was_handed_in_is_filed, signed_again_it_files_again,
                 who_signed_the_earlier_text_is_told)
        with Town(seed=67, data=data, clock_offset_s=2 * DAY, programs="projector,web") as town:
            tell(town, an_earlier_signature_is_not_enough_any_more, a_text_is_read_before_it_is_signed)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
