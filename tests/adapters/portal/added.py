#!/usr/bin/python3
"""A business that the portal has never heard of: the three files of `added` are put into a copy of the
tree, the copy's programs are built, and the portal of this tree, unchanged, is told the story added.mjs on
them. The copy takes its objects from the compiler's cache where the contract did not change them."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))
from tools import built   # noqa: E402

SERVICE = "proto/enrolment/service.proto"
NEW = ('import "enrolment/suspend_member.proto";\n', 'import "enrolment/record_education.proto";\n',
       "  rpc ResumeMember(", "  rpc RecordEducation(.enrolment.RecordEducation) returns (EducationShown);\n")


def copy_of_the_tree(copy):
    """What the programs are made of, and of the portal nothing."""
    left_out = shutil.ignore_patterns("node_modules", "__pycache__", "portal")
    for part in ROOT.iterdir():
        if part.name in ("build", "data", ".git"):
            continue
        (shutil.copytree if part.is_dir() else shutil.copy)(
            part, copy / part.name, **({"ignore": left_out} if part.is_dir() else {}))


def add_the_business(copy):
    """Three new files, and the line of each in its service: nothing else."""
    shutil.copytree(HERE / "added", copy, dirs_exist_ok=True)
    service = copy / SERVICE
    text = service.read_text()
    for at, line in zip(NEW[::2], NEW[1::2]):
        assert text.count(at) == 1, at
        text = text.replace(at, line + at)
    service.write_text(text)


def build(copy):
    began = time.monotonic()
    subprocess.run([copy / "tools" / "build", "dev", "hall_programs", "hall-story"], check=True,
                   env=dict(os.environ, CCACHE_BASEDIR=str(copy)))
    print(f"built in {time.monotonic() - began:.0f} s", flush=True)


def pages():
    """The built pages, byte by byte."""
    return {file: file.read_bytes() for file in built().rglob("*") if file.is_file()}


before = pages()
with tempfile.TemporaryDirectory(prefix="hall-added-") as folder:
    copy = pathlib.Path(folder).resolve()
    copy_of_the_tree(copy)
    add_the_business(copy)
    build(copy)
    run = copy / "build" / "dev"
    story = copy / "tests" / "workers" / "enrolment" / "record_education.json"
    subprocess.run([run / "bin" / "hall-story", story], check=True)
    environment = dict(os.environ, HALL_BUILD=str(run), HALL_BIN=str(run / "bin"),
                       HALL_SHOTS=str(ROOT / "build" / "portal" / "shots"))
    code = subprocess.run([sys.executable, HERE / "stories.py", "added.mjs"], env=environment).returncode
assert pages() == before, "no page was made anew"
sys.exit(code)
