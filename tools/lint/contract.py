"""The contract held against its own rules: what protoc accepts and protobuf-c, the templates or an old
client would not forgive. Reads the .proto files only, never the generated C."""
import importlib
import pathlib
import subprocess
import sys
import tempfile

import lock
from google.protobuf import descriptor_pb2

C_KEYWORDS = set("""auto break case char const continue default do double else enum extern float for goto
if inline int long register restrict return short signed sizeof static struct switch typedef union
unsigned void volatile while bool true false asm typeof unix linux base""".split())
PATTERNS = {"", "uuid", "date", "period"}
ORDER_RECEIPT = 4
OUTSIDE_THE_CONTRACT = ("google.protobuf", "kernel", "schema")


def compile_protos(proto, out):
    """A FileDescriptorSet of every .proto below `proto`, with options readable."""
    files = sorted(str(p.relative_to(proto)) for p in proto.rglob("*.proto"))
    subprocess.run(["protoc", f"-I{proto}", "-I/usr/include", "--include_imports",
                    f"--descriptor_set_out={out}/set", f"--python_out={out}", *files], check=True)
    sys.path.insert(0, str(out))
    options = importlib.import_module("kernel.options_pb2")
    return descriptor_pb2.FileDescriptorSet.FromString((out / "set").read_bytes()), options


def snake(name):
    out = ""
    for i, c in enumerate(name):
        if c.isupper() and i and not name[i - 1].isupper():
            out += "_"
        out += c.lower()
    return out


def messages_of(files):
    """{full name: message}, nested ones too."""
    found = {}

    def add(prefix, message):
        name = f"{prefix}.{message.name}"
        found[name] = message
        for nested in message.nested_type:
            add(name, nested)

    for file in files:
        for message in file.message_type:
            add(f".{file.package}", message)
    return found


class Contract:
    def __init__(self, root):
        self.root, self.faults = root, []
        with tempfile.TemporaryDirectory() as out:
            whole, self.options = compile_protos(root / "proto", pathlib.Path(out))
        self.files = [f for f in whole.file if f.package not in ("google.protobuf", "schema")]
        self.own = [f for f in whole.file if f.package not in OUTSIDE_THE_CONTRACT]
        self.messages = messages_of(self.files)

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def run(self):
        self.check_recursion()
        self.check_names()
        self.check_fields()
        for file in self.own:
            for service in file.service:
                for method in service.method:
                    self.check_method(file, method)
            for message in file.message_type:
                self.check_row(file, message)
        self.check_against_lock()
        return self.faults

    def check_recursion(self):
        below = {name: {f.type_name for f in m.field if f.type_name in self.messages}
                 for name, m in self.messages.items()}

        def visit(name, path):
            if name in path:
                self.fault(name, "the message contains itself: " + " > ".join([*path, name]))
                return
            for other in below[name]:
                visit(other, [*path, name])

        for name in below:
            visit(name, [])

    def check_names(self):
        homes = {}
        for file in self.own:
            names = [m.name for m in file.message_type] + [e.name for e in file.enum_type]
            for name in names:
                homes.setdefault(name, []).append(file.package)
            methods = [snake(m.name) for s in file.service for m in s.method]
            for name in [file.package, *methods]:
                if name in C_KEYWORDS:
                    self.fault(file.name, f"{name} is a word of C")
        for name, packages in homes.items():
            if len(packages) > 1:
                self.fault(name, "declared in " + " and ".join(packages))

    def check_fields(self):
        tables = {snake(e.name) for f in self.own if f.package == "code" for e in f.enum_type}
        maps = {name for name, m in self.messages.items() if m.options.map_entry}
        for name, message in self.messages.items():
            for field in message.field:
                option = field.options.Extensions[self.options.field]
                where = f"{name}.{field.name}"
                if field.name in C_KEYWORDS:
                    self.fault(where, "the name is a word of C")
                if field.type_name in maps:
                    self.fault(where, "maps have no order, so no hash; use a list")
                if field.proto3_optional:
                    self.fault(where, "protobuf-c has no proto3 optional; use a oneof of one member")
                if option.codes and option.codes not in tables:
                    self.fault(where, f"there is no code table {option.codes}")
                if option.pattern not in PATTERNS:
                    self.fault(where, f"there is no pattern {option.pattern}")
                if option.hash_of and option.hash_of not in {f.name for f in message.field}:
                    self.fault(where, f"hash_of names no field: {option.hash_of}")

    def check_method(self, file, method):
        where = f"{file.package}.{method.name}"
        about = self.messages[method.input_type].options
        query = about.HasExtension(self.options.query)
        command = about.Extensions[self.options.query if query else self.options.command]
        fields = {f.name for f in self.messages[method.input_type].field}
        if not command.grant:
            self.fault(where, "grants nobody")
        if any(not g.role or not g.relation for g in command.grant):
            self.fault(where, "a grant lacks its role or relation")
        if not command.title.zh or not command.title.en:
            self.fault(where, "has no title in both languages")
        for key in set(command.order_key) - fields:
            self.fault(where, f"order_key {key} is no field of {method.input_type}")
        if not command.order_key and not query and command.order_kind != ORDER_RECEIPT:
            self.fault(where, "has no order_key")
        self.check_sources(file.package, snake(method.name))

    def check_sources(self, service, name):
        handler = f"workers/{service}/{name}.c"
        tests = self.root / "tests" / "workers" / service
        if not (self.root / handler).exists():
            self.fault(handler, "the rpc has no handler file")
        if not (tests / f"test_{name}.c").exists() and not list(tests.glob(f"{name}*.json")):
            self.fault(handler, f"no test: tests/workers/{service}/test_{name}.c or {name}.json")

    def check_row(self, file, message):
        if not message.options.HasExtension(self.options.row):
            return
        row = message.options.Extensions[self.options.row]
        where = f"{file.package}.{message.name}"
        fields = {f.name: f for f in message.field}
        version = fields.get("version")
        if version is None or version.type != version.TYPE_INT64:
            self.fault(where, "a row carries int64 version")
        if not row.key or not row.table:
            self.fault(where, "a row has a table and a key")
        named = [*row.key, *[n for i in row.index for n in i.field]]
        named += [n for n in (row.owner, row.unit_field, row.district_field, row.person_field,
                              row.community_field) if n]
        for name in named:
            if name not in fields:
                self.fault(where, f"{name} is no field of the row")
        personal = [f.name for f in message.field if f.type in (f.TYPE_STRING, f.TYPE_BYTES)
                    and f.options.Extensions[self.options.field].personal]
        if personal and not row.owner:
            self.fault(where, f"{personal[0]} is personal but the row names no owner to seal it for")

    def check_against_lock(self):
        if not self.lock_is_there():
            return
        locked, facts = lock.read(self.root), self.facts()
        self.faults += lock.compare(locked, facts)
        for name in lock.missing(locked, facts):
            self.fault(name, "is not in the lock yet; `tools/lint lock` adds it")

    def lock_is_there(self):
        if not lock.is_there(self.root):
            self.fault(lock.FILE, "is missing: get it back; a new one (`tools/lint begin-lock`) holds "
                                  "nothing of what it held")
        return lock.is_there(self.root)

    def facts(self):
        return lock.facts_of(self.files, self.messages, self.options)

    def write_lock(self):
        """Adds what is new to the lock; writes nothing when something is gone or changed."""
        if self.lock_is_there():
            self.faults += lock.compare(lock.read(self.root), self.facts())
        if not self.faults:
            lock.write(self.root, self.facts())
        return self.faults

    def begin_lock(self):
        """The first lock of a contract on which nothing relies yet."""
        if lock.is_there(self.root):
            self.fault(lock.FILE, "is there already; `tools/lint lock` adds what is new")
        else:
            lock.write(self.root, self.facts())
        return self.faults
