"""The synthetic city: of the right shape, of nobody, repeatable, and told from the log like the rest."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from lab import Lab  # noqa: E402

SHAPE = """select u.unit_no, u.name, u.district_code, u.vip, count(m.person_no)
           from unit u left join membership m using (unit_no) group by 1 order by 1"""


def load(seed):
    with Lab(programs="", workers=1, seed="none") as lab:
        lab.hall("city", "--persons", 500, "--seed", seed, "--today", 20261123)
        lab.replay_equal()
        with lab.connect() as db, db.cursor() as cursor:
            cursor.execute(SHAPE)
            return cursor.fetchall(), lab.hall("log", "tail", 1000).stdout


def history(seed, years=1, persons=60):
    """What became of every case."""
    with Lab(programs="", workers=1, seed="none") as lab:
        lab.hall("city", "--persons", persons, "--seed", seed, "--today", 20261123, "--history", years)
        lab.replay_equal()
        with lab.connect() as db, db.cursor() as cursor:
            cursor.execute("select case_no, method, unit_no, state, filer, submitted_at_us, decided_at_us, "
                           "version from case_file order by 1")
            return cursor.fetchall()


class City(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        (cls.units, cls.log), (cls.again, _), (cls.other, _) = load(7), load(7), load(8)

    def test_the_same_seed_makes_the_same_city(self):
        self.assertEqual(self.units, self.again)
        self.assertNotEqual(self.units, self.other)

    def test_everybody_is_somebodys_member(self):
        self.assertGreaterEqual(sum(unit[4] for unit in self.units), 495)

    def test_the_first_units_are_those_of_the_demonstration(self):
        self.assertEqual([("10000001", "420106", True), ("10000002", "420106", False),
                          ("10000003", "420102", False)],
                         [(no, district, vip) for no, _, district, vip, _ in self.units[:3]])

    def test_the_same_seed_makes_the_same_history(self):
        first, again = (history(7) for _ in range(2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, history(8))

    def test_a_history_begins_a_hall(self):
        with Lab(programs="", workers=1, seed="none") as lab:
            lab.hall("city", "--persons", 20, "--today", 20261123)
            done = lab.hall("city", "--persons", 20, "--today", 20261123, "--history", 1, check=False)
        self.assertEqual((1, True), (done.returncode, "has entries already" in done.stderr), done)

    def test_in_months_without_limits_nothing_is_filed(self):
        months = {case_no[:6] for case_no, *_ in history(7, 10, 120)}
        self.assertTrue({"201612", "201706", "201807", "202611"} <= months, months)
        self.assertFalse([month for month in months if "201707" <= month <= "201806"])

    def test_one_unit_as_large_and_a_history_as_long_as_asked_for(self):
        with Lab(programs="", workers=1, seed="none") as lab:
            lab.hall("city", "--persons", 80, "--today", 20261123, "--history", 8, "--largest-unit", 60)
            with lab.connect() as db, db.cursor() as cursor:
                cursor.execute("select count(*), min(valid_from), max(valid_from) from membership "
                               "where unit_no = '10000001'")
                members, first, last = cursor.fetchone()
        self.assertGreaterEqual(members, 58)
        self.assertLess(first, 201912)
        self.assertGreater(last, 202511)

    def test_it_is_marked_synthetic(self):
        self.assertTrue(all(name.startswith("模拟") for _, name, *_ in self.units))
        self.assertIn("actor=synthetic-city", self.log)


if __name__ == "__main__":
    unittest.main()
