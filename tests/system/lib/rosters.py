"""rosters: uploads, progress and result workbooks, the way a clerk's machine does it."""
import io
import json
import subprocess
import sys
import uuid

import openpyxl

import hallbus
from scans import multipart
from town import ROOT, answer_of, wait_until

MAKE = ROOT / "tests" / "data" / "rosters" / "make"
METHOD = "enrolment.AddMember"
EXTRA = ["失败代码", "失败原因", "原行号"]


def make(path, town, rows, errors, seed=1, writer="openpyxl"):
    """A roster of this month by the deterministic maker: (bytes, {row: (column, code)})."""
    subprocess.run([sys.executable, str(MAKE), "roster", f"--rows={rows}", f"--errors={errors}",
                    f"--seed={seed}", f"--date={town.today}", f"--writer={writer}", str(path)],
                   check=True, stdout=subprocess.DEVNULL)
    with open(f"{path}.expected.json", encoding="utf-8") as expected:
        failed = json.load(expected)["failed"]
    return path.read_bytes(), {e["row"]: (e["column"], e["code"]) for e in failed}


def upload(visitor, unit_no, data, name="roster.xlsx", dry_run=False, method=METHOD,
           headers=None):
    """POSTs the file as multipart; the Answer, whose reply is the roster."""
    kind, body = multipart(data, name)
    of_unit = f"unit_no={unit_no}&" if unit_no else ""
    path = f"/api/v1/roster/upload?{of_unit}method={method}" + ("&dry_run=1" if dry_run else "")
    id = uuid.UUID(bytes=hallbus.uuid7())
    code, _, raw = visitor.raw("POST", path, {
        "Content-Type": kind, "Accept-Language": "zh-CN",
        "Idempotency-Key": str(id), **(headers or {})}, body, timeout_s=120)
    answer = answer_of(code, raw)
    if answer.ok and not answer.reply["repeatedFile"]:
        submit = "roster.SubmitRoster" if unit_no else "roster.SubmitAccounts"
        visitor.town.note({"id": id.hex, "method": submit, "status": "OK",
                           "position": answer.position, "case_no": answer.case_no})
    return answer


def look(visitor, roster_no):
    """The roster now; its counts must add up whenever somebody looks."""
    answer = visitor.surely("roster.GetRoster", {"roster_no": roster_no})
    assert answer.ok, answer
    shown = answer.reply
    n = {k: int(shown[k]) for k in ("nRows", "nApplied", "nInReview", "nFailed", "nWaiting")}
    assert n["nRows"] == n["nApplied"] + n["nInReview"] + n["nFailed"] + n["nWaiting"], shown
    return shown


def finished(visitor, roster_no, timeout_s=120):
    """Looks again and again until the roster is over; returns it and how many states were seen."""
    seen = []

    def over():
        seen.append(look(visitor, roster_no))
        return seen[-1] if seen[-1]["state"] in ("FINISHED", "ROSTER_REFUSED") else None

    shown = wait_until(over, timeout_s, f"roster {roster_no}")
    counts = [int(s["nWaiting"]) for s in seen if s["state"] == "RUNNING"]
    assert counts == sorted(counts, reverse=True), "what waits only becomes less"
    return shown


def counts(shown):
    return tuple(int(shown[k]) for k in ("nRows", "nApplied", "nInReview", "nFailed"))


def rows_of(visitor, roster_no):
    """Every recorded row: {row: (state, code, field, case number)}."""
    found, after = {}, 0
    while True:
        asked = {"roster_no": roster_no, "limit": 1000, "after": after}
        answer = visitor.do("roster.ListRows", asked)
        assert answer.ok, answer
        for row in answer.reply["row"]:
            found[int(row["rowNo"])] = (row["state"], row["status"], row["field"], row["caseNo"])
        after = int(answer.reply["next"])
        if not after:
            return found


def template(visitor, method=METHOD):
    code, _, raw = visitor.raw("GET", f"/api/v1/roster/template?method={method}")
    assert code == 200, (code, raw[:300])
    return raw


def result(visitor, roster_no):
    """The failed-row workbook as bytes."""
    code, headers, raw = visitor.raw("GET", f"/api/v1/roster/result?roster_no={roster_no}")
    assert code == 200 and "attachment" in headers["Content-Disposition"], (code, raw[:300])
    return raw


def open_book(raw):
    return openpyxl.load_workbook(io.BytesIO(raw))


def book_bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bare(header):
    """A header without the star and the condition behind it."""
    return str(header or "").split("*")[0].strip()


def failed_rows(raw, sheet):
    """The result workbook by original row number: {row: (cells by header, code, reason, notes)}."""
    page = open_book(raw)[sheet]
    headers = [bare(cell.value) for cell in page[1]]
    assert headers[-3:] == EXTRA, headers
    found = {}
    for row in page.iter_rows(min_row=2):
        cells = {h: c.value for h, c in zip(headers, row)}
        notes = {h: c.comment.text for h, c in zip(headers, row) if c.comment}
        found[int(cells["原行号"])] = (cells, cells["失败代码"], cells["失败原因"], notes)
    return found


def fill(town, page, headers, row=2):
    """Writes one person the way a clerk does; gives the filing it stands for."""
    filing = town.newcomer()
    day = town.today.replace(day=1)
    cells = {"证件类型": "居民身份证", "证件号码": filing["document_no"], "姓名": filing["name"],
             "性别": "男" if filing["sex"] == 1 else "女", "民族": "汉", "手机号码": filing["mobile"],
             "户口性质": "城镇", "个人身份": "工人", "用工形式": "城镇合同制", "参加工作日期": day,
             "用工日期": day, "本次参保日期": day, "变更原因": "新参保", "申报工资": 6500}
    for header, value in cells.items():
        page.cell(row, headers.index(header) + 1).value = value
    return filing


def naming(data, people):
    """The file with its first rows naming these people."""
    book = open_book(data)
    sheet = book["增员"]
    headers = [bare(cell.value) for cell in sheet[1]]
    for row, filing in enumerate(people, 2):
        for header, value in (("证件号码", filing["document_no"]), ("姓名", filing["name"]),
                              ("性别", "男" if filing["sex"] == 1 else "女"), ("出生日期", None)):
            sheet.cell(row, headers.index(header) + 1).value = value
    return book_bytes(book)
