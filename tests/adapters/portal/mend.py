#!/usr/bin/python3
"""A clerk with a spreadsheet program: opens the workbook of failed rows, writes right cells over the wrong
ones where they stand, and saves it. No column is moved, added or taken away.

    mend.py FAILED.xlsx TEMPLATE.xlsx MENDED.xlsx

Prints as JSON the headers of both, and of every failed row its original number, code, reason and the columns
that have a note."""
import datetime
import json
import pathlib
import random
import sys

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "data" / "rosters"))
import people   # noqa: E402


def bare(header):
    return str(header.value or "").split("*")[0].strip()


failed, template, mended = sys.argv[1:]
book = openpyxl.load_workbook(failed)
sheet = book[people.SHEET]
headers = [bare(c) for c in sheet[1]]
rows = []
for line in sheet.iter_rows(min_row=2):
    cells = dict(zip(headers, line))
    rows.append({"row": int(cells["原行号"].value), "code": cells["失败代码"].value,
                 "reason": cells["失败原因"].value, "noted": [h for h, c in cells.items() if c.comment]})
    chance, serial = random.Random(f"mended {len(rows)}"), 9000 + len(rows)
    right, _ = people.good_row(chance, datetime.date.today(), serial, set(), 7)
    for header, value in right.items():
        cells[header].value = value
book.save(mended)
ours = openpyxl.load_workbook(template)[people.SHEET]
print(json.dumps({"headers": headers, "template": [bare(c) for c in ours[1]], "rows": rows}))
