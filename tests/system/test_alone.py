#!/usr/bin/python3
"""Who pays alone: he files for himself, his community files for him, and nobody else does. Rows: S2."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import DISTRICT, PLAIN_UNIT, Town, tell  # noqa: E402

OPEN, PAUSED = 1, 2
COMMUNITY, OTHER_COMMUNITY = DISTRICT + "001001", "420102001001"
SECOND, ELSEWHERE = "420106198805178032", "420102199204098079"  # documents of person02, and of 江自由
RESUME, SUSPEND = "enrolment.ResumeMember", "enrolment.SuspendMember"


def one(town, community, status):
    """A person who pays alone, contributing or paused, who owes nothing."""
    return town.rows("""select person_no from spell s where community_code = %s and status = %s and not exists
                        (select from receivable r where r.person_no = s.person_no) order by 1""",
                     community, status)[0][0]


def resumption(town, person_no, name):
    return {"person_no": person_no, "name": name, "resume_period": town.month(), "tier_percent": 60}


def suspension(town, person_no, name):
    return {"person_no": person_no, "name": name, "reason": 229, "last_period": town.month()}


def state_of(town, person_no):
    return town.rows("""select spell_no, status, unit_no, community_code from spell where person_no = %s
                        order by 1""", person_no)[-1]


def a_person_resumes_for_himself(town):
    """S2: given somebody who paid alone and paused, he resumes, the system decides, and he sees it."""
    him, person_no = town.visitor("person02"), one(town, COMMUNITY, PAUSED)
    filing = resumption(town, person_no, "夏自强")
    assert him.do(RESUME, {**filing, "tier_percent": 65}, dry_run=True).status == "E_TIER_UNKNOWN"
    assert him.do(RESUME, {**filing, "unit_no": PLAIN_UNIT}).status == "E_FORBIDDEN"
    done = him.do(RESUME, filing)
    assert done.outcome == "APPLIED" and done.case_no, done
    assert done.rules == {"pays_alone": True, "not_backdated": True, "filed_by_person": True,
                          "file_is_sound": True}, done
    assert state_of(town, person_no) == (2, OPEN, "", COMMUNITY)
    # then he finds case, enrolment and what he owes
    listed = him.do("query.ListCases", least_position=done.position).reply["item"]
    assert [line["caseNo"] for line in listed] == [done.case_no], listed
    assert him.do("query.GetCase", {"case_no": done.case_no}).reply["line"]["state"] == "CASE_APPLIED"
    shown = him.do("query.ListEnrolments", {"person_no": person_no}, least_position=done.position).reply
    assert [e["status"] for e in shown["enrolment"]] == [PAUSED, OPEN], shown
    due = him.do("query.ListReceivables", {"person_no": person_no}).reply["receivable"]
    assert [(int(d["personDueFen"]) > 0, int(d["unitDueFen"])) for d in due] == [(True, 0)], due
    again = him.do(RESUME, filing)
    assert again.status == "E_NOT_PAUSED", again


def his_community_files_for_him(town):
    """S2: the community suspends him; it lists nobody and reads nothing of him afterwards."""
    community, person_no = town.visitor("community01"), one(town, COMMUNITY, OPEN)
    done = community.do(SUSPEND, suspension(town, person_no, "程自立"))
    assert done.outcome == "APPLIED" and done.rules["filed_by_person"], done
    assert state_of(town, person_no)[1] == PAUSED
    assert [c["caseNo"] for c in community.do("query.ListCases").reply["item"]] == [done.case_no]
    for method in ("query.ListEnrolments", "query.ListReceivables", "query.RevealPerson"):
        refused = community.do(method, {"person_no": person_no}, purpose="02")
        assert (refused.status, refused.reason) == ("E_FORBIDDEN", "relation"), refused
    assert community.do("query.ListMembers", {"unit_no": PLAIN_UNIT}).status == "E_FORBIDDEN"
    assert community.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT)).status == "E_FORBIDDEN"


def a_community_finds_its_resident(town):
    """S2, A35: by the whole number and the name the clerk learns that he may file, and the resident reads
    that he was looked up; elsewhere's, nobody's and a wrong name are refused in the same words."""
    community, him = town.visitor("community01"), town.visitor("person02")
    found = community.do("query.FindResident", {"document_no": SECOND, "name": "夏自强"})
    assert found.ok, found
    person_no = town.rows("select person_no from account where account_no = 'person02'")[0][0]
    may = SUSPEND if state_of(town, person_no)[1] == OPEN else RESUME
    assert found.reply["resident"] == [
        {"personNo": person_no, "mayFile": [may, "enrolment.ChangePersonInfo"]}], found
    looks = him.do("query.ListLooks", {"person_no": person_no}).reply["look"]
    assert "查找居民" in [look["titleZh"] for look in looks], looks
    told = {(a.status, a.field, a.reason, a.text) for a in (
        community.do("query.FindResident", body) for body in (
            {"document_no": SECOND, "name": "程自立"}, {"document_no": ELSEWHERE, "name": "江自由"},
            {"document_no": town.newcomer()["document_no"], "name": "夏自强"}))}
    assert len(told) == 1 and told.pop()[0] == "E_FORBIDDEN", told
    assert town.visitor("unit01").do("query.FindResident", {"document_no": SECOND, "name": "夏自强"}).status == \
        "E_FORBIDDEN"


def nobody_else_does(town):
    """S2: another community, another person, a unit, another district: refused, and nothing changes."""
    person_no = one(town, OTHER_COMMUNITY, OPEN)
    before = state_of(town, person_no)
    filing = suspension(town, person_no, "江自由")
    for account, status in (("community01", "E_FORBIDDEN"), ("person01", "E_FORBIDDEN"),
                            ("district01", "E_FORBIDDEN"), ("unit01", "E_REQUIRED"),
                            ("admin01", "E_FORBIDDEN"), ("centre01", "E_FORBIDDEN"),
                            ("auditor01", "E_FORBIDDEN")):
        for ways in ({}, {"dry_run": True}, {"draft": True}):
            refused = town.visitor(account, "inside").do(SUSPEND, filing, **ways)
            assert refused.status == status, (account, ways, refused)
    assert state_of(town, person_no) == before
    # then his own district may, and another officer of it decides
    filed = town.visitor("district02", "inside").do(SUSPEND, filing)
    assert filed.outcome == "IN_REVIEW" and not filed.rules["filed_by_person"], filed
    own = town.visitor("district02", "inside").do("review.ClaimCase", {"case_no": filed.case_no})
    assert own.status == "E_MAKER_CHECKER", own
    centre = town.visitor("centre01", "inside")
    assert centre.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_LEVEL"
    assert town.rows("select district_code from case_file where case_no = %s", filed.case_no) == [("420102",)]


def a_member_of_a_unit_is_refused(town):
    """S2: given a member of a unit, when the district files for him as if he paid alone: E_NOT_FLEX."""
    unit, filing = town.visitor("unit01"), town.newcomer()
    person_no = unit.do("enrolment.AddMember", filing).reply["personNo"]
    refused = town.visitor("district01", "inside").do(SUSPEND, suspension(town, person_no, filing["name"]))
    assert (refused.status, refused.field) == ("E_NOT_FLEX", "person_no"), refused


def arrears_come_first(town):
    """S2, S11: given somebody who owes a month of that time, when he resumes: E_ARREARS_FIRST."""
    him = town.visitor("person03")
    person_no = town.rows("select person_no from account where account_no = 'person03'")[0][0]
    assert him.do(RESUME, resumption(town, person_no, "秦自勉")).status == "E_ARREARS_FIRST"
    # a draft is his own, found again and taken back
    draft = him.do(RESUME, resumption(town, person_no, "秦自勉"), draft=True)
    assert draft.outcome == "DRAFTED", draft
    kept = him.do(RESUME, {**resumption(town, person_no, "秦自勉"), "remark": "二"}, draft=True,
                  case_no=draft.case_no)
    assert kept.case_no == draft.case_no, kept
    assert town.visitor("community01").do("query.GetCase", {"case_no": draft.case_no}).status == "E_FORBIDDEN"
    assert him.do("review.SubmitCase", {"case_no": draft.case_no}).status == "E_ARREARS_FIRST"
    assert him.do("review.WithdrawCase", {"case_no": draft.case_no}).reply["state"] == "DISCARDED"


def main():
    with Town(seed=77) as town:
        tell(town, a_person_resumes_for_himself, his_community_files_for_him,
             a_community_finds_its_resident, nobody_else_does,
             a_member_of_a_unit_is_refused, arrears_come_first)


if __name__ == "__main__":
    main()
