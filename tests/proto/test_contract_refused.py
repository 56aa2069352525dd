#!/usr/bin/python3
"""What the generator refuses in a contract: a method whose credential would be kept somewhere.

    test_contract_refused.py HALL_CATALOG PROTO_FOLDER"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CATALOG, PROTO = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
LOGIN = 'order_key: "account_no" secret: true'


class Contract(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hall-contract-"))
        shutil.copytree(PROTO, self.folder / "proto", ignore=lambda _, names: [
            n for n in names if n.endswith((".c", ".h", ".cc"))])

    def tearDown(self):
        shutil.rmtree(self.folder)

    def generate(self, options):
        """The contract with other options of identity.Login through the generator."""
        path = self.folder / "proto" / "identity" / "login.proto"
        text = (PROTO / "identity" / "login.proto").read_text()
        self.assertIn(LOGIN, text)
        path.write_text(text.replace(LOGIN, options))
        root, out = self.folder / "proto", self.folder / "gen"
        out.mkdir(exist_ok=True)
        files = [str(p.relative_to(root)) for p in sorted(root.rglob("*.proto"))]
        subprocess.run(["protoc", f"--descriptor_set_out={out}/hall.desc", "--include_imports",
                        "--include_source_info", "-I", root, "-I", "/usr/include", *files], check=True)
        return subprocess.run([CATALOG, f"{out}/hall.desc", out], text=True, capture_output=True)

    def test_the_contract_as_it_is_passes(self):
        done = self.generate(LOGIN)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_a_credential_makes_a_method_secret(self):
        done = self.generate('order_key: "account_no"')
        self.assertNotEqual(0, done.returncode)
        self.assertIn("identity.Login", done.stderr)

    def test_a_secret_is_never_kept_as_content(self):
        for more in ("review: REVIEW_ALWAYS", 'sheet: "登录"', "intake: true"):
            done = self.generate(f"{LOGIN} {more}")
            self.assertNotEqual(0, done.returncode, more)
            self.assertIn("identity.Login", done.stderr)


if __name__ == "__main__":
    unittest.main()
