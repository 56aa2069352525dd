#!/usr/bin/python3
"""A reviewer pages through his queue while units file and colleagues decide: whatever waits all the time
stands on one page, once.

Row: S30. In each order, forwards and backwards, with a filter and without."""
import itertools
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from filing import decide, file_case                                              # noqa: E402
from town import Meanwhile, Town, tell                                            # noqa: E402

PAGE, CASES = 7, 60
ORDERS = ("BY_NUMBER", "DUE", "NEWEST")
FILTERS = ({}, {"claimed": "CLAIMED_NOBODY"}, {"method": "enrolment.AddMember"})
WAITS, OTHERS = [], []


def pages(reviewer, order, back=False, **more):
    """Numbers of all pages, from the first on; backwards from the last on."""
    seen, cursor, name = [], {}, "previous" if back else "next"
    if back:
        for last in pages_with_marks(reviewer, order, **more):
            pass
        seen, cursor = [line["caseNo"] for line in reversed(last["item"])], {"before": last["previous"]}
    while not back or cursor["before"]:
        reply = one(reviewer, order, cursor, more)
        lines = [line["caseNo"] for line in reply["item"]]
        seen += reversed(lines) if back else lines
        if not reply[name]:
            break
        cursor = {"before" if back else "after": reply[name]}
    return seen


def pages_with_marks(reviewer, order, **more):
    cursor = {}
    while True:
        reply = one(reviewer, order, cursor, more)
        yield reply
        if not reply["next"]:
            return
        cursor = {"after": reply["next"]}


def one(reviewer, order, cursor, more):
    body = {"state": "PENDING", "order": order, "limit": PAGE, **cursor, **more}
    answer = reviewer.do("query.ListCases", body)
    assert answer.ok, answer
    return answer.reply


def nothing_is_missed_or_shown_twice(town):
    """S30: while cases come and go, every case that waits all the time stands in the queue once."""
    WAITS.extend(file_case(town)[1] for _ in range(CASES))
    OTHERS.extend(file_case(town)[1] for _ in range(CASES))
    going, turn = iter(OTHERS), itertools.count()

    def comes_and_goes():
        case_no = next(going, None)
        if not case_no:
            return town.visitor("unit02").do("query.CountCases")
        file_case(town)
        if next(turn) % 2:
            return decide(town, case_no, "Approve", "admin01")
        return decide(town, case_no, "Return", "admin01", reason="请改正")
    reviewer = town.visitor("district01", "inside")
    with Meanwhile(comes_and_goes):
        for order, more, back in itertools.product(ORDERS, FILTERS, (False, True)):
            seen = pages(reviewer, order, back, **more)
            twice = {no for no in seen if seen.count(no) > 1}
            missed = set(WAITS) - set(seen)
            assert not twice and not missed, (order, more, back, twice, missed)
            print(f"     {order} {more} {'back' if back else 'on'}: {len(seen)} cases")
    assert next(turn) > 10, "nothing went meanwhile"


def main():
    with Town(seed=30, programs="projector,web") as town:
        tell(town, nothing_is_missed_or_shown_twice)


if __name__ == "__main__":
    main()
