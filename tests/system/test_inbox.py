#!/usr/bin/python3
"""The inbox through real doors: whom an event concerns finds it there, in both languages, and nobody else.

Rows: S3, S30."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from filing import file_case                                                      # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell                        # noqa: E402

OWN = "Jianghan-7-Road"


def inbox(visitor, **asked):
    answer = visitor.do("notification.ListMessages", {"limit": 100, **asked})
    assert answer.ok, answer
    return answer.reply["message"]


def about(visitor, number):
    """Titles of the messages about a number, the newest first."""
    return [m["titleZh"] for m in inbox(visitor) if m["about"] == number]


def unread(visitor):
    return int(visitor.do("identity.ShowSession").reply["unread"])


def decide(town, case_no, method, **more):
    reviewer = town.visitor("district01", "inside")
    assert reviewer.do("review.ClaimCase", {"case_no": case_no}).ok
    answer = reviewer.do(f"review.{method}", {"case_no": case_no, **more})
    assert answer.ok, answer


def a_second_operator(town, unit_no):
    filing = town.newcomer()
    body = {"login_name": "second01", "unit_no": unit_no, "document_type": 201,
            "document_no": filing["document_no"], "name": filing["name"]}
    assert town.visitor("admin01", "inside").do("identity.CreateUnitOperator", body).ok
    town.begin("second01", OWN)
    return Visitor(town, "second01", "inside", OWN)


def a_decision_is_found_by_the_unit_that_filed(town):
    """S30: returned, rejected and approved cases are told; what the system decided at once is not."""
    unit, other = town.visitor("unit02"), town.visitor("unit03")
    cases = [file_case(town)[1] for _ in range(3)]
    before = unread(unit)
    decide(town, cases[0], "ReturnCase", reason="请补充材料")
    decide(town, cases[1], "RejectCase", reason="不符合条件")
    decide(town, cases[2], "ApproveCase")
    assert [about(unit, c) for c in cases] == [["退回修改"], ["审核不通过"], ["办结"]]
    assert unread(unit) == before + 3
    told = inbox(unit)[0]
    assert (told["titleEn"], told["shared"], told["event"]) == ("case applied", True, "review.CaseApplied")
    times = [int(m["leftAtUs"]) for m in inbox(unit)]
    assert times == sorted(times, reverse=True)
    assert not [m for m in inbox(other) if m["about"] in cases]
    quick = town.visitor("unit01").do("enrolment.AddMember", town.newcomer(VIP_UNIT))
    assert quick.outcome == "APPLIED" and not about(town.visitor("unit01"), quick.case_no)


def the_operators_of_a_unit_share_one_inbox(town):
    """S30: who comes later reads what was left before, and what one has read is read."""
    second, first = a_second_operator(town, PLAIN_UNIT), town.visitor("unit02")
    shared = [m for m in inbox(second) if m["shared"]]
    assert shared and shared == [m for m in inbox(first) if m["shared"]]
    own = [m for m in inbox(second) if not m["shared"]]
    assert {m["event"] for m in own} == {"identity.UnknownDeviceUsed", "identity.PasswordChanged"}, own
    assert all(m["fromAddress"] == "127.0.0.1" for m in own), own
    one, was = shared[0]["messageNo"], unread(first)
    assert second.do("notification.ReadMessage", {"message_no": one}).reply["n"] == 1
    assert unread(first) == was - 1
    assert first.do("notification.ReadMessage", {"message_no": one}).reply["n"] == 0
    refused = town.visitor("unit03").do("notification.ReadMessage", {"message_no": one})
    assert (refused.status, refused.field) == ("E_NOT_FOUND", "message_no"), refused
    refused = first.do("notification.ReadMessage", {"message_no": own[0]["messageNo"]})
    assert refused.status == "E_NOT_FOUND", "the other operator's own"
    assert first.do("notification.ReadAllMessages").ok and unread(first) == 0
    assert first.do("notification.ReadAllMessages").reply["n"] == 0
    assert unread(second) == len(own)
    pages, after = [], ""
    while page := second.do("notification.ListMessages", {"limit": 2, "after": after}).reply:
        pages += page["message"]
        after = page["next"]
        if not after:
            break
    assert pages == inbox(second)


def whose_account_was_touched_is_told(town):
    """S3: an administrator who resets an operator's account and logs in to it is seen by its holder."""
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": "second01"}).ok
    town.begin("second01", OWN + "-2")
    assert admin.do("identity.DisableAccount", {"account_no": "second01", "reason": "试"}).ok
    assert admin.do("identity.EnableAccount", {"account_no": "second01", "reason": "试"}).ok
    holder = Visitor(town, "second01", "inside", OWN + "-2")
    own = [m["titleEn"] for m in inbox(holder) if not m["shared"]]
    assert own[:6] == ["login from a device not used before", "account enabled", "account disabled",
                       "password changed", "login from a device not used before", "account reset"], own
    assert not [m for m in inbox(town.visitor("unit02")) if m["about"] == "second01"]


def main():
    with Town(seed=41) as town:
        tell(town, a_decision_is_found_by_the_unit_that_filed, the_operators_of_a_unit_share_one_inbox,
             whose_account_was_touched_is_told)


if __name__ == "__main__":
    main()
