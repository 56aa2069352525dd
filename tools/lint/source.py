"""House rules a compiler cannot see: which room may include which, how long files and functions may
grow, and what pure code and tests must not call."""
import re

FILE_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX = 500, 70, 110

# What a room may include besides itself. A service's folder never sees another's, a door never another
# door, and the parts of the web door look one way: pages and api use the door.
ARROWS = {
    "proto": {"proto"},
    "workers/rules": {"proto"},
    "store": {"proto", "workers/rules"},
    "broker": {"proto"},
    "workers/<service>": {"proto", "workers/rules"},
    "workers/engine": {"proto", "store", "broker", "workers/rules"},
    "workers/agents": {"proto", "store", "broker", "workers/rules"},
    "workers": {"proto", "store", "broker", "workers/rules", "workers/engine"},
    "adapters/web/door": {"proto", "broker", "store/files"},
    "adapters/web/pages": {"proto", "store/workbook", "adapters/web/door"},
    "adapters/web/api": {"proto", "broker", "store/files", "store/letter", "store/workbook",
                         "adapters/web/door"},
    "adapters/<door>": {"proto", "broker", "store/files", "store/workbook", "adapters/<door>/*"},
}
ROOMS = {"proto", "broker", "store", "workers", "adapters", "tools", "tests"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
# A statement as C concatenates it from the literals of several lines, in either case.
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
SQL = re.compile(r"^\s*(select\b.*\bfrom\b|select\s+\w+\(|with\s+\w+\s+as\b|insert\s+into\b|"
                 r"update\b.*\bset\b|delete\s+from\b|begin\s+(isolation|read)\b|"
                 r"(create|alter|drop|truncate|lock)\s+(table|index|unique|schema|role)\b)", re.I | re.S)
SQL_VALUE = re.compile(r"'%[^%]")
# What locks rows while it reads. Rows of several keys are locked one statement after the other in an order
# that no distributed database promises, so a write names what it read, and asks back what it wrote.
LOCKING = re.compile(r"\bfor (?:no key )?(?:update|share)\b|\bfor key share\b", re.I)
LOCKS_ONE = re.compile(r"\bfrom (\w+) where (\w+ = \$\d+(?:::\w+)?(?: and \w+ = \$\d+(?:::\w+)?)*) $", re.I)
TABLE = re.compile(r"create table (?:if not exists )?(\w+) \((.*?)\n\)", re.S)
TABLE_KEY = re.compile(r"primary key \(([^)]*)\)|^\s*(\w+) [^,\n]*\bprimary key\b", re.M)
IMPURE = re.compile(r"\b(time|clock|clock_gettime|gettimeofday|localtime\w*|rand|random|getrandom|malloc|"
                    r"calloc|realloc|strdup|free|fopen|open|read|write|printf|fprintf|puts|socket|"
                    r"getenv|usleep|sleep|nanosleep)\s*\(")
MEMORY = {"malloc", "calloc", "realloc", "free", "strdup"}
SLEEP = re.compile(r"\b(sleep|usleep|nanosleep|thrd_sleep|time\.sleep)\s*\(|^\s*sleep\s+[0-9.]")
MUST = re.compile(r"\bmust\(")
FLOAT = re.compile(r"\b(double|float)\b")
STALE = re.compile(r"\b(TODO|FIXME|XXX)\b")
# The files of proto/runtime that exist to touch the outside.
IMPURE_RUNTIME = re.compile(
    r"^proto/runtime/(arena|config|config_print|process|secret_file|crypt/\w+|json/json|log|must|uuid)\.c$")
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')


def room_of(path):
    """(the room's rule, the room itself): ("workers/<service>", "workers/enrolment")."""
    parts = path.split("/")[:-1]
    if not parts:
        return "", ""
    if parts[0] == "workers" and len(parts) > 1:
        own = "/".join(parts[:2])
        return (own if own in ARROWS else "workers/<service>"), own
    if parts[0] == "adapters" and len(parts) > 1:
        part = "/".join(parts[:3])
        return (part, part) if part in ARROWS else ("adapters/<door>", "/".join(parts[:2]))
    return parts[0], parts[0]


def may_include(rule, own, target):
    """Whether a file of the room `own` may include `target`."""
    _, other = room_of(target)
    if other == own:
        return True
    allowed = ARROWS[rule] | ({own + "/" + part for part in ("door", "api", "pages")}
                              if rule == "adapters/<door>" else set())
    return any(other == room or target.startswith(room + "/") for room in allowed)


def strip_comments(text):
    """Comments become blanks, so that line numbers stay."""
    def blank(match):
        found = match.group(0)
        return found if found[0] == '"' else re.sub(r"[^\n]", " ", found)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)


def keys_of(root):
    """{table: columns of its primary key}, as the migrations make them."""
    keys = {}
    for file in sorted(root.glob("store/migrations/*.sql")):
        for table, body in TABLE.findall(file.read_text(encoding="utf-8")):
            found = TABLE_KEY.search(body)
            keys[table] = set(re.findall(r"\w+", found.group(1) or found.group(2))) if found else set()
    return keys


# The first comment of a .c file; one that only names its header says nothing.
HEAD = re.compile(r"/\*(?!\s*[\w ]+: see (?:the header|\S+\.h)\.\s*\*/).{24,}?\*/", re.S)

NULL_TEST = re.compile(r"[=!]= NULL\b|\bNULL [=!]=")
CHECK_FIRST = re.compile(r"^(?:static )?MUST_CHECK ")


class Source:
    def __init__(self, root):
        self.root, self.faults, self.keys = root, [], keys_of(root)

    def fault(self, path, line, what):
        self.faults.append(f"{path}:{line}: {what}")

    def run(self):
        for suffix in ("c", "h", "cc", "py", "sh"):
            for file in sorted(self.root.glob(f"*/**/*.{suffix}")):
                path = str(file.relative_to(self.root))
                if not path.startswith(("build/", ".")) and "/node_modules/" not in path:
                    self.check(path, file.read_text(encoding="utf-8"), suffix)
        return self.faults

    def check(self, path, text, suffix):
        lines = text.split("\n")
        if len(lines) - 1 > FILE_LINES_MAX:
            self.fault(path, 1, f"{len(lines) - 1} lines, at most {FILE_LINES_MAX}")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS_MAX:
                self.fault(path, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
        self.check_words(path, lines, suffix)
        if suffix in ("c", "h", "cc"):
            self.check_locks(path, strip_comments(text))
            code = strip_comments(text).split("\n")
            self.check_functions(path, code)
            self.check_sql(path, "\n".join(code))
            if suffix != "h" and not HEAD.match(text):
                self.fault(path, 1, "the head says what the file is for")
            for number, line in enumerate(code, 1):
                self.check_include(path, number, line)
                self.check_code(path, number, line)

    def check_words(self, path, lines, suffix):
        for number, line in enumerate(lines, 1):
            # A helper in tests/lib may pause while it waits for a condition with a deadline, and a client
            # in tests/clients for the seconds that an answer names.
            if not path.startswith("tools/lint/") and STALE.search(line):
                self.fault(path, number, "unfinished work is an issue, not a comment")
            may_pause = path.startswith("tests/clients/") or "tests/lib/" in path
            if path.startswith("tests/") and not may_pause and SLEEP.search(line):
                self.fault(path, number, "tests wait for a condition, they do not sleep")

    def check_include(self, path, number, line):
        found = INCLUDE.match(line)
        rule, own = room_of(path)
        if not found or rule not in ARROWS or "/" not in found.group(1):
            return
        target = found.group(1)
        if target.split("/")[0] not in ROOMS or may_include(rule, own, target):
            return
        self.fault(path, number, f"{own} may not include {target}")

    def check_code(self, path, number, line):
        room, _ = room_of(path)
        pure = room in ("workers/<service>", "workers/rules") or path == "broker/route.c" or (
            path.startswith("proto/runtime/") and path.endswith(".c")
            and not IMPURE_RUNTIME.match(path))
        code = LITERAL.sub('""', line)
        # The broker's state outlives a command, so it owns its memory.
        calls = set(IMPURE.findall(code)) - (MEMORY if path == "broker/route.c" else set())
        if pure and calls:
            self.fault(path, number, f"pure code may not call {calls.pop()}")
        # A run on rows that are not all loaded yet is void, but it must end; see tests/lib/story_slow.h.
        if room == "workers/<service>" and MUST.search(code):
            self.fault(path, number, "what a handler sees may be incomplete: refuse, do not end the worker")
        counts = room.split("/")[0] in ("workers", "store") and not path.startswith("store/workbook/")
        if counts and FLOAT.search(code):
            self.fault(path, number, "no floating point where money and months are counted")
        if room == "store" and any(SQL_VALUE.search(literal) for literal in LITERAL.findall(line)):
            self.fault(path, number, "a value goes into SQL as a parameter, never as text")
        if NULL_TEST.search(code):
            self.fault(path, number, "a pointer is tested by p or !p, not against NULL")
        if CHECK_FIRST.match(code):
            self.fault(path, number, "MUST_CHECK stands behind the prototype")

    def check_sql(self, path, code):
        if room_of(path)[0] in ("store", "tools", "tests"):
            return
        for found in TEXT.finditer(code):
            text = "".join(literal[1:-1] for literal in LITERAL.findall(found.group(0)))
            statement = SQL.match(text)
            if statement and not statement.group(1)[:2].istitle():  # "Select a row from" is English
                self.fault(path, code.count("\n", 0, found.start()) + 1, "SQL lives in store/")

    def check_locks(self, path, code):
        """A statement may lock the one row whose whole key it names, and no more."""
        if path.startswith("tests/"):
            return
        for found in re.finditer(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:\w+\s*)?"(?:[^"\\\n]|\\.)*")*', code):
            sql = re.sub(r'"\s*(\w*)\s*"', r"\1", found.group(0))[1:-1]
            for lock in LOCKING.finditer(sql):
                one = LOCKS_ONE.search(sql[:lock.start()])
                named = {part.split(" = ")[0] for part in one.group(2).split(" and ")} if one else set()
                key = self.keys.get(one.group(1)) if one else None
                if not key or not key <= named:
                    line = code.count("\n", 0, found.end()) + 1
                    self.fault(path, line, "locks more than the row of one key: guard the write instead")

    def check_functions(self, path, code):
        start = None
        for number, line in enumerate(code, 1):
            if start is None and re.match(r"^[A-Za-z_].*\(", line) and ";" not in line:
                start = number
            elif start is not None and line.startswith("}"):
                if number - start + 1 > FUNCTION_LINES_MAX:
                    self.fault(path, start, f"a function of {number - start + 1} lines, at most "
                                            f"{FUNCTION_LINES_MAX}")
                start = None
            elif start is not None and line.rstrip().endswith(";") and not line.startswith(" "):
                start = None
