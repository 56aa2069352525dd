"""truth: the last word of every system story: the checker's invariants and the replay, all of them."""

import check
from lab import BIN


def holds(lab, acks=None):
    """Raises check.Broken with the place when an invariant does not hold in this hall."""
    check.check(lab.db, str(acks) if acks else None, str(lab.cache),
                str(BIN / "hall"), str(lab.data / "hall.conf"))


def breaks(invariant, ask):
    """A negative control: what `ask` looks at is wrong on purpose, so it must be seen."""
    try:
        ask()
    except check.Broken as broken:
        print(f"     {invariant} is seen to be broken: {str(broken).splitlines()[0]}")
        return
    raise AssertionError(f"{invariant} should be broken here and was not seen to be")
