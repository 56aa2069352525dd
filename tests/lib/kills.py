"""kills: ends and freezes programs of a Lab at random moments, repeatable by its seed.

    lab = Lab(revive=True, ...)              # what was ended is started again by hall-supervisor
    with Killer(lab, seed=7, victims=["worker1", "broker1", "postgres"]) as killer:
        ... load ...
    killer.done                              # ["worker1 killed", "all killed", "worker2 frozen", ...]

The pauses between two acts are part of the load, not of an assertion.
"""
import collections
import http.client
import os
import pathlib
import random
import signal
import threading
import time

from lab import wait_until


def send(pid, how):
    """Whether the process was there to take the signal."""
    try:
        os.kill(pid, how)
        return True
    except ProcessLookupError:
        return False


def freeze(pids, seconds):
    """Stops processes as a stalled machine would, longer than others wait for them, and lets them go
    on. Whether any was there."""
    stopped = [pid for pid in pids if pid and send(pid, signal.SIGSTOP)]
    time.sleep(seconds)
    for pid in stopped:
        send(pid, signal.SIGCONT)
    return bool(stopped)


def away(lab, name, seconds):
    """Kills a program and starts it again only after so many seconds."""
    lab.kill(name)
    time.sleep(seconds)
    lab.restart(name)


class Killer(threading.Thread):
    """victims: programs to kill -9, each once in some order and then at random, more often when named
    more often. frozen: programs that are stopped for `freeze_s` now and then. all_share: of the acts,
    how many kill everything at once. pause_s: shortest and longest time between two acts. most: so many
    acts, then peace, that a slow machine gets its work done.
    done: what was done; first: who still waits to be killed for the first time."""

    def __init__(self, lab, seed, victims, frozen=(), all_share=0.1, pause_s=(0.3, 2.0),
                 freeze_s=3.6, most=100000):
        super().__init__(daemon=True)
        self.lab, self.random = lab, random.Random(seed)
        self.victims, self.frozen = list(victims), list(frozen)
        self.all_share, self.pause_s, self.freeze_s = all_share, pause_s, freeze_s
        self.done, self.ending, self.most = [], threading.Event(), most
        self.first = self.random.sample(sorted(set(victims)), len(set(victims)))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, value, traceback):
        self.ending.set()
        self.join()

    def run(self):
        while len(self.done) < self.most and not self.ending.wait(self.random.uniform(*self.pause_s)):
            self.act()

    def act(self):
        if self.first:
            name = self.first.pop()
            self.kill([name], f"{name} killed")
            return
        roll = self.random.random()
        if roll < self.all_share:
            self.kill(sorted(set(self.victims)), "all killed")
        elif self.frozen and roll < self.all_share + 0.15:
            name = self.random.choice(self.frozen)
            if freeze([self.lab.pid(name)], self.freeze_s):
                self.done.append(f"{name} frozen")
        else:
            name = self.random.choice(self.victims)
            self.kill([name], f"{name} killed")

    def kill(self, names, what):
        pids = [self.lab.pid(name) for name in names]
        if any([send(pid, signal.SIGKILL) for pid in pids if pid]):
            self.done.append(what)

    def summary(self):
        counts = collections.Counter(self.done)
        return ", ".join(f"{what} {n}" for what, n in sorted(counts.items()))


def everything_runs(lab, names, timeout_s=60):
    """Waits until each of these programs runs again."""
    wait_until(lambda: all(lab.alive(name) for name in names), timeout_s, f"{names} to run")


def insist(act, timeout_s=120):
    """An act that a killed program may cut off, done again until it ends well."""
    end = time.monotonic() + timeout_s
    while True:
        try:
            return act()
        except (AssertionError, ValueError, OSError, http.client.HTTPException):
            if time.monotonic() > end:
                raise


def processes_of(pid):
    """The process and its children."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
