"""The command line: every business by flags or JSON, honest exit codes, and the proofs of the log."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from lab import BIN, Lab  # noqa: E402

DONE, REFUSED, USAGE, UNAVAILABLE = 0, 1, 2, 3
DATE = datetime.now(timezone(timedelta(hours=8))).strftime("%Y%m01")


def document(sequence):
    """A made-up number that checks (GB 11643)."""
    body = f"42010219900101{sequence:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def month_after(date):
    year, month = int(date[:4]), int(date[4:6])
    return (year + 1) * 100 + 1 if month == 12 else year * 100 + month + 1


def filing(sequence, **other):
    return {"unitNo": "10000001", "documentType": 201, "documentNo": document(sequence), "name": "张三",
            "sex": 1, "ethnicity": 1, "mobile": "13800000000", "hukouKind": 1, "personClass": 1,
            "employmentForm": 2, "workStartDate": int(DATE), "employmentDate": int(DATE),
            "enrolDate": int(DATE), "reason": 111, "declaredWageFen": "650000"} | other


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(programs="", persons=60).start()
        cls.token = cls.lab.login("unit01")

    @classmethod
    def tearDownClass(cls):
        try:
            cls.lab.replay_equal()
        finally:
            cls.lab.stop()

    def hall(self, *arguments, expect=DONE, **options):
        done = self.lab.hall(*arguments, check=False, token=self.token, **options)
        self.assertEqual(expect, done.returncode, done.stdout + done.stderr)
        return done

    def add(self, content, *options, expect=DONE):
        done = self.hall("enrolment", "add-member", "--json", "-", *options, input=json.dumps(content),
                         expect=expect)
        return json.loads(done.stdout) if done.stdout else {}

    def position(self):
        return json.loads(self.hall("status", "--json").stdout)["database"]["position"]

    def test_the_load_program_takes_the_halls_settings_file(self):
        done = subprocess.run([BIN / "hall-bench-commands", f"--config={self.lab.data / 'hall.conf'}",
                               f"--token={self.token}", "--query", "--open=1", "--seconds=1"],
                              text=True, capture_output=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_a_filing_is_applied_and_explains_itself(self):
        answer = self.add(filing(801))
        self.assertEqual("APPLIED", answer["outcome"])
        self.assertTrue(all(rule["passed"] for rule in answer["rules"]))
        self.assertIn("unit_is_vip", [rule["rule"] for rule in answer["rules"]])
        self.assertEqual("650000", answer["reply"]["baseFen"])

    def test_a_dry_run_stores_nothing(self):
        before = self.position()
        answer = self.add(filing(803), "--dry-run")
        self.assertEqual("WOULD_APPLY", answer["outcome"])
        self.assertEqual(before, self.position())

    def test_the_same_number_is_answered_the_same_and_done_once(self):
        number = self.hall("new-id").stdout.strip()
        first = self.add(filing(805), "--id", number)
        after = self.position()
        self.assertEqual(first, self.add(filing(805), "--id", number))
        self.assertEqual(after, self.position())
        other = self.add(filing(807), "--id", number, expect=REFUSED)
        self.assertEqual("E_KEY_REUSED", other["status"])

    def test_flags_and_json_say_the_same(self):
        flags = ["--unit-no", "10000001", "--document-type=201", "--document-no", document(809), "--name",
                 "李四", "--sex", "1", "--ethnicity", "1", "--mobile", "13800000000", "--hukou-kind", "1",
                 "--person-class", "1", "--employment-form", "2", "--work-start-date", DATE,
                 "--employment-date", DATE, "--enrol-date", DATE, "--reason", "111",
                 "--declared-wage-fen", "650000", "--pension", "1", "--medical", "1", "--unemployment", "1",
                 "--injury", "1", "--maternity", "1"]
        answer = json.loads(self.hall("enrolment", "add-member", *flags).stdout)
        self.assertEqual("APPLIED", answer["outcome"])
        again = self.add(filing(809, name="李四"), expect=REFUSED)
        self.assertEqual("E_DUP_ENROL", again["status"])

    def test_a_draft_is_said_to_be_one_and_has_no_reply(self):
        kept = self.add(filing(813), "--draft")
        self.assertEqual(("OK", "DRAFTED"), (kept["status"], kept["outcome"]))
        self.assertEqual(19, len(kept["caseNo"]))
        self.assertNotIn("reply", kept)

    def test_a_refusal_names_field_code_and_both_texts(self):
        done = self.hall("enrolment", "add-member", "--json", "-", expect=REFUSED,
                         input=json.dumps(filing(811, documentNo="420102199001018790")))
        answer = json.loads(done.stdout)
        self.assertEqual(("E_ID_CHECK", "document_no"), (answer["status"], answer["field"]))
        self.assertIn("校验位", done.stderr)
        self.assertIn("check character", done.stderr)

    def test_a_reason_says_what_to_do_next(self):
        done = self.hall("enrolment", "add-member", "--json", "-", expect=REFUSED,
                         input=json.dumps(filing(813, unitNo="10000002")))
        answer = json.loads(done.stdout)
        self.assertEqual(("E_FORBIDDEN", "relation"), (answer["status"], answer["reason"]))
        self.assertIn("核对编号", answer["reasonText"])
        self.assertIn("核对编号", done.stderr)
        self.assertIn("check the number", done.stderr)

    def test_usage_is_told_apart_from_refusal(self):
        self.assertIn("hall help", self.hall("enrolment", "no-such-thing", expect=USAGE).stderr)
        self.assertIn("--colour", self.hall("query", "list-businesses", "--colour", "red",
                                            expect=USAGE).stderr)
        self.hall("enrolment", "add-member", "--json", "-", input="{", expect=USAGE)
        self.hall("enrolment", "add-member", "--json", "-", input='{"colour": 1}', expect=USAGE)

    def test_a_silent_bus_is_unavailable(self):
        self.hall(f"--front=ipc://{self.lab.data}/nobody", "--timeout_ms=300", "query",
                  "list-businesses", expect=UNAVAILABLE)

    def test_a_wrong_password_is_refused(self):
        done = self.lab.hall("login", "unit02", "--password-file=-", input="wrong", check=False)
        self.assertEqual(REFUSED, done.returncode)
        self.assertIn("E_LOGIN", done.stderr)

    def test_a_password_is_never_on_the_command_line(self):
        # given somebody logged in, who would type the passwords where others read them
        token = self.lab.login("auditor01")
        said = self.lab.hall("identity", "change-password", "--present=x", check=False, token=token)
        self.assertEqual(USAGE, said.returncode)
        self.assertIn("others read the command line", said.stderr)
        # when they are asked for instead, one after the other
        new = "Jianghan-7-Road"
        done = self.lab.hall("identity", "change-password", token=token,
                             input=f"{self.lab.password}\n{new}\n")
        self.assertIn("sessions", done.stdout)
        # then the new one counts, and the session is over
        ended = self.lab.hall("identity", "show-session", check=False, token=token)
        self.assertIn("E_TOKEN", ended.stderr)
        self.assertTrue(self.lab.login("auditor01", new))
        missing = self.lab.hall("identity", "change-password", input="", check=False)
        self.assertEqual(USAGE, missing.returncode)

    def test_an_act_of_high_risk_is_confirmed_by_a_code(self):
        # given an administrator and an authenticator
        token = self.lab.login("admin01")
        act = ("identity", "enable-account", "--account-no=reviewer01", "--reason=返岗")
        code = self.hall("totp", "HALLDEMOHALLDEMO").stdout
        # when the act is sent without a code, and with one that is asked for
        without = self.lab.hall(*act, input="", check=False, token=token)
        done = self.lab.hall(*act, input=code, token=token)
        again = self.lab.hall(*act, input=code, check=False, token=token)
        # then only the second is done, and the code is used
        self.assertIn("E_AUTH_FACTOR", without.stderr)
        self.assertIn("APPLIED", done.stdout)
        self.assertEqual(REFUSED, again.returncode)
        self.assertIn("E_AUTH_FACTOR", again.stderr)

    def test_an_authenticator_is_bound_at_the_terminal(self):
        # given an account with an authenticator, whose holder got a new phone
        token, path = self.lab.login("reviewer02"), self.lab.data / "hall.conf"
        former = self.hall("totp", "HALLDEMOHALLDEMO").stdout
        environment = {**os.environ, "HALL_CONFIG": str(path), "HALL_TOKEN": token}
        with subprocess.Popen([BIN / "hall", "factor"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=environment) as hall:
            # when the new one is shown its secret and the holder types what both show
            secret = hall.stdout.readline().split()[-1]
            new = self.hall("totp", secret).stdout
            hall.stdin.write(f"{self.lab.password}\n{former}{new}")
            hall.stdin.close()
            said, told = hall.stdout.read(), hall.stderr.read()
        # then the codes of the new one count
        self.assertEqual(0, hall.returncode, told)
        self.assertEqual(10, len(re.findall(r"^  [A-Z2-7]{5}-[A-Z2-7]{5}$", said, re.M)), said)
        refused = self.lab.hall("identity", "confirm-acts", f"--act={'A' * 43}=", input=former, check=False,
                                token=token)
        self.assertIn("E_AUTH_FACTOR", refused.stderr)

    def test_a_password_is_not_tried_without_logging_in(self):
        # given help and completion that do not offer what would be refused
        help, other = (self.hall("help", *name).stdout
                       for name in (("identity", "login"), ("enrolment", "add-member")))
        words = next(line for line in self.hall("completion", "bash").stdout.splitlines()
                     if '"identity login")' in line)
        for option in ("--dry-run", "--draft", "--case"):
            self.assertNotIn(option, help)
            self.assertNotIn(option, words)
            self.assertIn(option, other)
        # when it is asked for all the same, with the right password, a wrong one and no account
        told = set()
        for account, password in (("unit02", self.lab.password), ("unit02", "wrong"),
                                  ("nobody", self.lab.password)):
            for option in (["--dry-run"], ["--draft"], ["--case", "2026111000000010016"]):
                body = json.dumps({"accountNo": account, "password": password,
                                   "tokenHash": "AAAA"})
                done = self.hall("identity", "login", "--json", "-", *option, input=body,
                                 expect=REFUSED)
                answer = json.loads(done.stdout)
                told.add((option[0], answer["status"], answer["field"], done.stderr))
        # then every account and password is answered with the same sentence
        self.assertEqual(3, len(told), told)
        self.assertEqual({"E_NO_TRIAL"}, {status for _, status, _, _ in told})

    def test_status_shows_workers_queues_position_and_space(self):
        told = json.loads(self.hall("status", "--json").stdout)
        workers = {worker["name"]: worker["shards"] for worker in told["brokers"][0]["workers"]}
        self.assertEqual(256, workers["worker1"] + workers["worker2"])
        self.assertEqual({"filing", "query", "bulk"}, {q["class"] for q in told["brokers"][0]["queues"]})
        self.assertGreater(told["freeBytes"], 0)
        self.assertEqual(0, told["database"]["parked"])

    def test_status_names_what_will_be_missing_within_sixty_days(self):
        """Given a month without its close calendar, then status says so, and that of yearly limits an
        earlier year's go on; figures that hold are not named."""
        next_month, sql = month_after(DATE), self.lab.connect().cursor()
        sql.execute("update calendar set calendar = 'away' where period = %s", (next_month,))
        try:
            told = json.loads(self.hall("status", "--json").stdout)["missing"]
            shown = self.hall("status").stdout
        finally:
            sql.execute("update calendar set calendar = 'hall' where calendar = 'away'")
        self.assertIn({"what": "calendar", "subject": "hall", "kind": "missing", "from": next_month}, told)
        self.assertIn(f"月结日历 calendar hall from={next_month}", shown)
        later = json.loads(self.hall("status", "--json").stdout)["missing"]
        self.assertNotIn("calendar", {line["what"] for line in later})
        self.assertFalse([line for line in later if line["subject"].startswith("rate ")])
        self.assertTrue(all(line["kind"] == "provisional" for line in later
                            if line["subject"].startswith("limit ")))

    def test_one_changed_byte_of_an_export_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "log"
            self.hall("log", "export", path)
            self.assertIn("log intact", self.hall("log", "verify", path).stdout)
            content = bytearray(path.read_bytes())
            at = content.rindex(b"enrolment.ReceivableAssessed")
            content[at] ^= 1
            path.write_bytes(content)
            self.assertIn("log broken at position", self.hall("log", "verify", path, expect=REFUSED).stdout)
            for words in (["log", "verify", folder], ["replay", folder]):
                self.assertIn("is a folder", self.hall(*words, expect=USAGE).stderr)

    def test_the_history_of_one_person_is_shown_and_proved(self):
        """Given a person who was enrolled, then the own history alone is shown, with no name and number."""
        done = self.hall("log", "tail", 1000).stdout
        person_no = re.search(r"enrolment.PersonRegistered subject=(\d+)", done).group(1)
        told = self.hall("log", "subject", person_no).stdout
        self.assertRegex(told, r"    link 1 hash=[0-9a-f]{64}\n    enrolment.PersonRegistered subject="
                         + person_no)
        self.assertRegex(told, r"history intact: \d+ entries / 该对象的历史完整\n$")
        self.assertEqual({person_no}, set(re.findall(r" subject=(\S+)", told)))
        self.assertEqual(told.count("    link "), int(re.search(r"intact: (\d+)", told).group(1)))
        self.assertIn("E_NOT_FOUND", self.hall("log", "subject", "nobody", expect=REFUSED).stderr)
        self.hall("log", "subject", expect=USAGE)
        # when a link in the middle is taken out, the history says where
        cursor = self.lab.connect().cursor()
        cursor.execute("select subject from entry_link group by subject having count(*) > 2 limit 1")
        of, = cursor.fetchone()
        cursor.execute("update entry_link set count = -2 where subject = %s and count = 2", [of])
        told = self.hall("log", "subject", of, expect=REFUSED).stdout
        cursor.execute("update entry_link set count = 2 where subject = %s and count = -2", [of])
        self.assertIn("history broken behind link 1", told)

    def test_a_lane_that_is_not_there_is_said_and_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "log"
            for words in (["log", "--lane", "7", "verify"], ["log", "--lane", "7", "tail"],
                          ["log", "--lane", "7", "subject", "10000001"],
                          ["log", "--lane", "7", "export", path], ["replay", "--lane", "7"]):
                self.assertIn("E_NOT_FOUND", self.hall(*words, expect=REFUSED).stderr)
            self.assertFalse(path.exists(), "half a file is no log")
        self.hall("replay", "--lane", "64", expect=USAGE)

    def test_a_number_or_position_that_is_none_is_refused(self):
        for number in ("5x", "1-1", "0", "-1", ""):
            self.hall("log", "tail", number, expect=USAGE)
        # and no lane 1 exists here, so that nobody was ever given a position of it
        for position in ("x", "-1", "5,", "0-", "99999999999999999999", "1-99", "1,1-99"):
            self.assertIn("least_position", self.hall(
                "query", "get-unit", "--unit-no", "10000001", "--least-position", position,
                expect=REFUSED).stderr)

    def test_output_that_was_lost_is_no_success(self):
        environment = dict(os.environ, HALL_CONFIG=str(self.lab.data / "hall.conf"))
        for words in ("log tail", "log verify", "replay", "log export -"):
            done = subprocess.run(["sh", "-c", f'exec "{BIN}/hall" {words} > /dev/full'],
                                  env=environment, text=True, capture_output=True)
            self.assertEqual(UNAVAILABLE, done.returncode, (words, done))

    def test_an_event_of_a_newer_program_is_said_in_one_sentence(self):
        """Given a log that a newer hall wrote on, then this one says where it does not follow."""
        cursor = self.lab.connect().cursor()
        cursor.execute("select min(position) from entry where position(%s in body) > 0",
                       (b"enrolment.EnrolmentStarted",))
        position = cursor.fetchone()[0]

        def rename(old, new):
            cursor.execute("update entry set body = decode(replace(encode(body, 'hex'), %s, %s), 'hex') "
                           "where position = %s", (old.encode().hex(), new.encode().hex(), position))

        rename("enrolment.EnrolmentStarted", "enrolment.EnrolmentStirred")
        try:
            told = self.hall("replay", expect=REFUSED)
            self.assertEqual(1, len(told.stderr.strip().splitlines()), told.stderr)
            for word in (f"Position {position} ", f"日志位置 {position} ", "EnrolmentStirred"):
                self.assertIn(word, told.stderr)
            self.assertRegex(told.stderr, r" of schema \d+, ")
            shown = self.hall("log", "tail", 1000).stdout
            self.assertEqual(1, shown.count("enrolment.EnrolmentStirred"))
            self.assertIn("unknown to this program", shown)
        finally:
            rename("enrolment.EnrolmentStirred", "enrolment.EnrolmentStarted")
        self.lab.replay_equal()

    def test_replay_finds_a_row_changed_behind_the_log(self):
        cursor = self.lab.connect().cursor()
        cursor.execute("update unit set vip = not vip where unit_no = '10000003'")
        told = self.hall("replay", expect=REFUSED).stdout
        cursor.execute("update unit set vip = not vip where unit_no = '10000003'")
        self.assertRegex(told, r"Unit +\d+ \w+ DIFFERENT")
        self.lab.replay_equal()

    def test_help_manual_and_completion_come_from_the_contract(self):
        self.assertIn("--document-no", self.hall("help", "enrolment", "add-member").stdout)
        self.assertIn("*enrolment add-member*", self.hall("manual").stdout)
        script = self.hall("completion", "bash").stdout
        script += 'COMP_WORDS=(hall enrolment su); COMP_CWORD=2; _hall; echo "${COMPREPLY[*]}"'
        asked = subprocess.run(["bash", "-c", script], text=True, capture_output=True, check=True)
        self.assertEqual("suspend-member", asked.stdout.strip())


if __name__ == "__main__":
    unittest.main()
