"""rows: which function of the hall is proved by which test, and how that test last ended.

    rows.py keep JUNIT RESULTS   adds the results of one run to those kept (name TAB result)
    rows.py count JUNIT          "N passed, M failed"
    rows.py show [ROW...]        every row with its tests
"""
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "dev"


def results_of(junit):
    if not pathlib.Path(junit).exists():
        return {}
    cases = xml.parse(junit).getroot().iter("testcase")
    return {case.get("name"): {"run": "passed"}.get(case.get("status"), "failed") for case in cases}


def kept(path):
    try:
        return dict(line.split("\t") for line in path.read_text().splitlines())
    except FileNotFoundError:
        return {}


def keep(junit, path):
    all_results = kept(pathlib.Path(path)) | results_of(junit)
    lines = [f"{name}\t{result}\n" for name, result in sorted(all_results.items())]
    pathlib.Path(path).write_text("".join(lines))


def count(junit):
    results = list(results_of(junit).values())
    print(f"{results.count('passed')} passed, {results.count('failed')} failed")


def tests_by_label():
    """{label: [test]} as ctest knows them; empty before the first build."""
    asked = subprocess.run(["ctest", "--test-dir", BUILD, "--show-only=json-v1"], text=True,
                           capture_output=True)
    found = {}
    for test in json.loads(asked.stdout)["tests"] if asked.returncode == 0 else []:
        labels = [p["value"] for p in test.get("properties", []) if p["name"] == "LABELS"]
        for label in labels[0] if labels else []:
            found.setdefault(label, []).append(test["name"])
    return found


def show(wanted):
    tests, results = tests_by_label(), kept(BUILD / "results.tsv")
    proved = total = 0
    for line in (ROOT / "tests" / "rows.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        row, zh, en = line.split("\t")
        if wanted and row not in wanted:
            continue
        names = tests.get(row, [])
        states = [results.get(name, "not run") for name in names]
        proved += bool(states) and all(state == "passed" for state in states)
        total += 1
        told = ", ".join(f"{name} {state}" for name, state in zip(names, states)) or "-"
        print(f"{row:4} {zh} / {en}: {told}")
    print(f"{proved} of {total} rows proved")


if __name__ == "__main__":
    what, rest = sys.argv[1], sys.argv[2:]
    {"keep": lambda: keep(*rest), "count": lambda: count(*rest), "show": lambda: show(rest)}[what]()
