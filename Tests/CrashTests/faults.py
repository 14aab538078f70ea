"""The resource test: what if the disk is full, fails or is read-only, descriptors run out, or the clock jumps?

faults.c stands beneath the program, and lets one call after the other fail. A poll with a fault has to end by itself, with a sentence
that says what is wrong; then the fault goes away, polls run until nothing is left to do, and every message is counted.

Run it by contrib/crash-test faults.
"""

import argparse
import errno
import os
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass

import mail
import shortages
import small_disk
import tables
import workers
from fault_bench import FULL, FaultBench

COLUMNS = ("calls", "tried", "failed", *tables.VERDICT)
# What may fail how: a disk that is broken, full, beyond a quota or read-only; a process with too many descriptors.
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


class CallBench(FaultBench):
    """Polls in which one call fails."""

    def __init__(self, options, place):
        super().__init__(options, place)
        self.starts = {}
        """What stands, and what the servers have, before the poll that meets a fault."""
        self._keep("first")
        self.offer(self.share(0))
        status, said = self.poll()
        if status != 0:
            raise SystemExit(f"the first poll, undisturbed, ended with status {status}: {said}")
        self._keep("later")

    def _keep(self, name):
        copy = os.path.join(self.place, f"kept-{name}")
        shutil.copytree(os.path.join(self.place, "disk"), copy)
        self.starts[name] = (copy, self.sent, {key: list(box.messages) for key, box in self.mailboxes.items()}, list(self.smtp.taken))

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
        self.conclude(verdict)
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
        self.conclude(verdict)
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
    first = CallBench(options, os.path.join(options.scratch, "counted"))
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
        there = CallBench(options, place)
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
    return tell_wrong(options, results, began)


def run_scenes(options):
    """Shortages that last, on small disks where they can be mounted."""
    began = time.monotonic()
    reason = small_disk.can_mount()
    options.mounts = not reason and not options.pretend
    scenes = list(shortages.SCENES)
    if not options.mounts:
        print(f"No small disk is mounted ({reason or 'as asked'}): faults.c pretends one.")
    else:
        reason = small_disk.can_mount_thin()
        if reason:
            print(f"No disk that promises more than it has is mounted: {reason}")
        else:
            scenes += [(shortages.THIN[0], shortages.THIN[1](seed)) for seed in range(4 if options.long else 1)]
    if options.scene:
        scenes = [scene for scene in scenes if options.scene in scene[0]]

    def work(place, mine, tell):
        for number, (name, scene) in enumerate(mine):
            there = None
            scene_began = time.monotonic()
            there = scene(options, os.path.join(place, str(number)))
            there.close()
            tell([Result(name, there.verdict, f"{name} ({time.monotonic() - scene_began:.1f} s)", True)])

    results = workers.in_parallel(options, scenes, work, keeping=options.scene is not None)
    rows = {}
    for result in results:
        tables.count(rows.setdefault(result.row, Counter()), "tried", result.verdict)
    print(tables.table("what lasts for a while", ("tried", *tables.VERDICT), rows))
    return tell_wrong(options, results, began)


def tell_wrong(options, results, began):
    wrong = [result for result in results if not result.verdict.is_well]
    for result in wrong[: options.failures]:
        print(f"\n{result.label}")
        for line in (result.verdict.other + result.verdict.details)[:8]:
            print(f"  {line}")
    print(f"{len(wrong)} of {len(results)} came out wrong; {time.monotonic() - began:.0f} s", flush=True)
    if options.times:
        print("\n".join(result.label for result in results if result.label.endswith(" s)")))
    return len(wrong)


def main():
    parser = argparse.ArgumentParser(prog="contrib/crash-test faults", description="Disks that are full or fail, no descriptors, clocks that jump.")
    parser.add_argument("--long", action="store_true", help="thousands of calls instead of some, and larger disks")
    parser.add_argument("--trials", type=int, help="polls with a failing call at most")
    parser.add_argument("--per-kind", type=int, help="places at which one kind of call fails at most")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of calls; default 1")
    parser.add_argument("--failures", type=int, default=12, help="how many that came out wrong are told of; default 12")
    parser.add_argument("--trial", type=int, help="only this one")
    parser.add_argument("--scene", help="only the shortages with this in their name, and their disks are kept")
    parser.add_argument("--pretend", action="store_true", help="mount nothing")
    parser.add_argument("--times", action="store_true", help="say how long each shortage took")
    workers.add_options(parser)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.per_kind = options.per_kind or (60 if options.long else 6)
    options.trials = options.trials or (3000 if options.long else 45)
    # First what fails, then what is two file systems.
    options.shim = f"{os.path.join(os.path.dirname(options.shim), 'faults.so')} {options.shim}"
    workers.with_scratch(options, lambda: run(options))


def run(options):
    failures = 0
    if not options.scene:
        failures += run_matrix(options)
    if options.trial is None:
        failures += run_scenes(options)
    return 1 if failures else 0


if __name__ == "__main__":
    main()
