#!/usr/bin/python3
"""Claims through real doors: nobody hoards the queue.

Row: A4."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from filing import file_case                                                      # noqa: E402
from town import Town, Visitor, tell                                              # noqa: E402

MOST = 30  # deploy/params/wuhan.tsv, kind term


def nobody_hoards_the_queue(town):
    """A4: given a reviewer who holds thirty cases, the next is refused until one is given back."""
    reviewer = town.visitor("district01", "inside")
    cases = [{"case_no": file_case(town)[1]} for _ in range(MOST + 1)]
    for case in cases[:MOST]:
        assert reviewer.do("review.ClaimCase", case).ok
    refused = reviewer.do("review.ClaimCase", cases[MOST])
    assert (refused.status, refused.reason) == ("E_CASE_STATE", "claims_many"), refused
    assert reviewer.do("review.ClaimCase", cases[0]).ok, "one's own is claimed again"
    assert town.visitor("admin01", "inside").do("review.ClaimCase", cases[MOST]).ok, "others go on"
    assert reviewer.do("review.ReleaseCase", cases[0]).ok
    assert reviewer.do("review.ClaimCase", {"case_no": file_case(town)[1]}).ok
    # a second login of the same reviewer is the same reviewer
    again = Visitor(town, "district01", "inside").do("review.ClaimCase", {"case_no": file_case(town)[1]})
    assert again.reason == "claims_many", again


def main():
    with Town(seed=23) as town:
        tell(town, nobody_hoards_the_queue)


if __name__ == "__main__":
    main()
