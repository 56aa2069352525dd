#!/usr/bin/python3
"""Batches by Excel through the outside door: what a unit's clerk lives through.

Rows: S22, S24 to S27, N7, A30. What is said of single rows is test_roster_rows.py, the 100 000-row run
roster_large.py beside this file."""
import os
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import rosters                                                                    # noqa: E402
from filing import leaving                                                        # noqa: E402
from rosters import (EXTRA, METHOD, counts, failed_rows, fill, finished, look,    # noqa: E402
                     naming, upload)
from town import BIN, PLAIN_UNIT, VIP_UNIT, Town, tell                            # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-rosters-"))
ROWS, ERRORS = 5000, 50
LARGE = {}


def enrolled(town, unit_no):
    return town.rows("select count(*) from membership where unit_no = %s", unit_no)[0][0]


def state_of(town):
    """Everything but rosters and logins, as one comparable value."""
    return {table: sorted(map(repr, town.rows(f'select * from "{table}"')))
            for table in ("person", "spell", "membership", "wage", "receivable", "case_file")}


def template_is_ours(town):
    """S24 (check): the template carries a version mark and text columns; an old one is refused by name."""
    unit = town.visitor("unit01")
    book = rosters.open_book(rosters.template(unit))
    page = book["增员"]
    headers = [rosters.bare(c.value) for c in page[1]]
    assert "证件号码" in headers and "说明" in book.sheetnames, (headers, book.sheetnames)
    column = page.column_dimensions[page.cell(1, headers.index("证件号码") + 1).column_letter]
    formats = {column.number_format, page.cell(2, headers.index("证件号码") + 1).number_format}
    assert "@" in formats, formats
    assert str(version_mark(book).value) == "2"
    # when a clerk fills it in
    filing = fill(town, page, headers)
    shown = finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(book)).reply["rosterNo"])
    assert counts(shown) == (1, 1, 0, 0), shown
    assert unit.do("enrolment.AddMember", filing).status == "E_DUP_ENROL"
    # when the file was made from a version that is no more
    version_mark(book).value = "1"
    shown = finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(book)).reply["rosterNo"])
    assert shown["state"] == "ROSTER_REFUSED" and shown["refusal"] == "E_BATCH_VERSION", shown
    assert "1" in shown["refusalField"] and "2" in shown["refusalField"], shown
    # when a column that must be there is not
    book = rosters.open_book(rosters.template(unit))
    page = book["增员"]
    fill(town, page, headers)
    page.cell(1, headers.index("证件号码") + 1).value = "号码"
    shown = finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(book)).reply["rosterNo"])
    assert shown["refusal"] == "E_BATCH_HEADER" and "证件号码" in shown["refusalField"], shown


def version_mark(book):
    """The cell beside 模板版本 on the explanation sheet."""
    return next(beside for row in book["说明"].iter_rows() for cell, beside in zip(row, row[1:])
                if cell.value == "模板版本")


def large_file(town):
    """S22, S25 (check): 5 000 rows with planted errors; every look in between adds up."""
    unit = town.visitor("unit01")
    data, planted = rosters.make(FOLDER / "large.xlsx", town, ROWS, ERRORS, seed=7)
    before = enrolled(town, VIP_UNIT)
    answer = upload(unit, VIP_UNIT, data, "十一月增员.xlsx")
    assert answer.ok and answer.reply["state"] == "RECEIVED", answer
    shown = finished(unit, answer.reply["rosterNo"])
    assert counts(shown) == (ROWS, ROWS - ERRORS, 0, ERRORS), shown
    assert enrolled(town, VIP_UNIT) - before == ROWS - ERRORS
    rows = rosters.rows_of(unit, shown["rosterNo"])
    assert len(rows) == ROWS and set(rows) == set(range(2, ROWS + 2))
    assert {r: what[1] for r, what in rows.items() if what[0] == "ROW_FAILED"} == \
        {r: code for r, (_, code) in planted.items()}
    assert all(what[3] for what in rows.values() if what[0] == "ROW_APPLIED"), "a case for every row"
    LARGE.update(data=data, planted=planted, roster_no=shown["rosterNo"])


def failed_rows_alone(town):
    """S26 (check), N7: the result holds the failed rows, all and only, in the template's own columns."""
    unit, planted = town.visitor("unit01"), LARGE["planted"]
    raw = rosters.result(unit, LARGE["roster_no"])
    found = failed_rows(raw, "增员")
    assert set(found) == set(planted), set(found) ^ set(planted)
    own = [rosters.bare(c.value) for c in rosters.open_book(rosters.template(unit))["增员"][1]]
    book = rosters.open_book(raw)
    assert [rosters.bare(c.value) for c in book["增员"][1]] == own + EXTRA
    uploaded = rosters.open_book(LARGE["data"])["增员"]
    headers = [rosters.bare(c.value) for c in uploaded[1]]
    for row, (cells, code, reason, notes) in found.items():
        column, wanted = planted[row]
        assert wanted in code and reason, (row, code, reason)
        assert column in notes and wanted in notes[column], (row, column, notes)
        name = uploaded.cell(row, headers.index("姓名") + 1).value
        assert (cells["姓名"] or "").replace(" ", "") == (name or "").replace(" ", ""), (cells, name)
    people = {c.value for c in uploaded[rosters.openpyxl.utils.get_column_letter(
        headers.index("证件号码") + 1)][1:] if c.row not in planted}
    text = str([[c.value for c in r] for page in book for r in page.iter_rows()])
    assert not any(str(number).strip("' ") in text for number in people if number), "another's data"
    # and nobody else may fetch it
    for account, door in (("unit02", "outside"), ("unit03", "outside"), ("district02", "inside")):
        code, _, _ = town.visitor(account, door).raw(
            "GET", f"/api/v1/roster/result?roster_no={LARGE['roster_no']}")
        assert code in (403, 404), (account, code)


def corrected_rows(town):
    """S27 (check), N7 (check): corrected in place they apply once, linked to the first upload."""
    unit = town.visitor("unit01")
    book = rosters.open_book(rosters.result(unit, LARGE["roster_no"]))
    page = book["增员"]
    headers = [rosters.bare(c.value) for c in page[1]]
    used = 0
    for row in range(2, page.max_row + 1):
        fill(town, page, headers, row)
        for header in ("出生日期", "养老", "医疗", "失业", "工伤", "生育"):
            page.cell(row, headers.index(header) + 1).value = None
        used += 1
    assert used == ERRORS
    before = enrolled(town, VIP_UNIT)
    data = rosters.book_bytes(book)
    shown = finished(unit, upload(unit, VIP_UNIT, data, "改正.xlsx").reply["rosterNo"])
    assert counts(shown) == (ERRORS, ERRORS, 0, 0), shown
    assert shown["corrects"] == LARGE["roster_no"], shown
    left = rosters.open_book(rosters.result(unit, shown["rosterNo"]))
    assert left["增员"].max_row == 1 and left.active.title == "提示", "nothing is left to correct"
    assert enrolled(town, VIP_UNIT) - before == ERRORS
    # when the same file comes again, corrected or original
    now = state_of(town)
    for again, first in ((data, shown["rosterNo"]), (LARGE["data"], LARGE["roster_no"])):
        answer = upload(unit, VIP_UNIT, again, "再传一次.xlsx")
        assert answer.reply["repeatedFile"] and answer.reply["rosterNo"] == first, answer
    # when the original comes as a file of other bytes: every person is known already
    same = rosters.open_book(LARGE["data"])
    same.properties.title = "another copy"
    shown = finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(same)).reply["rosterNo"])
    assert counts(shown) == (ROWS, 0, 0, ROWS), shown
    codes = {what[1] for what in rosters.rows_of(unit, shown["rosterNo"]).values()}
    assert codes == {"E_DUP_ENROL"} | {code for _, code in LARGE["planted"].values()}, codes
    assert state_of(town) == now, "the whole original again changes nothing"
    # when a unit hands in the failed rows of another unit's roster
    other = town.visitor("unit02")
    shown = finished(other, upload(other, PLAIN_UNIT, data).reply["rosterNo"])
    assert shown["refusal"] == "E_NOT_FOUND" and "原批次号" in shown["refusalField"], shown
    listed = unit.do("roster.ListRosters", {"unit_no": VIP_UNIT, "limit": 200}).reply["roster"]
    assert LARGE["roster_no"] in [r["rosterNo"] for r in listed]


def dry_run_says_what_the_real_run_does(town):
    """A30 (check): the dry run of a file reports exactly what the real run does, and changes nothing."""
    for account, unit_no, seed in (("unit01", VIP_UNIT, 21), ("unit02", PLAIN_UNIT, 22)):
        unit = town.visitor(account)
        data, planted = rosters.make(FOLDER / f"dry{seed}.xlsx", town, 200, 20, seed)
        now = state_of(town)
        dry = finished(unit, upload(unit, unit_no, data, dry_run=True).reply["rosterNo"])
        assert dry["dryRun"] and state_of(town) == now, "a dry run changes nothing"
        real = finished(unit, upload(unit, unit_no, data).reply["rosterNo"])
        assert not real["dryRun"] and real["rosterNo"] != dry["rosterNo"]
        assert counts(dry) == counts(real) == ((200, 180, 0, 20) if account == "unit01" else
                                               (200, 0, 180, 20)), (dry, real)
        said, done = (rosters.rows_of(unit, r["rosterNo"]) for r in (dry, real))
        assert {k: v[:3] for k, v in said.items()} == {k: v[:3] for k, v in done.items()}
        assert not any(v[3] for v in said.values()), "a dry run opens no case"
        assert failed_rows(rosters.result(unit, dry["rosterNo"]), "增员").keys() == planted.keys()


def a_failed_row_says_what_to_do_instead(town):
    """S26: where a reason says more than the status, the clerk reads the reason."""
    unit, filing = town.visitor("unit01"), town.newcomer()
    added = unit.do("enrolment.AddMember", filing)
    assert unit.do("enrolment.SuspendMember", leaving(
        town, filing, added.reply["personNo"], town.month())).ok
    book = rosters.open_book(rosters.template(unit))
    page = book["增员"]
    fill(town, page, [rosters.bare(c.value) for c in page[1]])
    data = naming(rosters.book_bytes(book), [filing])
    shown = finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    assert counts(shown) == (1, 0, 0, 1), shown
    (_, code, reason, notes), = failed_rows(rosters.result(unit, shown["rosterNo"]), "增员").values()
    assert code == "E_REASON_CODE" and "请改办续保" in reason, (code, reason)
    assert "请改办续保" in notes["变更原因"], notes


def rows_inherit_the_purpose(town):
    """A10: what a file was handed in for stands at every row's entry; what is no purpose is refused."""
    unit = town.visitor("unit01")
    data, _ = rosters.make(FOLDER / "purpose.xlsx", town, 5, 0, 61)
    refused = upload(unit, VIP_UNIT, data, headers={"X-Purpose": "99"})
    assert (refused.status, refused.field) == ("E_PURPOSE", "purpose"), refused
    shown = finished(unit, upload(unit, VIP_UNIT, data, headers={"X-Purpose": "02"}).reply["rosterNo"])
    assert shown["purpose"] == "02" and counts(shown) == (5, 5, 0, 0), shown
    found = [entry for entry, _ in town.looked_up("enrolment.PersonRegistered")][-5:]
    assert [entry.purpose for entry in found] == ["02"] * 5, found


def faulty_file_is_not_decided_automatically(town):
    """docs/rules 6.3: a VIP unit's file with over 10 % faulty rows goes to a human, the sound rows, too."""
    unit = town.visitor("unit01")
    data, _ = rosters.make(FOLDER / "faulty.xlsx", town, 20, 0, 31)
    book = rosters.open_book(data)
    sheet = book["增员"]
    name = [rosters.bare(cell.value) for cell in sheet[1]].index("姓名") + 1
    for row in range(2, 7):
        sheet.cell(row, name).value = None
    shown = finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(book)).reply["rosterNo"])
    assert counts(shown) == (20, 0, 15, 5), shown


def other_writers(town):
    """S22: the same roster by every program clerks use gives the same outcome."""
    unit, folder = town.visitor("unit02"), FOLDER / "writers"
    rosters.subprocess.run([sys.executable, str(rosters.MAKE), "writers", str(folder), "--rows=60",
                            "--errors=15", "--seed=5", f"--date={town.today}"], check=True,
                           stdout=rosters.subprocess.DEVNULL)
    files = sorted(p for p in folder.iterdir() if not p.name.endswith(".json"))
    assert len(files) >= 3, files
    for path in files:
        expected = rosters.json.loads((path.parent / f"{path.name}.expected.json").read_text())
        answer = upload(unit, PLAIN_UNIT, path.read_bytes(), path.name, dry_run=True)
        shown = finished(unit, answer.reply["rosterNo"])
        rows = rosters.rows_of(unit, shown["rosterNo"])
        failed = {r: what[1] for r, what in rows.items() if what[0] == "ROW_FAILED"}
        wanted = {e["row"]: e["code"] for e in expected["failed"]}
        assert wanted.items() <= failed.items() and shown["state"] == "FINISHED", \
            (path.name, shown, {r: (wanted.get(r), failed.get(r)) for r in wanted | failed})
        spoilt = {r: c for r, c in failed.items() if r not in wanted}
        assert not spoilt or path.suffix == ".csv", (path.name, spoilt)


def hostile_files(town):
    """S22: files that are bombs, locked, broken or no workbook at all are refused with a sentence."""
    unit, folder = town.visitor("unit01"), FOLDER / "odd"
    rosters.subprocess.run([sys.executable, str(rosters.MAKE), "odd", str(folder)], check=True,
                           stdout=rosters.subprocess.DEVNULL)
    cases = rosters.json.loads((folder / "odd.json").read_text())
    hostile = {name: want["fault"] for name, want in cases.items() if want["fault"]}
    assert len(hostile) >= 10, hostile
    sent, now = {}, state_of(town)
    for name in hostile:
        answer = upload(unit, VIP_UNIT, (folder / name).read_bytes(), name)
        assert answer.ok, (name, answer)
        sent[name] = answer.reply["rosterNo"]
    met = set()
    for name, roster_no in sent.items():
        shown = finished(unit, roster_no)
        # these files have a header of their own: a fault behind it is not reached
        assert shown["state"] == "ROSTER_REFUSED", (name, shown)
        assert shown["refusal"] in (hostile[name], "E_BATCH_HEADER"), (name, shown)
        met.add(shown["refusal"])
        assert any("\u4e00" <= c <= "\u9fff" for c in shown["refusalField"]), (name, shown)
    assert {"E_BATCH_UNSAFE", "E_BATCH_FORMAT", "E_BATCH_PASSWORD"} <= met, met
    assert state_of(town) == now
    assert town.lab.alive("roster") and town.lab.alive("web")


def parser_that_dies(folder):
    """A stand-in for hall-workbook that ends by the signal of the sandbox while the file `dies` is there."""
    folder.chmod(0o755)  # the hall may run as another account
    program = folder / "workbook"
    program.write_text(f'#!/bin/sh\n[ -e {folder}/dies ] && kill -SYS $$\nexec {BIN}/hall-workbook "$@"\n')
    program.chmod(0o755)
    return program


def dead_parser_is_our_fault(town):
    """S22: when the parser dies, the clerk reads that the file is sound and that it may come again."""
    unit = town.visitor("unit02")
    data, _ = rosters.make(FOLDER / "sound.xlsx", town, 20, 0, seed=41)
    # given a parser that the sandbox ends
    (FOLDER / "dies").touch()
    answer = upload(unit, PLAIN_UNIT, data)
    shown = finished(unit, answer.reply["rosterNo"])
    (FOLDER / "dies").unlink()
    # then the refusal says so, and the log names the signal
    assert (shown["state"], shown["refusal"]) == ("ROSTER_REFUSED", "E_INTERNAL"), shown
    assert "文件已保留，请稍后再次上传" in shown["refusalField"], shown
    logged = [line for line in town.lab.log.read_text(errors="replace").splitlines()
              if "event=roster_parser_failed" in line]
    assert len(logged) == 1 and "level=error" in logged[0] and "signal=31" in logged[0], logged
    # when the same file comes again, it is read
    again = upload(unit, PLAIN_UNIT, data)
    assert again.reply["rosterNo"] != answer.reply["rosterNo"], again
    assert counts(finished(unit, again.reply["rosterNo"])) == (20, 0, 20, 0)


def a_file_is_its_uploaders(town):
    """S22, S27: nobody hands in a file by its name, and an upload that makes no roster leaves no file."""
    unit, store = town.visitor("unit01"), town.lab.data / "files"
    data, _ = rosters.make(FOLDER / "own.xlsx", town, 5, 0, seed=51)
    first = finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    known = {p.name for p in store.iterdir()}
    assert first["fileId"] in known
    # when another unit names the file it learned of, through whichever door
    other = town.visitor("unit02")
    body = {"unit_no": PLAIN_UNIT, "method": METHOD, "file_id": first["fileId"], "file_digest": "1" * 64,
            "file_bytes": "1"}
    assert other.do("roster.SubmitRoster", body).http == 404
    # when the same content comes again, for this unit or in a refused upload, nothing is left of it
    again = upload(unit, VIP_UNIT, data)
    assert again.reply["repeatedFile"] and again.reply["rosterNo"] == first["rosterNo"], again
    assert upload(unit, VIP_UNIT, data, headers={"X-Purpose": "99"}).status == "E_PURPOSE"
    assert upload(other, VIP_UNIT, data).status == "E_FORBIDDEN"
    assert {p.name for p in store.iterdir()} == known, "an upload that nobody needs is removed"
    # when another unit uploads the same content it is a file of its own
    theirs = upload(other, PLAIN_UNIT, data)
    assert theirs.ok and theirs.reply["fileId"] not in known, theirs
    finished(other, theirs.reply["rosterNo"])


def what_nobody_waits_for_goes(town):
    """S22: after thirty days result workbooks and uploads nobody handed in go; the others stay."""
    unit, store = town.visitor("unit01"), town.lab.data / "files"
    shown = look(unit, LARGE["roster_no"])
    handed_in, result, young = store / shown["fileId"], store / shown["resultFile"], store / ("a" * 64)
    nobodys = store / ("0" * 64)
    for copy in (nobodys, young):
        shutil.copy2(result, copy)
        os.chown(copy, result.stat().st_uid, result.stat().st_gid)
    # given files of a month ago, and one of yesterday
    for path, days in ((handed_in, 31), (result, 31), (nobodys, 31), (young, 29)):
        os.utime(path, (time.time() - days * 86400,) * 2)
    rosters.wait_until(lambda: not result.exists() and not nobodys.exists(), 30, "the old files to go")
    assert handed_in.exists() and young.exists()
    # then the clerk reads where the rows' results still are
    code, _, raw = unit.raw("GET", f"/api/v1/roster/result?roster_no={LARGE['roster_no']}")
    assert code == 410 and b"E_RESULT_GONE" in raw and "批次明细".encode() in raw, (code, raw)
    assert len(rosters.rows_of(unit, LARGE["roster_no"])) == ROWS


def killed_reader_goes_on(town):
    """S22: kills of reader and workers while rows run; the end is that of the undisturbed run."""
    unit = town.visitor("unit02")
    data, planted = rosters.make(FOLDER / "killed.xlsx", town, 1500, 30, seed=31)
    roster_no = upload(unit, PLAIN_UNIT, data).reply["rosterNo"]
    for name in ("roster", "worker1", "roster", "postgres"):
        rosters.wait_until(lambda: look(unit, roster_no)["state"] in ("RUNNING", "FINISHED"), 60,
                           "rows to run")
        town.lab.kill(name)
        town.lab.restart()
    shown = finished(unit, roster_no)
    assert counts(shown) == (1500, 0, 1470, 30), shown
    filed = town.rows("select count(*), count(distinct document_hash) from case_file where unit_no = %s "
                      "and case_no in (select case_no from roster_row where roster_no = %s)",
                      PLAIN_UNIT, roster_no)[0]
    assert filed[0] == 1470, filed


def main():
    try:
        workbook = {"roster": [f"--workbook={parser_that_dies(FOLDER)}", "--sweep_s=1"]}
        with Town(seed=11, extra=workbook) as town:
            tell(town, template_is_ours, large_file, failed_rows_alone, corrected_rows,
                 dry_run_says_what_the_real_run_does, a_failed_row_says_what_to_do_instead,
                 rows_inherit_the_purpose, faulty_file_is_not_decided_automatically, other_writers,
                 hostile_files, a_file_is_its_uploaders, dead_parser_is_our_fault,
                 what_nobody_waits_for_goes, killed_reader_goes_on)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
