#!/usr/bin/python3
"""A24, N14: personal data stand nowhere in clear, and who is destroyed is gone at once and for ever,
while every proof of the log holds.

One person goes through everything that writes something down: a roster, a filing decided by the
system, one sent back, one approved, one that waits, a draft. Then the whole place is searched, the
person is destroyed beside the running hall, and every worker is asked."""
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from canaries import Canaries  # noqa: E402
from filing import cases, decide, enrol, file_case, leaving  # noqa: E402
import rosters  # noqa: E402
from town import BIN, OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, tell  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-destroy-"))
NAME, MOBILE = "龘靐齉", "13967676767"
ADDRESS, REMARK = "金丝雀巷9871号QZXJ", "金丝雀附言WVKYQ"
PLACE, REASON = "金丝雀乡PLHXZ", "金丝雀退回说明BNMGD"
FILE_NAME = "金丝雀名册TRWQP.xlsx"
told = {}   # what one story leaves for the next


def canaries():
    return Canaries({"name": NAME, "document": told["document"], "mobile": MOBILE, "address": ADDRESS,
                     "remark": REMARK, "hukou place": PLACE, "reason": REASON, "file name": FILE_NAME},
                    {"birth date": told["document"][6:14]})


def filing_of(unit_no, **change):
    """The same person's filing, by whichever unit."""
    return {**told["filing"], "unit_no": unit_no, **change}


# ---- the person goes everywhere ------------------------------------------------------------------

def roster_with_the_person(town):
    """A row of a workbook; two other rows fail, so that a result workbook is written, too."""
    unit = town.visitor("unit01")
    path = FOLDER / "roster.xlsx"
    _, planted = rosters.make(path, town, 20, 2, seed=41)
    book = rosters.open_book(path.read_bytes())
    page = book["增员"]
    column = {rosters.bare(c.value): c.column for c in page[1]}
    row = next(r for r in range(2, 22) if r not in planted)
    document = unicodedata.normalize("NFKC", str(page.cell(row, column["证件号码"]).value)).upper()
    document = "".join(c for c in document if c in "0123456789X")
    for header, value in {"证件号码": document, "姓名": NAME, "手机号码": MOBILE, "户口所在地": PLACE,
                          "联系地址": ADDRESS, "备注": REMARK}.items():
        page.cell(row, column[header]).value = value
    (FOLDER / "clear.xlsx").write_bytes(rosters.book_bytes(book))
    shown = rosters.finished(unit, rosters.upload(
        unit, VIP_UNIT, (FOLDER / "clear.xlsx").read_bytes(), FILE_NAME).reply["rosterNo"])
    assert rosters.counts(shown) == (20, 18, 0, 2), shown
    assert rosters.result(unit, shown["rosterNo"])
    state, _, _, case_no = rosters.rows_of(unit, shown["rosterNo"])[row]
    assert state == "ROW_APPLIED" and case_no, state
    told.update(document=document, roster=shown["rosterNo"], cases=[case_no])
    told["person_no"] = town.rows("select person_no from case_file where case_no = %s", case_no)[0][0]
    first = int(town.today.strftime("%Y%m01"))
    told["filing"] = {
        "document_type": 201, "document_no": document, "name": NAME, "sex": int(document[16]) % 2 or 2,
        "ethnicity": 1, "birth_date": int(document[6:14]), "mobile": MOBILE, "hukou_kind": 1,
        "hukou_place": PLACE, "address": ADDRESS, "remark": REMARK, "person_class": 1,
        "employment_form": 2, "work_start_date": first, "employment_date": first, "enrol_date": first,
        "reason": 141, "declared_wage_fen": "650000"}


def cases_of_every_kind(town):
    """Decided by the system, sent back with a reason, approved, waiting, and a draft."""
    vip, unit = town.visitor("unit01"), town.visitor("unit02")
    gone = vip.do("enrolment.SuspendMember", leaving(
        town, filing_of(VIP_UNIT), told["person_no"], town.month(), remark=REMARK))
    assert gone.outcome == "APPLIED", gone
    returned = town.visitor("unit03").do("enrolment.AddMember", filing_of(OTHER_UNIT)).case_no
    assert decide(town, returned, "Return", "district02", reason=REASON).ok
    approved = unit.do("enrolment.AddMember", filing_of(PLAIN_UNIT)).case_no
    assert decide(town, approved, "Approve").reply["personNo"] == told["person_no"]
    leaves = unit.do("enrolment.SuspendMember", leaving(
        town, filing_of(PLAIN_UNIT), told["person_no"], town.month(), remark=REMARK))
    assert leaves.outcome == "IN_REVIEW", leaves
    waiting = leaves.case_no
    draft = unit.do("enrolment.AddMember", filing_of(PLAIN_UNIT), draft=True)
    assert draft.ok and draft.case_no, draft
    told["cases"] += [gone.case_no, returned, approved, waiting, draft.case_no]
    told.update(returned=returned, waiting=waiting, draft=draft.case_no)
    assert NAME in {f["value"] for f in content(town, waiting)["content"]}, "shown plain, and not kept"


def others_beside_the_person(town):
    """Somebody else, another roster, another case: they must outlive what comes."""
    filing, answer = enrol(town, town.visitor("unit01"))
    told["other"] = (filing, answer.reply["personNo"])
    told["other_case"] = file_case(town)
    data, _ = rosters.make(FOLDER / "other.xlsx", town, 4, 2, seed=43)
    unit = town.visitor("unit02")
    told["other_roster"] = rosters.finished(
        unit, rosters.upload(unit, PLAIN_UNIT, data).reply["rosterNo"])["rosterNo"]


# ---- A24 -------------------------------------------------------------------------------------------

def nothing_stands_in_clear(town):
    """A24 (check): tables, write-ahead log, LMDB, files, logs, result workbooks, the exported log."""
    seek = canaries()
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("checkpoint")
    found, n = seek.in_folder(town.lab.data)
    assert n > 500, f"only {n} files were looked at"
    assert not found, found
    with town.lab.connect() as db:
        found, n = seek.in_tables(db)
    assert n > 20 and not found, (n, found)
    export = FOLDER / "log"
    town.lab.hall("log", "export", export)
    assert not seek.in_bytes(export.read_bytes(), "exported log")


def the_search_finds_what_is_there(town):
    """The same search finds a person number, which stays clear: in tables, write-ahead log, LMDB, log."""
    seek = Canaries({"person number": told["person_no"]}, {})
    found, _ = seek.in_folder(town.lab.data)
    for place in ("/pg/base/", "/pg/pg_wal/", "/cache/"):
        assert any(place in f for f in found), (place, found)
    assert any("hall.log" in f for f in Canaries({"account": "unit01"}, {}).in_folder(town.lab.data)[0])
    assert seek.in_bytes((FOLDER / "log").read_bytes(), "exported log")
    book = Canaries({"name": NAME}, {}).in_bytes((FOLDER / "clear.xlsx").read_bytes(), "workbook")
    assert book, "a workbook is not looked into"


# ---- what does not open ----------------------------------------------------------------------------

def swap(town, one, other):
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("update case_file a set sealed = b.sealed from case_file b where a.case_no in "
                       "(%s, %s) and b.case_no in (%s, %s) and a.case_no <> b.case_no",
                       (one, other, one, other))


def exchanged_rows_are_an_alarm(town):
    """What somebody exchanged in the tables is never shown as truth; put back it opens again."""
    unit, mine, other = town.visitor("unit02"), told["waiting"], told["other_case"][1]
    swap(town, mine, other)
    for case_no in (mine, other):
        shown = unit.do("query.GetCase", {"case_no": case_no})
        assert shown.status == "E_SEAL" and not shown.reply, shown
    claimed = town.visitor("district01", "inside").do("review.ClaimCase", {"case_no": mine})
    assert claimed.status == "E_SEAL", claimed
    log = town.lab.log.read_text(errors="replace")
    assert f"event=seal_broken what=case_file subject={mine}" in log
    swap(town, mine, other)
    assert unit.do("query.GetCase", {"case_no": mine}).ok


def exchange_keys(town, one, other):
    """The wrapped keys of two subjects, behind every worker that knows them."""
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("update subject_key a set wrapped = b.wrapped from subject_key b where a.subject in "
                       "(%s, %s) and b.subject in (%s, %s) and a.subject <> b.subject",
                       (one, other, one, other))
        cursor.execute("update vault_state set epoch = epoch + 1")


def exchanged_keys_are_an_alarm(town):
    """A wrapped key is its subject's: in another's row it opens nothing, and the alarm names whose."""
    unit, mine, other = town.visitor("unit02"), told["waiting"], told["other_case"][1]
    exchange_keys(town, mine, other)
    for case_no in (mine, other):
        shown = unit.do("query.GetCase", {"case_no": case_no})
        assert shown.status == "E_INTERNAL" and not shown.reply, shown
        log = town.lab.log.read_text(errors="replace")
        assert f"event=seal_broken what=subject_key subject={case_no}" in log
    exchange_keys(town, mine, other)
    assert unit.do("query.GetCase", {"case_no": mine}).ok


# ---- N14 -------------------------------------------------------------------------------------------

def content(town, case_no, account="unit02"):
    shown = town.visitor(account).do("query.GetCase", {"case_no": case_no})
    assert shown.ok, shown
    return shown.reply


def members(town, person_no):
    found = [m for unit_no, account in ((VIP_UNIT, "unit01"), (PLAIN_UNIT, "unit02"))
             for m in town.visitor(account).do("query.ListMembers", {"unit_no": unit_no,
                                                                     "limit": 200}).reply["member"]]
    return [m for m in found if m["personNo"] == person_no]


def found(town, person_no, typed):
    """Whether the unit's own search leads to the person."""
    answer = town.visitor("unit01").do("query.ListMembers", {"unit_no": VIP_UNIT, "find": typed})
    assert answer.ok, answer
    return person_no in {m["personNo"] for m in answer.reply["member"]}


def both_workers_know_the_keys(town):
    """Lists are anybody's shard: asked often enough, each worker has opened and keeps the keys."""
    for _ in range(30):
        lines = {c["caseNo"]: c for c in cases(town.visitor("unit02"))}
        assert lines[told["waiting"]]["subject"].startswith("龘"), lines[told["waiting"]]
    assert NAME in {f["value"] for f in content(town, told["waiting"])["content"]}
    assert all(m["name"] for m in members(town, told["person_no"]))


def destroy_at_a_terminal(town, typed):
    """The command as an operator sees it, who types this when asked."""
    terminal, end = pty.openpty()
    os.write(terminal, typed.encode() + b"\n")
    done = subprocess.run(
        [str(BIN / "hall"), "keys", "destroy", "--subject", told["person_no"]], stdin=end, text=True,
        env=dict(os.environ, HALL_CONFIG=str(town.lab.data / "hall.conf")), capture_output=True)
    os.close(terminal)
    os.close(end)
    return done


def destroy_asks_first(town):
    """Nobody destroys by a slip: another number typed, nobody to ask, an unknown person."""
    slip = destroy_at_a_terminal(town, told["other"][1])
    assert slip.returncode == 1 and "Nothing was destroyed" in slip.stderr, slip
    asked = town.lab.hall("keys", "destroy", "--subject", told["person_no"], check=False)
    assert asked.returncode == 1 and "--yes" in asked.stderr, asked
    unknown = town.lab.hall("keys", "destroy", "--subject", "1999999001", "--yes", check=False)
    assert unknown.returncode == 1 and "E_NOT_FOUND" in unknown.stderr, unknown
    around = town.lab.hall("identity", "destroy-person", "--person-no", told["person_no"], check=False)
    assert around.returncode == 2 and "command of its own" in around.stderr, around
    assert NAME in {f["value"] for f in content(town, told["waiting"])["content"]}


def destroyed_means_at_once(town):
    """N14 (check): no worker shows anything any more; nothing was restarted."""
    pids = town.lab.pids()
    words = "select count(*) from member_word natural full join district_word where person_no = %s"
    assert found(town, told["person_no"], NAME) and found(town, told["person_no"], NAME[:2])
    assert town.rows(words, told["person_no"])[0][0] >= 8
    done = destroy_at_a_terminal(town, told["person_no"])
    assert done.returncode == 0 and "destroyed: 6 cases, 1 rosters" in done.stdout, done
    assert "2 files removed" in done.stdout, done
    for _ in range(30):
        lines = {c["caseNo"]: c for account in ("unit02", "unit03") for c in cases(town.visitor(account))}
        for case_no in (told["returned"], told["waiting"], told["draft"]):
            line = lines[case_no]
            assert line["destroyed"] and not line["subject"] and not line["reason"], line
            assert line["state"] == "WITHDRAWN", line
        assert lines[told["other_case"][1]]["subject"], "another's stays"
    shown = content(town, told["waiting"])
    assert not any(f["value"] for f in shown["content"]), shown
    assert not any(s["reason"] for s in content(town, told["returned"], "unit03")["step"])
    assert not found(town, told["person_no"], NAME) and town.rows(words, told["person_no"]) == [(0,)]
    kept = members(town, told["person_no"])
    assert kept and not any(m["name"] or m["documentNo"] for m in kept), kept
    keys = town.rows("select count(*) from subject_key where wrapped = '' and subject = any(%s)",
                     [told["person_no"], told["roster"], *told["cases"]])
    assert keys == [(8,)], keys
    assert town.lab.pids() == pids


def files_of_the_person_are_gone(town):
    """The upload and the result of the roster; another's result is handed out as ever."""
    code, _, _ = town.visitor("unit01").raw("GET", f"/api/v1/roster/result?roster_no={told['roster']}")
    assert code == 410, code
    assert rosters.result(town.visitor("unit02"), told["other_roster"])
    ids = town.rows("select file_id, result_file from roster where roster_no = %s", told["roster"])[0]
    assert all(ids) and not any((town.lab.data / "files" / name).exists() for name in ids)


def proofs_hold(town):
    """N14: the chain, the fold from zero, and an exported log of before."""
    assert "log intact" in town.lab.hall("log", "verify").stdout
    town.lab.replay_equal()
    assert "log intact" in town.lab.hall("log", "verify", FOLDER / "log").stdout
    town.lab.hall("replay", FOLDER / "log")


def another_person_still_opens(town):
    """Who was not meant is as before: in lists, in a case, and to the rules."""
    filing, person_no = told["other"]
    shown = members(town, person_no)
    assert len(shown) == 1 and shown[0]["name"][-1] == filing["name"][-1], shown
    filing, case_no = told["other_case"]
    assert filing["name"] in {f["value"] for f in content(town, case_no)["content"]}
    moved = town.visitor("unit01").do("enrolment.AddMember", {**told["other"][0]})
    assert moved.status == "E_DUP_ENROL", moved


def who_comes_again_is_new(town):
    """The same document is a person nobody knew, and outlives a second destruction of the old one."""
    again = town.visitor("unit01").do("enrolment.AddMember", filing_of(VIP_UNIT, reason=111))
    assert again.outcome == "APPLIED" and again.reply["personNo"] != told["person_no"], again
    twice = town.lab.hall("keys", "destroy", "--subject", told["person_no"], "--yes")
    assert "was destroyed before" in twice.stdout, twice
    shown = members(town, again.reply["personNo"])
    assert len(shown) == 1 and shown[0]["name"] == "龘*齉", shown
    assert town.rows("select person_no from person_directory where document_hash = "
                     "(select document_hash from person where person_no = %s)",
                     told["person_no"]) == [(again.reply["personNo"],)]


def master_keys_change_beside_the_hall(town):
    """hall keys rotate: workers and doors go on, the old key opens nothing."""
    old, secret = (town.lab.data / "vault").read_text(), (town.lab.data / "files.secret").read_text()
    pids = town.lab.pids()
    done = town.lab.hall("keys", "rotate")
    assert "master key 2 in use" in done.stdout and "files wrapped anew" in done.stdout, done
    new = (town.lab.data / "vault").read_text()
    assert "master=1:" in old and "master=1:" not in new and "master=2:" in new
    assert new.splitlines()[1] == old.splitlines()[1], "the search key stays"
    assert "key=1:" in secret and "key=1:" not in (town.lab.data / "files.secret").read_text()
    another_person_still_opens(town)
    assert rosters.result(town.visitor("unit02"), told["other_roster"])
    enrol(town, town.visitor("unit01"))
    data, _ = rosters.make(FOLDER / "third.xlsx", town, 3, 1, seed=44)
    unit = town.visitor("unit02")
    third = rosters.finished(unit, rosters.upload(unit, PLAIN_UNIT, data).reply["rosterNo"])
    assert rosters.result(unit, third["rosterNo"])
    assert town.lab.pids() == pids


def rotations_take_turns(town):
    """Several at once: whoever does not work is told so, and no key is lost to any of them."""
    environment = dict(os.environ, HALL_CONFIG=str(town.lab.data / "hall.conf"))
    for _ in range(5):
        begun = [subprocess.Popen([str(BIN / "hall"), "keys", "rotate"], env=environment, text=True,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(3)]
        said = [(one.communicate()[1], one.returncode) for one in begun]
        assert all(code == 0 or (code == 3 and "E_BUSY" in text) for text, code in said), said
        alone = town.lab.hall("keys", "rotate", check=False)
        assert alone.returncode == 0 and "damaged" not in alone.stderr, alone
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("update vault_state set epoch = epoch + 1")  # what is known is forgotten
    another_person_still_opens(town)


def main():
    try:
        with Town(seed=24) as town:
            tell(town, roster_with_the_person, cases_of_every_kind, others_beside_the_person,
                 nothing_stands_in_clear, the_search_finds_what_is_there, exchanged_rows_are_an_alarm,
                 exchanged_keys_are_an_alarm, both_workers_know_the_keys, destroy_asks_first,
                 destroyed_means_at_once, files_of_the_person_are_gone, proofs_hold,
                 another_person_still_opens, who_comes_again_is_new, master_keys_change_beside_the_hall,
                 rotations_take_turns)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
