#!/usr/bin/python3
"""How a unit becomes VIP, and how the sample watches over what the system decides.

Rows: S28, N9. Chapters of one hall, whose time is moved on while it is stopped."""
import base64
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import listing                                                                    # noqa: E402
import rosters                                                                    # noqa: E402
from filing import cases, decide, file_case                                       # noqa: E402
from rosters import finished, upload                                              # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, ROOT, VIP_UNIT, Town, tell, wait_until   # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-grade-"))
VERIFIER = ROOT / "tests" / "verifier" / "verify_sample.py"
LOG = FOLDER / "log.hall"
ROWS, DAY = 240, 86400  # of 240 cases fewer than 2 are drawn once in 16 000 times
KEPT = {}


class Hall:
    """The chapters of one hall in one folder."""

    def __init__(self, data):
        self.data, self.offset_s, self.seed = data, 0, 60

    def after(self, seconds, *stories):
        self.offset_s += seconds
        self.seed += 1
        with Town(seed=self.seed, data=self.data, clock_offset_s=self.offset_s,
                  programs="projector,clock,roster,web", extra={"clock": ["--poll_ms=100"]}) as town:
            tell(town, *stories)


def day_number(day):
    return int(day.strftime("%Y%m%d"))


def items_of(reply, field):
    return {item["kind"]: item for item in reply[field]}


def drawn_again(town, day_no, seed):
    """What somebody outside finds who has the exported log and the published seed."""
    LOG.unlink(missing_ok=True)
    town.lab.hall("log", "export", LOG)
    return subprocess.run([sys.executable, VERIFIER, LOG, day_no, "--seed", seed.hex()], text=True,
                          capture_output=True)


def a_worker_that_only_answered_questions_knows_the_figures(town):
    """S28: given a hall of which no unit did anything yet, when one asks what it lacks, then the thresholds
    are those in force."""
    shown = town.visitor("unit02").do("query.GetUnit", {"unit_no": PLAIN_UNIT}).reply
    assert (shown["operatorLeast"], shown["creditLeast"]) == (90, 85), shown


def vip_is_computed_from_recorded_facts(town):
    """S28 (check): computed from two recorded, dated scores that are shown; only its district changes them.
    """
    admin, officer = town.visitor("admin01", "inside"), town.visitor("district01", "inside")
    asked = {"unit_no": PLAIN_UNIT, "reason": "年度评级"}
    facts = (("review.RecordTraining", {"operator": "unit02", "trained_on": day_number(town.today),
                                        "reference_no": "PX-2026-01"}),
             ("review.RecordCredit", {"grade": 1, "graded_on": day_number(town.today),
                                      "reference_no": "鄂信〔2026〕1号"}),
             ("review.RecordDishonestAct", {"kind": 2, "committed_on": 20200101,
                                            "reference_no": "旧案1号"}))
    # given a unit of which nothing is recorded, its grade is no VIP's
    before = officer.do("review.ComputeGrade", {"unit_no": PLAIN_UNIT}).reply
    assert not before["vip"] and before["operatorScore"] == 15, before
    # then nobody but its district records and grades
    for account in ("unit02", "district02", "centre01", "auditor01", "person01"):
        stranger = town.visitor(account, "inside")
        for method, body in (*facts, ("review.GradeUnit", asked), ("review.ComputeGrade", {})):
            refused = stranger.do(method, {"unit_no": PLAIN_UNIT, **body})
            assert refused.status == "E_FORBIDDEN", (account, method, refused)
    assert town.visitor("unit02").do("review.GradeUnit", asked).http == 404, "no such route outside"
    assert admin.do("review.GradeUnit", {**asked, "unit_no": OTHER_UNIT}).status == "E_FORBIDDEN"
    # when facts are recorded, cases went well, and a second person approves
    for method, body in facts:
        assert officer.do(method, {"unit_no": PLAIN_UNIT, **body}).ok, method
    for _ in range(2):
        assert decide(town, file_case(town)[1], "Approve").ok
    filed = admin.do("review.GradeUnit", asked)
    assert filed.outcome == "IN_REVIEW", filed
    own = admin.do("review.ClaimCase", {"case_no": filed.case_no})
    assert own.status == "E_MAKER_CHECKER", own
    assert not town.rows("select vip from unit where unit_no = %s", PLAIN_UNIT)[0][0]
    assert decide(town, filed.case_no, "Approve", "district01").reply["state"] == "CASE_APPLIED"
    # then it is VIP, and shows why: every input with its date and share
    shown = town.visitor("unit02").do("query.GetUnit", {"unit_no": PLAIN_UNIT}).reply
    assert shown["vip"] and (shown["operatorScore"], shown["creditScore"]) == (100, 100), shown
    assert (shown["operatorLeast"], shown["creditLeast"]) == (90, 85), shown
    assert int(shown["gradedAtUs"]) >= int(shown["vipSinceUs"]) > 0 and shown["gradedBy"] == "district01"
    inputs = items_of(shown, "grade")
    assert {kind: item["share"] for kind, item in inputs.items()} == {
        "GRADE_REJECTS": 50, "GRADE_FAILED_ROWS": 15, "GRADE_TRAINING": 35, "GRADE_CREDIT": 60,
        "GRADE_DISHONEST": 40, "GRADE_ARREARS": 0}, inputs
    training, cases = inputs["GRADE_TRAINING"], inputs["GRADE_REJECTS"]
    assert (training["dated"], training["referenceNo"]) == (day_number(town.today), "PX-2026-01"), training
    assert (int(cases["n"]), int(cases["nOf"]), cases["dated"]) == (0, 2, day_number(town.today)), cases
    # a class granted today decides nothing by itself yet (docs/rules 6.3)
    young = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert young.outcome == "IN_REVIEW" and young.rules["unit_is_vip"], young
    assert not young.rules["vip_for_90_days"] and young.rules["graded_within_year"], young
    # when it goes wrong, the next grade is no VIP's
    for _ in range(2):
        assert decide(town, file_case(town)[1], "Reject", reason="材料不实").ok
    after = officer.do("review.ComputeGrade", {"unit_no": PLAIN_UNIT}).reply
    assert not after["vip"] and items_of(after, "item")["GRADE_REJECTS"]["points"] == 0, after


def the_system_decides_many(town):
    """N9: given a day whose seed is committed and not known, a VIP unit's file is decided by the system."""
    unit = town.visitor("unit01")
    KEPT["day"] = town.today.strftime("%Y%m%d")
    shown = town.visitor("").do("query.ListSampleDays").reply["item"]
    assert len(shown) == 8 and shown[0]["sampleNo"] == KEPT["day"], shown
    assert all(day["commitment"] and not day["seed"] for day in shown), shown
    KEPT["commitment"] = shown[0]["commitment"]
    data, _ = rosters.make(FOLDER / "many.xlsx", town, ROWS, 0, seed=9)
    done = finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    assert int(done["nApplied"]) == ROWS, done
    assert not town.rows("select from sample"), "nobody knows them yet"


def the_sample_is_drawn_and_drawn_again(town):
    """N9 (check): an outsider draws again, from the published seed and the exported log: the same cases."""
    def drawn():
        return town.rows("select passes from sample_day where sample_no = %s", KEPT["day"]) == [(1,)]

    wait_until(drawn, 60, "the sample to be drawn")
    day = town.visitor("").do("query.ListSampleDays").reply["item"][0]
    assert day["commitment"] == KEPT["commitment"] and day["seed"], day
    cases = [case for case, in town.rows("select case_no from sample order by 1")]
    assert len(cases) == int(day["nDrawn"]) >= 2 and int(day["nExamined"]) >= ROWS, day
    seed = base64.b64decode(day["seed"])
    again = drawn_again(town, KEPT["day"], seed)
    assert again.returncode == 0, again.stdout + again.stderr
    *listed, last = again.stdout.split("\n")[:-1]
    assert listed == cases, (listed, cases)
    assert last == f"{day['nExamined']} automatic, {len(cases)} drawn, as published", last
    other = bytes([seed[0] ^ 1]) + seed[1:]
    wrong = drawn_again(town, KEPT["day"], other)
    assert wrong.returncode == 1 and "not the one that was published" in wrong.stdout, wrong
    KEPT["cases"] = cases


def sm3(data):
    return hashlib.new("sm3", data).digest()


def a_unit_draws_again_by_what_everybody_reads(town):
    """N9: from the public notices and the numbers of its own cases alone, computed here: the same cases."""
    guest, unit = town.visitor(""), town.visitor("unit01")
    day = guest.do("query.ListSampleDays").reply["item"][0]
    seed, head = base64.b64decode(day["seed"]), base64.b64decode(day["head"])
    assert base64.b64encode(sm3(seed)).decode() == KEPT["commitment"], "the seed that was committed before"
    (closing,), = town.rows("select hash from entry where position = %s", int(day["headPosition"]))
    assert closing == head, "mixed with the entry that closed the day"
    own = {line["caseNo"] for line in cases(unit, "CASE_APPLIED") if line["automatic"]}
    assert len(own) == int(day["nExamined"]) >= ROWS, (len(own), day)
    lot = {case: int.from_bytes(sm3(sm3(seed + head) + case.encode())[:4], "big") / 2**32 for case in own}
    drawn = {case for case in own if lot[case] < day["share"] / 100} or {min(own, key=lot.get)}
    assert sorted(drawn) == KEPT["cases"], (drawn, KEPT["cases"])
    by_another_head = {case for case in own
                       if int.from_bytes(sm3(sm3(seed + sm3(head)) + case.encode())[:4], "big") / 2**32
                       < day["share"] / 100}
    assert by_another_head != drawn, "the head decides as well"


def a_confirmed_objection_stops_the_unit(town):
    """S28: the district reviews the sample; a confirmed failure stops the unit, the second revokes."""
    officer, admin, unit = (town.visitor("district01", "inside"), town.visitor("admin01", "inside"),
                            town.visitor("unit01"))
    listed = officer.do("query.ListSamples", {"state": "SAMPLE_WAITING", "limit": 200}).reply
    assert [line["caseNo"] for line in listed["item"]] == KEPT["cases"], listed
    looks = listing.looks(town, "district01", "query.ListSamples")
    assert looks and {one.person_no for look in looks for one in look.person} == listing.persons_of(
        town, KEPT["cases"], "case_no"), "A25: the list links whom it shows"
    assert town.visitor("unit01", "inside").do("query.ListSamples",
                                               {"state": "SAMPLE_WAITING"}).status == "E_FORBIDDEN"
    other = town.visitor("district02", "inside")
    assert not other.do("query.ListSamples", {"state": "SAMPLE_WAITING"}).reply["item"]
    # the unit sees its own, the latest first, and what becomes of them, but not who looks at them
    own = unit.do("query.ListUnitSamples", {"unit_no": VIP_UNIT, "limit": 200}).reply
    assert [line["caseNo"] for line in own["item"]] == sorted(KEPT["cases"], reverse=True), own
    assert not {"answeredBy", "confirmedBy"} & set(own["item"][0])
    looks = listing.looks(town, "unit01", "query.ListUnitSamples")
    assert [(look.n, look.purpose) for look in looks] == [(len(KEPT["cases"]), "08")], "A25: its own list"
    for stranger in ("unit02", "district01"):
        assert town.visitor(stranger, "inside").do("query.ListUnitSamples",
                                                   {"unit_no": VIP_UNIT}).status == "E_FORBIDDEN"
    first, second = KEPT["cases"][:2]
    objection = {"case_no": first, "state": "SAMPLE_OBJECTED", "reason": "无劳动合同"}
    assert other.do("review.AnswerSample", objection).status == "E_FORBIDDEN"
    assert unit.do("enrolment.AddMember", town.newcomer()).outcome == "APPLIED"
    KEPT["small"] = town.today.strftime("%Y%m%d")
    assert officer.do("review.AnswerSample", objection).ok
    assert officer.do("review.AnswerSample", objection).status == "E_CASE_STATE"
    confirm = {"case_no": first, "state": "SAMPLE_CONFIRMED", "reason": "虚构用工"}
    assert officer.do("review.ConfirmSample", confirm).status == "E_FORBIDDEN"
    bare = admin.do("review.ConfirmSample", confirm, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    assert admin.do("review.ConfirmSample", confirm).ok
    told = {line["caseNo"]: line["state"] for line in
            unit.do("query.ListUnitSamples", {"unit_no": VIP_UNIT, "limit": 200}).reply["item"]}
    assert told[first] == "SAMPLE_CONFIRMED" and told[second] == "SAMPLE_WAITING", told
    # then nothing of the unit is decided by the system, though it is VIP
    stopped = unit.do("enrolment.AddMember", town.newcomer())
    assert stopped.outcome == "IN_REVIEW" and stopped.rules["unit_is_vip"], stopped
    assert not stopped.rules["no_false_filing"], stopped
    # and the second within a year takes the class away
    assert officer.do("review.AnswerSample", {**objection, "case_no": second}).ok
    assert admin.do("review.ConfirmSample", {**confirm, "case_no": second}).ok
    shown = unit.do("query.GetUnit", {"unit_no": VIP_UNIT}).reply
    assert not shown["vip"] and shown["paused"] == "PAUSED_FALSE_FILING", shown
    assert not unit.do("enrolment.AddMember", town.newcomer()).rules["unit_is_vip"]


def the_year_passes(town):
    """S28: a year without a new grade pauses automatic decisions; the days of the sample go on."""
    def paused():
        return town.rows("select vip, paused from unit where unit_no = %s", PLAIN_UNIT) == [(True, 1)]

    wait_until(paused, 60, "the grade to be paused")
    wait_until(lambda: town.rows("select count(*) from sample_day where sample_no > %s",
                                 town.today.strftime("%Y%m%d"))[0][0] == 7, 60, "a week to be published")
    wait_until(lambda: not town.rows("""select from sample_day where closes_at_us <> 0 and sample_no < %s or
                                        draw_at_us <> 0 and passes = 0""", town.today.strftime("%Y%m%d")),
               60, "all days before to be closed")


def a_small_day_is_looked_at_too(town):
    """N9: of a day on which the system decided one case, that case is drawn, and anybody draws it again."""
    day = next(one for one in town.visitor("").do("query.ListSampleDays", {"limit": 200}).reply["item"]
               if one["sampleNo"] == KEPT["small"])
    assert (int(day["nExamined"]), int(day["nDrawn"])) == (1, 1), day
    again = drawn_again(town, KEPT["small"], base64.b64decode(day["seed"]))
    assert again.returncode == 0 and again.stdout.endswith("\n1 automatic, 1 drawn, as published\n"), again


def main():
    data = tempfile.mkdtemp(prefix="hall-grade-lab-")
    try:
        hall = Hall(data)
        hall.after(0, a_worker_that_only_answered_questions_knows_the_figures,
                   vip_is_computed_from_recorded_facts, the_system_decides_many)
        hall.after(DAY, the_sample_is_drawn_and_drawn_again, a_unit_draws_again_by_what_everybody_reads,
                   a_confirmed_objection_stops_the_unit)
        hall.after(380 * DAY, the_year_passes, a_small_day_is_looked_at_too)
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
