"""The power-cut test: what if the power goes, at any moment, and the disk keeps no more than it must?

The program polls, with shim.c beneath it, which writes down all that it does to the disk. For every moment before and after a sync,
a QUIT or a forward that was taken over, disks are rebuilt that a power cut at that moment may have left: what was synced, with nothing
of the rest, all of it, or a part. From each the program starts again, against the servers as they were at that moment; then every
message must be in each of its folders once, and forwarded once, but for one in doubt.

Run it by contrib/crash-test power-cut.
"""

import argparse
import os
import pickle
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, replace

import bench
import cuts
import disk
import mail
import recording as recordings
import servers
import tables
import workers
import world

AGE = 660
"""Seconds from the power cut to the next start, by the files' times: an empty lock file is waited for ten minutes."""


@dataclass(frozen=True)
class Form:
    """How much is tried."""

    shares: tuple
    """New messages of each account, poll by poll."""
    choices: int
    """Disks that are rebuilt for one moment at most."""
    states: int
    """Disks that are tried at most."""
    counter: int
    """Disks that are tried without any sync."""
    large: tuple = ()
    """The same as shares, for a second recording, in which the ledger's log is large enough to be moved into the database."""
    large_states: int = 0
    again: int = 0
    """Disks from which the next start is cut off as well."""


# Twins, messages of equal octets, are the eleventh and twelfth: one share ends between them.
SHORT = Form(shares=(8, 3, 11, 4), choices=10, states=150, counter=16)
LONG = Form(shares=(8, 3, 11, 4, 3), choices=60, states=3000, counter=40, large=(8, 3, 520, 4), large_states=60, again=60)
SECOND_CUTS = 6
"""Disks that are tried for each start that is cut off again."""


@dataclass(frozen=True)
class Candidate:
    number: int
    moment: object
    choice: object


@dataclass
class Result:
    candidate: Candidate
    verdict: object


# Recording


def record(options, place, shares, pretend=False):
    """Polls, each time with new mail, and writes down what happened."""
    log = os.path.join(place, "log")
    here = lambda: os.path.getsize(log) if os.path.exists(log) else 0
    mailboxes = {account.name: servers.Mailbox() for account in mail.ACCOUNTS}
    pop3, smtp = servers.POP3Server(mailboxes, here), servers.SMTPServer(here)
    try:
        there = world.World(place, options.program, options.shim, pop3.port, smtp.port)
        start = disk.Disk.standing(there.roots)
        sent, first = [], 0
        for share in shares:
            for account in mail.ACCOUNTS:
                more = mail.messages(account, first, share)
                sent += more
                mailboxes[account.name].add([(message.uidl, message.octets) for message in more])
            first += share
            status, said = there.poll(LOG=log, PRETEND="1" if pretend else None)
            if status != 0:
                raise SystemExit(f"the poll that was to be recorded ended with status {status}: {said}")
        let_go = {name: mailbox.let_go for name, mailbox in mailboxes.items()}
        found = recordings.Recording(log, start, mail.ACCOUNTS, let_go, smtp.taken)
        differences = recordings.check_replayed(found, there.roots)
        if differences:
            raise SystemExit(f"the shim missed something: the rebuilt disk differs from the real one in {differences[:5]}")
        verdict = mail.Verdict()
        there.judge(verdict, sent, [(recipient, octets) for _, recipient, octets in smtp.taken], servers.remaining(mailboxes))
        if not verdict.is_well:
            raise SystemExit(f"undisturbed, it was wrong already: {verdict}")
        return found, sent
    finally:
        pop3.close()
        smtp.close()


# What to try


def at_moments(recording, moments, ignored=()):
    """Yields (index, moment, disk) for each of these moments, in order."""
    todo = sorted(range(len(moments)), key=lambda index: moments[index].position)
    next_one = 0
    for end, state in recording.replay(ignored):
        while next_one < len(todo) and moments[todo[next_one]].position == end:
            yield todo[next_one], moments[todo[next_one]], state
            next_one += 1
    if next_one < len(todo):
        raise ValueError("a moment lies between two records")


def candidates(recording, per_moment, limit, seed, ignored=(), only=None):
    """At most `limit` disks to try, no two the same, or the `only` one; and how many choices they were taken from."""
    moments, found = recording.moments(), []
    # Of what a sync that is taken out should have made durable, something has to be missing.
    truth = at_moments(recording, moments) if ignored else None
    for index, moment, state in at_moments(recording, moments, ignored):
        needed = None
        if truth:
            durable = {op.serial for op in next(truth)[2].pending}
            needed = frozenset(op.serial for op in state.pending if op.serial not in durable)
            if not needed:
                continue
        for choice in cuts.choices(state.pending, random.Random(seed * 1_000_003 + index), per_moment, needed):
            found.append(Candidate(len(found), moment, choice))
    if only is not None:
        return len(found), found[only : only + 1]
    kinds = lambda candidate: (candidate.moment.kind, candidate.choice.label)
    # Some turn out to be the same disk.
    chosen = workers.spread(found, limit + limit // 4, seed, kinds)
    seen, different = set(), []
    for index, _, state in at_moments(recording, [candidate.moment for candidate in chosen], ignored):
        candidate = chosen[index]
        name = world.digest(state.tree(candidate.choice), (candidate.moment.let_go, candidate.moment.taken))
        if name not in seen:
            seen.add(name)
            different.append(candidate)
    return len(found), workers.spread(different, limit, seed, kinds)


# Trying


def try_all(options, recording, sent, chosen, ignored=(), is_again=False):
    """Starts from each of these disks, on several cores. Returns results in order."""

    def work(place, mine, tell):
        there = CutBench(options, place, recording.accounts, sent)
        for index, moment, state in at_moments(recording, [candidate.moment for candidate in mine], ignored):
            candidate = mine[index]
            tree, servers_then = state.tree(candidate.choice), recording.servers_at(moment)
            if is_again:
                verdicts = there.cut_again(tree, servers_then, options.seed + candidate.number)
            else:
                verdicts = [there.restart_from(tree, servers_then, keeping=options.state is not None)]
            tell([Result(candidate, verdict) for verdict in verdicts])

    results = workers.in_parallel(options, chosen, work, keeping=options.state is not None)
    return sorted(results, key=lambda result: result.candidate.number)


class CutBench(bench.Bench):
    """A disk that is rebuilt as a power cut left it, with the servers of that moment."""

    def restart_from(self, tree, servers_then, cuts=1, keeping=False):
        """Lets the program start from a disk, and judges what comes of it."""
        self.set_up(tree, servers_then, AGE)
        if keeping:
            shutil.copytree(os.path.join(self.place, "disk"), os.path.join(self.place, "disk.cut"))
        return self.restart(cuts)

    def cut_again(self, tree, servers_then, seed):
        """Lets the program start from a disk, cuts the power again on the way, and judges what comes of the start after that."""
        self.set_up(tree, servers_then, AGE)
        log = os.path.join(self.place, "log")
        if os.path.exists(log):
            os.remove(log)
        here = lambda: os.path.getsize(log) if os.path.exists(log) else 0
        self.pop3.now = self.smtp.now = here
        start, then = disk.Disk.standing(self.world.roots), dict(self.world.inodes)
        before = len(self.smtp.taken)
        status, said = self.world.poll(LOG=log)
        if status != 0:
            return [mail.Verdict(other=[f"the first start ended with status {status}: {said.strip()}"])]
        let_go = {name: mailbox.let_go for name, mailbox in self.mailboxes.items()}
        second = recordings.Recording(log, start, self.accounts, let_go, self.smtp.taken[before:])
        differences = recordings.check_replayed(second, self.world.roots)
        if differences:
            raise ValueError(f"the shim missed something: {differences[:5]}")
        gone, taken = servers_then
        verdicts = []
        _, chosen = candidates(second, 10, SECOND_CUTS, seed)
        for index, moment, state in at_moments(second, [candidate.moment for candidate in chosen]):
            # The program has seen the numbers that files had before the first cut.
            rebuilt = {
                path: (mode, octets, then.get(inode, inode)) for path, (mode, octets, inode) in state.tree(chosen[index].choice).items()
            }
            gone_now, taken_now = second.servers_at(moment)
            both = {name: gone[name] | gone_now[name] for name in gone}, taken + taken_now
            verdicts.append(self.restart_from(rebuilt, both, cuts=2))
        return verdicts


# Telling

COLUMNS = ("moments", "disks", *tables.VERDICT)


def table(recording, results):
    rows = {}
    for moment in recording.moments():
        rows.setdefault(moment.kind, Counter())["moments"] += 1
    for result in results:
        tables.count(rows[result.candidate.moment.kind], "disks", result.verdict)
    return tables.table("power cut at", COLUMNS, dict(sorted(rows.items())))


def tell_failures(results, limit):
    wrong = [result for result in results if not result.verdict.is_well]
    for result in wrong[:limit]:
        moment, verdict = result.candidate.moment, result.verdict
        print(f"\nstate {result.candidate.number}: {moment.kind}, at octet {moment.position} of the log; on the disk: {result.candidate.choice.label}")
        for line in (verdict.other + verdict.details)[:8]:
            print(f"  {line}")
    if len(wrong) > limit:
        print(f"\nand {len(wrong) - limit} more")
    return len(wrong)


def tell_each_sync(options, recording, sent, per_moment):
    """Takes out the syncs of one kind after the other, and tells whether that is noticed: what each of them is there for."""
    kinds = sorted({moment.kind for moment in recording.moments()})
    print("\nwithout the syncs of".ljust(38) + "".join(f"{column:>12}" for column in COLUMNS[1:]))
    for kind in kinds:
        if not recording.is_sync(kind):
            continue
        _, chosen = candidates(recording, per_moment, options.each_sync, options.seed, ignored=(kind,))
        total = Counter()
        for result in try_all(options, recording, sent, chosen, ignored=(kind,)):
            tables.count(total, "disks", result.verdict)
        print(kind.ljust(37) + "".join(f"{total[column]:>12}" for column in COLUMNS[1:]), flush=True)


def main():
    parser = argparse.ArgumentParser(prog="contrib/crash-test power-cut", description="What a power cut may leave, at every moment of a poll.")
    parser.add_argument("--long", action="store_true", help="thousands of disks instead of some hundred, a large mailbox, and starts that are cut off again")
    parser.add_argument("--states", type=int, help="disks to try at most")
    parser.add_argument("--choices", type=int, help="disks to rebuild for one moment at most")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of disks; default 1")
    parser.add_argument("--again", type=int, metavar="DISKS", help=f"cut off the start from so many disks as well, {SECOND_CUTS} times each")
    parser.add_argument("--each-sync", type=int, metavar="DISKS", default=0,
                        help="also take out the syncs of one kind after the other, and try so many disks for each")
    parser.add_argument("--without-syncs", action="store_true", help="only the counter-test: no sync is done, and losses must be found")
    parser.add_argument("--no-counter-test", action="store_true", help="leave the counter-test out")
    parser.add_argument("--failures", type=int, default=12, help="disks that came out wrong to be told of; default 12")
    parser.add_argument("--save", metavar="FILE", help="keep what was recorded in this file")
    parser.add_argument("--recording", metavar="FILE", help="try what an earlier run saved, instead of recording anew")
    parser.add_argument("--state", type=int, metavar="NUMBER", help="try this disk alone, as a failure names it, and keep it (with --recording, --scratch)")
    workers.add_options(parser)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    form = LONG if options.long else SHORT
    form = replace(
        form, states=options.states or form.states, choices=options.choices or form.choices,
        again=form.again if options.again is None else options.again)
    workers.with_scratch(options, lambda: run(options, form))


def run(options, form):
    failures = 0
    if not options.without_syncs:
        failures += cut_polls(options, form)
        if form.large and options.state is None and not options.recording:
            print("\nWith a large mailbox:")
            failures += try_recording(
                options, *record(options, os.path.join(options.scratch, "large"), form.large), form.choices, form.large_states)
    if not options.no_counter_test and options.state is None:
        failures += counter_test(options, form)
    return 1 if failures else 0


def cut_polls(options, form):
    if options.recording:
        with open(options.recording, "rb") as file:
            recording, sent = pickle.load(file)
    else:
        recording, sent = record(options, os.path.join(options.scratch, "recorded"), form.shares)
    if options.save:
        with open(options.save, "wb") as file:
            pickle.dump((recording, sent), file)
    failures = try_recording(options, recording, sent, form.choices, form.states)
    if form.again and options.state is None:
        print("\nThe next start cut off as well:")
        failures += try_recording(options, recording, sent, form.choices, form.again, is_again=True)
    if options.each_sync:
        tell_each_sync(options, recording, sent, form.choices)
    return failures


def try_recording(options, recording, sent, per_moment, states, is_again=False):
    """Tries what a recording may have left, and tells what came of it. Returns how many disks came out wrong."""
    began = time.monotonic()
    count, chosen = candidates(recording, per_moment, states, options.seed + is_again, only=options.state)
    print(
        f"{len(sent)} messages, {len(recording.records)} operations on the disk; {len(recording.moments())} moments, "
        f"{count} choices of what reached the disk, {len(chosen)} of them tried", flush=True)
    results = try_all(options, recording, sent, chosen, is_again=is_again)
    print(table(recording, results))
    failures = tell_failures(results, options.failures)
    print(f"{failures} of {len(results)} disks came out wrong; {time.monotonic() - began:.0f} s", flush=True)
    return failures


def counter_test(options, form):
    """Without syncs losses must be found, else this test proves nothing."""
    began = time.monotonic()
    recording, sent = record(options, os.path.join(options.scratch, "without"), form.shares, pretend=True)
    _, chosen = candidates(recording, form.choices, form.counter, options.seed)
    results = try_all(options, recording, sent, chosen)
    lost = sum(result.verdict.lost + result.verdict.smtp_lost for result in results)
    wrong = sum(not result.verdict.is_well for result in results)
    print(f"\nThe same with every sync taken out: {wrong} of {len(results)} disks came out wrong, {lost} copies or forwards lost; "
          f"{time.monotonic() - began:.0f} s")
    if lost:
        return 0
    print("The counter-test found no loss: this test proves nothing.")
    return 1


if __name__ == "__main__":
    main()
