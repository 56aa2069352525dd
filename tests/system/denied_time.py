#!/usr/bin/python3
"""Whether a clock tells if a record exists that one may not see: by hand and not in the test run, because it
takes an hour's part of a quiet machine. For each door and question or command, pairs of two refusals, one of
a record of somebody else's and one of a number that nobody has, in an order by chance, one right behind the
other. The slowest hundredth of all times is left out of both alike; then Welch's t.

    HALL_BUILD=build/release tests/system/denied_time.py [PAIRS [QUESTION..]]

Wanted (S5): 20 000 pairs, difference under 1 ms, |t| < 3. Exits 1 where one is not met."""
import concurrent.futures
import json
import math
import pathlib
import random
import statistics
import sys
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
from test_rights import RECORDS, records_of_three_units                           # noqa: E402
from town import OTHER_UNIT, VIP_UNIT, Town, Visitor, is_query, kebab              # noqa: E402

QUESTIONS = {  # name: (account, method, field)
    "district-person": ("district02", "query.ListEnrolments", "person_no"),
    "district-reveal": ("district02", "query.RevealPerson", "person_no"),
    "unit-person": ("unit03", "query.ListReceivables", "person_no"),
    "unit-case": ("unit03", "query.GetCase", "case_no"),
    "district-unit": ("district02", "query.GetUnit", "unit_no"),
    "district-suspend": ("district02", "enrolment.SuspendMember", "person_no"),
    "unit-withdraw": ("unit03", "review.WithdrawCase", "case_no")}
BODIES = {"enrolment.SuspendMember": {"name": "张三", "reason": 221, "last_period": 202611}}
NOBODYS = {"unit_no": "19999999", "person_no": "1999999016", "case_no": "2026010100000010010"}
ALLOWED_S, ALLOWED_T = 0.001, 3
TRIMMED = 0.99
ASKERS = 8


def asker(town, account, door, method, field):
    """A function that asks once about a number and returns the seconds until the refusal was there."""
    visitor = Visitor(town, account, door)
    if door == "bus":
        def ask(number):
            message = hallbus.method_types(method)[0](**BODIES.get(method, {}), **{field: number})
            began = time.perf_counter()
            raw, _ = visitor.hall.call(method, message, token=visitor.token, purpose="02")
            took = time.perf_counter() - began
            assert hallbus.status_name(raw.status) == "E_FORBIDDEN", raw
            return took
        return ask
    package, name = method.split(".")

    def ask_web(number):
        path, headers, data = f"/api/v1/{package}/{kebab(name)}", {"X-Purpose": "02"}, None
        if is_query(method):
            path += f"?{field}={number}"
        else:
            headers |= {"Idempotency-Key": str(uuid.UUID(bytes=hallbus.uuid7())),
                        "Content-Type": "application/json"}
            data = json.dumps({**BODIES.get(method, {}), field: number}).encode()
        began = time.perf_counter()
        code, _, _ = visitor.raw("POST" if data else "GET", path, headers, data)
        took = time.perf_counter() - began
        assert code == 403, code
        return took
    return ask_web


def measure(asks, foreign, nobodys, pairs, chance):
    """Seconds of both kinds, asked in pairs whose order is by chance, by several askers side by side."""
    times = {foreign: [], nobodys: []}
    for number in (foreign, nobodys) * 100:
        asks[0](number)  # statements are made, pages are read

    def many(ask):
        for _ in range(pairs // len(asks)):
            order = [foreign, nobodys]
            chance.shuffle(order)
            for number in order:
                times[number].append(ask(number))
    with concurrent.futures.ThreadPoolExecutor(len(asks)) as pool:
        for done in [pool.submit(many, ask) for ask in asks]:
            done.result()
    return times[foreign], times[nobodys]


def welch(a, b):
    """Difference of the means in seconds and t, without what is slower than 99 of 100 of both together."""
    limit = sorted(a + b)[int(len(a + b) * TRIMMED) - 1]
    a, b = ([x for x in side if x <= limit] for side in (a, b))
    difference = statistics.fmean(a) - statistics.fmean(b)
    error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
    return difference, difference / error


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    chosen, chance, missed = sys.argv[2:] or QUESTIONS, random.SystemRandom(), 0
    with Town(seed=5, calm=True, workers=1) as town:
        records_of_three_units(town)
        for name in chosen:
            account, method, field = QUESTIONS[name]
            assert RECORDS[VIP_UNIT][field] != RECORDS[OTHER_UNIT][field]
            for door in ("bus", "inside"):
                asks = [asker(town, account, door, method, field) for _ in range(ASKERS)]
                a, b = measure(asks, RECORDS[VIP_UNIT][field], NOBODYS[field], pairs, chance)
                difference, t = welch(a, b)
                good = abs(difference) < ALLOWED_S and abs(t) < ALLOWED_T
                missed += not good
                print(f"{name:16} {door:7} {pairs} pairs: median {statistics.median(a) * 1e3:.3f} and "
                      f"{statistics.median(b) * 1e3:.3f} ms, difference {difference * 1e6:+.1f} us, "
                      f"t {t:+.2f}{'' if good else '  NOT MET'}", flush=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
