"""Stories about hall-web and its feeds: how many one account has, and how often each speaks."""
import pathlib
import sys
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from web_hall import Hall, ask, wait_until  # noqa: E402


class Feeds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hall = Hall("--feeds-per-account=2")

    @classmethod
    def tearDownClass(cls):
        code, text = cls.hall.stop()
        assert code == 0, (code, text[-4000:])

    def setUp(self):
        """A listener that left is noticed when the log moves."""
        def gone():
            self.file(1)
            return b"hall_web_feeds 0" in ask(self.hall.meter + "/metrics").body
        wait_until(gone, what="other feeds to end")

    def feed(self, token):
        request = urllib.request.Request(self.hall.out + "/api/v1/feed",
                                         headers={"Authorization": "Bearer " + token})
        return urllib.request.urlopen(request, timeout=20)

    def next_hint(self, feed):
        """(time, position) of the next hint."""
        for line in iter(lambda: feed.readline().decode(), ""):
            if line.startswith("id: "):
                return time.monotonic(), int(line[4:])
        raise AssertionError("the feed ended")

    def file(self, n):
        for _ in range(n):
            done = ask(self.hall.out + "/api/v1/enrolment/add-member", b'{"unitNo": "1"}')
            self.assertEqual(done.code, 200)

    def test_what_happens_within_a_second_is_one_hint(self):
        """However often the city commits, a page asks again once."""
        with self.feed("11" * 32) as feed:
            self.file(5)
            first, at = self.next_hint(feed)
            self.file(5)
            second, later = self.next_hint(feed)
            self.assertGreater(second - first, 0.8)
            self.assertGreaterEqual(later - at, 5, "all that happened meanwhile is in the second one")

    def test_one_account_has_few_feeds_by_however_many_logins(self):
        with self.feed("21" * 32), self.feed("31" * 32):
            refused = ask(self.hall.out + "/api/v1/feed", token="41" * 32)
            self.assertEqual((refused.code, refused.json["reason"]), (503, "feeds"))


if __name__ == "__main__":
    unittest.main()
