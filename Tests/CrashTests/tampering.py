"""What a judge must not let pass: after a run in which all went well, one thing is made wrong after the other."""

import os

import mail


def try_each(bench):
    """Yields (what was done, how often the judge found it). All is as before in the end."""
    ann, cy = (os.path.join(bench.world.roots[0], f"mail-{name}") for name in ("ann", "cy"))
    new = os.path.join(ann, "INBOX", "new")
    message = os.path.join(new, sorted(os.listdir(new))[0])
    mbox = os.path.join(cy, "inbox")
    octets, entries = read(message), read(mbox)
    last = entries.rindex(b"\nFrom ") + 1
    taken = list(bench.smtp.taken)

    def found(what, column):
        verdict = mail.Verdict()
        bench.judge(verdict, 1)
        count = getattr(verdict, column)
        return what, count if isinstance(count, int) else len(count)

    os.remove(message)
    yield found("A file taken out of a Maildir; copies lost", "lost")
    write(message, octets)
    write(message + "-2", octets)
    yield found("A file doubled in a Maildir; copies too many", "twice")
    os.remove(message + "-2")
    write(message, octets[:-40])
    yield found("A file cut short in a Maildir; pieces", "pieces")
    write(message, octets)
    write(mbox, entries[:last])
    yield found("An mbox's last entry taken out; copies lost", "lost")
    write(mbox, entries + entries[last:])
    yield found("An mbox's last entry doubled; copies too many", "twice")
    write(mbox, entries[:-40])
    yield found("An mbox's last entry cut short; pieces", "pieces")
    write(mbox, entries)
    bench.smtp.taken[:] = taken[1:]
    yield found("A forward taken away; forwards lost", "smtp_lost")
    bench.smtp.taken[:] = taken + taken[-2:]
    yield found("Two forwards doubled after one kill; forwards too many", "smtp_twice")
    bench.smtp.taken[:] = taken
    left = os.path.join(bench.world.roots[0], "state", "spool", "left")
    write(left, b"")
    yield found("A file left in the spool", "other")
    os.remove(left)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, octets):
    with open(path, "wb") as file:
        file.write(octets)
