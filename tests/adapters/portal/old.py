#!/usr/bin/python3
"""The pages in Chromium 87, the oldest kernel that offices have: by hand or at night, not in the test run.
The browser comes from npm once (45 MB, into build/chromium87). Skips (77), with the reason, where it cannot
be loaded or started.

    HALL_BUILD=$PWD/build/dev tests/adapters/portal/old.py"""
import base64
import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parents[2] / "build" / "chromium87"
PACKAGE = "chrome-aws-lambda@5.4.0"
SHA512 = "edlk3okaPwVJ7lLhmi0p1Xs0lx3ekloW5Lqq+q+V0jS/4dyXYLeA23SKdB+A6+hBf/n88yfR8ssb78tBD/C9CA=="
UNPACK = """const { brotliDecompressSync } = require('zlib'), { readFileSync, writeFileSync } = require('fs')
writeFileSync(process.argv[2], brotliDecompressSync(readFileSync(process.argv[1])), { mode: 0o755 })"""


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def load():
    """The package as npm published it: no script of it runs, and its sum is the known one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["npm", "pack", "--ignore-scripts", "--silent", PACKAGE], cwd=FOLDER, check=True,
                       timeout=300)
    except (OSError, subprocess.SubprocessError):
        skip(f"npm could not load {PACKAGE}")
    packed = FOLDER / (PACKAGE.replace("@", "-") + ".tgz")
    assert base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode() == SHA512, packed
    subprocess.run(["tar", "xzf", packed, "package/bin/chromium.br"], cwd=FOLDER, check=True)
    subprocess.run(["node", "-e", UNPACK, FOLDER / "package/bin/chromium.br", FOLDER / "new"], check=True)
    (FOLDER / "new").rename(chromium)


chromium = FOLDER / "chromium"
if not chromium.exists():
    load()
os.execve(sys.executable, [sys.executable, HERE / "stories.py", "old.mjs"],
          dict(os.environ, HALL_CHROMIUM=str(chromium)))
