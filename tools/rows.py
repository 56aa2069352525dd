"""rows: which function of the hall is proved by which test, and how that test last ended.

    rows.py keep JUNIT RESULTS   adds the results of one run to those kept (name TAB result)
    rows.py count JUNIT          "N passed, M failed"
    rows.py show [ROW...]        every row: proved, touched or nothing, and its tests; a named one's check

A test that has to do with a row carries the row's number as a label. Only a test that performs what the row
demands carries the label check:ROW, which its source gives it by the words "ROW (check)". A row is proved
when its checks passed; it is touched when tests with its number passed, but no check of it.
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


def state_of(row, tests, results):
    """("proved" | "touched" | "-", the tests that say so with their results)."""
    checks = tests.get(f"check:{row}", [])
    others = [name for name in tests.get(row, []) if name not in checks]
    told = {name: results.get(name, "not run") for name in checks + others}
    passed = [name for name, result in told.items() if result == "passed"]
    if checks and all(name in passed for name in checks):
        return "proved", {name: told[name] for name in checks}
    return ("touched" if passed else "-"), told


def show(wanted):
    tests, results = tests_by_label(), kept(BUILD / "results.tsv")
    states = []
    for line in (ROOT / "tests" / "rows.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        row, zh, en, *check = line.split("\t")
        if wanted and row not in wanted:
            continue
        state, told = state_of(row, tests, results)
        states.append(state)
        tests_told = ", ".join(f"{name} {result}" for name, result in told.items())
        print(f"{row:4} {state:8}{zh} / {en}{': ' if told else ''}{tests_told}")
        if wanted and check:
            print(f"     check: {check[0]}")
    print(f"{states.count('proved')} of {len(states)} rows proved, {states.count('touched')} touched")


if __name__ == "__main__":
    what, rest = sys.argv[1], sys.argv[2:]
    {"keep": lambda: keep(*rest), "count": lambda: count(*rest), "show": lambda: show(rest)}[what]()
