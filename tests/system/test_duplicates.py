#!/usr/bin/python3
"""Two records of one person are noticed before the second becomes active: the same name and birth date under
another document. A human says whether they are two people, once.

Rows: A9."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from scans import scan_of                                                             # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, at_once, tell, wait_until                # noqa: E402

ADD, JUDGE, ALIKE = "enrolment.AddMember", "enrolment.JudgeLikeness", "query.ListAlike"
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
MADE = {}


def other_number(document_no, add):
    """Another number of the same region, birth date and sex."""
    body = document_no[:14] + f"{(int(document_no[14:17]) + 2 * add) % 1000:03}"
    return body + CHECKS[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


def somebody_alike(town, unit_no=VIP_UNIT, add=1, **change):
    """Somebody on record with the filing, and the filing of a namesake born on the same day."""
    filing = town.newcomer(VIP_UNIT)
    known = town.visitor("unit01").do(ADD, filing)
    assert known.outcome == "APPLIED", known
    return known.reply["personNo"], {**filing, "unit_no": unit_no, **change,
                                     "document_no": other_number(filing["document_no"], add)}


def case_of(town, case_no):
    return town.rows("select state, submitted_at_us, version from case_file where case_no = %s", case_no)[0]


def the_second_is_flagged_before_it_becomes_active(town):
    """A9 (check): a VIP unit's filing, which nobody else would look at, waits; its dry run says so, too."""
    known, filing = somebody_alike(town)
    unit = town.visitor("unit01")
    tried, filed = unit.do(ADD, filing, dry_run=True), unit.do(ADD, filing)
    assert (filed.outcome, tried.outcome) == ("IN_REVIEW", "WOULD_REVIEW"), (tried, filed)
    assert filed.rules == tried.rules and filed.rules["nobody_alike"] is False, filed
    assert not town.rows("""select 1 from person_directory d join case_file c using (document_hash)
                            where c.case_no = %s""", filed.case_no), "nothing is on record of the second"
    MADE.update(known=known, filing=filing, case=filed.case_no)


def the_officer_sees_who_is_alike(town):
    """A9: masked, with a look that the person on record finds; nobody else sees it."""
    shown = town.visitor("district01", "inside").do(ALIKE, {"case_no": MADE["case"]})
    assert [a["personNo"] for a in shown.reply["alike"]] == [MADE["known"]], shown
    line = shown.reply["alike"][0]
    assert "*" in line["documentNo"] and line["verdict"] == "LIKENESS_OPEN", line
    for stranger in ("unit01", "district02", "community01", "person01"):
        refused = town.visitor(stranger, "inside").do(ALIKE, {"case_no": MADE["case"]})
        assert refused.status == "E_FORBIDDEN" and not refused.reply, (stranger, refused)
    look = "select 1 from look where person_no = %s and method = %s"
    wait_until(lambda: town.rows(look, MADE["known"], ALIKE), 20, "the look to stand in the person's list")


def without_a_verdict_nothing_is_approved(town):
    """A9: the case stays where it was, with its time of receipt."""
    officer, before = town.visitor("district01", "inside"), case_of(town, MADE["case"])
    assert officer.do("review.ClaimCase", {"case_no": MADE["case"]}).ok
    early = officer.do("review.ApproveCase", {"case_no": MADE["case"]})
    assert (early.status, early.reason) == ("E_ALIKE", "judge_first"), early
    assert case_of(town, MADE["case"])[:2] == before[:2], "still waiting, received when it was"


def two_people_is_remembered_for_the_pair(town):
    """A9: said once by an officer with his reason; then the case is approved."""
    officer, case = town.visitor("district01", "inside"), {"case_no": MADE["case"]}
    verdict = {**case, "alike_no": MADE["known"], "verdict": "TWO_PEOPLE", "reason": "户口簿显示为两人"}
    blank = officer.do(JUDGE, {**verdict, "reason": "　 "})
    assert (blank.status, blank.field) == ("E_REQUIRED", "reason"), blank
    stranger, _ = somebody_alike(town)
    nobody = officer.do(JUDGE, {**verdict, "alike_no": stranger})
    assert (nobody.status, nobody.reason) == ("E_NOT_FOUND", "not_alike"), nobody
    for account in ("unit01", "district02", "community01"):
        assert town.visitor(account, "inside").do(JUDGE, verdict).status == "E_FORBIDDEN", account
    received = case_of(town, MADE["case"])[1]
    said = officer.do(JUDGE, verdict)
    assert said.ok and said.reply["open"] == 0, said
    judged = town.rows("select verdict, judged_by, reason from likeness where case_no = %s", MADE["case"])
    assert judged == [(1, "district01", "户口簿显示为两人")], judged
    approved = officer.do("review.ApproveCase", case)
    assert approved.outcome == "APPLIED" and case_of(town, MADE["case"])[1] == received, approved
    third = {**MADE["filing"], "document_no": other_number(MADE["filing"]["document_no"], 1)}
    assert town.visitor("unit01").do(ADD, third, dry_run=True).rules["nobody_alike"] is False, "another pair"


def a_pair_that_was_judged_is_not_asked_about_again(town):
    """A9: the filing is withdrawn and filed anew: now nothing keeps it."""
    known, filing = somebody_alike(town)
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    case = {"case_no": unit.do(ADD, filing).case_no}
    assert officer.do(JUDGE, {**case, "alike_no": known, "verdict": "TWO_PEOPLE", "reason": "户口簿"}).ok
    assert unit.do("review.WithdrawCase", case).ok
    again = unit.do(ADD, filing)
    assert again.outcome == "APPLIED" and "nobody_alike" not in again.rules, again


def one_person_is_not_enrolled_twice(town):
    """A9: found to be one person: not approved but returned, and refused at once when it is filed anew."""
    known, filing = somebody_alike(town, PLAIN_UNIT)
    unit, officer = town.visitor("unit02"), town.visitor("district01", "inside")
    filed = unit.do(ADD, filing)
    case = {"case_no": filed.case_no}
    assert filed.outcome == "IN_REVIEW", filed
    assert officer.do("review.ClaimCase", case).ok
    assert officer.do(JUDGE, {**case, "alike_no": known, "verdict": "ONE_PERSON", "reason": "换证后号码更正"}).ok
    refused = officer.do("review.ApproveCase", case)
    assert (refused.status, refused.reason) == ("E_ALIKE", "judged_one"), refused
    assert officer.do("review.ReturnCase", {**case, "reason": "请用原证件办理"}).ok
    again = unit.do(ADD, filing, case_no=filed.case_no)
    assert (again.status, again.reason) == ("E_ALIKE", "judged_one"), again


def two_newcomers_alike_are_noticed_at_the_second_approval(town):
    """A9: neither was on record when both were filed, at the same instant; the one approved later waits."""
    filing = town.newcomer(PLAIN_UNIT)
    namesake = {**filing, "document_no": other_number(filing["document_no"], 3)}
    unit, officer = town.visitor("unit02"), town.visitor("district01", "inside")
    cases = [a.case_no for a in at_once(lambda: unit.surely(ADD, filing), lambda: town.visitor(
        "unit02", "inside").surely(ADD, namesake))]
    for case_no in cases:
        assert officer.do("review.ClaimCase", {"case_no": case_no}).ok
    assert officer.do("review.ApproveCase", {"case_no": cases[0]}).outcome == "APPLIED"
    late = officer.do("review.ApproveCase", {"case_no": cases[1]})
    assert (late.status, late.reason) == ("E_ALIKE", "judge_first"), late
    assert len(officer.do(ALIKE, {"case_no": cases[1]}).reply["alike"]) == 1


# ---- two records become one -------------------------------------------------------------------


MERGE, UNDO = "enrolment.MergePersons", "enrolment.UndoMerge"


def decided(town, filed):
    """The settlement centre, and nobody of the district, approves."""
    case = {"case_no": filed.case_no}
    assert filed.outcome == "IN_REVIEW", filed
    district = town.visitor("reviewer03", "inside").do("review.ClaimCase", case)
    assert district.status == "E_FORBIDDEN", district
    centre = town.visitor("centre01", "inside")
    assert centre.do("review.ClaimCase", case).ok
    return centre.do("review.ApproveCase", case)


def leads_to(town, document_no):
    officer = town.visitor("district01", "inside")
    basis = officer.do("access.RecordVisit", {"document_no": document_no})
    assert basis.ok, basis
    return town.rows("select person_no from look_basis where basis_no = %s", basis.reply["basisNo"])[0][0]


def two_records(town):
    """Of one person: both enrolled, because an officer took them for two."""
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    first = town.newcomer(VIP_UNIT)
    old = unit.do(ADD, first).reply["personNo"]
    second = {**first, "document_no": other_number(first["document_no"], 5)}
    case = {"case_no": unit.do(ADD, second).case_no}
    assert officer.do(JUDGE, {**case, "alike_no": old, "verdict": "TWO_PEOPLE", "reason": "核对有误"}).ok
    assert officer.do("review.ClaimCase", case).ok
    return old, first, officer.do("review.ApproveCase", case).reply["personNo"], second


def records_are_merged_and_parted_again(town):
    """A9: filed by the district, decided by the centre; both histories stay, and every number goes back."""
    officer, unit = town.visitor("district01", "inside"), town.visitor("unit01")
    old, first, new, second = two_records(town)
    body = {"person_no": new, "name": second["name"], "merged_no": old, "merged_name": first["name"],
            "merged_document_no": first["document_no"], "scan_no": scan_of(officer), "reason": "同一人，已核对档案"}
    both = officer.do(MERGE, body)
    assert (both.status, both.reason) == ("E_CASE_STATE", "merge_active"), both
    leaves = {"unit_no": VIP_UNIT, "person_no": old, "name": first["name"], "reason": 229,
              "last_period": town.month()}
    assert unit.do("enrolment.SuspendMember", leaves).ok
    swapped = {**body, "person_no": old, "merged_no": new, "merged_document_no": second["document_no"]}
    assert officer.do(MERGE, swapped).reason == "merge_keep_active"
    wrong = officer.do(MERGE, {**body, "merged_document_no": second["document_no"]})
    assert (wrong.status, wrong.field) == ("E_NAME_ID_MISMATCH", "merged_no"), wrong
    spells = town.rows("select * from spell where person_no = any(%s) order by 1, 2", [old, new])
    merged = decided(town, officer.do(MERGE, body))
    assert merged.outcome == "APPLIED", merged
    assert leads_to(town, first["document_no"]) == leads_to(town, second["document_no"]) == new
    assert town.rows("select * from spell where person_no = any(%s) order by 1, 2", [old, new]) == spells
    again = unit.do("enrolment.ResumeMember", {"unit_no": VIP_UNIT, "person_no": old, "name": first["name"],
                                               "resume_period": town.month(), "declared_wage_fen": "650000"})
    assert (again.status, again.reason) == ("E_CASE_STATE", "person_merged"), again
    why = {"purpose": "02", "purpose_ref": merged.case_no}
    shown = [officer.do("query.GetPerson", {"person_no": n}, **why).reply for n in (new,)]
    assert shown[0]["merged"] == [old], shown
    undone = decided(town, officer.do(UNDO, {"person_no": new, "name": second["name"], "merged_no": old,
                                             "scan_no": scan_of(officer), "reason": "实为两人"}))
    assert undone.outcome == "APPLIED", undone
    assert (leads_to(town, first["document_no"]), leads_to(town, second["document_no"])) == (old, new)
    assert town.rows("select * from spell where person_no = any(%s) order by 1, 2", [old, new]) == spells


def records_of_different_sex_are_not_merged(town):
    """A9: refused at the filing."""
    officer, unit = town.visitor("district01", "inside"), town.visitor("unit01")
    one = town.newcomer(VIP_UNIT)
    while (other := town.newcomer(VIP_UNIT))["sex"] == one["sex"]:
        pass
    kept, merged = (unit.do(ADD, f).reply["personNo"] for f in (one, other))
    refused = officer.do(MERGE, {"person_no": kept, "name": one["name"], "merged_no": merged,
                                 "merged_name": other["name"], "merged_document_no": other["document_no"],
                                 "scan_no": scan_of(officer), "reason": "同一人"})
    assert (refused.status, refused.reason) == ("E_SEX_ID_MISMATCH", "merge_sex"), refused


def main():
    with Town(seed=72) as town:
        tell(town, the_second_is_flagged_before_it_becomes_active, the_officer_sees_who_is_alike,
             without_a_verdict_nothing_is_approved, two_people_is_remembered_for_the_pair,
             a_pair_that_was_judged_is_not_asked_about_again, one_person_is_not_enrolled_twice,
             two_newcomers_alike_are_noticed_at_the_second_approval, records_are_merged_and_parted_again,
             records_of_different_sex_are_not_merged)


if __name__ == "__main__":
    main()
