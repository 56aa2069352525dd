"""docs/contract.md held against proto/kernel/options.proto: every option has its line there, and the file
named beside it reads it, so that no option stands in the contract without effect."""
import re

PAGE, OPTIONS = "docs/contract.md", "proto/kernel/options.proto"
# Lists of texts, not options of a declaration.
LISTS = {"Text", "Code", "Because"}
MESSAGE = re.compile(r"^message (\w+) \{\n(.*?)^\}", re.M | re.S)
FIELD = re.compile(r"^  (?:repeated )?\w+ (\w+) = \d+;", re.M)
SECTION = re.compile(r"^### (\w+)\n(.*?)(?=^##|\Z)", re.M | re.S)
LINE = re.compile(r"^\| `(\w+)` \| [^|]+ \| `([^`]+)`(?: as `(\w+)`)? \|$", re.M)


def run(root):
    """Faults of the page."""
    page = (root / PAGE).read_text(encoding="utf-8")
    options = (root / OPTIONS).read_text(encoding="utf-8")
    declared = {(name, field) for name, body in MESSAGE.findall(options) if name not in LISTS
                for field in FIELD.findall(body)}
    told = {(name, line[0]): line[1:] for name, body in SECTION.findall(page) for line in LINE.findall(body)}
    for name, field in sorted(declared - set(told)):
        yield f"{PAGE}: the option {name}.{field} has no line"
    for name, field in sorted(set(told) - declared):
        yield f"{PAGE}: there is no option {name}.{field}"
    for (name, field), (file, word) in sorted(told.items()):
        reader = root / file
        text = reader.read_text(encoding="utf-8") if reader.is_file() else ""
        if not re.search(rf"\b{word or field}\b", text):
            yield f"{PAGE}: {file} does not read the option {name}.{field}"
