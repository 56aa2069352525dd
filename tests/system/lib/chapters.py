"""chapters: one hall in one folder that stands still between its chapters while time goes on."""
from town import Town, tell

QUICK = "--poll_ms=100"


class Hall:
    """The chapters of one hall in one folder."""

    def __init__(self, data):
        self.data, self.offset_s, self.seed = data, 0, 0

    def after(self, seconds, *stories, programs="projector,clock,web"):
        """The hall stood still for so long and starts again."""
        self.offset_s += int(seconds)
        self.seed += 1
        with Town(seed=self.seed, data=self.data, clock_offset_s=self.offset_s, programs=programs,
                  extra={"clock": [QUICK]} if "clock" in programs else None) as town:
            tell(town, *stories)
