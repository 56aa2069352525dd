#!/usr/bin/python3
"""N5, A1: mixed work over two brokers and two workers through bad networks while everything is killed.

    test_kill_mix.py [--seconds 60] [--seed N]

Every command and answer travels twice, late and out of order; programs, PostgreSQL included, are ended
by kill -9 at random moments and workers are frozen for longer than others wait for them. Afterwards
every answer anybody was given is true, nothing is doubled and the log alone makes the tables.
"""
import argparse
import pathlib
import secrets
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
from badnet import BadNet  # noqa: E402
from kills import Killer, everything_runs  # noqa: E402
from lab import Lab  # noqa: E402
from truth import holds  # noqa: E402

PROGRAMS = ["broker1", "broker2", "worker1", "worker2", "login", "projector", "postgres"]
VICTIMS = ["worker1", "worker2"] * 3 + ["broker1", "broker2"] * 2 + ["projector", "postgres"]


def crew(lab, log, seed):
    newcomers = clerks.Newcomers(seed)
    return [clerks.VipOperator(lab, log, newcomers, seed=seed).login(),
            clerks.UnitOperator(lab, log, newcomers, seed=seed).login(),
            clerks.UnitOperator(lab, log, newcomers, seed=seed + 1).login(),
            clerks.Reviewer(lab, log, seed=seed).login()]


def story(seconds, seed):
    with BadNet(brokers=2, seed=seed) as net, \
            Lab(workers=2, brokers=2, revive=True, programs="projector", data=net.data,
                client_front=net.front, worker_back=net.back) as lab:
        print("given two brokers, two workers, every message doubled, delayed, reordered")
        log = clerks.AckLog(lab.data / "acks.jsonl")
        people = crew(lab, log, seed)
        print(f"when clerks work for {seconds} s while programs are killed (seed {seed})")
        end = clerks.work(people)
        with Killer(lab, seed, VICTIMS, frozen=["worker1", "worker2"]) as killer:
            killer.join(seconds)
        everything_runs(lab, PROGRAMS)
        began = time.monotonic()
        complaints = end()
        print(f"     {killer.summary()}")
        print(f"     {log.n} last words; the last ones {time.monotonic() - began:.1f} s after")
        print("then nobody was told what is not so, and all invariants hold")
        assert not complaints, "\n".join(complaints[:20])
        assert log.n > seconds, f"only {log.n} last words: the hall did not work"
        holds(lab, log.path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1000000))
    given = parser.parse_args()
    story(given.seconds, given.seed)


if __name__ == "__main__":
    main()
