#!/usr/bin/python3
"""What the portal's own tools prove without a hall: `unit`, the rules of fields and formats; `budget`, what
the first load of every route takes. Skips (77) where npm could not load them."""
import pathlib
import shutil
import subprocess
import sys

PORTAL = pathlib.Path(__file__).resolve().parents[3] / "adapters" / "portal"


def there():
    if not shutil.which("node") or not (PORTAL / "node_modules" / ".package-lock.json").exists():
        print("what the portal is made with is not installed")
        sys.exit(77)


def built():
    """Makes the pages if they are not of these sources; returns the folder of both doors."""
    there()
    subprocess.run(["flock", PORTAL / "package.json", "node", PORTAL / "build.mjs"], check=True)
    return PORTAL / "dist"


def rules():
    unit = ["node", "node_modules/vitest/vitest.mjs", "run"]
    types = ["node", "node_modules/vue-tsc/bin/vue-tsc.js", "--noEmit"]
    return [unit, types]


def budget():
    built()
    return [["node", "tests/budget.mjs"]]


if __name__ == "__main__":
    there()
    for command in {"unit": rules, "budget": budget}[sys.argv[1]]():
        subprocess.run(command, cwd=PORTAL, check=True)
