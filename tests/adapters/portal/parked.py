#!/usr/bin/python3
"""A story of the portal in a hall with parked commands: its workers died of two filings. Rows: A28."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "lib"), str(HERE.parents[1] / "tools")]
from lab import BUILD, Lab                   # noqa: E402
from test_command_line import filing         # noqa: E402
from tools import PORTAL, built              # noqa: E402

FAULT = ["--fault_method=enrolment.AddMember"]

if not pathlib.Path("/usr/bin/chromium").exists():
    print("there is no chromium")
    sys.exit(77)
data = pathlib.Path(tempfile.mkdtemp(prefix="hall-lab-"))
try:
    broken = {"worker1": FAULT, "worker2": FAULT}
    with Lab(data=data, programs="", revive=True, extra=broken) as lab:
        token = lab.login("unit01")
        for sequence in (821, 822):
            told = lab.hall("--timeout_ms=60000", "enrolment", "add-member", "--json", "-",
                            input=json.dumps(filing(sequence)), token=token, check=False)
            assert json.loads(told.stdout)["status"] == "E_PARKED", told.stdout
    with Lab(data=data, programs="web", portal=str(built())) as lab:
        environment = dict(os.environ, HALL_OUTSIDE=lab.http, HALL_INSIDE=lab.inside,
                           HALL_SHOTS=str(BUILD.parent / "portal" / "shots"))
        story = PORTAL / "tests" / "stories" / "parked.mjs"
        code = subprocess.run(["node", story], env=environment).returncode
finally:
    shutil.rmtree(data, ignore_errors=True)
sys.exit(code)
