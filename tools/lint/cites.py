"""What a comment or page cites must stand in the repository: sections of docs/rules by their number, other
pages of docs by their name. A page that only its author has is no source for a reader."""
import re

SUFFIXES = {".c", ".h", ".cc", ".proto", ".py", ".sh", ".md", ".txt", ".cmake", ".tsv", ".json"}
ABSENT = "domain|reliability|ecosystem|performance|portal|functions|design|style|cards|citus"
FOREIGN = re.compile(rf"(?i:\b(?:{ABSENT}))(?:\.md\b|\s+[A-Z]?\d[\d.]*)")
NUMBER = r"\d+(?:\.\d+)?"
ASIDE = r"(?:\s*\((?P<{}>[^)]*)\))?"
CITED = re.compile(rf"docs/rules\s+(?P<first>{NUMBER}){ASIDE.format('aside')}"
                   rf"(?P<more>(?:(?:,| to| and)\s+{NUMBER}(?:\s*\([^)]*\))?)*)")
ONE = re.compile(rf"({NUMBER}){ASIDE.format('aside')}")
PAGE = re.compile(r"\bdocs/(?:\w+/)*\w+\.md\b")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
HEADING = re.compile(r"^#+ (\d+(?:\.\d+)?) ", re.M)
# What is made by a build or a run, and where wrong citations are the subject.
ELSEWHERE = re.compile(r"^(build|\.|data/|tools/lint/|tests/proto/test_lint\.py)|/node_modules/")
CONTINUED = re.compile(r"\n[ \t]*(?:\*(?!/)|//+|#)?[ \t]*")


def sections(root):
    """{number: text} of docs/rules."""
    found = {}
    for page in sorted((root / "docs" / "rules").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        heads = list(HEADING.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        found |= {head.group(1): text[head.end():end] for head, end in zip(heads, ends)}
    return found


class Cites:
    def __init__(self, root):
        self.root, self.faults, self.sections = root, [], sections(root)

    def run(self):
        for file in sorted(self.root.rglob("*")):
            path = str(file.relative_to(self.root))
            if file.suffix in SUFFIXES and file.is_file() and not ELSEWHERE.search(path):
                self.check(path, file.read_text(encoding="utf-8", errors="replace"))
        return self.faults

    def check(self, path, text):
        """A citation may go on in the next line of its comment."""
        for found in FOREIGN.finditer(text):
            self.fault(path, text, found, f"cites a page that is not in the repository: {found.group(0)}")
        plain = CONTINUED.sub(lambda m: " " * len(m.group(0)), text)
        for found in FOREIGN.finditer(plain):
            if "\n" in text[found.start():found.end()]:
                self.fault(path, text, found, f"cites a page that is not in the repository: "
                                              f"{' '.join(found.group(0).split())}")
        for found in CITED.finditer(plain):
            for one in ONE.finditer(found.group(0)[len("docs/rules"):]):
                self.check_section(path, text, found, one)
        for found in PAGE.finditer(text):
            if not (self.root / found.group(0)).exists():
                self.fault(path, text, found, f"there is no {found.group(0)}")
        for found in LINK.finditer(text) if path.endswith(".md") else ():
            if not (self.root / path).parent.joinpath(found.group(1)).exists():
                self.fault(path, text, found, f"the link leads nowhere: {found.group(1)}")

    def check_section(self, path, text, found, one):
        number, aside = one.group(1), one.group("aside") or ""
        if number not in self.sections:
            self.fault(path, text, found, f"docs/rules has no section {number}")
        elif re.fullmatch(r"\d+", aside) and f"\n{aside}. " not in self.sections[number]:
            self.fault(path, text, found, f"section {number} of docs/rules has no point {aside}")

    def fault(self, path, text, found, what):
        self.faults.append(f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {what}")
