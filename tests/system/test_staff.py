#!/usr/bin/python3
"""Staff who go elsewhere, grants to persons, and several who work at one place, through the intranet door.

Rows: S61, S62."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))
from accounts import DISTRICT, OTHER, OWN, alive, create, holder, session         # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, Town, tell                               # noqa: E402


def staff_go_to_another_district(town):
    """S61 (check): moved by the level above both districts and by nobody else; what he had claimed is in the
    queue again, and he sees the new district alone."""
    admin = town.visitor("admin01", "inside")
    name = alive(town)
    answer, other = create(town, "centre01", "DISTRICT_ADMIN", district_code=OTHER)
    assert answer.ok, answer
    town.begin(other, OWN, "centre01")
    town.bind_authenticator(session(town, other, OWN), OWN)
    before, there = session(town, name, OWN), session(town, other, OWN)
    filed = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert filed.outcome == "IN_REVIEW" and before.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    move = {"account_no": name, "to_district": OTHER, "reason": "轮岗"}
    for who in (admin, there, before):
        assert who.do("identity.MoveStaff", move, factor="").status == "E_FORBIDDEN", who.account
    assert admin.do("identity.MoveAccount", move).reason == "moves_nowhere"
    centre = town.visitor("centre01", "inside")
    for nobody in ("unit03", "admin01", "centre02", "nobody-there"):
        answer = centre.do("identity.MoveStaff", {**move, "account_no": nobody})
        assert answer.status in ("E_FORBIDDEN", "E_NOT_FOUND"), (nobody, answer)
    assert centre.do("identity.MoveStaff", {**move, "to_district": "429999"}).field == "to_district"
    moved = centre.do("identity.MoveStaff", move)
    assert moved.ok and (moved.reply["sessions"], moved.reply["cases"]) == (1, 1), moved
    assert before.do("query.ListCases").status == "E_TOKEN"
    entries = [entry for entry, _ in town.looked_up("review.CaseReleased", filed.case_no)]
    types = [type for entry in entries for type in entry.types]
    assert entries and "identity.AccountMoved" in types, types
    assert town.visitor("district01", "inside").do("review.ClaimCase", {"case_no": filed.case_no}).ok
    now = session(town, name, OWN)
    assert now.do("review.ClaimCase", {"case_no": filed.case_no}).status == "E_FORBIDDEN"
    assert admin.do("identity.DisableAccount", {"account_no": name, "reason": "试"}).status == "E_FORBIDDEN"
    mine = there.do("identity.DisableAccount", {"account_no": name, "reason": "试"})
    assert mine.ok, "he stands above it now"


def what_a_disabled_reviewer_had_claimed_is_free(town):
    """S61: at once, not when the claim ends."""
    name = alive(town)
    filed = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert session(town, name, OWN).do("review.ClaimCase", {"case_no": filed.case_no}).ok
    taken = town.visitor("district01", "inside").do("review.ClaimCase", {"case_no": filed.case_no})
    assert taken.status == "E_CASE_CLAIMED", taken
    answer = town.visitor("admin01", "inside").do("identity.DisableAccount",
                                                  {"account_no": name, "reason": "试"})
    assert answer.ok and answer.reply["cases"] == 1, answer
    assert town.visitor("district01", "inside").do("review.ClaimCase", {"case_no": filed.case_no}).ok


def a_grant_is_given_to_a_person(town):
    """S62 (check): who files for the unit by another account of his gets no grant for it; a unit of
    another district is answered as one that nobody has."""
    person, admin = holder(town), town.visitor("admin01", "inside")
    _, first = create(town, "admin01", "UNIT_OPERATOR", **person)
    _, second = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT, **person)
    letter = {"letter_no": "武单函2026-7"}
    answer = admin.do("identity.GrantUnit", {"login_name": first, "unit_no": PLAIN_UNIT, **letter})
    assert (answer.status, answer.field, answer.reason) == ("E_DUP_ROW", "login_name", "held_already"), answer
    for method, more in (("identity.GrantUnit", letter), ("identity.EndUnitGrant", {"reason": "试"})):
        said = [admin.do(method, {"login_name": first, "unit_no": unit, **more})
                for unit in (OTHER_UNIT, "99999999")]
        assert said[0].status == "E_FORBIDDEN", said
        assert [(a.status, a.field, a.reason, a.text) for a in said[:1]] == \
            [(a.status, a.field, a.reason, a.text) for a in said[1:]], said


def several_work_at_one_place(town):
    """S61 (check): two clerks of a community, two operators of a unit; one is disabled, the other goes on."""
    admin = town.visitor("admin01", "inside")
    for role, method in (("COMMUNITY_OPERATOR", "query.ListCases"), ("UNIT_OPERATOR", "query.ListCases")):
        one, two = alive(town, role), alive(town, role)
        gone, stays = session(town, one, OWN), session(town, two, OWN)
        assert gone.do(method).ok and stays.do(method).ok, role
        assert admin.do("identity.DisableAccount", {"account_no": one, "reason": "离职"}).ok
        assert gone.do(method).status == "E_TOKEN" and stays.do(method).ok, role
        assert session(town, two, OWN).do(method).ok, role
    places = town.rows("select count(distinct account_no) from account where role = 4 and not disabled "
                       "and community_code = %s", DISTRICT + "001001")
    assert places[0][0] >= 2, "the demonstration's clerk and the new one"


def main():
    with Town(seed=66, programs="projector,web") as town:
        tell(town, staff_go_to_another_district, what_a_disabled_reviewer_had_claimed_is_free,
             a_grant_is_given_to_a_person, several_work_at_one_place)


if __name__ == "__main__":
    main()
