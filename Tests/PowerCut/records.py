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
