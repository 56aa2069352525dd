"""A command that could not be processed is inspected and sent again by an operator (A28)."""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lab import Lab  # noqa: E402
from test_command_line import filing  # noqa: E402

FAULT = ["--fault_method=enrolment.AddMember"]


class Parked(unittest.TestCase):
    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="hall-lab-"))

    def tearDown(self):
        shutil.rmtree(self.data, ignore_errors=True)

    def add(self, lab, token, number):
        done = lab.hall("--timeout_ms=60000", "enrolment", "add-member", "--json", "-", "--id", number,
                        input=json.dumps(filing(821)), token=token, check=False)
        return json.loads(done.stdout)

    def shown(self, lab, token, *question):
        answer = json.loads(lab.hall("query", *question, token=token).stdout)
        self.assertEqual("OK", answer["status"], answer)
        return answer["reply"]

    def test_a_parked_filing_is_listed_and_sent_again(self):
        broken = Lab(data=self.data, programs="", persons=0, revive=True,
                     extra={"worker1": FAULT, "worker2": FAULT}).start()
        token = broken.login("unit01")
        number = broken.hall("new-id").stdout.strip()
        self.assertEqual("E_PARKED", self.add(broken, token, number)["status"])
        broken.stop()

        mended = Lab(data=self.data, programs="", persons=0).start()
        listed = mended.hall("parked", "list").stdout
        self.assertIn(f"{number} ", listed)
        self.assertIn("waiting   enrolment.AddMember", listed)
        engineer = mended.login("info01")
        waiting = self.shown(mended, engineer, "list-parked", "--state", "PARK_WAITING")["command"]
        self.assertEqual([(number, "enrolment.AddMember", "killed_worker", "FILING")],
                         [(p["commandId"], p["method"], p["reason"], p["queue"]) for p in waiting])
        self.assertGreater(int(waiting[0]["attempts"]), 2)
        self.assertTrue(0 < int(waiting[0]["receivedAtUs"]) <= int(waiting[0]["parkedAtUs"]))
        found = self.shown(mended, engineer, "trace-command", "--code", number[:18].upper())["command"]
        self.assertEqual([(number, "PARK_WAITING", False)],
                         [(c["commandId"], c["parked"], c.get("answered", False)) for c in found])
        self.assertNotIn(filing(821)["documentNo"], json.dumps([waiting, found]))
        self.assertEqual(0, mended.hall("parked", "replay", number, check=False).returncode)
        self.assertIn("released", mended.hall("parked", "list").stdout)
        found = self.shown(mended, engineer, "trace-command", "--code", number)["command"]
        self.assertEqual([("PARK_RELEASED", True, "OK")],
                         [(c["parked"], c["answered"], c["status"]) for c in found])
        waiting = self.shown(mended, engineer, "list-parked", "--state", "PARK_WAITING")["command"]
        self.assertEqual([], waiting)
        answer = self.add(mended, token, number)
        self.assertEqual(("OK", "APPLIED"), (answer["status"], answer["outcome"]))
        members = "select count(*) from membership"
        cursor = mended.connect().cursor()
        cursor.execute(members)
        self.assertEqual(1, cursor.fetchone()[0])
        mended.replay_equal()
        mended.stop()


if __name__ == "__main__":
    unittest.main()
