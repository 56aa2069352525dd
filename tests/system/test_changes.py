#!/usr/bin/python3
"""Data of persons and units change through real doors: who may, what is kept of before, and who is told.

Rows: S15, S16, A8, N4."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from scans import png, scan_of                                                        # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, at_once, tell, wait_until                # noqa: E402

CHANGE, FILE_ACCOUNT = "enrolment.ChangePersonInfo", "enrolment.FileBenefitAccount"
CHANGE_UNIT = "enrolment.ChangeUnitInfo"
SET_ACCOUNT, ASK_CODE = "enrolment.SetBenefitAccount", "enrolment.AskAccountCode"
TOLD = "有一笔涉及您参保信息的业务已办结"
PHONE = "19990000902"  # reserved by person02
ACCOUNT, SECOND_ACCOUNT = "4111111111111111", "6222021304001234561"
PROGRAMS = "projector,sender,clock,web"
MADE = {}


def number_of(town, account):
    return town.rows("select person_no from account where account_no = %s", account)[0][0]


def a_member(town):
    """Somebody whom the VIP unit enrolled, with the filing."""
    filing = town.newcomer(VIP_UNIT)
    added = town.visitor("unit01").do("enrolment.AddMember", filing)
    assert added.outcome == "APPLIED", added
    return added.reply["personNo"], filing


def change(person_no, name, **more):
    return {"person_no": person_no, "name": name, **more}


def on_record(visitor, person_no, position="", **more):
    why = {"purpose": "02", "purpose_ref": MADE["case"]} if visitor.role != "PERSON" else {}
    flags = {**why, **({"least_position": position} if position else {})}
    answer = visitor.do("query.GetPerson", {"person_no": person_no, **more}, **flags)
    assert answer.ok, answer
    return answer.reply


def told(visitor):
    return [m["titleZh"] for m in visitor.do("notification.ListMessages", {"limit": 200}).reply["message"]]


# ---- general data -----------------------------------------------------------------------------


def a_unit_changes_its_members_data(town):
    """S15 (check): it takes effect at once; old and new value, who and when are in the trail, and the old one
    is read as of its time."""
    unit, (person_no, filing) = town.visitor("unit01"), a_member(town)
    MADE["member"] = person_no, filing["name"]
    body = change(person_no, filing["name"], unit_no=VIP_UNIT, mobile="＋86 139-1111 2222",
                  phone="（027）8765 4321", education=21)
    tried = unit.do(CHANGE, body, dry_run=True)
    done = unit.do(CHANGE, body)
    assert done.outcome == "APPLIED" and done.rules == tried.rules == {"general_data": True}, done
    assert sorted(done.reply["changed"]) == ["education", "mobile", "phone"], done
    MADE["case"] = done.case_no
    officer = town.visitor("district01", "bus")
    now = on_record(officer, person_no)
    assert now["data"]["phone"].endswith("4321") and "*" in now["data"]["phone"], now
    before = on_record(officer, person_no, as_of_us=str(int(now["sinceUs"]) - 1))
    assert (before["data"]["phone"], before["data"]["education"]) == ("", 0), before
    assert before["untilUs"] == now["sinceUs"] and now["untilUs"] == "0", (before, now)
    trail = officer.do("query.ListPersonChanges", {"person_no": person_no}, purpose="02",
                       purpose_ref=done.case_no).reply["change"]
    assert [(c["caseNo"], c["filedRole"], c["reviewed"]) for c in trail] == \
        [(done.case_no, "UNIT_OPERATOR", False)], trail
    assert {f["field"] for f in trail[0]["field"]} == {"education", "mobile", "phone"}, trail
    again = unit.do(CHANGE, body)
    assert (again.status, again.reason) == ("E_DUP_ROW", "nothing_changed"), again


def what_is_to_be_deleted_is_said(town):
    """S15: left empty a value stays, named it goes, and is read as of its time; key data never go so."""
    unit, (person_no, filing) = town.visitor("unit01"), a_member(town)
    name = filing["name"]
    had = change(person_no, name, unit_no=VIP_UNIT, phone="027-87654321", education=21)
    assert unit.do(CHANGE, had).ok
    body = change(person_no, name, unit_no=VIP_UNIT, postcode="430000", clear="phone education")
    done = unit.do(CHANGE, body)
    assert done.ok and sorted(done.reply["changed"]) == ["education", "phone", "postcode"], done
    MADE["case"] = done.case_no
    officer = town.visitor("district01", "bus")
    now = on_record(officer, person_no)
    assert (now["data"]["phone"], now["data"]["education"]) == ("", 0), now
    before = on_record(officer, person_no, as_of_us=str(int(now["sinceUs"]) - 1))
    assert before["data"]["phone"].endswith("4321") and before["data"]["education"] == 21, before
    for clear, more, field, reason in (("name", {}, "clear", ""), ("document_no", {}, "clear", ""),
                                       ("mobile", {"mobile": "13900000000"}, "mobile",
                                        "cleared_filled")):
        refused = unit.do(CHANGE, change(person_no, name, unit_no=VIP_UNIT, clear=clear, **more))
        assert (refused.status, refused.field, refused.reason) == ("E_CODE_VALUE", field, reason), refused


def key_data_are_sent_to_the_counter(town):
    """S15: hidden among general data, from every door; nothing is kept of it."""
    person_no, name = MADE["member"]
    versions = town.rows("select count(*) from person_version")
    body = change(person_no, name, unit_no=VIP_UNIT, postcode="430000")
    for field, value in (("new_name", "李四"), ("new_document_no", "420102199001019019"), ("sex", 2),
                         ("birth_date", 19900102), ("file_birth_date", 19900102),
                         ("work_start_date", 20200101)):
        for door in ("outside", "bus"):
            refused = town.visitor("unit01", door).do(CHANGE, {**body, field: value})
            assert (refused.status, refused.field) == ("E_KEY_FIELD", field), (door, refused)
    unit = town.visitor("unit01")
    other_name = unit.do(CHANGE, {**body, "name": "李四"})
    assert (other_name.status, other_name.field) == ("E_NAME_ID_MISMATCH", "name"), other_name
    assert unit.do(CHANGE, {**body, "dead": True}).status == "E_UNKNOWN_FIELD"
    assert town.rows("select count(*) from person_version") == versions
    code, _, raw = unit.raw("GET", "/api/v1/forms/" + CHANGE)
    assert code == 200 and b"marital" in raw, raw
    assert b"new_name" not in raw and b"birth_date" not in raw, "forms do not offer them"


def nobody_changes_a_neighbours_member(town):
    """S15: another unit, another district, another community, another person: refused alike, also with the
    neighbour's number in the second field."""
    person_no, name = MADE["member"]
    their_no, theirs = a_member(town)
    own_no = number_of(town, "person01")
    cases = (("unit02", change(person_no, name, unit_no=PLAIN_UNIT)),
             ("unit02", change(person_no, name, unit_no=VIP_UNIT)),
             ("unit02", change(person_no, name)),
             ("unit03", change(person_no, name, unit_no=OTHER_UNIT)),
             ("unit01", change(person_no, name)),
             ("community01", change(person_no, name)),
             ("district02", change(person_no, name)),
             ("person01", change(person_no, name)),
             ("person01", {**change(own_no, "程自立"), "document_no": theirs["document_no"]}),
             ("auditor01", change(person_no, name)),
             ("centre01", change(person_no, name)))
    before = town.rows("select count(*) from person_version")
    for account, body in cases:
        for method, more in ((CHANGE, {"postcode": "430001"}),
                             (FILE_ACCOUNT, {"bank": 102, "bank_account": ACCOUNT})):
            refused = town.visitor(account, "inside").do(method, {**body, **more})
            whole = account[:4] != "unit" or "unit_no" in body
            assert refused.status == ("E_FORBIDDEN" if whole else "E_REQUIRED"), (account, method, refused)
    # two members of one unit: the second number must be the first one's
    body = change(person_no, name, unit_no=VIP_UNIT, postcode="430001")
    mixed = town.visitor("unit01").do(CHANGE, {**body, "document_no": theirs["document_no"]})
    assert (mixed.status, mixed.field) == ("E_NAME_ID_MISMATCH", "document_no"), mixed
    assert their_no and town.rows("select count(*) from person_version") == before


def a_person_is_told_what_others_changed(town):
    """S15: his community changes his address: he is told and sees before and after; his own change tells him
    nothing."""
    him, community = town.visitor("person01"), town.visitor("community01")
    person_no = number_of(town, "person01")
    messages = told(him).count(TOLD)
    done = community.do(CHANGE, change(person_no, "程自立", address="武昌区 东湖路 1号", marital=2))
    assert done.outcome == "APPLIED", done
    assert told(him).count(TOLD) == messages + 1
    shown = on_record(him, person_no, done.position)["data"]
    assert (shown["address"], shown["marital"]) == ("武昌区 东湖路 1号", 2), shown
    own = him.do(CHANGE, change(person_no, "程自立", email="li@example.cn"))
    assert own.outcome == "APPLIED" and told(him).count(TOLD) == messages + 1, own
    trail = him.do("query.ListPersonChanges", {"person_no": person_no},
                   least_position=own.position).reply["change"]
    assert [c["filedRole"] for c in trail] == ["PERSON", "COMMUNITY_OPERATOR"], trail
    assert [(f["field"], f["value"]) for f in trail[0]["field"]] == [("email", "li@example.cn")], trail


def two_at_once_are_two_changes(town):
    """S15: unit and officer change one person at once; both hold, each with what was before it."""
    person_no, name = MADE["member"]
    unit, officer = town.visitor("unit01", "outside"), town.visitor("district01", "inside")
    by_unit = change(person_no, name, unit_no=VIP_UNIT, postcode="430010")
    done = at_once(lambda: unit.surely(CHANGE, by_unit),
                   lambda: officer.surely(CHANGE, change(person_no, name, marital=4)))
    assert [d.outcome for d in done] == ["APPLIED", "APPLIED"], done
    now = on_record(town.visitor("district01", "bus"), person_no)["data"]
    assert (now["postcode"], now["marital"]) == ("430010", 4), now
    kept = town.rows("""select postcode, marital from person_version where person_no = %s
                        order by version_no""", person_no)
    assert kept[-1] in (("430010", 0), ("", 4)), kept


# ---- the account for benefits -------------------------------------------------------------------


def an_account_is_changed_by_code_and_factor(town):
    """S15: the code goes to the reserved mobile and is good for that account alone; without the second factor
    nothing happens. A filing for review waits beside it."""
    him, person_no = town.visitor("person02"), number_of(town, "person02")
    waits = him.do(FILE_ACCOUNT, change(person_no, "夏自强", bank=102, bank_account=SECOND_ACCOUNT))
    assert waits.outcome == "IN_REVIEW", waits
    MADE["waits"] = waits.case_no
    sent = len([t for t in town.texts() if PHONE in t])
    asked = him.do(ASK_CODE, {"person_no": person_no, "bank_account": "4111 1111 1111 1111"})
    assert asked.ok, asked
    code = town.code_to(PHONE, sent + 1)
    body = {"person_no": person_no, "bank": 105, "bank_account": ACCOUNT,
            "code_no": asked.reply["codeNo"], "code": code}
    bare = him.do(SET_ACCOUNT, body, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    other = him.do(SET_ACCOUNT, {**body, "bank_account": SECOND_ACCOUNT})
    assert (other.status, other.field) == ("E_AUTH_CODE", "code"), other
    stranger = town.visitor("person01").do(SET_ACCOUNT, body)
    assert stranger.status == "E_FORBIDDEN", stranger
    done = him.do(SET_ACCOUNT, body)
    assert done.ok and sorted(done.reply["changed"]) == ["bank", "bank_account"], done
    assert him.do(SET_ACCOUNT, {**body, "bank": 102}).status == "E_AUTH_CODE", "a code is good once"
    assert on_record(him, person_no, done.position)["data"]["bankAccount"] == ACCOUNT
    wait_until(lambda: [t for t in town.texts() if PHONE in t and "尾号1111" in t], 20, "the text about it")


def an_account_filed_by_others_is_reviewed(town):
    """S15: a unit's filing waits for the district; before that nothing changed, afterwards the person's
    record has both."""
    person_no, name = MADE["member"]
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    body = change(person_no, name, unit_no=VIP_UNIT, bank=102,
                  bank_account="6222 0213 0400 1234 561")
    filed = unit.do(FILE_ACCOUNT, body)
    assert filed.outcome == "IN_REVIEW", filed
    assert on_record(town.visitor("district01", "bus"), person_no)["data"]["bankAccount"] == ""
    twice = unit.do(FILE_ACCOUNT, body)
    assert (twice.status, twice.reason, twice.case_no) == ("E_DUP_ROW", "open_case", filed.case_no), twice
    general = unit.do(CHANGE, change(person_no, name, unit_no=VIP_UNIT, postcode="430020"))
    assert general.outcome == "APPLIED", "general data do not wait for it"
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    approved = officer.do("review.ApproveCase", {"case_no": filed.case_no})
    assert approved.outcome == "APPLIED", approved
    trail = officer.do("query.ListPersonChanges", {"person_no": person_no}, purpose="02",
                       purpose_ref=filed.case_no).reply["change"]
    assert (trail[0]["caseNo"], trail[0]["reviewed"]) == (filed.case_no, True), trail[0]
    assert {f["field"] for f in trail[0]["field"]} == {"bank", "bank_account"}, trail[0]
    assert town.rows("select filed_by, decided_by from person_version where case_no = %s", filed.case_no) == \
        [("unit01", "district01")]


def a_later_change_is_not_undone_by_an_approval(town):
    """S15: what was filed before the person changed the account himself is not put in its place."""
    officer, person_no = town.visitor("district01", "inside"), number_of(town, "person02")
    assert officer.do("review.ClaimCase", {"case_no": MADE["waits"]}).ok
    late = officer.do("review.ApproveCase", {"case_no": MADE["waits"]})
    assert late.outcome == "REFUSED" and "E_VERSION" in late.warnings, late
    assert on_record(town.visitor("person02"), person_no, late.position)["data"]["bankAccount"] == ACCOUNT


# ---- the counter ---------------------------------------------------------------------------------

KEY, CORRECT = "enrolment.ChangePersonKeyInfo", "enrolment.CorrectPerson"


def new_paper(town, sex):
    """A document that nobody has, of a person of this sex, with what it says."""
    while (filing := town.newcomer())["sex"] != sex:
        pass
    number = filing["document_no"]
    return {"new_document_type": 201, "new_document_no": number, "new_name": filing["name"],
            "new_birth_date": int(number[6:14])}


def at_the_counter(town, account, document_no):
    officer = town.visitor(account, "inside")
    visit = officer.do("access.RecordVisit", {"document_no": document_no})
    assert visit.ok, visit
    return {"basis_no": visit.reply["basisNo"], "reading": 1, "photo": 1, "reason": "公安机关更正",
            "scan_no": scan_of(officer)}


def key_data_change_by_two_persons(town):
    """S15: at the counter, with visit, scan and second factor; a second officer sees the scan and decides."""
    officer, other = town.visitor("district01", "inside"), town.visitor("reviewer03", "inside")
    person_no, filing = a_member(town)
    paper = new_paper(town, filing["sex"])
    body = {"person_no": person_no, "name": filing["name"], **paper,
            **at_the_counter(town, "district01", filing["document_no"])}
    assert town.visitor("unit01").do(KEY, body).status in ("E_UNKNOWN_METHOD", "E_FORBIDDEN")
    bare = officer.do(KEY, body, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    _, theirs = a_member(town)
    taken = officer.do(KEY, {**body, "new_document_no": theirs["document_no"], "new_sex": theirs["sex"],
                             "new_birth_date": int(theirs["document_no"][6:14])})
    assert (taken.status, taken.field, taken.reason) == ("E_DUP_ID", "new_document_no", "merge_first"), taken
    filed = officer.do(KEY, body)
    assert filed.outcome == "IN_REVIEW", filed
    assert town.rows("select bound from scan where scan_no = %s", body["scan_no"]) == [(True,)]
    twice = other.do(KEY, {**body, "new_name": "李四"})
    assert (twice.status, twice.case_no) == ("E_DUP_ROW", filed.case_no), twice
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_MAKER_CHECKER"
    assert other.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    code, headers, data = other.raw("GET", "/api/v1/review/case-scan?case_no=" + filed.case_no)
    assert code == 200 and data.startswith(png()[:8]), (code, headers)
    for stranger in ("district02", "unit01", "community01"):
        visitor = town.visitor(stranger, "inside")
        assert visitor.raw("GET", "/api/v1/review/case-scan?case_no=" + filed.case_no)[0] == 403, stranger
    approved = other.do("review.ApproveCase", {"case_no": filed.case_no}, factor="")
    assert (approved.status, approved.reason) == ("E_AUTH_FACTOR", "confirm"), approved
    approved = other.do("review.ApproveCase", {"case_no": filed.case_no})
    assert approved.outcome == "APPLIED", approved
    MADE["changed"] = person_no, filing, paper


def old_and_new_number_find_the_person(town):
    """S15: at the counter, in a filing and as somebody new: both numbers are that person's, for ever."""
    person_no, filing, paper = MADE["changed"]
    officer, unit = town.visitor("district01", "inside"), town.visitor("unit01")
    visits = [officer.do("access.RecordVisit", {"document_no": n}).reply["basisNo"]
              for n in (filing["document_no"], paper["new_document_no"])]
    found = town.rows("select distinct person_no from look_basis where basis_no = any(%s)", visits)
    assert found == [(person_no,)], found
    for number in (filing["document_no"], paper["new_document_no"]):
        leaves = unit.do("enrolment.SuspendMember", {
            "unit_no": VIP_UNIT, "document_no": number, "name": paper["new_name"], "reason": 229,
            "last_period": town.month()}, dry_run=True)
        assert leaves.ok, leaves
        again = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(
            PLAIN_UNIT, document_no=number, name=paper["new_name"], sex=filing["sex"]))
        assert again.status == "E_OTHER_UNIT", again
    listed = unit.do("query.ListMembers", {"unit_no": VIP_UNIT, "find": paper["new_document_no"][-6:]},
                     purpose="03", purpose_note="核对").reply["member"]
    assert [m["personNo"] for m in listed] == [person_no], listed
    trail = officer.do("query.ListPersonChanges", {"person_no": person_no}, purpose="03",
                       purpose_ref=visits[0]).reply["change"]
    assert (trail[0]["method"], trail[0]["reviewed"], trail[0]["evidence"]) == (KEY, True, True), trail


def a_correction_has_request_evidence_and_approval(town):
    """A8 (check): the old value stays readable as of its time; as it should have been is another question."""
    officer, other = town.visitor("district01", "inside"), town.visitor("reviewer03", "inside")
    filing = town.newcomer(VIP_UNIT)
    added = town.visitor("unit01").do("enrolment.AddMember", filing)
    person_no, wrong, right = added.reply["personNo"], filing["hukou_kind"], 2
    asked = {"person_no": person_no, "name": filing["name"], "new_hukou_kind": right,
             "reason": "本人书面申请：登记时户口性质录错", "corrects_case": added.case_no}
    no_paper = officer.do(CORRECT, asked)
    assert (no_paper.status, no_paper.field) == ("E_REQUIRED", "scan_no"), no_paper
    blank = officer.do(CORRECT, {**asked, "scan_no": scan_of(officer), "reason": " "})
    assert (blank.status, blank.field) == ("E_REQUIRED", "reason"), blank
    others_case = officer.do(CORRECT, {**asked, "scan_no": scan_of(officer), "corrects_case": MADE["case"]})
    assert (others_case.status, others_case.reason) == ("E_NOT_FOUND", "case_of_others"), others_case
    filed = officer.do(CORRECT, {**asked, "scan_no": scan_of(officer)})
    assert filed.outcome == "IN_REVIEW", filed
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_MAKER_CHECKER"
    assert other.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    shown = other.do("query.GetCase", {"case_no": filed.case_no}).reply["content"]
    assert any("户口性质录错" in c["value"] for c in shown), shown
    assert other.do("review.ApproveCase", {"case_no": filed.case_no}).outcome == "APPLIED"
    why = {"purpose": "02", "purpose_ref": filed.case_no}
    now = officer.do("query.GetPerson", {"person_no": person_no}, **why).reply
    before = {"person_no": person_no, "as_of_us": str(int(now["sinceUs"]) - 1)}
    recorded = officer.do("query.GetPerson", before, **why).reply["data"]["hukouKind"]
    valid = officer.do("query.GetPerson", {**before, "as_valid": "true"}, **why).reply["data"]["hukouKind"]
    assert (recorded, valid, now["data"]["hukouKind"]) == (wrong, right, right)
    line = officer.do("query.ListPersonChanges", {"person_no": person_no}, **why).reply["change"][0]
    assert (line["correction"], line["correctsCase"], line["evidence"], line["reviewed"], line["caseNo"]) == \
        (True, added.case_no, True, True, filed.case_no), line


# ---- units ------------------------------------------------------------------------------------


def unit_data(town, account, door="outside", **more):
    shown = town.visitor(account, door).do("query.ShowUnitData", {"unit_no": VIP_UNIT, **more})
    assert shown.ok, shown
    return shown.reply


def a_unit_changes_its_own_data(town):
    """S16 (check): phone and contact hold at once; the contact who may operate is one of its operators."""
    unit = town.visitor("unit01")
    body = {"unit_no": VIP_UNIT, "phone": "027-8765 4321", "contact_name": "张三",
            "contact_mobile": "139 1111 2222"}
    foreign = unit.do(CHANGE_UNIT, {**body, "contact_account": "unit02"})
    nobody = unit.do(CHANGE_UNIT, {**body, "contact_account": "unit99"})
    assert (foreign.status, foreign.field, foreign.reason) == \
        (nobody.status, nobody.field, nobody.reason) == ("E_NOT_FOUND", "contact_account", "no_operator_here")
    done = unit.do(CHANGE_UNIT, {**body, "contact_account": "unit01"})
    assert done.outcome == "APPLIED" and done.rules == {"general_data": True}, done
    now = unit_data(town, "unit01")
    assert (now["data"]["phone"], now["data"]["contactAccount"], now["changedBy"]) == \
        ("02787654321", "unit01", "unit01"), now
    before = unit_data(town, "unit01", as_of_us=str(int(now["sinceUs"]) - 1))
    assert before["data"]["phone"] == "" and before["data"]["name"] == now["data"]["name"], before
    for field, value in (("new_name", "某公司"), ("new_uscc", "91440300708461136T"),
                         ("legal_representative", "李四"), ("unit_type", 10)):
        refused = unit.do(CHANGE_UNIT, {**body, field: value})
        assert (refused.status, refused.field) == ("E_KEY_FIELD", field), refused


def an_industry_is_decided_by_the_district(town):
    """S16: it changes the injury rate: nothing before the approval, and a new member is charged by it."""
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    old = unit_data(town, "unit01")["data"]
    wanted = 8 if old["injuryClass"] != 8 else 7
    filed = unit.do(CHANGE_UNIT, {"unit_no": VIP_UNIT, "industry": 5, "injury_class": wanted,
                                  "branch": "二分公司"})
    assert filed.outcome == "IN_REVIEW" and filed.rules == {"general_data": False}, filed
    shown = unit_data(town, "district01", "inside")
    assert shown["data"] == old and filed.case_no in shown["openCase"], shown
    meanwhile = unit.do(CHANGE_UNIT, {"unit_no": VIP_UNIT, "postcode": "430000"})
    assert meanwhile.outcome == "APPLIED", "what is not reviewed does not wait"
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    approved = officer.do("review.ApproveCase", {"case_no": filed.case_no})
    assert approved.outcome == "APPLIED", approved
    now = unit_data(town, "unit01")["data"]
    assert (now["industry"], now["injuryClass"]) == (5, wanted), now
    assert (now["branch"], now["postcode"]) == ("二分公司", "430000"), now
    person_no, _ = a_member(town)
    charged = town.rows("select base_fen, injury_unit_fen from receivable where person_no = %s", person_no)[0]
    assert charged[1] > 0, charged
    trail = unit.do("query.ListUnitChanges", {"unit_no": VIP_UNIT}).reply["change"]
    assert (trail[0]["caseNo"], trail[0]["reviewed"]) == (filed.case_no, True), trail[0]
    assert {f["field"] for f in trail[0]["field"]} == {"industry", "injury_class", "branch"}, trail[0]


def of_two_accounts_filed_one_is_approved(town):
    """S16: unit and district file another account at once: the second approval is refused, and tells why."""
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    other = town.visitor("reviewer03", "inside")
    body = {"unit_no": VIP_UNIT, "bank": 102, "bank_account": ACCOUNT}
    by_officer = {**body, "bank": 105, "bank_account": SECOND_ACCOUNT}
    filed = at_once(lambda: unit.surely(CHANGE_UNIT, body), lambda: officer.surely(CHANGE_UNIT, by_officer))
    assert [f.outcome for f in filed] == ["IN_REVIEW"] * 2, filed
    own = officer.do("review.ClaimCase", {"case_no": filed[1].case_no})
    assert own.status == "E_MAKER_CHECKER", own
    outcomes = []
    for answer in filed:
        assert other.do("review.ClaimCase", {"case_no": answer.case_no}).ok
        outcomes.append(other.do("review.ApproveCase", {"case_no": answer.case_no}).outcome)
    assert outcomes == ["APPLIED", "REFUSED"], outcomes
    assert unit_data(town, "unit01")["data"]["bankAccount"] == ACCOUNT
    told_unit = [m["titleZh"] for m in unit.do("notification.ListMessages", {"limit": 200}).reply["message"]]
    assert "您单位的登记信息已由社保处办理变更" not in told_unit, "it filed itself what was approved"


def nobody_changes_another_unit(town):
    """S16: another unit, another district, a person: refused, and nothing is shown of it either."""
    before = town.rows("select count(*) from unit_version")
    for account in ("unit02", "unit03", "district02", "community01", "person01", "centre01", "auditor01"):
        visitor = town.visitor(account, "inside")
        for method in (CHANGE_UNIT, "query.ShowUnitData", "query.ListUnitChanges"):
            body = {"unit_no": VIP_UNIT, **({"phone": "87654321"} if method == CHANGE_UNIT else {})}
            refused = visitor.do(method, body)
            assert refused.status == "E_FORBIDDEN" and not refused.reply, (account, method, refused)
    assert town.rows("select count(*) from unit_version") == before


def main():
    quick = {"sender": ["--poll_ms=50"], "clock": ["--poll_ms=100"]}
    with Town(seed=71, programs=PROGRAMS, extra=quick) as town:
        tell(town, a_unit_changes_its_members_data, key_data_are_sent_to_the_counter,
             nobody_changes_a_neighbours_member, a_person_is_told_what_others_changed,
             two_at_once_are_two_changes, an_account_is_changed_by_code_and_factor,
             an_account_filed_by_others_is_reviewed, a_later_change_is_not_undone_by_an_approval,
             key_data_change_by_two_persons, old_and_new_number_find_the_person,
             a_correction_has_request_evidence_and_approval, a_unit_changes_its_own_data,
             an_industry_is_decided_by_the_district, of_two_accounts_filed_one_is_approved,
             nobody_changes_another_unit, what_is_to_be_deleted_is_said)


if __name__ == "__main__":
    main()
