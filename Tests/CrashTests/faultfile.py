"""The file by which faults.c is told what has to fail, and in which it tells what did; see its `struct control`."""

import mmap
import os
import struct

CALLS = ("open", "create", "read", "write", "sync", "rename", "link", "unlink", "mkdir", "list", "truncate", "look", "room", "descriptor")

_TOLD = struct.Struct("=IIiIQQqiIqq64s")
_COUNTS = struct.Struct(f"={len(CALLS)}QQ256s")


class FaultFile:
    """What is set here holds at once, in the program that runs."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.write(bytes(_TOLD.size + _COUNTS.size))
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)
        self.reset()

    def reset(self):
        """Nothing fails, nothing is counted, the clock is right."""
        self.memory[:] = bytes(_TOLD.size + _COUNTS.size)

    def set(self, active=False, call="open", error=0, first=1, times=1, room=None, room_error=28, clock=0, jumped=0, match=""):
        """
        - call, error: which kind of call fails, with which errno; from the `first` of them on, so many `times`, 0: for ever.
        - room: octets that still fit on the disk; None: no limit. room_error: errno for what does not.
        - clock: seconds that the clock is ahead; jumped: since when, by the true clock.
        - match: only paths that have this in them fail.
        """
        self.memory[: _TOLD.size] = _TOLD.pack(
            active, CALLS.index(call), error, room is not None, first, times, room or 0, room_error, 0, clock, int(jumped), match.encode())

    def room(self):
        """Octets that still fit."""
        return _TOLD.unpack(self.memory[: _TOLD.size])[6]

    def add_room(self, octets):
        """Somebody frees so much."""
        struct.pack_into("=q", self.memory, 32, self.room() + octets)

    def calls(self):
        """How often each kind was called while faults were active."""
        return dict(zip(CALLS, _COUNTS.unpack(self.memory[_TOLD.size :])))

    def failed(self):
        """How many calls failed, and where the first of them was."""
        found = _COUNTS.unpack(self.memory[_TOLD.size :])
        return found[len(CALLS)], found[-1].rstrip(b"\0").decode("utf-8", "replace")
