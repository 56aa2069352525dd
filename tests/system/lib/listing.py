"""listing: what a list that was had as a file says, and what the look at a list left in the log."""
import csv
import io
import re

import hallbus
import logbook


def read_csv(data):
    """The rows, heading first, and the note below them: {"rows": "3", ...}."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    end = lines.index([])
    return lines[:end], {name.split()[-1]: value.strip() for name, value in lines[end + 1:]}


def looks(town, account, method):
    """The entries of looks at lists by this account: a question that the network doubled is one look."""
    found = {entry.command_id: logbook.content(event)
             for entry, event in town.looked_up("query.RecordsRead", account)}
    return [look for look in found.values() if look.method == method]


def entries_of(town, id):
    """What one question or act left in the log."""
    with town.lab.connect() as db:
        return list(logbook.find(db, command_id=id))


def assert_linked(town, id, account, method, answer):
    """A25 (check): the entry of a list links every person that it showed; of a unit's own list it is one with
    the number."""
    reads = hallbus.method_types(method)[0].DESCRIPTOR.GetOptions().Extensions[hallbus.options().query].reads
    if "." not in reads or reads[:1].isupper():
        return
    name, field = reads.split(".")
    json_name = re.sub("_(.)", lambda m: m[1].upper(), field)
    numbers = [line[json_name] for line in answer.reply[name] if line[json_name]]
    looks = [logbook.content(e) for entry in entries_of(town, id) for e in entry.events
             if e.type == "query.RecordsRead"]
    assert {look.n for look in looks} == ({len(numbers)} if numbers else set()), (account, method, looks)
    linked = {shown.person_no for look in looks for shown in look.person}
    if town.visitor(account, "bus").role == "UNIT_OPERATOR":
        assert not linked, (account, method, linked)
    else:
        assert linked == persons_of(town, numbers, field), (account, method, linked)


def persons_of(town, numbers, field):
    """Whose the numbers are, as far as they are registered."""
    if field == "person_no":
        return set(numbers)
    return {no for no, in town.rows("""
        select coalesce(nullif(c.person_no, ''), d.person_no) from case_file c
        left join person_directory d on d.document_hash = c.document_hash
        where c.case_no = any(%s)""", numbers) if no}
