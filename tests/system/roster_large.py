#!/usr/bin/python3
"""The whole of S22, by hand and not in the test run: 100 000 rows with 1 000 planted errors, the reader
and a worker killed on the way. Prints rows per second and the reader's peak memory.

    HALL_BUILD=build/release tests/system/roster_large.py [ROWS [ERRORS]]"""
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import rosters                                    # noqa: E402
from town import VIP_UNIT, Town, wait_until       # noqa: E402


def peak_mb(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def main():
    n, errors = (int(a) for a in (sys.argv[1:] + ["100000", "1000"][len(sys.argv) - 1:]))
    with tempfile.TemporaryDirectory() as folder, Town(seed=100) as town:
        data, _ = rosters.make(pathlib.Path(folder) / "large.xlsx", town, n, errors, seed=100)
        unit, began = town.visitor("unit01"), time.monotonic()
        roster_no = rosters.upload(unit, VIP_UNIT, data).reply["rosterNo"]
        for name, part in (("roster", 0.2), ("worker1", 0.4), ("roster", 0.6)):
            wait_until(lambda: sum(rosters.counts(rosters.look(unit, roster_no))[1:]) >= part * n, 3600)
            town.lab.kill(name)
            town.lab.restart(name)
        shown = rosters.finished(unit, roster_no, 3600)
        took = time.monotonic() - began
        assert rosters.counts(shown) == (n, n - errors, 0, errors), shown
        print(f"{n} rows in {took:.1f} s, {n / took:.0f} rows/s, reader at most "
              f"{peak_mb(town.lab.pid('roster'))} MB")
        town.settle()


if __name__ == "__main__":
    main()
