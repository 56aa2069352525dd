"""Stories about hall-web and its feeds: what wakes a page and what does not, how many feeds one account
has, and how often each speaks."""
import pathlib
import sys
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from web_hall import Hall, ask, wait_until  # noqa: E402

CASE = "2026112300000010425"  # whatever the worker touches has this number
CLERK1, CLERK3 = "11" * 32, "13" * 32


class Feeds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hall = Hall("--feeds-per-account=2")

    @classmethod
    def tearDownClass(cls):
        code, text = cls.hall.stop()
        assert code == 0, (code, text[-4000:])

    def setUp(self):
        """A listener that left is noticed though nothing is said; something happened before each story."""
        self.file(1), self.file(1, unit="3")
        wait_until(lambda: b"hall_web_feeds 0" in ask(self.hall.meter + "/metrics").body,
                   what="other feeds to end")

    def feed(self, token=CLERK1, topics="cases", last=None):
        headers = {"Authorization": "Bearer " + token} | ({"Last-Event-ID": last} if last else {})
        request = urllib.request.Request(f"{self.hall.out}/api/v1/feed?topics={topics}", headers=headers)
        return urllib.request.urlopen(request, timeout=20)

    def next_hint(self, feed):
        """(time, position, topics) of the next hint."""
        position = None
        for line in iter(lambda: feed.readline().decode(), ""):
            if line.startswith("id: "):
                position = int(line[4:])
            if line.startswith("data: "):
                return time.monotonic(), position, line[6:].strip()
        raise AssertionError("the feed ended")

    def file(self, n, unit="1"):
        for _ in range(n):
            done = ask(self.hall.out + "/api/v1/enrolment/add-member", b'{"unitNo": "%s"}' % unit.encode())
            self.assertEqual(done.code, 200)
        return int(done.json["position"])

    def test_what_happens_within_a_second_is_one_hint(self):
        """However often its unit files, a page asks again once."""
        with self.feed() as feed:
            self.file(5)
            first, at, _ = self.next_hint(feed)
            self.file(5)
            second, later, _ = self.next_hint(feed)
            self.assertGreater(second - first, 0.8)
            self.assertGreaterEqual(later - at, 5, "all that happened meanwhile is in the second one")

    def test_what_others_file_wakes_nobody_else(self):
        """Given a page of unit 3; when unit 1 files a hundred times and then unit 3 once; then the page
        hears of its own filing alone."""
        with self.feed(CLERK3) as feed:
            self.next_hint(feed)  # of what happened before it came
            self.file(100, unit="1")
            own = self.file(1, unit="3")
            _, position, topics = self.next_hint(feed)
            self.assertEqual(topics, "cases")
            self.assertGreaterEqual(position, own)

    def test_a_number_narrows_and_a_foreign_one_is_followed_in_vain(self):
        """Given a page of unit 3 that follows a record's number and one that does not exist; when unit 1
        changes what has that number; then the page is not woken. Its own wakes it."""
        absent = "2026112300000099999"
        with self.feed(CLERK3, f"roster:{absent},roster:{CASE}") as feed:
            self.assertEqual(self.next_hint(feed)[2], f"roster:{absent},roster:{CASE}", "taken alike")
            self.file(20, unit="1")
            own = self.file(1, unit="3")
            _, position, topics = self.next_hint(feed)
            self.assertEqual(topics, f"roster:{CASE}")
            self.assertGreaterEqual(position, own)

    def test_a_page_that_missed_nothing_is_not_woken(self):
        """Given a page that comes back with the position it knows; then only what changes now is told."""
        at = self.file(1)
        with self.feed(topics=f"roster,cases:{CASE}", last=str(at)) as feed:
            self.file(1)
            _, position, topics = self.next_hint(feed)
            self.assertEqual((position, topics), (at + 1, f"roster,cases:{CASE}"))

    def test_what_is_no_topic_is_refused_in_words(self):
        unknown = ("weather", "cases,", "cases:", "roster:1' OR '1'='1", "roster:1\x01", "roster:\r\nX: y")
        many = ["cases"] * 17, [f"roster:{n}" for n in range(200)]
        for text, code, reason in (*((text, "E_FORM", "topic_unknown") for text in unknown),
                                   *((",".join(all), "E_TOO_LONG", "topics_many") for all in many),
                                   (",".join(f"roster:{n}" for n in range(1000)), "E_TOO_LARGE", None),
                                   ("about", "E_FORBIDDEN", "role"), ("", "E_REQUIRED", None)):
            with self.subTest(text[:40]):
                path = "/api/v1/feed?topics=" + urllib.parse.quote(text)
                said = ask(self.hall.out + path)
                self.assertEqual(said.json["code"], code, said.body)
                if reason:
                    self.assertEqual(said.json["reason"], reason)
                    self.assertTrue(said.json["reasonText"])
        feed = self.hall.out + "/api/v1/feed"
        self.assertEqual(ask(feed).json["code"], "E_REQUIRED")
        self.assertEqual(ask(feed + "?topics=cases&topics=roster").json["code"], "E_FORM")

    def test_one_account_has_few_feeds_by_however_many_logins(self):
        with self.feed("21" * 32), self.feed("31" * 32):
            refused = ask(self.hall.out + "/api/v1/feed?topics=cases", token="41" * 32)
            self.assertEqual((refused.code, refused.json["reason"]), (503, "feeds"))

    def test_who_walks_from_page_to_page_always_has_a_feed(self):
        """Each page has a feed of its own, and those of the pages before are no longer counted."""
        for _ in range(20):
            with self.feed() as feed:
                self.assertEqual(feed.readline(), b"retry: 3000\n")


if __name__ == "__main__":
    unittest.main()
