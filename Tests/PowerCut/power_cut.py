"""The power-cut test: what if the power goes, at any moment, and the disk keeps no more than it must?

The program polls, with shim.c beneath it, which writes down all that it does to the disk. For every moment before and after a sync,
a QUIT or a forward that was taken over, disks are rebuilt that a power cut at that moment may have left: what was synced, with nothing
of the rest, all of it, or a part. From each the program starts again, against the servers as they were at that moment; then every
message must be in each of its folders once, and forwarded once, but for one in doubt.

Run it by contrib/crash-test power-cut.
"""

import argparse
import multiprocessing
import os
import pickle
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass

import cuts
import disk
import mail
import recording as recordings
import servers
import world

AGE = 660
"""Seconds from the power cut to the next start, by the files' times: an empty lock file is waited for ten minutes."""

SHORT = dict(shares=(8, 3, 11, 4), choices=10, states=150, counter=16)
LONG = dict(shares=(11, 8, 4, 3, 3), choices=60, states=4000, counter=40)


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
            status, said = there.poll(log, pretend)
            if status != 0:
                raise SystemExit(f"the poll that was to be recorded ended with status {status}: {said}")
        let_go = {name: mailbox.let_go for name, mailbox in mailboxes.items()}
        found = recordings.Recording(log, start, mail.ACCOUNTS, let_go, smtp.taken)
        differences = recordings.check_replayed(found, there.roots)
        if differences:
            raise SystemExit(f"the shim missed something: the rebuilt disk differs from the real one in {differences[:5]}")
        verdict = mail.Verdict()
        there.judge(verdict, sent, [(recipient, octets) for _, recipient, octets in smtp.taken], remaining(mailboxes))
        if not verdict.is_well:
            raise SystemExit(f"undisturbed, it was wrong already: {verdict}")
        return found, sent
    finally:
        pop3.close()
        smtp.close()


def remaining(mailboxes):
    return {name: len(mailbox.listed()) for name, mailbox in mailboxes.items()}


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
    # Some turn out to be the same disk.
    chosen = spread(found, limit + limit // 4, seed)
    seen, different = set(), []
    for index, _, state in at_moments(recording, [candidate.moment for candidate in chosen], ignored):
        candidate = chosen[index]
        name = world.digest(state.tree(candidate.choice), (candidate.moment.let_go, candidate.moment.taken))
        if name not in seen:
            seen.add(name)
            different.append(candidate)
    return len(found), spread(different, limit, seed)


def spread(found, limit, seed):
    """At most `limit` of them: of each kind of moment and each kind of choice one, then a second, and so on."""
    if len(found) <= limit:
        return found
    groups = {}
    shuffled = list(found)
    random.Random(seed).shuffle(shuffled)
    for candidate in shuffled:
        groups.setdefault((candidate.moment.kind, candidate.choice.label), []).append(candidate)
    chosen = []
    while len(chosen) < limit:
        for group in groups.values():
            if group and len(chosen) < limit:
                chosen.append(group.pop())
    return sorted(chosen, key=lambda candidate: candidate.number)


# Trying


def try_all(options, recording, sent, chosen, ignored=(), progress=None):
    """Starts from each of these disks, on several cores. Returns results in order."""
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    count = max(1, min(options.jobs, len(chosen)))
    # Shares of neighbours: each process replays the log once.
    workers = [
        context.Process(target=_work, args=(options, recording, sent, chosen[index::count], ignored, index, queue), daemon=True)
        for index in range(count)
    ]
    for worker in workers:
        worker.start()
    results, open_workers = [], count
    while open_workers:
        result = queue.get()
        if isinstance(result, Result):
            results.append(result)
            if progress:
                progress(len(results), len(chosen))
        elif result is None:
            open_workers -= 1
        else:
            raise SystemExit(f"a worker failed: {result}")
    for worker in workers:
        worker.join()
    return sorted(results, key=lambda result: result.candidate.number)


def _work(options, recording, sent, chosen, ignored, number, queue):
    try:
        place = os.path.join(options.scratch, f"worker-{number}")
        mailboxes = {account.name: servers.Mailbox() for account in recording.accounts}
        pop3, smtp = servers.POP3Server(mailboxes), servers.SMTPServer()
        there = world.World(place, options.program, options.shim, pop3.port, smtp.port)
        moments = [candidate.moment for candidate in chosen]
        for index, moment, state in at_moments(recording, moments, ignored):
            candidate = chosen[index]
            there.lay_out(state.tree(candidate.choice), AGE)
            if options.state is not None:
                shutil.copytree(os.path.join(place, "disk"), os.path.join(place, "disk.cut"))
            set_servers(recording, sent, moment, mailboxes, smtp)
            queue.put(Result(candidate, restart(there, sent, mailboxes, smtp)))
        if options.state is None:
            shutil.rmtree(place, ignore_errors=True)
        queue.put(None)
    except BaseException as error:  # The parent waits for word of each.
        queue.put(f"{type(error).__name__}: {error}")


def set_servers(recording, sent, moment, mailboxes, smtp):
    """The servers as they were at a moment; and all later mail has come while the machine was without power."""
    for account, count in zip(recording.accounts, moment.let_go):
        gone = frozenset().union(*(uidls for _, uidls in recording.let_go[account.name][:count]))
        mailboxes[account.name].messages = [
            (message.uidl, message.octets) for message in sent if message.account == account.name and message.uidl not in gone
        ]
    smtp.taken[:] = [(0, recipient, octets) for _, recipient, octets in recording.taken[: moment.taken]]


def restart(there, sent, mailboxes, smtp):
    """Lets the program start from the disk that is there, and judges what comes of it."""
    verdict = mail.Verdict()
    status, said = there.poll()
    if status != 0:
        verdict.other.append(f"the poll ended with status {status}: {said.strip()}")
    if status == 0 and there.spooled():
        # What no row owns is swept at the next start.
        status, said = there.poll()
        if status != 0:
            verdict.other.append(f"the next poll ended with status {status}: {said.strip()}")
    there.judge(verdict, sent, [(recipient, octets) for _, recipient, octets in smtp.taken], remaining(mailboxes))
    return verdict


# Telling

COLUMNS = ("moments", "disks", "lost", "twice", "pieces", "SMTP lost", "SMTP twice", "other")


def count(row, verdict):
    row["disks"] += 1
    row["lost"] += verdict.lost
    row["twice"] += verdict.twice
    row["pieces"] += verdict.pieces
    row["SMTP lost"] += verdict.smtp_lost
    row["SMTP twice"] += verdict.smtp_twice
    row["other"] += bool(verdict.other)


def table(recording, results):
    rows = {}
    for moment in recording.moments():
        rows.setdefault(moment.kind, Counter())["moments"] += 1
    for result in results:
        count(rows[result.candidate.moment.kind], result.verdict)
    total = sum(rows.values(), Counter())
    width = max(map(len, [*rows, "all"]))
    lines = ["power cut at".ljust(width) + "".join(f"{column:>12}" for column in COLUMNS)]
    for kind, row in [*sorted(rows.items()), ("all", total)]:
        lines.append(kind.ljust(width) + "".join(f"{row[column]:>12}" for column in COLUMNS))
    return "\n".join(lines)


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
            count(total, result.verdict)
        print(kind.ljust(37) + "".join(f"{total[column]:>12}" for column in COLUMNS[1:]), flush=True)


def progress(done, total):
    if sys.stderr.isatty():
        print(f"\r{done} of {total}", end="" if done < total else "\r", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="contrib/crash-test power-cut", description="What a power cut may leave, at every moment of a poll.")
    parser.add_argument("--long", action="store_true", help="thousands of disks instead of some hundred")
    parser.add_argument("--states", type=int, help="disks to try at most")
    parser.add_argument("--choices", type=int, help="disks to rebuild for one moment at most")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of disks; default 1")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="polls at once; default: one a core")
    parser.add_argument("--without-syncs", action="store_true", help="only the counter-test: no sync is done, and losses must be found")
    parser.add_argument("--no-counter-test", action="store_true", help="leave the counter-test out")
    parser.add_argument("--each-sync", type=int, metavar="DISKS", default=0,
                        help="also take out the syncs of one kind after the other, and try so many disks for each")
    parser.add_argument("--failures", type=int, default=12, help="disks that came out wrong to be told of; default 12")
    parser.add_argument("--save", metavar="FILE", help="keep what was recorded in this file")
    parser.add_argument("--recording", metavar="FILE", help="try what an earlier run saved, instead of recording anew")
    parser.add_argument("--state", type=int, metavar="NUMBER", help="try this disk alone, as a failure names it, and keep it (with --scratch)")
    parser.add_argument("--scratch", help="a directory for the disks; default: a new one in memory, if there is room")
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    form = LONG if options.long else SHORT
    own = None
    if not options.scratch:
        memory = "/dev/shm"
        own = tempfile.mkdtemp(prefix="power-cut-", dir=memory if os.access(memory, os.W_OK) else None)
        options.scratch = own
    try:
        sys.exit(run(options, form))
    finally:
        if own:
            shutil.rmtree(own, ignore_errors=True)


def run(options, form):
    failures = 0
    states, per_moment = options.states or form["states"], options.choices or form["choices"]
    if not options.without_syncs:
        began = time.monotonic()
        if options.recording:
            with open(options.recording, "rb") as file:
                recording, sent = pickle.load(file)
        else:
            recording, sent = record(options, os.path.join(options.scratch, "recorded"), form["shares"])
        if options.save:
            with open(options.save, "wb") as file:
                pickle.dump((recording, sent), file)
        count, chosen = candidates(recording, per_moment, states, options.seed, only=options.state)
        print(
            f"{len(form['shares'])} polls, {len(sent)} messages, {len(recording.records)} operations on the disk; "
            f"{len(recording.moments())} moments, {count} choices of what reached it, {len(chosen)} of them tried", flush=True)
        results = try_all(options, recording, sent, chosen, progress=progress)
        print(table(recording, results))
        failures = tell_failures(results, options.failures)
        print(f"{failures} of {len(results)} disks came out wrong; {time.monotonic() - began:.0f} s")
    if options.each_sync:
        tell_each_sync(options, recording, sent, per_moment)
    if not options.no_counter_test:
        began = time.monotonic()
        place = os.path.join(options.scratch, "without")
        recording, sent = record(options, place, form["shares"], pretend=True)
        _, chosen = candidates(recording, per_moment, form["counter"], options.seed)
        results = try_all(options, recording, sent, chosen, progress=progress)
        lost = sum(result.verdict.lost + result.verdict.smtp_lost for result in results)
        wrong = sum(not result.verdict.is_well for result in results)
        print(f"\nThe same with every sync taken out: {wrong} of {len(results)} disks came out wrong, {lost} messages lost; "
              f"{time.monotonic() - began:.0f} s")
        if not lost:
            print("The counter-test found no loss: this test proves nothing.")
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    main()
