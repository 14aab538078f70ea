"""The resource test: what if the disk is full, fails or is read-only, descriptors run out, or the clock jumps?

faults.c stands beneath the program, and lets one call after the other fail. A poll with a fault has to end by itself, with a sentence
that says what is wrong; then the fault goes away, polls run until nothing is left to do, and every message is counted.

Run it by contrib/crash-test faults.
"""

import argparse
import errno
import os
import random
import re
import resource
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass

import bench
import faultfile
import mail
import tables
import workers

COLUMNS = ("calls", "tried", "failed", *tables.VERDICT)
TIMEOUT = 90
"""Seconds that a poll may take, on a busy machine."""

# What may fail how: a disk that is broken, full, beyond a quota or read-only; a process with too many descriptors.
FULL = (errno.ENOSPC, errno.EDQUOT)
ERRORS = {
    "open": (errno.EIO,),
    "create": (errno.EIO, *FULL, errno.EROFS),
    "read": (errno.EIO,),
    "write": (errno.EIO, *FULL),
    "sync": (errno.EIO, *FULL),
    "rename": (errno.EIO, *FULL, errno.EROFS),
    "link": (errno.EIO, *FULL, errno.EROFS),
    "unlink": (errno.EIO, errno.EROFS),
    "mkdir": (errno.EIO, *FULL, errno.EROFS),
    "list": (errno.EIO,),
    "truncate": (errno.EIO, errno.ENOSPC),
    "look": (errno.EIO,),
    "room": (errno.EIO,),
    "descriptor": (errno.EMFILE, errno.ENFILE),
}
STATUSES = {0, 69, 74, 75, 78}
"""A poll that meets a fault ends with one of these (sysexits.h): an account failed, input/output, try again later, configuration."""
SENTENCES = "|".join([*map(os.strerror, (*FULL, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE)), "disk I/O error", "is full", "unable to open", "is malformed"])
"""What a poll says of a fault. SQLite takes a page that can't be read for a damaged one."""


@dataclass(frozen=True)
class Trial:
    number: int
    start: str
    """`first`: on an empty disk; `later`: with mail of an earlier poll."""
    call: str
    error: int
    place: int
    """The call that fails, counted from 1."""
    is_lasting: bool

    def __str__(self):
        each = "all from" if self.is_lasting else "only"
        return f"{self.start} start, {self.call}: {errno.errorcode[self.error]} at {each} call {self.place}"


@dataclass
class Result:
    row: str
    verdict: mail.Verdict
    label: str
    hit: bool
    """Whether the fault was met at all."""


class FaultBench(bench.Bench):
    """A disk that fails when it is told to."""

    SHARE = 11
    """Messages of each account that come before, and that come later: one of each kind, but for one twin."""

    def __init__(self, options, place):
        super().__init__(options, place, mail.ACCOUNTS, [])
        self.faults = faultfile.FaultFile(os.path.join(place, "beside", "faults"))
        self.starts = {}
        """What stands, and what the servers have, before the poll that meets a fault."""
        self._keep("first")
        self.offer(self.share(0))
        status, said = self.poll()
        if status != 0:
            raise SystemExit(f"the first poll, undisturbed, ended with status {status}: {said}")
        self._keep("later")

    def share(self, number):
        """Messages for all accounts."""
        return [message for account in self.accounts for message in mail.messages(account, number * self.SHARE, self.SHARE)]

    def _keep(self, name):
        copy = os.path.join(self.place, f"kept-{name}")
        shutil.copytree(os.path.join(self.place, "disk"), copy)
        self.starts[name] = (copy, self.sent, {key: list(box.messages) for key, box in self.mailboxes.items()}, list(self.smtp.taken))

    def offer(self, messages):
        """New mail."""
        self.sent = self.sent + messages
        for message in messages:
            self.mailboxes[message.account].add([(message.uidl, message.octets)])

    def begin(self, start):
        """The disk and the servers as they were then."""
        copy, self.sent, boxes, taken = self.starts[start]
        self.faults.reset()
        self.world.clear()
        for index, root in enumerate(self.world.roots):
            shutil.copytree(os.path.join(copy, str(index)), root, dirs_exist_ok=True)
        for account in self.accounts:
            box = self.mailboxes[account.name]
            box.messages, box.let_go = list(boxes[account.name]), []
        self.smtp.taken[:] = list(taken)

    def poll(self, prepare=None):
        return self.world.poll(TIMEOUT, prepare, FAULTS=self.faults.path)

    def disturbed(self, verdict, prepare=None):
        """One poll with a fault: ends by itself, and says what is wrong."""
        status, said = self.poll(prepare)
        if status == 124:
            verdict.other.append(said)
        elif status < 0:
            verdict.other.append(f"it died of signal {-status}: {said}")
        elif status not in STATUSES:
            verdict.other.append(f"it ended with status {status}: {said}")
        elif status and not re.search(SENTENCES, said, re.IGNORECASE):
            verdict.other.append(f"it ended with status {status}, and does not say what is wrong: {said}")
        return status, said

    def settle(self, verdict, cuts=1):
        """Polls until nothing is left to do, and judges."""
        self.faults.reset()
        status, said = self.poll()
        for hours in (5, 10):
            if status == 0 and not self.world.spooled():
                break
            # Forwards wait before they are tried again.
            self.faults.set(clock=hours * 3600, jumped=time.time())
            status, said = self.poll()
        if status != 0:
            verdict.other.append(f"without the fault, the poll ended with status {status}: {said.strip()}")
        self.judge(verdict, cuts)

    def count(self, start):
        """How many calls of each kind an undisturbed poll makes."""
        self.begin(start)
        self.offer(self.share(1))
        self.faults.set(active=True)
        status, said = self.poll()
        if status != 0:
            raise SystemExit(f"undisturbed, the poll ended with status {status}: {said}")
        calls = self.faults.calls()
        verdict = mail.Verdict()
        self.settle(verdict)
        if not verdict.is_well:
            raise SystemExit(f"undisturbed, it was wrong already: {verdict}")
        return calls

    def trial(self, trial):
        self.begin(trial.start)
        self.offer(self.share(1))
        self.faults.set(active=True, call=trial.call, error=trial.error, first=trial.place, times=0 if trial.is_lasting else 1)
        verdict = mail.Verdict()
        status, said = self.disturbed(verdict)
        hits, where = self.faults.failed()
        self.settle(verdict)
        label = f"{trial}{' of ' + where if where else ''}\n  it said, with status {status}: {said.strip()[:400]}"
        return Result(f"{trial.call}: {errno.errorcode[trial.error]}", verdict, label, hits > 0)


def places(count, limit, chance):
    """Calls to let fail: the first, the last, and some between."""
    if count <= limit:
        return list(range(1, count + 1))
    return sorted({1, count, *chance.sample(range(2, count), max(0, limit - 2))})


def trials(calls, per_kind, limit, seed):
    found = []
    for start, counts in calls.items():
        for call, kinds in ERRORS.items():
            chance = random.Random(f"{seed} {start} {call}")
            for error in kinds:
                for is_lasting in (False, True):
                    for place in places(counts[call], per_kind, chance):
                        found.append(Trial(len(found), start, call, error, place, is_lasting))
    return workers.spread(found, limit, seed, lambda trial: ((trial.call, trial.error), (trial.start, trial.is_lasting)))


def run_matrix(options):
    began = time.monotonic()
    first = FaultBench(options, os.path.join(options.scratch, "counted"))
    try:
        calls = {start: first.count(start) for start in first.starts}
        kept = first.starts
    finally:
        first.close()
    found = trials(calls, options.per_kind, options.trials, options.seed)
    if options.trial is not None:
        found = [trial for trial in trials(calls, options.per_kind, 1 << 30, options.seed) if trial.number == options.trial]
    print(f"calls of a poll: " + ", ".join(f"{call} {sum(counts[call] for counts in calls.values())}" for call in ERRORS), flush=True)

    def work(place, mine, tell):
        there = FaultBench(options, place)
        for trial in mine:
            tell([there.trial(trial)])

    results = workers.in_parallel(options, found, work, keeping=options.trial is not None)
    rows = {}
    for result in results:
        row = rows.setdefault(result.row, Counter())
        tables.count(row, "tried", result.verdict)
        row["failed"] += result.hit
        row["calls"] = sum(counts[result.row.split(":")[0]] for counts in calls.values())
    total = tables.table("what fails, and how", COLUMNS, rows)
    print(total)
    wrong = [result for result in results if not result.verdict.is_well]
    for result in wrong[: options.failures]:
        print(f"\n{result.label}")
        for line in (result.verdict.other + result.verdict.details)[:8]:
            print(f"  {line}")
    print(f"{len(wrong)} of {len(results)} came out wrong; {time.monotonic() - began:.0f} s", flush=True)
    return len(wrong)


def main():
    parser = argparse.ArgumentParser(prog="contrib/crash-test faults", description="Disks that are full or fail, no descriptors, clocks that jump.")
    parser.add_argument("--long", action="store_true", help="each call of each kind, instead of some")
    parser.add_argument("--trials", type=int, help="polls with a failing call at most")
    parser.add_argument("--per-kind", type=int, help="places at which one kind of call fails at most")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of calls; default 1")
    parser.add_argument("--failures", type=int, default=12, help="how many that came out wrong are told of; default 12")
    parser.add_argument("--trial", type=int, help="only this one")
    workers.add_options(parser)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.per_kind = options.per_kind or (1 << 20 if options.long else 6)
    options.trials = options.trials or (1 << 20 if options.long else 90)
    # First what fails, then what is two file systems.
    options.shim = f"{os.path.join(os.path.dirname(options.shim), 'faults.so')} {options.shim}"
    workers.with_scratch(options, lambda: run(options))


def run(options):
    failures = run_matrix(options)
    return 1 if failures else 0


if __name__ == "__main__":
    main()
