#!/usr/bin/python3
"""Workbooks are written where no other local account can foresee, read or divert them.

Rows: N7. Given an attacker who shares the temporary folder, when a file is uploaded, its result written
and downloaded and a template fetched, nothing of the hall ever lies there."""
import ctypes
import os
import pathlib
import shutil
import stat
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import rosters                                                      # noqa: E402
from rosters import failed_rows, finished, upload                   # noqa: E402
from town import VIP_UNIT, Town, tell                               # noqa: E402

OWN = pathlib.Path(tempfile.mkdtemp(prefix="hall-attacker-"))      # of the attacker
SHARED = OWN / "tmp"                                                # the hall's TMPDIR
CANARY = OWN / "canary"
IN_CREATE, IN_MOVED_TO = 0x100, 0x80
AHEAD = 40                                                          # roster numbers foreseen


class Watch:
    """Names made in a folder from now on. The kernel queues them, so no name is too short-lived."""

    def __init__(self, folder):
        self.c = ctypes.CDLL(None, use_errno=True)
        self.fd = self.c.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self.c.inotify_add_watch(self.fd, str(folder).encode(), IN_CREATE | IN_MOVED_TO) >= 0

    def names(self):
        found = []
        while True:
            try:
                events, at = os.read(self.fd, 1 << 16), 0
            except BlockingIOError:
                return found
            while at < len(events):
                length = struct.unpack_from("iIII", events, at)[3]
                found.append(events[at + 16:at + 16 + length].rstrip(b"\0").decode())
                at += 16 + length


def room_of(town, program):
    return town.lab.data / "files" / f"scratch-{town.lab.uid_of(program)}"


def foreseen(roster_no):
    """The numbers that the next rosters of this unit may get: date, serial, shard, any check digit."""
    date, serial, shard = roster_no[:8], int(roster_no[8:15]), roster_no[15:18]
    return [f"{date}{serial + i:07}{shard}{digit}" for i in range(AHEAD) for digit in range(10)]


def plant(names):
    """Links at the names in both temporary folders; what could be planted."""
    planted = []
    for folder in ("/tmp", str(SHARED)):
        for name in names:
            link = pathlib.Path(folder, name + ".xlsx")
            link.symlink_to(CANARY)
            planted.append(link)
    return planted


def a_planted_link_diverts_nothing(town):
    """N7: given links at every foreseeable name, the file behind them stays as it is."""
    unit = town.visitor("unit01")
    data, _ = rosters.make(OWN / "first.xlsx", town, 5, 5, seed=1)
    first = finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    data, planted_errors = rosters.make(OWN / "second.xlsx", town, 30, 30, seed=2)
    links = plant(foreseen(first["rosterNo"]))
    try:
        number = upload(unit, VIP_UNIT, data).reply["rosterNo"]
        assert any(number in link.name for link in links), "the number was foreseen"
        shown = finished(unit, number)
        assert CANARY.read_bytes() == b"untouched"
        assert all(link.is_symlink() for link in links), "nothing took a link's place"
        assert set(failed_rows(rosters.result(unit, shown["rosterNo"]), "增员")) == set(planted_errors)
    finally:
        for link in links:
            link.unlink(missing_ok=True)


def nothing_lies_in_the_shared_folder(town):
    """N7: from upload to download, and for a template, no name appears in the shared folder."""
    unit = town.visitor("unit01")
    data, _ = rosters.make(OWN / "third.xlsx", town, 200, 40, seed=3)
    own, system = Watch(SHARED), Watch("/tmp")
    room = Watch(room_of(town, "roster"))
    number = upload(unit, VIP_UNIT, data).reply["rosterNo"]
    finished(unit, number)
    assert rosters.result(unit, number)[:2] == b"PK"
    for method in ("enrolment.AddMember", "enrolment.SuspendMember", "enrolment.ResumeMember"):
        code, _, book = unit.raw("GET", f"/api/v1/roster/template?method={method}")
        assert code in (200, 404) and (code == 404 or book[:2] == b"PK"), (method, code)
    assert own.names() == [], "nothing of the hall goes where TMPDIR leads"
    seen = [n for n in system.names() if number in n or n.startswith("hall-template-")]
    assert seen == [], seen
    assert room.names(), "it is the private folder that was written to"


def the_private_folder_is_private_and_empty(town):
    """N7: mode 0700, of the program's account, and nothing stays in it."""
    folder = room_of(town, "roster")
    seen = folder.lstat()
    assert stat.S_ISDIR(seen.st_mode) and stat.S_IMODE(seen.st_mode) == 0o700, oct(seen.st_mode)
    assert seen.st_uid == town.lab.uid_of("roster")
    assert list(folder.iterdir()) == []


def leftovers_go_at_the_next_start(town):
    """N7: what a killed program left is removed when it starts again."""
    left = room_of(town, "roster") / "tmp.S1LoXMTPZ1"
    town.lab.kill("roster")
    left.write_text("names and wages")
    town.lab.restart("roster")
    unit = town.visitor("unit01")
    data, _ = rosters.make(OWN / "fourth.xlsx", town, 5, 5, seed=4)
    finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    assert not left.exists()


def main():
    CANARY.write_text("untouched")
    SHARED.mkdir()
    for path, mode in ((OWN, 0o755), (SHARED, 0o1777), (CANARY, 0o666)):
        path.chmod(mode)
    os.environ["TMPDIR"] = str(SHARED)
    try:
        with Town(seed=53) as town:
            tell(town, a_planted_link_diverts_nothing, nothing_lies_in_the_shared_folder,
                 the_private_folder_is_private_and_empty, leftovers_go_at_the_next_start)
    finally:
        shutil.rmtree(OWN, ignore_errors=True)


if __name__ == "__main__":
    main()
