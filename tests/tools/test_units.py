#!/usr/bin/python3
"""The units of systemd: each program under an account of its own, writing only where it must, and systemd
itself finds little to object to. Needs no running systemd."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

UNITS = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "systemd"
EXPOSURE_MOST = 2.5  # of systemd-analyze security: 0 is best, 10 is worst
TEMPLATES = {"hall-web@.service": ("outside", "inside"), "hall-worker@.service": ("worker1", "login")}


def table(name, kinds):
    lines = (UNITS / name).read_text().splitlines()
    return [line.split() for line in lines if line[:1] in kinds]


def settings(unit):
    return re.findall(r"^(\w+)=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)


def instances():
    """(unit file, instance name) of every service that hall.target starts."""
    for unit in sorted(UNITS.glob("*.service")):
        for instance in TEMPLATES.get(unit.name, ("",)):
            yield unit.name, instance


class Units(unittest.TestCase):
    def test_every_program_has_an_account_that_exists(self):
        accounts = {words[1] for words in table("hall.sysusers", "u")}
        users = {}
        for unit, instance in instances():
            user = dict(settings(unit))["User"].replace("%i", instance)
            self.assertIn(user, accounts, unit)
            self.assertNotEqual("hall", user, "the owner of the database is no program's account")
            users.setdefault(user, set()).add(unit)
        self.assertTrue(all(len(units) == 1 for units in users.values()), users)
        self.assertEqual(9, len(users), "two doors, and seven programs")

    def test_every_member_and_owner_is_an_account(self):
        accounts = {words[1] for words in table("hall.sysusers", "u")} | {"root"}
        groups = accounts | {words[1] for words in table("hall.sysusers", "g")}
        for _, member, group in table("hall.sysusers", "m"):
            self.assertTrue(member in accounts and group in groups, (member, group))
        for _, path, mode, owner, group in table("hall.tmpfiles", "dz"):
            self.assertTrue(owner in accounts and group in groups, path)
            if path.startswith(("/etc/hall/vault", "/etc/hall/files", "/run/hall/")):
                self.assertEqual("0", mode[-1], f"{path} is open to everybody")

    def test_what_a_program_writes_is_a_folder_it_shares(self):
        folders = {words[1]: words[3:] for words in table("hall.tmpfiles", "d")}
        groups = {}
        for _, member, group in table("hall.sysusers", "m"):
            groups.setdefault(member, {member}).add(group)
        for unit, instance in instances():
            user = dict(settings(unit))["User"].replace("%i", instance)
            for path in dict(settings(unit)).get("ReadWritePaths", "").split():
                owner, group = folders[path]
                self.assertTrue(owner == user or group in groups.get(user, {user}), (unit, path))

    def test_the_target_starts_every_unit(self):
        wanted = {w for key, value in settings("hall.target") if key == "Wants" for w in value.split()}
        for unit in UNITS.glob("*.service"):
            self.assertTrue(any(re.sub("@.*[.]", "@.", w) == unit.name for w in wanted), unit.name)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed here")
    def test_systemd_finds_little_to_object_to(self):
        with tempfile.TemporaryDirectory() as root:
            shutil.copytree(UNITS, f"{root}/usr/lib/systemd/system")
            for unit, instance in instances():
                name = unit.replace("@", f"@{instance}")
                done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--root={root}",
                                       "--no-pager", name], text=True, capture_output=True)
                level = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
                self.assertTrue(level, done.stdout + done.stderr)
                self.assertLessEqual(float(level.group(1)), EXPOSURE_MOST, name)


if __name__ == "__main__":
    unittest.main()
