"""rows: only the test that performs a row's check proves the row."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import rows  # noqa: E402

# given a row with one check and two other tests, and one that no check has
TESTS = {"S1": ["near", "far"], "check:S1": ["check"], "S2": ["near"]}


class RowsTest(unittest.TestCase):
    def state(self, row, **results):
        return rows.state_of(row, TESTS, results)[0]

    def test_a_row_is_proved_by_its_check_alone(self):
        self.assertEqual("proved", self.state("S1", check="passed"))
        self.assertEqual("proved", self.state("S1", check="passed", near="failed"))

    def test_a_row_whose_check_did_not_pass_is_at_most_touched(self):
        for check in ({}, {"check": "failed"}):
            self.assertEqual("touched", self.state("S1", near="passed", far="passed", **check))
            self.assertEqual("-", self.state("S1", near="failed", **check))

    def test_a_label_without_a_check_proves_nothing(self):
        self.assertEqual("touched", self.state("S2", near="passed"))
        self.assertEqual("-", self.state("S3", near="passed"))

    def test_every_check_of_a_row_has_to_pass(self):
        tests = {"check:S1": ["one", "two"]}
        self.assertEqual("proved", rows.state_of("S1", tests, {"one": "passed", "two": "passed"})[0])
        self.assertEqual("touched", rows.state_of("S1", tests, {"one": "passed"})[0])

    def test_what_is_shown_names_the_checks(self):
        state, told = rows.state_of("S1", TESTS, {"check": "passed", "near": "passed"})
        self.assertEqual(("proved", {"check": "passed"}), (state, told))

    def test_the_contract_of_rows_is_whole(self):
        """tests/rows.tsv has each row once, in both languages, with its check where a test claims to perform
        it; no test is labelled with another row."""
        lines = [line.split("\t") for line in (rows.ROOT / "tests" / "rows.tsv").read_text().splitlines()
                 if not line.startswith("#")]
        names = [line[0] for line in lines]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(all(len(line) in (3, 4) and all(line) for line in lines))
        labels = rows.tests_by_label()
        checked = {line[0] for line in lines if len(line) == 4}
        self.assertEqual(set(), {label[6:] for label in labels if label.startswith("check:")} - checked)
        used = {label.removeprefix("check:") for label in labels}
        odd = {label for label in used if label[0] in "SAN" and label[1:].isdigit()} - set(names)
        self.assertEqual(set(), odd)


if __name__ == "__main__":
    unittest.main()
