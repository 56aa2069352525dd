#!/usr/bin/python3
"""Stories of the portal: a private hall with the demonstration city and its built pages, and a real browser.
Pictures of every page that was walked stand in build/portal/shots with a contact sheet.

    stories.py [--factor-at-login | --kiosk] [--history YEARS] [--largest-unit N] STORY.mjs...

--kiosk: the visitor stands at the door of the machines in offices. --history: the hall has so many years of
cases behind it. HALL_ROWS: rows of the roster, for figures.mjs."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "lib")]
from lab import BIN, BUILD, Lab      # noqa: E402
from tools import PORTAL, built   # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--factor-at-login", action="store_true")
parser.add_argument("--kiosk", action="store_true")
parser.add_argument("--history", type=int, default=0)
parser.add_argument("--largest-unit", type=int, default=0)
parser.add_argument("stories", nargs="+")
asked = parser.parse_args()
if not pathlib.Path("/usr/bin/chromium").exists():
    print("there is no chromium")
    sys.exit(77)
rows = os.environ.get("HALL_ROWS", "60")
roster = pathlib.Path(tempfile.mkdtemp()) / "roster.xlsx"
make = HERE.parents[1] / "data" / "rosters" / "make"
subprocess.run([make, "roster", "--rows", rows, "--errors", str(int(rows) // 10), roster], check=True)
pages = built()
programs = "projector,roster,sender,bulk,web" + asked.kiosk * ",kiosk"
persons = 60 + (800 + asked.largest_unit if asked.history else 0)
with Lab(persons=persons, history=asked.history, largest_unit=asked.largest_unit, programs=programs,
         portal=str(pages), factor_at_login=asked.factor_at_login) as lab:
    code = 0
    wish = roster.parent / "restart"  # a story writes a program's name; it is gone when that serves again
    def grant():
        while not over.wait(0.05):
            if wish.exists() and (name := wish.read_text()):
                lab.terminate(name)
                lab.restart(name)
                wish.unlink()
    over = threading.Event()
    threading.Thread(target=grant, daemon=True).start()
    for n, story in enumerate(asked.stories):
        outside = lab.kiosk if asked.kiosk else lab.http
        environment = dict(os.environ, HALL_OUTSIDE=outside, HALL_INSIDE=lab.inside,
                           HALL_ROSTER=str(roster), HALL_RESTART=str(wish), HALL_COMMAND=str(BIN / "hall"),
                           HALL_PAPER=str(n * 15), HALL_CONFIG=str(lab.data / "hall.conf"),
                           HALL_SHOTS=os.environ.get("HALL_SHOTS", str(BUILD.parent / "portal" / "shots")))
        code |= subprocess.run(["node", PORTAL / "tests" / "stories" / story], env=environment).returncode
    over.set()
shutil.rmtree(roster.parent)
sys.exit(code)
