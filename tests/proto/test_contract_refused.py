#!/usr/bin/python3
"""What the generator refuses in a contract: a method whose credential would be kept somewhere, whatever
would leave a personal field in clear or mix sealed blocks, and effects, order keys and input fields that
would fail only when the hall runs. Each refusal names the rpc, the event and the field.

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

        self.touched = set()

    def tearDown(self):
        shutil.rmtree(self.folder)

    def generate(self, options):
        """The contract with other options of identity.Login through the generator."""
        return self.changed(("identity/login.proto", LOGIN, options))

    def changed(self, *changes):
        """The contract with other words in some files through the generator."""
        self.touched |= {file for file, _, _ in changes}
        for name in self.touched:
            text = (PROTO / name).read_text()
            for _, words, others in (c for c in changes if c[0] == name):
                self.assertIn(words, text)
                text = text.replace(words, others)
            (self.folder / "proto" / name).write_text(text)
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

    def refused_for(self, what, *changes):
        done = self.changed(*changes)
        self.assertNotEqual(0, done.returncode, what)
        for words in what:
            self.assertIn(words, done.stderr)

    def test_what_is_named_is_a_record_of_somebody_with_that_key(self):
        for wrong in ("Counter", "Wage", "Nothing", "Case"):
            self.refused_for(("query.ListMembers", "unit_no", wrong),
                             ("query/list_members.proto", "string unit_no = 1 [(kernel.field) = {",
                              f'string unit_no = 1 [(kernel.field) = {{names: "{wrong}" '))

    def test_a_kind_of_business_is_described_where_no_command_bears_it_and_only_there(self):
        file, bare = "kernel/kinds.proto", "KIND_B01 = 1 [(kind) = {"
        tier = 'title: {zh: "缴费档次变更" en: "Change of the contribution tier"}'
        for words, others, why in (
                (bare, bare + ' title: {zh: "增员" en: "Add"}', ("B01", "a command bears it")),
                (tier, "", ("B11", "lacks title, procedure")),
                (tier, 'title: {zh: "缴费档次变更"}', ("B11", "one language")),
                ('begins: "query.ListCases"\n    title: {zh: "已办',
                 'begins: "query.Cases"\n    title: {zh: "已办', ("Q01", '"query.Cases"')),
                (bare + "\n    class: REGISTRATION", bare, ("B01", "lacks its class")),
                ("KIND_B11", "B11", ("B11", "prefix"))):
            self.refused_for(why, (file, words, others))

    def test_a_form_lacks_no_word_and_names_only_what_it_has(self):
        file = "enrolment/suspend_member.proto"
        remark = 'remark = 8 [(kernel.field) = {group: "stop"'
        for words, others, why in (
                (remark, remark.replace("stop", "end"), ("SuspendMember", "remark", '"end"')),
                (remark, remark.replace('group: "stop"', ""), ("SuspendMember", "remark", "no part")),
                (remark, remark + ' help: {zh: "随便写"}', ("SuspendMember.remark", "both languages")),
                (remark, remark + ' from: TODAY', ("SuspendMember", "remark", "filled in")),
                (remark, remark + ' one_of: "other"', ("SuspendMember", "remark", "one_of")),
                ('label: {zh: "停保信息" en: "Suspension"}', 'label: {zh: "停保信息"}',
                 ("SuspendMember", '"stop"', "language")),
                ('codes: "change_reason"', 'codes: "change_reason" preset: "111"',
                 ("SuspendMember", "reason", "111"))):
            with self.subTest(others):
                self.refused_for(why, (file, words, others))

    def test_bounds_that_allow_nothing(self):
        bounds = 'label: {zh: "级别" en: "level"} least: 3 most: 2'
        field = 'int32 level = 90 [(kernel.field) = {' + bounds + '}];'
        self.refused_for(("GetCase.level", "least"),
                         ("query/get_case.proto", "  string case_no = 1", f"  {field}\n  string case_no = 1"))
        done = self.changed(("query/get_case.proto", "  string case_no = 1",
                             f"  {field.replace(' most: 2', '')}\n  string case_no = 1"))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("INT64_C(3), INT64_C(2147483647)",
                      "".join(p.read_text() for p in (self.folder / "gen").rglob("*.c")))

    def test_a_document_number_stands_for_a_person_or_joins(self):
        self.refused_for(("enrolment.AddMember", "document_no", "joining"),
                         ("enrolment/add_member.proto", "joining: true ", ""))
        self.refused_for(("enrolment.SuspendMember", "document_no", "joining"),
                         ("enrolment/suspend_member.proto", 'names: "Person" ', ""))

    def test_what_is_masked_by_a_sibling_names_one(self):
        self.refused_for(("ContentField.value", "masked_as"),
                         ("query/get_case.proto", 'masked_as: "personal"', 'masked_as: "label_zh"'))

    def test_a_secret_is_never_kept_as_content(self):
        for more in ("review: {when: ALWAYS}", 'sheet: "登录"', "intake: true"):
            done = self.generate(f"{LOGIN} {more}")
            self.assertNotEqual(0, done.returncode, more)
            self.assertIn("identity.Login", done.stderr)

    def test_what_ends_a_session_does_nothing_else(self):
        for name, old in (("query/get_status.proto", "across: true"),
                          ("collection/set_calendar.proto", "order_key:"),
                          ("identity/login.proto", "order_key:"), ("review/grade_unit.proto", "order_key:")):
            self.refuse((name, old, f"ends_session: true {old}"), names=["what ends a session"])

    def test_what_is_open_to_a_barred_login_is_its_own(self):
        for name, old, more, why in (
                ("identity/who_am_i.proto", "order_kind:", "before_factor: true", "a second factor"),
                ("review/grade_unit.proto", "order_key:", "own_session: true", "own_session"),
                ("query/get_case.proto", "order_key:", "own_session: true", "own_session")):
            self.refuse((name, old, f"{more} {old}"), names=[why])

    def test_what_is_followed_concerns_somebody(self):
        roster, row = 'topic: {word: "roster" row: "RosterFile"}', 'row: "RosterFile"'
        for other, why in ((roster.replace('"roster"', '"Roster 1"'), "small letters"),
                           (roster.replace('"roster"', '"cases"'), "another query"),
                           (roster.replace(row, 'row: "Nothing"'), "does not exist"),
                           (roster.replace(row, 'row: "Business"'), "tells of nobody")):
            self.refuse(("roster/get_roster.proto", roster, other), names=['GetRoster', why])
        self.refuse(("review/grade_unit.proto", "order_key:", f"{roster} order_key:"),
                    names=["GradeUnit", "only a query"])

    def test_a_program_does_nothing_about_accounts(self):
        for name, old in (("identity/create_account", "order_key:"), ("identity/login", "order_key:"),
                          ("review/claim_case", "order_key:"), ("identity/logout", "order_kind:")):
            self.refuse((f"{name}.proto", old, f"by_key: true {old}"), names=["by_key"])

    def test_what_is_of_high_risk_is_confirmed_by_somebody(self):
        for name, old in (("identity/login.proto", "order_key:"), ("enrolment/add_member.proto", "sheet:"),
                          ("identity/logout.proto", "order_kind:")):
            self.refuse((name, old, f"high_risk: true {old}"), names=["what is of high risk"])

    def test_what_carries_a_case_names_it(self):
        for name, old in (("enrolment/add_member.proto", "sheet:"), ("query/get_case.proto", "order_key:"),
                          ("identity/logout.proto", "order_kind:")):
            self.refuse((name, old, f"carries_case: true {old}"), names=["what carries a case"])

    def test_a_review_says_nothing_without_effect(self):
        for review in ("level: 1", "approvers: 2", "office: CENTRE", "when: ALWAYS level: 1",
                       "when: ABOVE level: -1", "when: ALWAYS approvers: 100",
                       "when: ALWAYS approvers: 2 all_approve: true"):
            self.refuse(("collection/set_calendar.proto", "{when: ALWAYS office: CENTRE}", f"{{{review}}}"),
                        names=["collection.SetCalendar", "review"])
        self.refuse(("query/list_members.proto", "order_key:", "review: {when: ALWAYS} order_key:"),
                    names=["query.ListMembers", "review"])

    def test_what_is_approved_in_bulk_is_plain(self):
        for name, old, new in (
                ("enrolment/add_member.proto", "bulk: IF_ALIKE", "bulk: IF_ALIKE approvers: 2"),
                ("enrolment/add_member.proto", "bulk: IF_ALIKE", "bulk: IF_ALIKE all_approve: true"),
                ("enrolment/add_member.proto", "bulk: IF_ALIKE", "bulk: IF_OPENED"),
                ("enrolment/add_member.proto", "bulk: IF_ALIKE", ""),
                ("enrolment/postpone_retirement.proto", "bulk: IF_OPENED", "bulk: IF_ALIKE"),
                ("enrolment/add_member.proto", 'alike: "reason"', 'alike: "reasons"'),
                ("enrolment/add_member.proto", 'alike: "reason"', 'alike: "name"'),
                ("enrolment/add_member.proto", 'alike: "reason"', 'alike: "declared_wage_fen"'),
                ("collection/set_holidays.proto", "office: CENTRE", "office: CENTRE bulk: IF_OPENED")):
            self.refuse((name, old, new), names=["review:"])

    def test_an_agent_acts_for_who_ordered_it(self):
        approve = "review/approve_in_bulk.proto"
        for name, old, new in (
                (approve, "door: INTERNAL by_agent", "door: INSIDE by_agent"),
                (approve, "role: SETTLEMENT_CENTER relation: OWN_OFFICE", "role: SYSTEM relation: CITY"),
                ("review/approve_case.proto", "carries_case: true", "carries_case: true by_agent: true"),
                ("review/get_bulk.proto", "order_kind: ORDER_CASE", "order_kind: ORDER_CASE by_agent: true")):
            self.refuse((name, old, new), names=["by_agent"])

    def refuse(self, *changes, names):
        done = self.changed(*changes)
        self.assertNotEqual(0, done.returncode, f"not refused: {changes}")
        for name in names:
            self.assertIn(name, done.stderr)

    def test_a_reason_names_statuses_and_says_what_to_do(self):
        def with_words(words, others):
            return "kernel/reason.proto", words, others

        self.refuse(with_words('status: "E_BUSY" zh: "排队', 'status: "E_BUSSY" zh: "排队'),
                    names=["REASON_QUEUE_FULL", "E_BUSSY"])
        self.refuse(with_words("REASON_NONE = 0;", "REASON_NONE = 0; REASON_BARE = 9999;"),
                    names=["REASON_BARE", "lacks a text"])
        self.refuse(with_words('zh: "该业务尚未开始办理；请用同一申报流水号重新提交"', 'zh: ""'),
                    names=["REASON_NOT_STARTED"])

    def test_a_personal_field_needs_a_block(self):
        def with_field(field):
            return "enrolment/rows.proto", "int32 first_period = 8", field + " int32 first_period = 8"

        self.refuse(with_field("string remark = 40 [(kernel.field) = {personal: PRIVATE}];"),
                    names=["Spell.remark", "no block"])
        self.refuse(with_field("int32 birth = 40 [(kernel.field) = {personal: BIRTH_DATE}];"),
                    names=["Spell.birth"])
        done = self.changed(with_field("int64 wage_fen = 40 [(kernel.field) = {personal: WAGE}];"))
        self.assertEqual(0, done.returncode, done.stderr)   # wages stay clear, by decision

    def test_a_block_needs_its_field(self):
        self.refuse(("enrolment/add_member.proto", "bytes sealed = 60;", ""),
                    names=["PersonRegistered", "bytes sealed"])
        self.refuse(("identity/rows.proto", "bytes sealed = 60;", "string sealed = 60;"),
                    names=["Account", "bytes sealed"])
        self.refuse(("identity/rows.proto", 'block: "account"', ""), names=["display_name"])
        self.refuse(("query/rows.proto", "bool listed = 10;", "bool listed = 10; bytes sealed = 60;"),
                    names=["Business.sealed"])

    def test_what_is_sealed_is_a_single_field(self):
        self.refuse(("identity/rows.proto", "string display_name = 7", "repeated string display_name = 7"),
                    names=["Account.display_name"])
        self.refuse(("roster/record_rows.proto", 'string case_no = 5 [(kernel.field) = {',
                     'string case_no = 5 [(kernel.field) = {personal: PRIVATE '),
                    names=["RowsRecorded.row", "RowResult.case_no"])

    def test_nothing_is_found_by_a_sealed_field(self):
        self.refuse(("identity/rows.proto", 'owner: "account_no"',
                     'owner: "account_no" index: {field: "display_name"}'),
                    names=["Account.display_name", "hash_of"])

    def test_blocks_are_not_mixed(self):
        self.refuse(("enrolment/rows.proto", 'block: "member"', 'block: "other"'),
                    names=["EnrolmentStarted", "Membership", '"other"'])
        self.refuse(("enrolment/add_member.proto", "string mobile = 8 [(kernel.field) = {personal: MOBILE}]",
                     "int64 mobile = 8 [(kernel.field) = {personal: MOBILE}]"), names=["mobile"])
        self.refuse(("enrolment/rows.proto", "string mobile = 8 [(kernel.field) = {personal: MOBILE}];", ""),
                    names=["PersonInfoChanged", "mobile"])

    def test_no_field_of_a_row_is_set_past_its_block(self):
        event = ('option (kernel.event) = {title: {zh: "用工信息变更" en: "employment recorded"} '
                 'subject: "person_no" apply: {row: "Person"')
        self.refuse(("enrolment/add_member.proto", "int32 employment_form = 3;",
                     "int32 employment_form = 3; string name = 4;"),
                    names=["EmploymentRecorded.name", "Person.name"])
        self.refuse(("enrolment/add_member.proto", event, event + r' set: "mobile=\"1\""'),
                    names=["EmploymentRecorded", "mobile"])
        self.refuse(("enrolment/add_member.proto", event, event + ' set: "sealed=person_no"'),
                    names=["EmploymentRecorded", "sealed"])

    def test_nothing_personal_reaches_a_clear_field(self):
        self.refuse(("review/return_case.proto", 'set: "claimed_by=\\"\\""', 'set: "claimed_by=reason"'),
                    names=["CaseReturned", "claimed_by=reason"])
        self.refuse(("review/rows.proto", "string paper_no = 19;",
                     "string paper_no = 19; string mobile = 99;"),
                    ("review/record_paper.proto", 'subject: "case_no"',
                     'subject: "case_no" block: "paper"'),
                    ("review/record_paper.proto", "string paper_no = 2;",
                     "string paper_no = 2; string mobile = 4 [(kernel.field) = {personal: MOBILE}]; "
                     "bytes sealed = 60;"),
                    names=["PaperRecorded"])

    def test_a_block_is_its_owners(self):
        self.refuse(("enrolment/add_member.proto", 'subject: "person_no" block: "member"',
                     'subject: "unit_no" block: "member"'), names=["EnrolmentStarted", "Membership"])

    def test_a_row_is_not_made_without_its_block(self):
        self.refuse(("enrolment/add_member.proto", 'apply: {row: "Person"}',
                     'apply: {row: "Person" create: true}'),
                    names=["EmploymentRecorded", "Person"])

    def test_an_effect_says_what_its_row_can_hold(self):
        def failure(old, new):
            return "identity/login.proto", f'set: "failures{old}"', f'set: "{new}"'

        for new, fault in (("failures+=account_no", "does not fit"), ("failures-=$actor", "nothing that"),
                           ('account_no+=account_no', "only int32 and int64"),
                           ("failures+=3000000000", "nothing that"), ("failures*=1", "no field"),
                           ("failures+=nobody", "no field nobody"), ("nobody-=1", "no field nobody")):
            self.refuse(failure("+=1", new), names=["rpc identity.Login", "event LoginFailed", fault])
        self.refuse(("review/reject_case.proto", "state=REJECTED", "state=REFUSED"),
                    names=["rpc review.RejectCase", "event CaseRejected", "no field REFUSED"])

    def test_an_effect_begins_and_ends_with_a_schema(self):
        apply = 'apply: {row: "Account" set: "failures+=1"'
        for more in ("since: 2", "until: 2", "since: 2 until: 1"):
            self.refuse(("identity/login.proto", apply, f"{apply} {more}"),
                        names=["rpc identity.Login", "event LoginFailed", "Account", "schema 1"])
        done = self.changed(("identity/login.proto", 'subject: "account_no"\n    ' + apply,
                             f'subject: "account_no" schema: 2\n    {apply} until: 1}} {apply} since: 2'))
        self.assertEqual(0, done.returncode, done.stderr)

    def test_only_what_both_have_is_omitted(self):
        apply = 'apply: {row: "Account" set: "failures+=1"'
        self.refuse(("identity/login.proto", apply, f'{apply} omit: "role"'),
                    names=["rpc identity.Login", "event LoginFailed", '"role"'])

    def test_a_row_is_found_by_what_the_event_says(self):
        """Without it every worker that folds the event would end."""
        where = ["rpc enrolment.SuspendMember", "event EnrolmentPaused", "key Spell.spell_no"]
        self.refuse(("enrolment/suspend_member.proto", "int32 spell_no =", "int32 spell_nr ="), names=where)
        self.refuse(("enrolment/suspend_member.proto", 'apply: {row: "Spell" set:',
                     'apply: {row: "Spell" omit: "spell_no" set:'), names=where)
        self.refuse(("roster/record_rows.proto", "int64 row_no = 1", "int64 row_nr = 1"),
                    names=["rpc roster.RecordRows", "event RowsRecorded", "key RosterRow.row_no"])
        self.refuse(("enrolment/add_member.proto", r'set: "name=\"person\"" set: "last=number"',
                     r'set: "name+=number" set: "last=number"'),
                    names=["rpc enrolment.AddMember", "event PersonRegistered", "name"])

    def test_no_number_is_cut(self):
        self.refuse(("identity/login.proto", "int32 failed_on = 3;", "int64 failed_on = 3;"),
                    names=["rpc identity.Login", "event LoginFailed", "LoginFailed.failed_on",
                           "Account.failed_on"])
        self.refuse(("identity/login.proto", "int32 failed_on = 3;", "uint32 failed_on = 3;"),
                    names=["LoginFailed.failed_on", "Account.failed_on"])
        self.refuse(("identity/login.proto", 'set: "failures=0"', 'set: "failures=expires_at_us"'),
                    names=["rpc identity.Login", "event SessionStarted", "SessionStarted.expires_at_us",
                           "Account.failures"])
        self.refuse(("identity/login.proto", 'set: "failures=0"', 'set: "failures=$received_at"'),
                    names=["rpc identity.Login", "event SessionStarted", "Account.failures"])

    def test_what_is_personal_is_the_same_in_event_and_row(self):
        clear = "int64 base_fen = 5;"
        wage = "int64 base_fen = 5 [(kernel.field) = {personal: WAGE unit: FEN}];"
        where = ["event WageDeclared", "WageDeclared.base_fen", "Wage.base_fen", "personal"]
        rows = (PROTO / "enrolment/rows.proto").read_text()
        self.assertEqual(2, rows.count(wage))
        for at in (rows.index(wage), rows.rindex(wage)):   # the row's column, the event's field
            mixed = rows[:at] + clear + rows[at + len(wage):]
            self.refuse(("enrolment/rows.proto", rows, mixed), names=where)
        name = "string name = 4 [(kernel.field) = {personal: NAME}]"
        self.refuse(("enrolment/add_member.proto", name, name.replace("NAME", "ADDRESS")),
                    names=["rpc enrolment.AddMember", "event PersonRegistered", "PersonRegistered.name"])

    def test_an_order_key_names_a_shard(self):
        resume = "enrolment/resume_member.proto", 'order_key: "person_no"'
        for by, named in (
                ('order_key: "declared_wage_fen" order_kind: ORDER_NUMBER', "ResumeMember.declared_wage_fen"),
                ('order_key: "nobody"', "nobody"), ("", "ORDER_RECEIPT"),
                ('order_key: "unit_no" order_kind: ORDER_RECEIPT', "ORDER_RECEIPT"),
                ('order_key: "unit_no" order_key: "person_no" order_kind: ORDER_CASE', "order_key"),
                (" ".join(['order_key: "unit_no"'] * 5), "order_key")):
            self.refuse((*resume, by), names=["rpc enrolment.ResumeMember", named])
        done = self.changed((*resume, 'order_key: "unit_no" order_key: "declared_wage_fen"'))
        self.assertEqual(0, done.returncode, done.stderr)
        self.refuse(("roster/record_rows.proto", 'order_key: "roster_no"', 'order_key: "row"'),
                    names=["rpc roster.RecordRows", "RecordRows.row"])

    def test_a_block_stays_with_its_owner(self):
        """Of two subjects named alike, the member's field would win, the block be the event's."""
        self.refuse(("enrolment/add_member.proto", 'apply: {row: "Person" create: true since: 2}',
                     'apply: {row: "Person" create: true since: 2 each: "other"}'),
                    ("enrolment/add_member.proto", "message PersonRegistered {",
                     "message Other { string person_no = 1; }\nmessage PersonRegistered {\n"
                     "  repeated Other other = 70;"),
                    names=["rpc enrolment.AddMember", "event PersonRegistered", "person_no", "Person"])

    def test_a_history_and_a_key_belong_to_a_text(self):
        for name in ("shard", "nobody", ""):
            self.refuse(("enrolment/add_member.proto", 'subject: "person_no" block: "person"',
                         f'subject: "{name}" block: "person"'),
                        names=["rpc enrolment.AddMember", "event PersonRegistered", "subject"])

    def test_an_event_without_the_block_does_not_move_its_row(self):
        moved = [(f"identity/{file}.proto", old, new) for file in ("change_password", "reset_account")
                 for old, new in (('subject: "account_no" block', 'subject: "unit_no" block'),
                                  ("  bytes sealed = 60;", "  string unit_no = 59;\n  bytes sealed = 60;"))]
        self.refuse(("identity/rows.proto", 'owner: "account_no" block: "account"',
                     'owner: "unit_no" block: "account"'),
                    ("identity/rows.proto", 'subject: "account_no" block: "account" ',
                     'subject: "unit_no" block: "account" '),
                    ("identity/rows.proto", "  bytes sealed = 60;\n}\n\n// What an officer says",
                     "  string unit_no = 59;\n  bytes sealed = 60;\n}\n\n// What an officer says"), *moved,
                    names=["rpc identity.Login", "event SessionStarted", "Account.unit_no"])

    def test_an_option_without_effect_is_none(self):
        with self.assertRaises(subprocess.CalledProcessError):   # protoc knows no such option
            self.changed(("enrolment/add_member.proto", "window: true", "window: true second_factor: true"))

    def test_what_people_fill_in_has_a_label(self):
        self.refuse(("enrolment/add_member.proto", 'label: {zh: "户口性质" en: "hukou kind"}', ""),
                    names=["rpc enrolment.AddMember", "AddMember.hukou_kind", "label"])
        self.refuse(("enrolment/add_member.proto", ' en: "hukou kind"', ""),
                    names=["rpc enrolment.AddMember", "AddMember.hukou_kind", "label"])
        self.refuse(("roster/record_rows.proto", 'label: {zh: "行号" en: "row"} ', ""),
                    names=["rpc roster.RecordRows", "RowResult.row_no", "label"])

    def test_a_range_ends_with_a_number(self):
        def index(text):
            return "enrolment/rows.proto", 'key: "fee_period" index: {field: "person_no"}', \
                   f'key: "fee_period" index: {text}'

        unique = '{field: "unit_no" field: "fee_period" range: true unique: true}'
        self.refuse(index(unique), names=["row Receivable", "fee_period"])
        self.refuse(index('{field: "person_no" field: "unit_no" range: true}'),
                    names=["row Receivable", "unit_no"])
        done = self.changed(index('{field: "unit_no" field: "fee_period" range: true}'))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("list_receivable_by_unit_no_fee_period_up_to(view *rows, const char *unit_no_, "
                      "int64_t at_most, unsigned limit)",
                      (self.folder / "gen" / "enrolment" / "rows.h").read_text())

    def test_what_is_due_can_be_sent(self):
        def due(field, method):
            return ("review/rows.proto", 'due: {field: "claimed_until_us" method: "review.EndClaim"}',
                    f'due: {{field: "{field}" method: "{method}"}}')

        for field in ("nothing", "claimed_by", "level", "content"):
            self.refuse(due(field, "review.EndClaim"), names=["row Case", f'"{field}"'])
        self.refuse(due("claimed_until_us", "review.Nothing"), names=["row Case", '"review.Nothing"'])
        for method in ("review.ClaimCase", "roster.ListOpen"):
            self.refuse(due("claimed_until_us", method), names=["row Case", "INTERNAL", method])
        self.refuse(due("claimed_until_us", "roster.StartRoster"),
                    names=["row Case", "roster.StartRoster", "case_no"])

    def test_an_agreement_is_asked_of_those_who_sign(self):
        self.refuse(("review/return_case.proto", 'order_key: "case_no"',
                     'order_key: "case_no" agreement: ONLINE_SERVICE'),
                    names=["review.ReturnCase", "agreement"])
        self.refuse(("query/get_unit.proto", 'order_key: "unit_no"',
                     'order_key: "unit_no" agreement: ONLINE_SERVICE'), names=["query.GetUnit", "agreement"])

    def test_who_is_told_can_be_found(self):
        def tell(words):
            return ("review/return_case.proto",
                    'tell: {row: "Case" unit: "unit_no" account: "filer"}', f"tell: {{{words}}}")

        for words, names in (('row: "Nothing" account: "filer"', ["Nothing"]),
                             ('row: "CaseApproval" account: "account_no"', ["CaseApproval", "subject"]),
                             ('row: "Case" account: "nobody"', ['"nobody"', "Case"]),
                             ('row: "Case" account: "level"', ['"level"', "Case"]),
                             ('row: "Case" account: "subject"', ['"subject"', "lies open"]),
                             ('row: "Case"', ["names no unit, person or account"]),
                             ('row: "Case" account: "filer" unless: "filer"', ['unless "filer"'])):
            self.refuse(tell(words), names=["CaseReturned", *names])
        self.refuse(("review/return_case.proto", 'en: "case returned"', 'en: ""'),
                    names=["CaseReturned", "both languages"])

    def test_an_event_destroys_subjects_that_it_names(self):
        for name in ("nobody", "file.nobody", "nowhere.case_no", "file", "document.document_hash"):
            self.refuse(("identity/destroy_person.proto", 'destroys: "file.case_no"', f'destroys: "{name}"'),
                        names=["PersonDestroyed", f'"{name}"'])

    def test_a_reply_that_is_kept_names_nobody(self):
        self.refuse(("enrolment/add_member.proto", 'int32 period = 2 [(kernel.field) = {',
                     'string name = 9 [(kernel.field) = {personal: NAME}]; '
                     'int32 period = 2 [(kernel.field) = {'), names=["enrolment.AddMember", "name"])
        self.refuse(("roster/rows.proto", 'string file_id = 19 [(kernel.field) = {',
                     'string file_id = 19 [(kernel.field) = {personal: PRIVATE '),
                    names=["roster.", "file_id"])


if __name__ == "__main__":
    unittest.main()
