#!/usr/bin/python3
"""Where a case lives: a correction keeps its case's shard, else it is a new case (docs/cases.md).

Rows: A2, A3. Two workers share the shards; whoever is registered must carry the shard of the own
document number, also when a reviewer approves it later, and nothing that was filed gets lost."""
import json
import pathlib
import shutil
import sys
import tempfile
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import rosters                                                                    # noqa: E402
from filing import cases, decide, file_case, numbers                              # noqa: E402
from rosters import counts, finished, upload                                      # noqa: E402
from town import PLAIN_UNIT, Town, tell                                           # noqa: E402

METHOD = "enrolment.AddMember"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-cases-"))


def shard_of(document_no):
    """FNV-1a over the number, as the contract's order key has it; written down here once more."""
    hash = 1469598103934665603
    for byte in document_no.encode():
        hash = (hash ^ byte) * 1099511628211 % 2 ** 64
    return (hash ^ hash >> 32) % 2 ** 32 % 256


def case_shard(case_no):
    return int(case_no[15:18])


def elsewhere(town, shard):
    """A filing of somebody whose document lies in another shard."""
    while True:
        filing = town.newcomer(PLAIN_UNIT)
        if shard_of(filing["document_no"]) != shard:
            return filing


def content_of(visitor, case_no):
    answer = visitor.surely("query.GetCase", {"case_no": case_no})
    assert answer.ok, answer
    return answer.reply["line"]["state"], {f["field"]: f["value"] for f in answer.reply["content"]}


def approved_at_home(town, case_no, filing):
    """The person is registered in the shard of the own document."""
    done = decide(town, case_no, "Approve")
    assert done.ok and done.reply["state"] == "CASE_APPLIED", done
    shard = shard_of(filing["document_no"])
    assert int(done.reply["personNo"][7:]) == shard == case_shard(case_no), (done, shard)
    return done.reply["personNo"]


def an_incomplete_draft_is_completed(town):
    """A2: given a draft that names nobody, when it is completed, then a new draft can be submitted."""
    unit, full = town.visitor("unit02"), elsewhere(town, shard_of(""))
    half = {"unit_no": PLAIN_UNIT, "name": "王草稿", "document_type": 201}
    first = unit.do(METHOD, half, draft=True)
    assert first.outcome == "DRAFTED" and not first.reply and case_shard(first.case_no) == shard_of(""), first
    still = unit.do(METHOD, {**half, "name": "王二稿"}, draft=True, case_no=first.case_no)
    assert still.case_no == first.case_no and not still.warnings, "it names nobody yet"
    whole = unit.do(METHOD, full, draft=True, case_no=first.case_no)
    assert whole.ok and whole.case_no != first.case_no and whole.warnings == {"W_NEW_CASE"}, whole
    # then both stand in the filer's list, and only the new one is sent
    assert {first.case_no, whole.case_no} <= set(numbers(cases(unit, "DRAFT", least_position=whole.position)))
    state, content = content_of(unit, first.case_no)
    assert state == "DRAFT" and content["name"] == "王二稿", content
    again = unit.do(METHOD, {**full, "remark": "二"}, draft=True, case_no=whole.case_no)
    assert again.case_no == whole.case_no and not again.warnings, "the same person: the same draft"
    sent = unit.do("review.SubmitCase", {"case_no": whole.case_no})
    assert sent.ok and sent.outcome == "IN_REVIEW", sent
    approved_at_home(town, whole.case_no, full)
    assert unit.do("review.WithdrawCase", {"case_no": first.case_no}).reply["state"] == "DISCARDED"


def two_tabs_change_one_draft(town):
    """A2: given a draft open in two tabs, when both save, then the second is told and nothing is lost."""
    unit, filing = town.visitor("unit02"), town.newcomer(PLAIN_UNIT)
    draft = unit.do(METHOD, filing, draft=True)
    read = draft.said["caseVersion"]
    kept = unit.do(METHOD, {**filing, "remark": "一"}, draft=True, case_no=draft.case_no, version=read)
    assert kept.outcome == "DRAFTED" and kept.said["caseVersion"] > read, kept.said
    late = unit.do(METHOD, {**filing, "remark": "二"}, draft=True, case_no=draft.case_no, version=read)
    assert (late.status, late.reason) == ("E_VERSION", "draft_moved"), late
    assert unit.do(METHOD, filing, case_no=draft.case_no, version=read).status == "E_VERSION"
    assert content_of(unit, draft.case_no)[1]["remark"] == "一"
    # then who fetched what is there now goes on
    assert unit.do(METHOD, {**filing, "remark": "二"}, draft=True, case_no=draft.case_no,
                   version=kept.said["caseVersion"]).ok
    assert unit.do(METHOD, filing, draft=True, case_no=draft.case_no, version="x").field == "version"
    assert unit.do("review.WithdrawCase", {"case_no": draft.case_no}).ok


def what_became_of(visitor, id):
    """The answer to GET /api/v1/commands/{key}: code and document, without what is this request's own."""
    code, _, raw = visitor.raw("GET", f"/api/v1/commands/{uuid.UUID(bytes=id)}", {}, None, 20)
    return code, {k: v for k, v in json.loads(raw).items() if k not in ("traceId", "instance", "receivedAt")}


def a_lost_answer_is_learnt_by_its_key(town):
    """A1: given a page that closed before its answer came, when it asks by the key, then it has it."""
    unit, other, guest = town.visitor("unit02"), town.visitor("unit01"), town.visitor("", "outside")
    id, refused_id = hallbus.uuid7(), hallbus.uuid7()
    filed = unit.do(METHOD, town.newcomer(PLAIN_UNIT), id=id)
    assert unit.do(METHOD, {"unit_no": PLAIN_UNIT}, id=refused_id).status == "E_REQUIRED"
    code, said = what_became_of(unit, id)
    assert code == 202 and said["method"] == METHOD and said["caseNo"] == filed.case_no, said
    # then another account, a key that nobody used and one that was refused are told the same
    nobody = what_became_of(unit, hallbus.uuid7())
    assert nobody[0] == 404 and what_became_of(other, id) == nobody == what_became_of(unit, refused_id)
    assert what_became_of(guest, id) == what_became_of(guest, hallbus.uuid7())
    assert what_became_of(guest, id)[0] == 401
    assert decide(town, filed.case_no, "Reject", reason="试").ok
    assert what_became_of(unit, id)[1]["outcome"] == "IN_REVIEW", "the first answer stays what it was"


def a_case_goes_back_into_its_form(town):
    """A3: given a returned case, its filer's side reads what fills the form again; nobody else does."""
    unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
    filing, case_no = file_case(town)
    assert not unit.do("query.GetCase", {"case_no": case_no}).reply["inputJson"], "it is being reviewed"
    assert decide(town, case_no, "Return", reason="工资有误").ok
    shown = unit.do("query.GetCase", {"case_no": case_no}).reply
    content = json.loads(shown["inputJson"])
    assert content["documentNo"] == filing["document_no"] and content["unitNo"] == PLAIN_UNIT, content
    by_field = {one["field"]: one for one in shown["content"]}
    assert by_field["declared_wage_fen"]["raw"] == str(filing["declared_wage_fen"]), by_field
    assert shown["officeZh"] and shown["receipt"]["number"], shown
    assert filing["document_no"] not in json.dumps(
        district.do("query.GetCase", {"case_no": case_no}).reply), "the reviewer has no claim any more"
    content["declaredWageFen"] = "720000"
    back = unit.do(METHOD, content, case_no=case_no, version=shown["version"])
    assert back.ok and back.case_no == case_no, back
    approved_at_home(town, case_no, filing)


def who_is_logged_in(town):
    """S2: the head of a page: name, unit, what is missing, and what this door lets the role call."""
    unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
    mine, theirs = unit.do("identity.WhoAmI"), district.do("identity.WhoAmI")
    assert mine.reply["session"]["unitNo"] == PLAIN_UNIT and mine.reply["unitName"], mine.reply
    assert mine.reply["displayName"] and not mine.reply["agreement"], mine.reply
    assert METHOD in mine.said["methods"] and "review.ApproveCase" not in mine.said["methods"]
    assert "review.ApproveCase" in theirs.said["methods"]
    outside = town.visitor("district01", "outside").do("identity.WhoAmI").said["methods"]
    assert "review.ApproveCase" not in outside, "no method of the intranet is named outside"


def a_returned_case_names_somebody_else(town):
    """A3: given a returned case, when the correction names another person, then it is a new case."""
    unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
    filing, case_no = file_case(town)
    assert case_shard(case_no) == shard_of(filing["document_no"])
    assert decide(town, case_no, "Return", reason="证件号码有误").ok
    other = elsewhere(town, shard_of(filing["document_no"]))
    tried = unit.do(METHOD, other, dry_run=True, case_no=case_no)
    assert tried.outcome == "WOULD_REVIEW" and "W_NEW_CASE" in tried.warnings, tried
    moved = unit.do(METHOD, other, case_no=case_no)
    assert moved.outcome == "IN_REVIEW" and moved.case_no != case_no, moved
    assert "W_NEW_CASE" in moved.warnings, moved
    state, content = content_of(unit, case_no)
    assert state == "RETURNED" and content["name"] == filing["name"], (state, content)
    assert case_no not in numbers(cases(district, "PENDING"))
    approved_at_home(town, moved.case_no, other)
    # when the returned case is then corrected for its own person, it goes on under its number
    back = unit.do(METHOD, {**filing, "declared_wage_fen": "720000"}, case_no=case_no)
    assert back.case_no == case_no and "W_NEW_CASE" not in back.warnings, back
    approved_at_home(town, case_no, filing)
    # a case that is over is not corrected, whomever the correction names
    assert unit.do(METHOD, elsewhere(town, case_shard(case_no)), case_no=case_no).status == "E_CASE_STATE"


def the_same_filing_waits_once(town):
    """A2: given a filing that waits, when the unit files the same again, then it is told which one waits."""
    unit = town.visitor("unit02")
    filing, case_no = file_case(town)
    again = unit.do(METHOD, {**filing, "declared_wage_fen": "720000"})
    assert (again.status, again.field, again.case_no) == ("E_DUP_ROW", "document_no", case_no), again
    # a draft beside it may be kept, but not submitted
    draft = unit.do(METHOD, filing, draft=True)
    assert draft.ok and draft.case_no != case_no, draft
    sent = unit.do("review.SubmitCase", {"case_no": draft.case_no})
    assert (sent.status, sent.reason, sent.case_no) == ("E_DUP_ROW", "open_case", case_no), sent
    assert decide(town, case_no, "Return", reason="工资有误").ok
    again = unit.do(METHOD, filing)
    assert (again.status, again.case_no) == ("E_DUP_ROW", case_no), again
    # when the correction is only kept, the district goes on seeing what was submitted
    kept = unit.do(METHOD, {**filing, "hukou_place": "武昌区"}, draft=True, case_no=case_no)
    assert kept.outcome == "DRAFTED", kept
    assert content_of(unit, case_no)[1]["hukou_place"] == "武昌区"
    district = town.visitor("district01", "inside")
    assert content_of(district, case_no)[1].get("hukou_place", "") == filing.get("hukou_place", "")
    back = unit.do(METHOD, {**filing, "declared_wage_fen": "720000"}, case_no=case_no)
    assert back.ok and back.case_no == case_no, back
    approved_at_home(town, case_no, filing)


def a_row_of_a_roster_is_corrected(town):
    """A3: the cases of a file's rows are like any other; each row lies where its person does."""
    unit = town.visitor("unit02")
    data, _ = rosters.make(FOLDER / "rows.xlsx", town, 4, 0, seed=5)
    shown = finished(unit, upload(unit, PLAIN_UNIT, data).reply["rosterNo"])
    assert counts(shown) == (4, 0, 4, 0), shown
    found = [what[3] for what in rosters.rows_of(unit, shown["rosterNo"]).values()]
    assert len({case_shard(case_no) for case_no in found}) > 1, found
    case_no = found[0]
    assert decide(town, case_no, "Return", reason="证件号码有误").ok
    other = elsewhere(town, case_shard(case_no))
    moved = unit.do(METHOD, other, case_no=case_no)
    assert moved.outcome == "IN_REVIEW" and moved.case_no != case_no, moved
    approved_at_home(town, moved.case_no, other)
    sent = unit.do("review.SubmitCase", {"case_no": case_no})
    assert sent.ok, sent
    for left in found:
        done = decide(town, left, "Approve")
        assert done.ok and int(done.reply["personNo"][7:]) == case_shard(left), done


def everybody_lives_at_home(town):
    """However it came: a person's number, cases and document agree about the shard."""
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("select case_no, person_no from case_file where person_no <> ''")
        pairs = cursor.fetchall()
    assert len(pairs) >= 6, pairs
    assert all(int(person_no[7:]) == case_shard(case_no) for case_no, person_no in pairs), pairs


def main():
    try:
        with Town(seed=11) as town:
            tell(town, an_incomplete_draft_is_completed, two_tabs_change_one_draft,
                 a_lost_answer_is_learnt_by_its_key, a_case_goes_back_into_its_form, who_is_logged_in,
                 a_returned_case_names_somebody_else, the_same_filing_waits_once,
                 a_row_of_a_roster_is_corrected, everybody_lives_at_home)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
