"""The log that shim.c writes: what a program did to watched directories, in order."""

import struct
from dataclasses import dataclass

(CREATE, MAKE_DIRECTORY, LINK, RENAME, UNLINK, REMOVE_DIRECTORY, WRITE, TRUNCATE, MODE, NAMELESS, SYNC_BEGIN, SYNC_END,
 UNSUPPORTED) = range(1, 14)
DATA, FILE_OR_DIRECTORY, FILE_SYSTEM, PRETENDED = 1, 2, 3, 16

_HEADER = struct.Struct("=IBBHHHIQQQQ")


@dataclass(slots=True)
class Record:
    kind: int
    root: int
    a: int
    b: int
    c: int
    d: int
    first: str
    second: str
    data: bytes
    start: int
    """Where it begins in the log."""
    end: int


NUMBERS = 1 << 64


def tell_apart(found, known):
    """Gives a file whose inode number was another's before a number of its own; modulo `NUMBERS` it is the one that it had.

    `known`: the numbers of what was there before the first record.
    """
    now, uses = {number: number for number in known}, {}
    for record in found:
        if record.kind in (CREATE, MAKE_DIRECTORY, NAMELESS):
            number = record.b
            if number in now:
                uses[number] = uses.get(number, 0) + 1
            now[number] = number + uses.get(number, 0) * NUMBERS
        record.a = now.get(record.a, record.a)
        if record.kind in (CREATE, MAKE_DIRECTORY, NAMELESS, LINK, RENAME, UNLINK, REMOVE_DIRECTORY):
            record.b = now.get(record.b, record.b)
        if record.kind == RENAME:
            record.c = now.get(record.c, record.c)
    return found


def read(path):
    """All whole records of a log."""
    with open(path, "rb") as file:
        octets = file.read()
    found, start = [], 0
    while start + _HEADER.size <= len(octets):
        size, kind, root, first, second, _, _, a, b, c, d = _HEADER.unpack_from(octets, start)
        if size < _HEADER.size or start + size > len(octets):
            break
        at = start + _HEADER.size
        names = octets[at : at + first], octets[at + first : at + first + second]
        found.append(
            Record(kind, root, a, b, c, d, names[0].decode(), names[1].decode(), octets[at + first + second : start + size], start, start + size)
        )
        start += size
    return found
