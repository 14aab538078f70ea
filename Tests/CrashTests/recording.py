"""A run of the program, written down: what it did to the disk, and what the servers had let go of and taken over at each moment."""

import bisect
import re
from dataclasses import dataclass

import disk
import records

@dataclass(frozen=True)
class Moment:
    """A moment at which the power may be cut."""

    position: int
    """In the log; what ends there or before has been done."""
    kind: str
    """What happens there, for people."""
    let_go: tuple
    """How many of each account's deletions the server has committed."""
    taken: int
    """How many messages the SMTP server has taken over."""


class Recording:
    """All that is needed to rebuild what a power cut could have left."""

    def __init__(self, log, start, accounts, let_go, taken):
        self.records = records.tell_apart(records.read(log), start.nodes)
        self.start = start
        """The `Disk` before the first record."""
        self.accounts = accounts
        ends = [0, *(record.end for record in self.records)]
        # The log may have been looked at in the middle of a record's writing: then that operation was under way.
        whole = lambda position: ends[bisect.bisect_right(ends, position) - 1]
        self.let_go = {name: [(whole(position), uidls) for position, uidls in mine] for name, mine in let_go.items()}
        """account -> [(position, UIDLs)]"""
        self.taken = [(whole(position), recipient, octets) for position, recipient, octets in taken]
        """[(position, recipient, octets)]"""

    def replay(self, ignored=()):
        """Yields (position, disk) before the first record and behind each. Syncs of the kinds in `ignored` do nothing."""
        state = _copied(self.start)
        paths = Paths(state)
        yield 0, state
        for record in self.records:
            state.apply(record, is_sync_ignored=paths.kind(record) in ignored)
            paths.apply(record)
            yield record.end, state

    def servers_at(self, moment):
        """What the servers had done at a moment: account -> the UIDLs that it had let go of, and [(recipient, octets)] taken over."""
        gone = {
            account.name: frozenset().union(*(uidls for _, uidls in self.let_go[account.name][:count]))
            for account, count in zip(self.accounts, moment.let_go)
        }
        return gone, [(recipient, octets) for _, recipient, octets in self.taken[: moment.taken]]

    def moments(self):
        """The moments before and after each sync and each thing that the servers did, in order."""
        events = [(position, "POP3: QUIT") for mine in self.let_go.values() for position, _ in mine]
        events += [(position, "SMTP: final dot") for position, _, _ in self.taken]
        found = []
        paths = Paths(self.start)
        for record in self.records:
            kind = paths.kind(record)
            paths.apply(record)
            if record.kind == records.SYNC_BEGIN:
                found.append(self._moment(record.start, kind))
            elif record.kind == records.SYNC_END:
                found.append(self._moment(record.end, kind))
        for position, kind in events:
            found.append(self._moment(position, kind, is_before=True))
            found.append(self._moment(position, kind))
        if self.records:
            found.append(self._moment(self.records[-1].end, "the end"))
        return sorted(found, key=lambda moment: moment.position)

    @staticmethod
    def is_sync(kind):
        """Whether a kind of moment is a sync."""
        return any(kind == other for _, other in _KINDS) or kind == WHOLE

    def _moment(self, position, kind, is_before=False):
        def has_happened(at):
            return at < position or at == position and not is_before

        let_go = tuple(sum(has_happened(at) for at, _ in self.let_go[account.name]) for account in self.accounts)
        return Moment(position, kind, let_go, sum(has_happened(at) for at, _, _ in self.taken))


class Paths:
    """Where files are by the program's own view, to call syncs by name."""

    def __init__(self, start):
        self.places = {inode: place for place, inode in start.entries.items()}
        self.roots = {inode: str(root) for root, inode in start.roots.items()}

    def apply(self, record):
        if record.kind in (records.CREATE, records.MAKE_DIRECTORY, records.LINK):
            self.places[record.b] = (record.a, record.first)
        elif record.kind == records.RENAME:
            self.places[record.c] = (record.b, record.second)

    def path(self, inode):
        names = []
        while inode not in self.roots:
            if inode not in self.places:
                return "?"
            inode, name = self.places[inode]
            names.append(name)
        return "/".join([self.roots[inode], *reversed(names)])

    def kind(self, record):
        """What a sync is for; "" for what is none."""
        if record.kind not in (records.SYNC_BEGIN, records.SYNC_END):
            return ""
        if record.c & 15 == records.FILE_SYSTEM:
            return WHOLE
        path = self.path(record.a)
        return next(kind for pattern, kind in _KINDS if re.search(pattern, path))


WHOLE = "spool: all of the file system"

_KINDS = (
    (r"/state/spool/", "spool: a file's data"),
    (r"/state/spool$", "spool: names"),
    (r"/postroom\.sqlite-wal$", "ledger: commit"),
    (r"/postroom\.sqlite$", "ledger: checkpoint"),
    (r"/postroom\.sqlite-journal$", "ledger: first journal"),
    (r"/loop\.key", "the loop guard's key"),
    (r"/state$", "state directory: names"),
    (r"/mail-[a-z]+(/.*)?/(new|cur)$", "Maildir: arrivals"),
    (r"/mail-[a-z]+(/.*)?/tmp(/|$)", "Maildir: copies in tmp"),
    (r"^[0-9]+$", "directories: names"),
    (r"/mail-cy/([^/]+/)*[^/]+$", "mbox: data or names"),
    (r"/mail-", "directories: names"),
    (r"", "others"),
)


def _copied(start):
    copy = disk.Disk()
    copy.nodes = {inode: disk.Node(node.inode, node.root, node.mode, node.is_directory) for inode, node in start.nodes.items()}
    copy.entries = dict(start.entries)
    copy.contents = dict(start.contents)
    copy.roots = dict(start.roots)
    return copy


def check_replayed(recording, roots):
    """Whether a log, replayed, gives what is really there, octet for octet; says what differs."""
    if not recording.records:
        return ["nothing was recorded"]
    for _, state in recording.replay():
        pass
    everything = disk.Choice(done=frozenset(op.serial for op in state.pending))
    rebuilt, real = (_plain(tree) for tree in (state.tree(everything), disk.standing(roots)))
    return [path for path in sorted(rebuilt.keys() | real.keys()) if rebuilt.get(path) != real.get(path)]


def _plain(tree):
    # SQLite's index of its log is mapped memory, and made anew after a crash.
    return {path: (mode, octets) for path, (mode, octets, _) in tree.items() if not path.endswith("-shm")}
