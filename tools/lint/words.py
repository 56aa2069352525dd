"""Chinese that people read has full-width punctuation: in texts of the contract, in the string literals of
the programs, and in the Chinese README outside code. A half-width mark right behind a Chinese character is
a fault, and in a text of the contract a blank between two Chinese characters; words for search have them."""
import re

HALF = re.compile("(?<=[\u4e00-\u9fff\u201d\uff09])[,;:(]")
ZH = re.compile(r'zh: "((?:[^"\\]|\\.)*)"')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
BLANK = re.compile("[\u4e00-\u9fff\uff09\u201d，。；：！？] +[\u4e00-\u9fff\uff08\u201c]")
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")
ROOMS = ("adapters", "broker", "store", "tools", "workers")


def faults_of(root, file, pattern, text):
    for match in pattern.finditer(text):
        where = f"{file.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}"
        if HALF.search(match.group(1)):
            yield f"{where}: half-width punctuation in Chinese: {match.group(1)[:40]}"
        if pattern is ZH and BLANK.search(match.group(1)) and not text.endswith("words: {", 0, match.start()):
            yield f"{where}: a blank between Chinese: {match.group(1)[:40]}"


def readme(root):
    file, code = root / "README.zh.md", False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else [], 1):
        code ^= line.startswith("```")
        if not code and HALF.search(CODE.sub("", line)):
            yield f"README.zh.md:{number}: half-width punctuation in Chinese"


def run(root):
    found = []
    for file in sorted((root / "proto").rglob("*.proto")):
        found += faults_of(root, file, ZH, file.read_text(encoding="utf-8"))
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.[ch]")):
            found += faults_of(root, file, LITERAL, file.read_text(encoding="utf-8"))
    return found + list(readme(root))
