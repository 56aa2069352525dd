#!/usr/bin/python3
"""N5: PostgreSQL is away for five seconds, killed or hanging, while commands come: they are answered
afterwards, once. (A full disk is another story.)

    test_database.py [STORY ...]        dead, hanging; default: both
"""
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
from kills import away, freeze, processes_of  # noqa: E402
from lab import Lab, wait_until  # noqa: E402
from truth import holds  # noqa: E402

AWAY_S = 5


def during(leave, name):
    """Clerks work before, while and after `leave` happens to the lab; everything stays true."""
    with Lab(workers=2, programs="projector") as lab:
        print("given a hall at work")
        log = clerks.AckLog(lab.data / "acks.jsonl")
        newcomers = clerks.Newcomers(name)
        people = [clerks.VipOperator(lab, log, newcomers, seed=name).login(),
                  clerks.UnitOperator(lab, log, newcomers, seed=name).login(),
                  clerks.Reviewer(lab, log, seed=name).login()]
        end = clerks.work(people)
        wait_until(lambda: log.n > 30, 20, "some work to be done")
        print(f"when PostgreSQL is {name} for {AWAY_S} s")
        leave(lab)
        before, began = log.n, time.monotonic()
        wait_until(lambda: log.n > before + 30, 20, "work to go on")
        print(f"then work goes on {time.monotonic() - began:.1f} s after its return, and what was open "
              "is answered once")
        complaints = end()
        assert not complaints, "\n".join(complaints[:20])
        holds(lab, log.path)


STORIES = {"dead": lambda lab: away(lab, "postgres", AWAY_S),
           "hanging": lambda lab: freeze(processes_of(lab.pid("postgres")), AWAY_S)}

if __name__ == "__main__":
    for name in sys.argv[1:] or STORIES:
        print(f"-- {name}")
        during(STORIES[name], name)
