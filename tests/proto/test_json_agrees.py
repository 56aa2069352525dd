"""json: agrees with Python's json_format, which shares no code with it, on random songs both ways and on
texts that must be refused."""
import json
import pathlib
import random
import subprocess
import sys
import unittest

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

TOOL, DESCRIPTORS = sys.argv[1], pathlib.Path(sys.argv[2])
del sys.argv[1:3]
TEXTS = ["", "a", "张三", "\"quoted\" \\ /", "line\nend\ttab", "𠮷", "\u2028", "0", "é" * 40]
NUMBERS = [0, 1, -1, 2**31 - 1, -2**31]
WIDE = [0, 1, -1, 2**53 + 1, 2**63 - 1, -2**63]


def song_class():
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes()).file:
        pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(
        pool.FindMessageTypeByName("canary.SingSong"))


class JsonAgreesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.Song = song_class()
        cls.tool = subprocess.Popen([TOOL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @classmethod
    def tearDownClass(cls):
        cls.tool.stdin.close()
        cls.tool.wait(10)
        cls.tool.stdout.close()

    def ask(self, verb, data):
        self.tool.stdin.write(f"{verb} canary.SingSong {data.hex()}\n")
        self.tool.stdin.flush()
        code, _, answer = self.tool.stdout.readline().strip().partition(" ")
        return code, bytes.fromhex(answer)

    def random_song(self, r):
        song = self.Song(
            person_no=r.choice(TEXTS), document_hash=r.randbytes(r.randrange(5)), date=r.choice(NUMBERS),
            wage_fen=r.choice(WIDE), mood=r.randrange(3), loud=r.random() < 0.5,
            big=r.choice([0, 1, 2**64 - 1]), tag=r.choices(TEXTS, k=r.randrange(3)),
            pitch=r.choices(WIDE, k=r.randrange(3)), speed=r.choice([0.0, 1.5, -2.25]))
        for _ in range(r.randrange(3)):
            song.verse.add(name=r.choice(TEXTS), wage_fen=r.choice(WIDE))
        if r.random() < 0.5:
            song.word = r.choice(TEXTS)
        elif r.random() < 0.5:
            song.beats = r.choice(NUMBERS)
        if r.random() < 0.3:
            song.last.SetInParent()
        return song

    def test_random_songs_agree_both_ways(self):
        r = random.Random(7)
        for _ in range(500):
            song = self.random_song(r)
            ours = self.ask("out", song.SerializeToString())
            self.assertEqual(ours[0], "OK")
            self.assertEqual(json.loads(ours[1]), json_format.MessageToDict(song))
            theirs = json_format.MessageToJson(song, preserving_proto_field_name=r.random() < 0.5)
            code, data = self.ask("in", theirs.encode())
            self.assertEqual(code, "OK", theirs)
            self.assertEqual(self.Song.FromString(data), song)

    def test_both_refuse_the_same(self):
        for text in ('{"colour": 1}', '{"loud": "yes"}', '{"loud": 1}', '{"mood": "ANGRY"}', '{"date": 1.5}',
                     '{"date": 2147483648}', '{"wageFen": "x"}', '{"verse": {}}', '{"tag": [null]}',
                     '{"personNo": 5}', '{"word": "a", "beats": 1}', '{', '{} x',
                     '{"big": -1}', '{"personNo": "a", "personNo": "b"}'):
            with self.subTest(text=text):
                with self.assertRaises(json_format.ParseError):
                    json_format.Parse(text, self.Song())
                self.assertNotEqual(self.ask("in", text.encode())[0], "OK")

    def test_both_accept_the_same(self):
        for text in ('{}', '{"wageFen": 5}',
                     '{"wageFen": "5"}', '{"date": 5.0}', '{"mood": 2}', '{"mood": "SAD"}', '{"tag": null}',
                     '{"documentHash": "-_8="}', '{"documentHash": "+/8="}', '{"speed": "NaN"}'):
            with self.subTest(text=text):
                code, data = self.ask("in", text.encode())
                self.assertEqual(code, "OK")
                self.assertEqual(data, json_format.Parse(text, self.Song()).SerializeToString())


if __name__ == "__main__":
    unittest.main()
