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
        self.assertEqual(0, mended.hall("parked", "replay", number, check=False).returncode)
        self.assertIn("released", mended.hall("parked", "list").stdout)
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
