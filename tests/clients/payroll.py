#!/usr/bin/python3
"""A unit's payroll program: files new employees with a program key and follows what becomes of them.

It shares nothing with the hall. All it knows is the address, the key, and the OpenAPI document that it reads
there; names of operations are those of that document.

    HALL_PROGRAM_KEY=hallkey_... payroll.py http://127.0.0.1:8080 < employees.json

Input: one JSON object a line, the fields of enrolment.AddMember. Each is filed, and filed once more under the
same Idempotency-Key, as after a lost connection, and its case is asked for. Output: one JSON object a line.
Ends with 0 when the input does, with 3 as soon as the key opens nothing any more."""
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

KEY_ENDED = 3


def uuid7():
    """RFC 9562 5.7: 48 bits of milliseconds, then chance."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Refused(Exception):
    """The hall said no; `problem` says why (RFC 9457)."""

    def __init__(self, problem, wait_s):
        super().__init__(problem.get("detail", ""))
        self.problem, self.wait_s = problem, wait_s


class Hall:
    """What the OpenAPI document of this address describes."""

    def __init__(self, address, key):
        self.address, self.key = address, key
        self.document = self._send("GET", "/api/v1/openapi.json")
        self.operations = {operation["operationId"]: (verb, path, operation)
                           for path, verbs in self.document["paths"].items()
                           for verb, operation in verbs.items()}
        scheme = self.document["components"]["securitySchemes"]["bearer"]
        assert scheme["scheme"] == "bearer", "the document asks for another kind of key"

    def file(self, name, fields, id):
        """One filing under its Idempotency-Key; the answer, or Refused."""
        verb, path, operation = self._operation(name)
        self._check(operation, fields)
        headers = {"Idempotency-Key": id, "Content-Type": "application/json"}
        return self._send(verb.upper(), path, headers, json.dumps(fields).encode())

    def ask(self, name, **fields):
        verb, path, _ = self._operation(name)
        return self._send(verb.upper(), path + "?" + urllib.parse.urlencode(fields))

    def _operation(self, name):
        verb, path, operation = self.operations[name]
        assert operation.get("x-program-key"), f"{name} is not for programs"
        return verb, path, operation

    def _check(self, operation, fields):
        """The mistakes that the document itself shows are not sent."""
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = self.document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        unknown = set(fields) - set(schema["properties"])
        missing = set(schema.get("required", ())) - set(fields)
        if unknown or missing:
            raise ValueError(f"unknown {sorted(unknown)}, missing {sorted(missing)}")

    def _send(self, verb, path, headers=(), body=None):
        headers = {"Accept": "application/json", "Authorization": "Bearer " + self.key, **dict(headers)}
        request = urllib.request.Request(self.address + path, data=body, method=verb, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error), int(error.headers.get("Retry-After") or 1)) from None


def surely(act, tries=5):
    """Repeats what is worth repeating: no connection, or a problem that says so and does not last."""
    for left in reversed(range(tries)):
        try:
            return act()
        except Refused as refused:
            if not refused.problem["retryable"] or refused.wait_s > 10 or not left:
                raise
            time.sleep(refused.wait_s)
        except urllib.error.URLError:
            if not left:
                raise
            time.sleep(1)


def enrol(hall, fields):
    """What became of one employee, as a line of the output."""
    id = uuid7()
    first = surely(lambda: hall.file("enrolment.AddMember", fields, id))
    again = surely(lambda: hall.file("enrolment.AddMember", fields, id))
    said = {"outcome": first["outcome"], "caseNo": first.get("caseNo", ""), "keyNo": first["keyNo"],
            "same": first == again, "warnings": [w["code"] for w in first.get("warnings", [])]}
    if said["caseNo"]:
        case = surely(lambda: hall.ask("query.GetCase", caseNo=said["caseNo"]))
        said |= {"state": case["reply"]["line"]["state"], "nextStep": case["reply"]["line"]["nextStepZh"]}
    return said


def main():
    hall = Hall(sys.argv[1].rstrip("/"), os.environ["HALL_PROGRAM_KEY"])
    for line in sys.stdin:
        try:
            said = enrol(hall, json.loads(line))
        except (Refused, ValueError) as refused:
            problem = getattr(refused, "problem", {"code": "invalid", "detail": str(refused)})
            said = {name: problem.get(name, "") for name in ("code", "field", "reason", "detail")}
        print(json.dumps(said, ensure_ascii=False), flush=True)
        if said.get("reason") == "key_ended":
            return KEY_ENDED
    return 0


if __name__ == "__main__":
    sys.exit(main())
