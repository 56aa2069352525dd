"""lint: every rule finds its fault in a small wrong contract or source, and is silent about a good one."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "lint"))
import docs  # noqa: E402
import words  # noqa: E402
from cites import Cites  # noqa: E402
from contract import Contract  # noqa: E402
from reasons import Reasons  # noqa: E402
from source import Source, strip_comments  # noqa: E402

HEAD = 'syntax = "proto3"; package bird; import "kernel/options.proto";\n'
GOOD = HEAD + """
service Bird { rpc Sing(.bird.Sing) returns (Sung); }
message Sing { option (kernel.command) = {
  title: {zh: "唱" en: "sing"} grant: {role: ANYONE relation: ANY_RECORD} order_key: "name"};
  string name = 1; }
message Sung { string name = 1; }
message Nest { option (kernel.row) = {table: "nest" key: "name"}; string name = 1; int64 version = 2; }
"""
EVENT = GOOD + """
message Hatched { option (kernel.event) = {
  title: {zh: "孵化" en: "hatched"} subject: "name" apply: {row: "Nest" create: true set: "name='a'"}};
  string name = 1; }
"""
SEALED = HEAD + """
message Owl { option (kernel.row) = {table: "owl" key: "owl_no" owner: "owl_no" block: "owl"};
  string owl_no = 1; string name = 2 [(kernel.field).personal = NAME]; int64 version = 3; bytes sealed = 60; }
message Flew { option (kernel.event) = {
  title: {zh: "飞" en: "flew"} subject: "owl_no" block: "owl" apply: {row: "Owl" create: true}};
  string owl_no = 1; string name = 2 [(kernel.field).personal = NAME]; bytes sealed = 60; }
"""
HEADED = "/* a: stands here for the test of lint. */\n"


class LintTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copytree(ROOT / "proto" / "kernel", self.root / "proto" / "kernel")
        self.write("workers/bird/sing.c", HEADED)
        self.write("tests/workers/bird/sing.json", "[]")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def contract(self, text, what="run"):
        """Faults of a contract; run apart, since Python keeps one options_pb2 per process."""
        self.write("proto/bird.proto", text)
        code = ("import sys, pathlib; sys.path.insert(0, sys.argv[1]); from contract import Contract;"
                f"print('\\n'.join(Contract(pathlib.Path(sys.argv[2])).{what}()))")
        return subprocess.run([sys.executable, "-B", "-c", code, ROOT / "tools" / "lint", self.root],
                              capture_output=True, text=True, check=True).stdout.strip()

    def source(self, path, text):
        """Faults of a source with this text, below a head that says what it is for."""
        self.write(path, HEADED + text if path.endswith(".c") else text)
        return "\n".join(Source(self.root).run())

    def test_a_good_contract_has_no_fault(self):
        self.contract(GOOD, "begin_lock")
        self.assertEqual(self.contract(GOOD), "")

    def test_each_fault_of_the_contract_is_found(self):
        for old, new, fault in (
                ("message Sung { string name = 1; }", "message Sung { Sung again = 1; }", "contains itself"),
                ("string name = 1; }\nmessage Sung", "string name = 1; int32 int = 2; }\nmessage Sung",
                 "word of C"),
                ("rpc Sing(", "rpc Goto(", "word of C"),
                ("grant: {role: ANYONE relation: ANY_RECORD}", "", "grants nobody"),
                ("relation: ANY_RECORD", "", "lacks its role or relation"),
                ('order_key: "name"', 'order_key: "nome"', "is no field"),
                ('order_key: "name"', "", "has no order_key"),
                ('en: "sing"', "", "no title"),
                ("int64 version = 2", "int32 version = 2", "int64 version"),
                ('"nest" key: "name"', '"nest" key: "nome"', "no field of the row"),
                ("string name = 1; int64", "string name = 1 [(kernel.field).personal = NAME]; int64",
                 "owner"),
                ("message Sung {", "message Sung { optional int32 n = 2;", "optional"),
                ("message Sung {", "message Sung { map<string, string> m = 2;", "maps have no order"),
                ("message Sung {", 'message Sung { int32 n = 2 [(kernel.field).codes = "x"];',
                 "no code table")):
            with self.subTest(fault=fault, new=new):
                self.assertIn(old, GOOD)
                self.assertIn(fault, self.contract(GOOD.replace(old, new, 1)))

    def test_an_rpc_has_a_handler_and_a_test(self):
        (self.root / "workers/bird/sing.c").unlink()
        (self.root / "tests/workers/bird/sing.json").unlink()
        faults = self.contract(GOOD)
        self.assertIn("no handler file", faults)
        self.assertIn("no test", faults)

    def test_what_is_locked_stays(self):
        self.assertEqual("", self.contract(EVENT, "begin_lock"))
        self.assertEqual("", self.contract(EVENT))
        for old, new, fault in (
                ("message Sung { string name = 1; }", "message Sung { }", "is gone"),
                ("message Sung { string name = 1; }", "message Sung { string name = 3; }",
                 'is "3 string", but "1 string"'),
                ("message Sung { string name = 1; }", "message Sung { bytes name = 1; }", "1 bytes"),
                ('set: "name=\'a\'"', 'set: "name=\'b\'"', "effects"),
                ('subject: "name" apply', 'subject: "name" destroys: "name" apply', "destroys name"),
                ('table: "nest"', 'table: "hole"', "table hole"),
                ("(.bird.Sing)", "(.bird.Nest)", "method bird.Sing")):
            with self.subTest(new=new):
                self.assertIn(old, EVENT)
                changed = EVENT.replace(old, new, 1)
                self.assertIn(fault, self.contract(changed))
                self.assertIn(fault, self.contract(changed, "write_lock"))  # and the lock stays as it was
        self.assertEqual("", self.contract(EVENT))

    def test_a_changed_effect_is_a_new_schema(self):
        """Old entries fold by the rules of their time; those rules stay in the contract."""
        self.assertEqual("", self.contract(EVENT, "begin_lock"))
        old = 'apply: {row: "Nest" create: true set: "name=\'a\'"}'
        new = 'apply: {row: "Nest" create: true set: "name=\'b\'"}'
        for changed in (EVENT.replace(old, new), EVENT.replace(old, 'schema: 2 ' + new),
                        EVENT.replace(old, f'schema: 2 {old} {new}'),
                        EVENT.replace("int64 version = 2;", "int64 version = 2; string moss = 3;")
                             .replace("string name = 1; }\n", "string name = 1; string moss = 2; }\n")):
            faults = self.contract(changed)
            self.assertIn("effects bird.Hatched 1: is", faults)
            self.assertIn("count up `schema`", faults)
            self.assertIn("effects bird.Hatched 1: is", self.contract(changed, "write_lock"))
        ended, begun = old.replace(" set", " until: 1 set"), new.replace(" set", " since: 2 set")
        after = EVENT.replace(old, f"schema: 2 {ended} {begun}")
        self.assertEqual("effects bird.Hatched 2: is not in the lock yet; `tools/lint lock` adds it",
                         self.contract(after))
        self.assertEqual("", self.contract(after, "write_lock"))
        self.assertIn("effects bird.Hatched 2", self.contract(EVENT))   # and no schema is taken back

    def test_a_sealed_block_keeps_its_name(self):
        """It is part of what the block is bound to: under another name nothing stored opens."""
        self.assertEqual("", self.contract(SEALED, "begin_lock"))
        faults = self.contract(SEALED.replace('block: "owl"', 'block: "bird"'))
        self.assertIn("row bird.Owl: is", faults)
        self.assertIn("event bird.Flew: is", faults)

    def test_what_is_new_is_added_to_the_lock(self):
        self.contract(EVENT, "begin_lock")
        more = EVENT.replace("message Sung { string name = 1; }",
                             "message Sung { string name = 1; bool n = 2; }")
        self.assertIn("bird.Sung.n: is not in the lock yet", self.contract(more))
        self.assertEqual("", self.contract(more, "write_lock"))
        self.assertEqual("", self.contract(more))
        self.assertIn("is gone", self.contract(EVENT))

    def test_a_lock_that_is_missing_is_not_written_anew(self):
        """Given a lock that somebody deleted, then lint says so, and adding to it makes none."""
        self.contract(EVENT, "begin_lock")
        file = self.root / "proto" / "contract.lock"
        kept = file.read_text(encoding="utf-8")
        self.assertIn("is there already", self.contract(EVENT, "begin_lock"))
        file.unlink()
        changed = EVENT.replace('table: "nest"', 'table: "hole"', 1)
        self.assertIn("is missing", self.contract(changed))
        self.assertIn("is missing", self.contract(changed, "write_lock"))
        self.assertFalse(file.exists())
        # when it is begun on purpose
        self.assertEqual("", self.contract(EVENT, "begin_lock"))
        self.assertEqual(kept, file.read_text(encoding="utf-8"))

    def test_every_option_is_told_and_has_a_reader(self):
        page = ("### Field\n\n| `max` | longest text | `store/a.c` as `length` |\n"
                "| `unit` | what it counts | `store/a.c` |\n")
        self.write("proto/kernel/options.proto", "message Field {\n  uint32 max = 4;\n  Unit unit = 3;\n}\n")
        self.write("store/a.c", "x->length = x->unit;\n")
        self.write("docs/contract.md", page)
        self.assertEqual([], list(docs.run(self.root)))
        for path, text, fault in (
                ("docs/contract.md", page.replace("`unit`", "`units`"), "Field.unit has no line"),
                ("docs/contract.md", page + "| `least` | smallest | `store/a.c` |\n", "no option Field"),
                ("docs/contract.md", page.replace("a.c` as", "b.c` as"), "store/b.c does not read"),
                ("store/a.c", "x->lengths = x->unit;\n", "does not read the option Field.max")):
            with self.subTest(fault=fault):
                self.write(path, text)
                self.assertIn(fault, "\n".join(docs.run(self.root)))
                self.write("docs/contract.md", page)

    def test_arrows_point_down(self):
        for path, target in (("store/log/a.c", "workers/engine/runner.h"),
                             ("proto/runtime/a.c", "store/pg/pg.h"),
                             ("workers/bird/a.c", "workers/fish/b.h"), ("broker/a.c", "store/pg/pg.h"),
                             ("workers/bird/a.c", "workers/engine/runner.h"),
                             ("workers/engine/a.c", "workers/bird/b.h"),
                             ("workers/agents/bird/a.c", "workers/engine/runner.h"),
                             ("adapters/web/api/a.c", "store/log/batch.h"),
                             ("adapters/web/door/a.c", "adapters/web/api/call.h"),
                             ("adapters/web/api/a.c", "adapters/web/pages/page.h"),
                             ("adapters/kiosk/a.c", "adapters/web/door/web.h"),
                             ("workers/bird/a.c", "store/pg/pg.h"),
                             ("workers/rules/a.c", "workers/bird/b.h")):
            with self.subTest(path=path):
                self.assertIn("may not include", self.source(path, f'#include "{target}"\n'))
                (self.root / path).unlink()
        for path, target in (("workers/bird/a.c", "workers/rules/money/b.h"),
                             ("workers/bird/a.c", "workers/bird/c.h"),
                             ("workers/bird/a.c", "proto/runtime/view/d.h"),
                             ("workers/agents/bird/a.c", "store/workbook/b.h"),
                             ("adapters/web/api/a.c", "adapters/web/door/web.h"),
                             ("adapters/web/a.c", "adapters/web/api/call.h")):
            with self.subTest(path=path):
                self.assertEqual(self.source(path, f'#include "{target}"\n'), "")
                (self.root / path).unlink()

    def test_each_fault_of_the_source_is_found(self):
        long = "int f(void) {\n" + "    x();\n" * 70 + "}\n"
        for path, text, fault in (
                ("store/a.c", "/* */\n" * 501, "502 lines"), ("store/a.c", long, "a function of 72 lines"),
                ("workers/bird/a.c", "int x = time(NULL);\n", "may not call time"),
                ("workers/bird/a.c", "must(row);\n", "do not end the worker"),
                ("workers/rules/a.c", "double x;\n", "no floating point"),
                ("store/a.c", 'f("SELECT a FROM b WHERE c = \'%s\'");\n', "as a parameter"),
                ("workers/engine/a.c", 'f("DELETE FROM b");\n', "a.c:2: SQL lives in store"),
                ("workers/engine/a.c", '\nf("select a "\n  "from c where d = $1");\n', "a.c:3: SQL lives"),
                ("broker/a.c", 'f("begin isolation level serializable");\n', "SQL lives in store"),
                ("adapters/web/a.c", 'f(db,\n  "update a "\n  "set b = 1");\n', "a.c:3: SQL lives in store"),
                ("broker/a.c", "if (p == NULL) f();\n", "not against NULL"),
                ("broker/a.h", "MUST_CHECK status f(void);\n", "behind the prototype"),
                ("tests/a.py", "time.sl" "eep(1)\n", "do not sleep"),
                ("broker/a.c", "/* TO" "DO */\n", "unfinished work")):
            with self.subTest(fault=fault):
                self.assertIn(fault, self.source(path, text))
                (self.root / path).unlink()
        for path, text in (("workers/bird/a.c", "/* time(NULL), double */\n"),
                           ("broker/a.c", '/* "select a from b" */ f("Select a row from the list");\n'),
                           ("store/a.c", 'f("select a "\n "from b");\n')):
            self.assertEqual(self.source(path, text), "")
            (self.root / path).unlink()

    def test_a_statement_locks_one_row_by_its_key(self):
        self.write("store/migrations/1.sql",
                   "create table egg (\n    egg_no bigint primary key,\n    n bigint\n);\n"
                   "create table nest (\n    tree bigint,\n    primary key (tree, branch)\n);\n")
        for sql, one in (('"select n from egg where egg_no = $1::bigint for update"', True),
                         ('"select " ALL " from egg "\n    "where egg_no = $1::bigint for update"', True),
                         ('"select 1 from nest where tree = $1::text and branch = $2::text for share"', True),
                         ('"select n from egg order by n "\n    "limit 5 for update"', False),
                         ('"select n from egg for no key update"', False),
                         ('"select n from egg where egg_no = any($1::bigint[]) for update"', False),
                         ('"select n from egg where n = $1::bigint for key share"', False),
                         ('"select 1 from nest where tree = $1::bigint FOR UPDATE"', False),
                         ('"select 1 from hole where hole_no = $1::bigint for update"', False)):
            with self.subTest(sql=sql):
                self.assertEqual("locks more" not in self.source("store/a.c", f"f({sql});\n"), one)
        (self.root / "store/a.c").unlink()
        self.assertEqual(self.source("tests/store/a.c", 'f("select n from egg for update");\n'), "")

    def test_a_source_begins_with_what_it_is_for(self):
        for text in ("int x;\n", '#include "a.h"\n/* bird: sings in the morning, all year. */\n',
                     "/* bird: see bird.h. */\n", "/* bird */\n"):
            with self.subTest(text=text):
                self.write("workers/bird/a.c", text)
                self.assertIn("the head says", "\n".join(Source(self.root).run()))
        self.write("workers/bird/a.c", "/* bird: sings in the morning; see bird.h. */\n")
        self.assertEqual([], Source(self.root).run())

    def test_what_is_cited_stands_in_the_repository(self):
        shutil.rmtree(self.root / "proto")
        self.write("docs/rules/month.md", "# 4 The month\n\n## 4.2 Calendar\n\n1. Opens.\n2. Closes.\n")
        self.write("docs/log.md", "")
        for path, text, fault in (
                ("workers/bird/a.c", "/* Source: domain 4.2. */\n", "a.c:1: cites a page that is not in"),
                ("workers/bird/a.c", "/* x\n * (reliability\n * R3) */\n", "a.c:2: cites a page"),
                ("proto/a.proto", "// see design.md\n", "design.md"),
                ("tests/CMakeLists.txt", "# rows of functions.md\n", "functions.md"),
                ("docs/a.md", "ecosystem 2.1 says so\n", "ecosystem 2.1"),
                ("workers/bird/a.c", "/* docs/rules 4.3 */\n", "no section 4.3"),
                ("workers/bird/a.c", "/* docs/rules\n * 5 */\n", "a.c:1: docs/rules has no section 5"),
                ("workers/bird/a.c", "/* docs/rules 4.2 (ages), 4.9 */\n", "no section 4.9"),
                ("workers/bird/a.c", "/* docs/rules 4 to 4.7 */\n", "no section 4.7"),
                ("workers/bird/a.c", "/* docs/rules 4.2 (3) */\n", "no point 3"),
                ("README.md", "see [rules](docs/rule.md)\n", "no docs/rule.md"),
                ("docs/a.md", "see [rules](rules/no.md)\n", "leads nowhere: rules/no.md")):
            with self.subTest(text=text):
                self.write(path, text)
                self.assertIn(fault, "\n".join(Cites(self.root).run()))
                (self.root / path).unlink()
        self.write("workers/bird/a.c", "/* docs/rules 4, 4.2 (2); docs/log.md; by design. */\n")
        self.write("docs/b.md", "[rules](rules/month.md#4) and [web](https://example.org/a.md)\n")
        self.assertEqual([], Cites(self.root).run())

    def test_chinese_sentences_have_full_width_punctuation(self):
        for path, text in (("proto/a.proto", 'x = 1 [(code) = {zh: "系统繁忙, 请稍后" en: "busy, wait"}];\n'),
                           ("store/a.c", '/* a: says. */\nsay("只有表头; 没有数据行");\n'),
                           ("README.zh.md", "办事大厅(命令行)\n"), ("README.zh.md", "```\nx\n```\n见“下”: 此\n")):
            with self.subTest(text=text):
                self.write(path, text)
                self.assertIn("half-width", "\n".join(words.run(self.root)))
                (self.root / path).unlink()
        self.write("README.zh.md", "见[说明](docs/a.md)，用`工具(x)`：\n```\n看, 听\n```\n")
        self.write("store/a.c", '/* 看, 听 */\nsay("只有表头，没有数据行 / a head, no rows");\n')
        self.assertEqual([], words.run(self.root))

    def test_chinese_sentences_are_joined_without_a_blank(self):
        self.write("proto/a.proto", 'x = 1 [(code) = {zh: "必填项未填写。 请填写" en: "It is empty. Fill it in"}];\n')
        self.assertIn("a blank between Chinese", "\n".join(words.run(self.root)))
        self.write("proto/a.proto", 'option x = {words: {zh: "减员 离职" en: "leave resign"}};\n')
        self.assertEqual([], words.run(self.root))

    def test_every_reason_that_is_said_has_a_text(self):
        self.write("proto/kernel/reason.proto", """enum Reason {
          REASON_LATE = 1 [(because) = {status: "E_DEADLINE" zh: "晚" en: "late"}];
          REASON_BUS = 2 [(because) = {zh: "车" en: "bus"}];
        }""")
        for path, text, fault in (
                ("workers/bird/a.c", 'return (verdict){E_RANGE, NULL, "wet"};\n', "wet has no text in"),
                ("workers/bird/a.c", 'return (verdict){E_RANGE, "x", "late"};\n', "no text beside E_RANGE"),
                ("workers/bird/a.c", 'v = (verdict){E_DEADLINE, NULL, b ? "bus" : "wet"};\n', "reason wet"),
                ("broker/a.c", 'refuse_all(r, e, E_BUSY, "late", 0);\n', "no text beside E_BUSY"),
                ("broker/a.c", 'const char *why_reason(int x) {\n    return "wet";\n}\n', "reason wet"),
                ("broker/a.c", '\nanswer.reason = (char *) "wet";\n', "broker/a.c:2: reason wet"),
                ("adapters/web/a.c", 'f((problem){.code = E_BUSY, .reason = "late"});\n', "beside E_BUSY")):
            with self.subTest(text=text):
                self.write(path, text)
                self.assertIn(fault, "\n".join(Reasons(self.root, strip_comments).run()))
                (self.root / path).unlink()
        self.write("broker/a.c", 'give_up(r, e, E_DEADLINE, late ? "late" : "bus", 0);\n')
        self.write("workers/bird/a.c", 'x = (verdict){E_RANGE, "wet", "bus"};\n'
                                       '/* (verdict){E_X, NULL, "y"} */\n'
                                       'if (in->reason == 1) return refuse(E_RANGE, "wet");\n')
        self.assertEqual([], Reasons(self.root, strip_comments).run())


if __name__ == "__main__":
    unittest.main()
