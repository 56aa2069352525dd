"""lint: the rules of the contract and of the source that no compiler checks. Part of the test command.

    python3 tools/lint [contract|source|cites|reasons|docs|words]   # none named: all; 1 with any fault
    python3 tools/lint lock          # adds what is new in the contract to its lock
    python3 tools/lint begin-lock    # makes the first lock, where there is none
"""
import pathlib
import sys

sys.dont_write_bytecode = True
import docs  # noqa: E402
import words  # noqa: E402
from cites import Cites  # noqa: E402
from contract import Contract  # noqa: E402
from reasons import Reasons  # noqa: E402
from source import Source, strip_comments  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = {"contract": lambda root: Contract(root).run(), "source": lambda root: Source(root).run(),
         "cites": lambda root: Cites(root).run(),
         "reasons": lambda root: Reasons(root, strip_comments).run(),
         "docs": docs.run, "words": words.run,
         "lock": lambda root: Contract(root).write_lock(),
         "begin-lock": lambda root: Contract(root).begin_lock()}


def main(names):
    faults = [fault for name in names for fault in PARTS[name](ROOT)]
    print("\n".join(faults))
    print(f"lint: {len(faults)} fault(s) in {' and '.join(names)}")
    return 1 if faults else 0


sys.exit(main(sys.argv[1:] or ["contract", "source", "cites", "reasons", "docs", "words"]))
