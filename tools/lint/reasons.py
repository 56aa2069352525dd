"""A refusal may carry a stable reason key beside its status. Each key that the code says has a text in
proto/kernel/reason.proto, for that very status or for any: who is refused is told what to do next."""
import re

ROOMS = ("adapters", "broker", "store", "workers")
LITERAL = r'"([a-z][a-z0-9_]*)"'
VALUE = re.compile(r"REASON_(\w+) = \d+\s*\[(.*?)\];", re.S)
BECAUSE = re.compile(r"\(because\)\s*=\s*\{(.*?)\}", re.S)
STATUS = re.compile(r"\b([EW]_[A-Z0-9_]+)\b")
# Where a key stands in C: a verdict's last member, a member `reason`, an argument of a refusing function of
# the broker, and what a function returns whose name ends in reason.
PLACES = (re.compile(r"\(verdict\)\s*\{([^}]*)\}"),
          re.compile(r"\{[^{};]*\.reason\s*=[^{}]*\}"),
          re.compile(r"(?<![{.\w])\w+(?:\.|->)reason\s*=(?!=)[^;]*;"),
          re.compile(r"\b(?:refuse_all|give_up|refuse)\((?:[^()]|\([^()]*\))*\);"),
          re.compile(r"^(?:static )?const char \*\w*reason\([^)]*\) \{\n.*?^\}", re.S | re.M))
NOTED = re.compile(r"\b(?:log_\w+|find_\w+|strcmp|text_of)\([^)]*\)")
FIELD = re.compile(r'^([^,]*,)[^,]*,')


def texts(root):
    """{key: statuses with a text of their own, "" for any other}."""
    file = root / "proto" / "kernel" / "reason.proto"
    found = {}
    for name, options in VALUE.findall(file.read_text(encoding="utf-8") if file.exists() else ""):
        for because in BECAUSE.findall(options):
            found.setdefault(name.lower(), set()).update(re.findall(r'status:\s*"(\w+)"', because) or [""])
    return found


def said(text):
    """(offset, statuses named beside it, key) of each key in a C source without comments."""
    for place in PLACES:
        for match in place.finditer(text):
            words = NOTED.sub("", match.group(0))
            if place is PLACES[0]:
                inner = match.group(1)
                words = FIELD.sub(r"\1", inner) if inner.count(",") >= 2 else ""
            elif place is PLACES[1]:
                words = " ".join(re.findall(r"\.(?:code|status|reason)\s*=[^,}]*", words))
            elif place is PLACES[3] and words.startswith("refuse(") and words.count(",") < 3:
                continue  # proto/runtime/decide.h: its second argument is a field
            for key in re.findall(LITERAL, words):
                yield match.start(), set(STATUS.findall(words)), key


class Reasons:
    def __init__(self, root, strip):
        self.root, self.strip, self.faults, self.texts = root, strip, [], texts(root)

    def run(self):
        for room in ROOMS:
            for file in sorted((self.root / room).rglob("*.c")):
                text = self.strip(file.read_text(encoding="utf-8"))
                for at, statuses, key in said(text):
                    where = f"{file.relative_to(self.root)}:{text.count(chr(10), 0, at) + 1}"
                    self.check(where, statuses, key)
        return self.faults

    def check(self, where, statuses, key):
        known = self.texts.get(key)
        if known is None:
            self.faults.append(f"{where}: reason {key} has no text in proto/kernel/reason.proto")
        elif "" not in known and statuses and not statuses & known:
            self.faults.append(f"{where}: reason {key} has no text beside {' or '.join(sorted(statuses))}")
