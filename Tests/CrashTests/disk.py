"""A file system that promises what POSIX and ext4 (data=ordered) promise and no more.

Durable is
  - of a file's data: what was written before an fsync, fdatasync or syncfs began that has returned;
  - of a directory's names: what was changed before an fsync of that directory, or a syncfs, began that has returned.
Everything else is pending: each pending operation may have happened on the disk or not, in any order, a write also in part, at sectors
of 512 octets. A rename happens or not; where it leads from one directory to another, the sync of either makes it durable, as on every
journaled file system, which holds both halves in one transaction.
"""

import os
import stat
from dataclasses import dataclass

import records

SECTOR = 512


@dataclass(slots=True)
class Names:
    """A pending change of names: entries that are set (to an inode) or taken away (None), at once."""

    serial: int
    changes: tuple
    """((directory, name), inode or None), ..."""
    is_move: bool = False


@dataclass(slots=True)
class Data:
    """A pending change of a file's data: a write, or a new size."""

    serial: int
    inode: int
    offset: int
    octets: bytes
    """Nothing: `offset` is the new size."""
    is_size: bool = False


@dataclass(slots=True)
class Node:
    inode: int
    root: int
    mode: int
    is_directory: bool


class Disk:
    """What is durable, and what is pending, at one moment."""

    def __init__(self):
        self.nodes = {}
        self.entries = {}
        """(directory, name) -> inode; what is durable."""
        self.contents = {}
        """inode -> octets; what is durable."""
        self.pending = []
        self.roots = {}
        """root -> inode"""
        self.serial = 0
        self.begun = {}
        """Syncs that have not returned: number -> serial at their begin."""

    @classmethod
    def standing(cls, roots):
        """What stands beneath these directories, all of it durable."""
        disk = cls()
        for index, path in enumerate(roots):
            disk.roots[index] = disk._take_up(path, index)
        return disk

    def _take_up(self, path, root):
        status = os.lstat(path)
        is_directory = stat.S_ISDIR(status.st_mode)
        self.nodes[status.st_ino] = Node(status.st_ino, root, stat.S_IMODE(status.st_mode), is_directory)
        if is_directory:
            for name in os.listdir(path):
                self.entries[status.st_ino, name] = self._take_up(os.path.join(path, name), root)
        else:
            with open(path, "rb") as file:
                self.contents[status.st_ino] = file.read()
        return status.st_ino

    # Replaying

    def apply(self, record, is_sync_ignored=False):
        """Takes up one record."""
        self.serial += 1
        kind = record.kind
        if kind in (records.CREATE, records.MAKE_DIRECTORY, records.NAMELESS):
            is_directory = kind == records.MAKE_DIRECTORY
            self.nodes[record.b] = Node(record.b, record.root, record.c, is_directory)
            if not is_directory:
                self.contents[record.b] = b""
            if kind != records.NAMELESS:
                self._name(((record.a, record.first), record.b))
        elif kind == records.LINK:
            self._name(((record.a, record.first), record.b))
        elif kind == records.RENAME:
            source, target = (record.a, record.first), (record.b, record.second)
            self.pending.append(Names(self.serial, ((source, None), (target, record.c)), is_move=True))
        elif kind in (records.UNLINK, records.REMOVE_DIRECTORY):
            self._name(((record.a, record.first), None))
        elif kind == records.WRITE:
            self._known(record)
            self.pending.append(Data(self.serial, record.a, record.b, record.data))
        elif kind == records.TRUNCATE:
            self._known(record)
            self.pending.append(Data(self.serial, record.a, record.b, b"", is_size=True))
        elif kind == records.MODE:
            if record.a in self.nodes:
                self.nodes[record.a].mode = record.b
        elif kind == records.SYNC_BEGIN:
            self.begun[record.b] = self.serial
        elif kind == records.SYNC_END:
            begun = self.begun.pop(record.b)
            if not (is_sync_ignored or record.d or record.c & records.PRETENDED):
                self._sync(record, begun)
        elif kind == records.UNSUPPORTED:
            raise ValueError(f"the program did something that this test does not understand: {record.first}")

    def _known(self, record):
        if record.a not in self.contents:
            raise ValueError(f"a file was written to (inode {record.a}) that nobody was seen to make")

    def _name(self, change):
        self.pending.append(Names(self.serial, (change,)))

    def _sync(self, record, begun):
        covered = [op.serial < begun and self._is_covered(op, record) for op in self.pending]
        # What is durable of a name makes durable what happened to it before.
        places = set()
        for index in reversed(range(len(self.pending))):
            op = self.pending[index]
            if isinstance(op, Names):
                touched = {place for place, _ in op.changes}
                covered[index] = covered[index] or not places.isdisjoint(touched)
                if covered[index]:
                    places |= touched
        for op, is_durable in zip(self.pending, covered):
            if is_durable and isinstance(op, Names):
                self._set(self.entries, op.changes)
            elif is_durable:
                self.contents[op.inode] = changed(self.contents[op.inode], op)
        self.pending = [op for op, is_durable in zip(self.pending, covered) if not is_durable]

    def _is_covered(self, op, record):
        if record.c & 15 == records.FILE_SYSTEM:
            inode = op.inode if isinstance(op, Data) else op.changes[0][0][0]
            return self.nodes[inode].root == record.root
        if isinstance(op, Data):
            return op.inode == record.a
        # fdatasync of a directory is what fsync of it is.
        return any(directory == record.a for (directory, _), _ in op.changes)

    @staticmethod
    def _set(entries, changes):
        for place, inode in changes:
            if inode is None:
                entries.pop(place, None)
            else:
                entries[place] = inode

    # What a power cut may leave

    def tree(self, choice):
        """The disk with these of the pending operations done: path -> (mode, octets or None, inode), beneath `0/`, `1/` and so on."""
        entries = dict(self.entries)
        contents = {}
        for op in self.pending:
            if isinstance(op, Names):
                if op.serial in choice.done:
                    changes = op.changes[1:] if op.serial in choice.both_names else op.changes
                    self._set(entries, changes)
            elif op.serial in choice.done or choice.with_sizes:
                piece = op
                if op.serial not in choice.done:
                    # The size without the data.
                    end = op.offset if op.is_size else op.offset + len(op.octets)
                    before = contents.get(op.inode, self.contents[op.inode])
                    if len(before) >= end:
                        continue
                    piece = Data(op.serial, op.inode, end, b"", is_size=True)
                elif op.serial in choice.torn:
                    count, is_end = choice.torn[op.serial]
                    octets = op.octets[count:] if is_end else op.octets[:count]
                    piece = Data(op.serial, op.inode, op.offset + (count if is_end else 0), octets)
                contents[op.inode] = changed(contents.get(op.inode, self.contents[op.inode]), piece)
        children = {}
        for (directory, name), inode in entries.items():
            children.setdefault(directory, []).append((name, inode))
        found = {}
        todo = [(str(index), inode) for index, inode in self.roots.items()]
        seen = set()
        while todo:
            path, inode = todo.pop()
            node = self.nodes[inode]
            if node.is_directory:
                if inode in seen:
                    continue
                seen.add(inode)
                found[path] = (node.mode, None, inode)
                todo += [(f"{path}/{name}", child) for name, child in children.get(inode, [])]
            else:
                found[path] = (node.mode, contents.get(inode, self.contents[inode]), inode)
        return found


def changed(octets, op):
    """A file's octets after a write or a change of its size."""
    if op.is_size:
        return octets[: op.offset].ljust(op.offset, b"\0")
    if len(octets) < op.offset:
        octets = octets.ljust(op.offset, b"\0")
    return octets[: op.offset] + op.octets + octets[op.offset + len(op.octets) :]


def standing(roots):
    """What stands beneath these directories, in the form of `Disk.tree`."""
    disk = Disk.standing(roots)
    return disk.tree(Choice())


@dataclass(frozen=True)
class Choice:
    """Which of the pending operations have happened on the disk."""

    label: str = ""
    done: frozenset = frozenset()
    torn: dict = None
    """serial -> (octets, whether what comes behind them is there, not what comes before)"""
    both_names: frozenset = frozenset()
    """Moves that left the old name as well."""
    with_sizes: bool = False
    """Of data that is not there, the size is."""

    def __post_init__(self):
        if self.torn is None:
            object.__setattr__(self, "torn", {})
