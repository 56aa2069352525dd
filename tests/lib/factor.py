"""The authenticator of an account (RFC 6238), as a test's client has it: each code is given out once.

    codes = Authenticator(clock=time.time)      # the demonstration's secret and recovery codes
    codes.next()                                # a code that was not used yet"""
import base64
import hashlib
import hmac
import struct
import time

SECRET = "HALLDEMOHALLDEMO"
STEP_S = 30


def code_at(secret, step):
    """The six digits of one step of the clock."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at:at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06}"


class Authenticator:
    """Codes of the present steps while there are unused ones, then recovery codes."""

    def __init__(self, secret=SECRET, recovery=None, clock=time.time):
        self.secret, self.clock, self.used = secret, clock, 0
        self.recovery = [f"hall-demo-{i:02}" for i in range(1, 61)] if recovery is None else list(recovery)

    def next(self):
        now = int(self.clock()) // STEP_S
        step = max(self.used + 1, now)
        if step <= now + 1:
            self.used = step
            return code_at(self.secret, step)
        return self.recovery.pop(0)
