"""filing: what stories about filing and review have in common; see town.py for the town itself."""
from town import PLAIN_UNIT

LEDGERS = ("person", "spell", "membership", "wage", "receivable")
ALL_INSURANCES = [110, 210, 310, 410, 510]
ALL_BITS = 63  # of a spell in all of them, large medical too


def enrol(town, visitor, **change):
    """Somebody new, enrolled by a VIP unit: (filing, answer)."""
    filing = town.newcomer(**change)
    answer = visitor.do("enrolment.AddMember", filing)
    assert answer.ok and answer.outcome == "APPLIED", answer
    return filing, answer


def leaving(town, filing, person_no, last_period, **change):
    body = {"unit_no": filing["unit_no"], "person_no": person_no, "name": filing["name"],
            "reason": 221, "last_period": last_period,
            "contract_end_date": int(town.today.strftime("%Y%m%d"))}
    body.update(change)
    return body


def receivables(town, person_no):
    """{month: (state, due from the person, due from the unit)}"""
    return {period: rest for period, *rest in town.rows(
        "select fee_period, state, person_due_fen, unit_due_fen from receivable where person_no = %s",
        person_no)}


def spells(town, person_no):
    """[(unit, status, insurances, from, to, first month, gap months)], the oldest first"""
    return town.rows("select unit_no, status, insurances, valid_from, valid_to, first_period, gap_months "
                     "from spell where person_no = %s order by spell_no", person_no)


def file_case(town, account="unit02", unit_no=PLAIN_UNIT, **change):
    """A filing of a non-VIP unit that now waits for a reviewer: (filing, case number)."""
    filing = town.newcomer(unit_no, **change)
    answer = town.visitor(account).do("enrolment.AddMember", filing)
    assert answer.ok and answer.outcome == "IN_REVIEW" and answer.case_no, answer
    return filing, answer.case_no


def cases(visitor, state=None, **flags):
    """Every case the visitor may list, page by page: [line ...]"""
    lines, after = [], ""
    while True:
        asked = {"limit": 200, "after": after} if after else {"limit": 200}
        if state:
            asked["state"] = state
        answer = visitor.do("query.ListCases", asked, **flags)
        assert answer.ok, answer
        lines += answer.reply["item"]
        after = answer.reply["next"]
        if not after:
            return lines


def numbers(lines):
    return [line["caseNo"] for line in lines]


def decide(town, case_no, what, account="district01", **body):
    """Claims and decides at the inside door."""
    reviewer = town.visitor(account, "inside")
    claimed = reviewer.do("review.ClaimCase", {"case_no": case_no})
    assert claimed.ok, claimed
    return reviewer.do(f"review.{what}Case", {"case_no": case_no, **body})


def propose(town, method, body, id=None):
    """One of the centre proposes what another approves, under `id`; the answer of the approval."""
    one, other = town.visitor("centre01", "inside"), town.visitor("centre02", "inside")
    proposed = one.do(method, body)
    assert proposed.ok and proposed.outcome == "IN_REVIEW", proposed
    case = {"case_no": proposed.case_no}
    own = one.do("review.ClaimCase", case)
    assert own.status == "E_MAKER_CHECKER", own
    assert other.do("review.ClaimCase", case).ok
    approved = other.do("review.ApproveCase", case, id)
    assert approved.ok and approved.reply["state"] == "CASE_APPLIED", approved
    return approved


def set_calendar(town, closes_in_s, late_policy, period=None):
    """The centre sets the cut-off of this month: one proposes, another approves."""
    first, end = town.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0), None
    if closes_in_s is None:
        month = town.month(1)
        end = first.replace(year=month // 100, month=month % 100)
    closes_us = int((end or town.now).timestamp() * 1e6) + int((closes_in_s or 0) * 1e6)
    body = {"calendar": "hall", "period": town.month(), "opens_at_us": str(int(first.timestamp() * 1e6)),
            "closes_at_us": str(closes_us), "late_policy": late_policy, "reason": "调整截止时间"}
    propose(town, "collection.SetCalendar", body)


def all_tables(town, *names):
    return {name: sorted(map(repr, town.rows(f'select * from "{name}"'))) for name in names}
