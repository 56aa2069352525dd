"""The contract's lock: what stored rows, log entries, kept answers and clients already rely on, one line a
fact, in proto/contract.lock. Lint refuses a contract in which a line is gone or says something else, and one
that says more than the lock; `tools/lint lock` adds the new lines, and nothing but that. Who must break the
contract takes the line out of the lock by hand, where a reviewer sees it, and refuses old data folders.
A lock that is missing is a fault, too: everything could have changed. Only `tools/lint begin-lock` makes one.

A line is the name of a thing, a tab, and what may not change about it:
    field    number, type, repeated or not; in rows and events also whether it is sealed
    value    of an enum: its number
    method   input, output, and how its order key names a shard
    row      table, key, owner and block: a sealed block opens under the name that it was sealed under
    event    subject, block and whose keys it destroys
    effects  of one schema of an event: what is made, copied, set and removed. The log keeps events of every
             schema that ever was, so a changed effect is a new schema, and the old one stays with `until`
"""
import re

FILE = "proto/contract.lock"
SET = re.compile(r"[+-]?=")
LABEL = {1: "", 2: "required ", 3: "repeated "}


def type_of(field):
    if field.type_name:
        return field.type_name[1:]
    return field.Type.Name(field.type)[len("TYPE_"):].lower()


def effect_of(apply, event, rows, messages):
    """One effect in words, with the fields that are copied because row and event both have them."""
    how = "remove " if apply.remove else "create " if apply.create else ""
    each = [f"each {apply.each}"] if apply.each else []
    sources = [event] + [messages[f.type_name] for f in event.field if f.name == apply.each]
    assigned = {SET.split(s)[0] for s in apply.set} | set(apply.omit)
    columns = {f.name for f in rows[apply.row].field} - assigned if apply.row in rows else set()
    copied = sorted(columns & {f.name for source in sources for f in source.field})
    copies = [] if apply.remove or not copied else [f"copy {','.join(copied)}"]
    return " ".join([how + apply.row, *each, *copies, *sorted(apply.set)])


def effects_of(name, message, options, messages, rows):
    """(what it is called, what may not change) of each schema of an event."""
    event = message.options.Extensions[options.event]
    for schema in range(1, (event.schema or 1) + 1):
        valid = [a for a in event.apply if (a.since or 1) <= schema <= (a.until or schema)]
        yield (f"effects {name[1:]} {schema}",
               "; ".join(effect_of(a, message, rows, messages) for a in valid) or "-")


def block_of(option):
    return f" block {option.block}" if option.block else ""


def options_of(message, options):
    extensions = message.options.Extensions
    if message.options.HasExtension(options.row):
        row = extensions[options.row]
        yield "row", f"table {row.table} key {','.join(row.key)} owner {row.owner or '-'}" + block_of(row)
    if message.options.HasExtension(options.event):
        event = extensions[options.event]
        destroys = f" destroys {','.join(event.destroys)}" if event.destroys else ""
        yield "event", f"subject {event.subject or '-'}{block_of(event)}{destroys}"


def facts_of(files, messages, options):
    """{name: what may not change about it} of a contract."""
    facts = {}
    rows = {m.name: m for m in messages.values() if m.options.HasExtension(options.row)}
    for name, message in messages.items():
        stored = any(message.options.HasExtension(x) for x in (options.row, options.event))
        for f in message.field:
            personal = f.options.Extensions[options.field].personal
            sealed = stored and personal not in (options.PUBLIC, options.WAGE)
            facts[f"{name[1:]}.{f.name}"] = (f"{f.number} {LABEL[f.label]}{type_of(f)}"
                                             f"{' sealed' if sealed else ''}")
        for kind, what in options_of(message, options):
            facts[f"{kind} {name[1:]}"] = what
        if message.options.HasExtension(options.event):
            facts.update(effects_of(name, message, options, messages, rows))
    for file in files:
        for enum in file.enum_type:
            for value in enum.value:
                facts[f"{file.package}.{enum.name}.{value.name}"] = str(value.number)
        for service in file.service:
            for method in service.method:
                facts[f"method {file.package}.{method.name}"] = method_of(method, messages, options)
    return facts


def method_of(method, messages, options):
    extensions = messages[method.input_type].options.Extensions
    which = options.command if messages[method.input_type].options.HasExtension(options.command) \
        else options.query
    order = f"{','.join(extensions[which].order_key) or '-'} {extensions[which].order_kind}"
    return f"{method.input_type[1:]} to {method.output_type[1:]} order {order}"


def read(root):
    lines = (root / FILE).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def is_there(root):
    return (root / FILE).exists()


def compare(locked, facts):
    """What somebody already relies on and would no longer find."""
    for name, what in sorted(locked.items()):
        if name not in facts:
            yield f"{name}: is in the lock as \"{what}\" and is gone"
        elif facts[name] != what and name.startswith("effects "):
            yield (f"{name}: is \"{facts[name]}\", but \"{what}\" in the lock: the log has such events; "
                   "count up `schema`, end the old effect with `until` and begin the new one with `since`")
        elif facts[name] != what:
            yield f"{name}: is \"{facts[name]}\", but \"{what}\" in the lock"


def missing(locked, facts):
    return sorted(name for name in facts if name not in locked)


def write(root, facts):
    lines = [f"{name}\t{what}\n" for name, what in sorted(facts.items())]
    (root / FILE).write_text("# Written by tools/lint lock; see tools/lint/lock.py.\n" + "".join(lines),
                             encoding="utf-8")
