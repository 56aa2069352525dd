#!/usr/bin/python3
"""N5: the LMDB copy is deleted, damaged or left behind while the hall works: it is made again from the
log, and no query is ever answered wrongly.

    test_projection.py [--flips 150] [--seed N] [STORY ...]     behind, deleted, flipped; default: all
"""
import argparse
import os
import pathlib
import random
import secrets
import shutil
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
import logbook  # noqa: E402
from kills import send  # noqa: E402
from lab import Lab, wait_until  # noqa: E402
from truth import holds  # noqa: E402

MEMBERS = 40


class Hall:
    """A lab with an operator who knows the state of each of her members."""

    def __init__(self, seed):
        self.lab = Lab(workers=2, programs="projector", revive=True)
        self.seed = seed

    def __enter__(self):
        self.lab.start()
        self.log = clerks.AckLog(self.lab.data / "acks.jsonl")
        self.clerk = clerks.VipOperator(self.lab, self.log, clerks.Newcomers(self.seed),
                                        seed=self.seed).login()
        self.cache = self.lab.cache
        for _ in range(MEMBERS):
            self.clerk.add()
        wait_until(self.fresh, 20, "the copy to be up to date")
        return self

    def __exit__(self, kind, value, traceback):
        self.lab.__exit__(kind, value, traceback)

    def look_at_all(self):
        for person_no in sorted(self.clerk.members):
            self.clerk.look(person_no)
        assert not self.clerk.complaints, "\n".join(self.clerk.complaints[:10])

    def fresh(self):
        """Whether both workers answer from a copy that knows the last act: without a least position an
        answer from the copy names how far the copy is."""
        known = logbook.later(*(position for _, _, position in self.clerk.members.values()))
        words = [self.clerk.ask("query.ListEnrolments", {"person_no": p}, query=True)
                 for p in sorted(self.clerk.members)]
        return all(logbook.reached(w.position, known) for w in words)

    def data_file(self):
        return self.cache / os.readlink(self.cache / "current") / "data.mdb"


def story_behind(seed):
    with Hall(seed) as hall:
        print("given a projector that stands still")
        send(hall.lab.pid("projector"), signal.SIGSTOP)
        for _ in range(10):
            hall.clerk.add()
        hall.clerk.suspend(min(hall.clerk.members))
        print("when people look at what they just did")
        hall.look_at_all()
        print("then they see it; and the copy catches up when the projector goes on")
        send(hall.lab.pid("projector"), signal.SIGCONT)
        wait_until(hall.fresh, 20, "the copy to catch up")
        holds(hall.lab, hall.log.path)


def story_deleted(seed):
    with Hall(seed) as hall:
        print("given a copy in use")
        hall.look_at_all()
        print("when somebody deletes its folder")
        shutil.rmtree(hall.cache)
        hall.clerk.suspend(min(hall.clerk.members))
        hall.look_at_all()
        print("then it is made again, read again, and equal")
        wait_until(lambda: (hall.cache / "current").is_symlink(), 20, "a new copy")
        hall.clerk.add()
        wait_until(hall.fresh, 20, "the new copy to be read")
        holds(hall.lab, hall.log.path)


def flip(path, at, bit):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1 << bit]))


def story_flipped(seed, flips):
    rnd = random.Random(seed)
    with Hall(seed) as hall:
        print(f"when single bits of the copy flip while people look, {flips} times (seed {seed})")
        rebuilt = 0
        for _ in range(flips):
            path = hall.data_file()
            at, bit = rnd.randrange(path.stat().st_size), rnd.randrange(8)
            flip(path, at, bit)
            hall.look_at_all()
            wait_until(lambda: not (hall.cache / "damaged").exists(), 20, "the damaged copy to be left")
            if path.exists() and path == hall.data_file():
                flip(path, at, bit)
            else:
                rebuilt += 1
        ended = hall.lab.log.read_text(errors="replace").count("was ended by signal")
        print(f"then nobody saw a wrong state; made again {rebuilt} times, {ended} programs crashed")
        assert rebuilt > 0, "no flip was ever noticed"
        hall.clerk.add()
        wait_until(hall.fresh, 20, "the copy to be up to date")
        holds(hall.lab, hall.log.path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--flips", type=int, default=150)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1000000))
    parser.add_argument("story", nargs="*", default=["behind", "deleted", "flipped"])
    given = parser.parse_args()
    for name in given.story:
        print(f"-- {name}", flush=True)
        if name == "flipped":
            story_flipped(given.seed, given.flips)
        else:
            {"behind": story_behind, "deleted": story_deleted}[name](given.seed)


if __name__ == "__main__":
    main()
