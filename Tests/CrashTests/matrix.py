"""The crash matrix: what if Postroom is killed right before, or right after, any of its steps?

The program runs once undisturbed, with shim.c beneath it, which names each step: each write, name and sync beneath the state directory
and the folders, each connection, and what is said and heard there. Then it runs again and again from the same state, and the shim kills
it (SIGKILL) at one of them. It is started again on what it left, with more mail on the servers; then every message must be in each of
its folders once, and forwarded once, but for the one in doubt.

Run it by contrib/crash-test matrix.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace

import bench
import disk
import mail
import servers
import steps
import tables
import tampering
import workers


@dataclass(frozen=True)
class Scene:
    """A state, and what happens from there until the program is killed."""

    name: str
    before: int
    """Messages of each account that a poll has dealt with."""
    now: int
    """Messages that are waiting."""
    daemon: bool = False
    pipelines: bool = True
    """Whether the servers offer it."""


SCENES = (
    Scene("the first poll", 0, 8),
    # Twins, messages of equal octets, are the eleventh and twelfth: they come one after the other, the second after the kill.
    Scene("a later poll, servers without pipelining", 5, 6, pipelines=False),
    # So many that the spool is synced as a whole.
    Scene("a daemon", 5, 12, daemon=True),
)
PAUSE = 10
"""Seconds from a kill to the next start, by the times of mbox lock files: one of a process that is gone is respected for five."""
LATER = 4
"""Messages of each account that come after the program was killed."""


@dataclass(frozen=True)
class Form:
    """How much is tried."""

    kills: int
    """At most."""
    counter: int
    """Kills of each counter-test."""
    again: int
    """Kills after which the next start is killed as well."""


SHORT = Form(kills=112, counter=3, again=6)
LONG = Form(kills=1000, counter=12, again=150)
EVERY = 1 << 30


@dataclass(frozen=True)
class Trial:
    number: int
    scene: int
    row: str
    when: str
    """before or after"""
    ordinal: int
    """Which of the row's steps, from 1."""
    is_again: bool = False


@dataclass
class Result:
    trial: Trial
    kills: int
    verdict: object


@dataclass
class State:
    """What a scene begins with."""

    tree: dict
    gone: dict
    taken: list
    points: dict
    """Row -> how many steps there are when nobody disturbs."""


def parts(scene):
    """The messages of a scene: those that came before, those that wait, those that come after the kill."""
    borders = (0, scene.before, scene.before + scene.now, scene.before + scene.now + LATER)
    return [
        [message for account in mail.ACCOUNTS for message in mail.messages(account, first, end - first)]
        for first, end in zip(borders, borders[1:])
    ]


class KillBench(bench.Bench):
    """Where one scene is played."""

    def __init__(self, options, place, scene):
        self.scene = scene
        self.before, self.now, self.later = parts(scene)
        super().__init__(options, place, mail.ACCOUNTS, self.before + self.now + self.later)
        self.pop3.pipelines = self.smtp.pipelines = scene.pipelines

    def prepare(self):
        """Plays the scene undisturbed. Returns what it began with, and which steps there were."""
        self._come(self.before)
        if self.before:
            self._expect_end(self.world.poll())
        gone = {name: frozenset().union(*(uidls for _, uidls in mailbox.let_go)) for name, mailbox in self.mailboxes.items()}
        state = State(disk.standing(self.world.roots), gone, [(recipient, octets) for _, recipient, octets in self.smtp.taken], {})
        self._begin(state)
        names = os.path.join(self.place, "steps")
        self._expect_end(self.play(STEPS=names))
        self._come(self.later)
        verdict = self.restart(cuts=0)
        if not verdict.is_well:
            raise SystemExit(f"{self.scene.name}: undisturbed, it was wrong already: {verdict}")
        state.points = steps.count(names)
        return state

    @staticmethod
    def _expect_end(end):
        if end[0] != 0:
            raise SystemExit(f"undisturbed, the program ended with status {end[0]}: {end[1]}")

    def _come(self, messages):
        for account in self.accounts:
            self.mailboxes[account.name].add([(message.uidl, message.octets) for message in messages if message.account == account.name])

    def _begin(self, state):
        self.set_up(state.tree, (state.gone, state.taken))
        waiting = {message.uidl for message in self.before + self.now}
        for mailbox in self.mailboxes.values():
            mailbox.messages = [(uidl, octets) for uidl, octets in mailbox.messages if uidl in waiting]

    def play(self, **shim):
        """Lets the program work, until all is done or it is killed. Returns (exit status, what it said)."""
        if not self.scene.daemon:
            return self.world.poll(**shim)
        said = os.path.join(self.place, "said")
        with open(said, "wb") as output:
            process = self.world.start(["run"], output, **shim)
            try:
                until, count = time.monotonic() + 120, len(self.before) + len(self.now)
                while process.poll() is None and time.monotonic() < until and not self._has_settled(count):
                    time.sleep(0.02)
                process.send_signal(signal.SIGTERM)
                status = process.wait(timeout=60)
            finally:
                process.kill()
                process.wait()
        with open(said, encoding="utf-8", errors="replace") as output:
            return status, output.read()[-1000:]

    def _has_settled(self, count):
        left = servers.remaining(self.mailboxes)
        return not any(left[account.name] for account in self.accounts if account.after == "delete") and self.world.is_done(count)

    def kill(self, state, trial, random, cuts_allowed=True):
        """Kills the program at a step, starts it again, and judges. Returns (kills, verdict)."""
        kills, ordinal = 0, trial.ordinal
        while not kills:
            # Accounts are polled side by side: not every run has every step as often.
            self._begin(state)
            status, said = self.play(KILL=f"{trial.when} {ordinal} {steps.ROWS[trial.row]}")
            self.settle()
            kills += status == -signal.SIGKILL
            if not kills and (status or ordinal == 1):
                return 0, mail.Verdict(other=[f"not killed; it ended with status {status}: {said}"] if status else [])
            ordinal = (ordinal + 1) // 2
        self.world.age_locks(PAUSE)
        self._come(self.later)
        if trial.is_again:
            status, _ = self.world.poll(KILL=f"{random.choice(('before', 'after'))} {random.randint(1, 400)} .")
            self.settle()
            self.world.age_locks(PAUSE)
            kills += status == -signal.SIGKILL
        return kills, self.restart(cuts=kills if cuts_allowed else 0)


# What to try


def trials(states, form, seed):
    found = []
    for scene, state in enumerate(states):
        for row, points in state.points.items():
            for ordinal in range(1, points + 1):
                for when in ("before", "after"):
                    found.append(Trial(len(found), scene, row, when, ordinal))
    chosen = workers.spread(found, form.kills, seed, lambda trial: ((trial.row, trial.when), trial.scene))
    again = workers.spread(found, form.again, seed + 1, lambda trial: ((trial.row, trial.when), trial.scene))
    return chosen, [replace(trial, is_again=True) for trial in again]


def try_all(options, states, chosen, label, **settings):
    """Kills at each of these steps. `settings`: see `KillBench.kill`, and attributes of the POP3 server (`pop3`)."""
    pop3 = settings.pop("pop3", {})

    def work(place, mine, tell):
        benches = {}
        for trial in mine:
            if trial.scene not in benches:
                benches[trial.scene] = KillBench(options, os.path.join(place, str(trial.scene)), SCENES[trial.scene])
                vars(benches[trial.scene].pop3).update(pop3)
            generator = random.Random(options.seed * 1_000_003 + trial.number)
            result = Result(trial, *benches[trial.scene].kill(states[trial.scene], trial, generator, **settings))
            if label and not result.verdict.is_well:
                # A long run's end is far away.
                print(failure(result), file=sys.stderr, flush=True)
            tell([result])

    results = workers.in_parallel(options, chosen, work, label=label)
    return sorted(results, key=lambda result: result.trial.number)


# Telling

COLUMNS = ("steps", "before", "after", *tables.VERDICT)


def tell(states, results):
    tried = {result.trial.row for result in results}
    rows = {row: Counter(steps=sum(state.points[row] for state in states)) for row in steps.ROWS if row in tried}
    for result in results:
        if result.kills:
            tables.count(rows[result.trial.row], result.trial.when, result.verdict)
    print(tables.table("killed before or after", COLUMNS, rows))
    wrong = [result for result in results if not result.verdict.is_well]
    for result in wrong[:12]:
        print(failure(result))
    if len(wrong) > 12:
        print(f"\nand {len(wrong) - 12} more")
    missed = sum(not result.kills for result in results)
    print(f"{sum(result.kills for result in results)} kills; {len(wrong)} came out wrong" + f"; {missed} found no such step" * bool(missed))
    return len(wrong)


def failure(result):
    """What came out wrong."""
    trial = result.trial
    where = f"\n{SCENES[trial.scene].name}; killed {trial.when} step {trial.ordinal} of \"{trial.row}\"" + " and once more" * trial.is_again
    return "\n  ".join([where, *(result.verdict.other + result.verdict.details)[:8]])


def main():
    parser = argparse.ArgumentParser(
        prog="contrib/crash-test matrix", description="Postroom is killed right before and right after each of its steps, and started again.")
    parser.add_argument("--long", action="store_true", help=f"{LONG.kills} kills instead of {SHORT.kills}, and {LONG.again} twice; some minutes")
    parser.add_argument("--every", action="store_true", help="kill before and after every step; with --long, half an hour")
    parser.add_argument("--kills", type=int, help="kills to try at most, spread over all kinds of steps")
    parser.add_argument("--again", type=int, help="kills to try at most that are followed by another during the next start")
    parser.add_argument("--row", help="only kill at the steps of this row of the table")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of steps; default 1")
    parser.add_argument("--no-counter-test", action="store_true", help="leave the counter-tests out")
    workers.add_options(parser)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    form = LONG if options.long else SHORT
    kills = EVERY if options.every else form.kills
    form = replace(
        form, kills=kills if options.kills is None else options.kills, again=form.again if options.again is None else options.again)
    workers.with_scratch(options, lambda: run(options, form))


def run(options, form):
    began = time.monotonic()
    states = []
    for index, scene in enumerate(SCENES):
        there = KillBench(options, os.path.join(options.scratch, f"scene-{index}"), scene)
        states.append(there.prepare())
        there.close()
    if options.row:
        for state in states:
            state.points = {row: points if row == options.row else 0 for row, points in state.points.items()}
    chosen, again = trials(states, form, options.seed)
    failures = tell(states, try_all(options, states, chosen, "kills"))
    if again:
        print("\nThe next start killed as well:")
        failures += tell(states, try_all(options, states, again, "kills, twice"))
    if not options.no_counter_test:
        failures += counter_tests(options, states, form)
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if failures else 0


def counter_tests(options, states, form):
    """Where mail is lost, or comes twice, this has to be found; else the test proves nothing. Returns how often it was not."""
    print()
    failures = 0

    def expect(what, count):
        nonlocal failures
        print(f"{what}: {count} found")
        if not count:
            print("The counter-test found nothing: this test proves nothing.")
            failures += 1

    some = lambda row, when: [Trial(index, 0, row, when, 1 + index % states[0].points[row]) for index in range(form.counter)]
    early = try_all(
        options, states, some("ledger: arrivals, octets", "before"), "", pop3={"lets_go_early": True})
    expect("A server that deletes what it gives out, killed before the commit; copies lost", sum(result.verdict.lost for result in early))
    again = try_all(options, states, some("SMTP: the final dot", "after"), "", cuts_allowed=False)
    expect("Killed behind the final dot, if none may come twice; forwards that do", sum(result.verdict.smtp_twice for result in again))
    there = KillBench(options, os.path.join(options.scratch, "tampered"), SCENES[0])
    there.kill(states[0], Trial(0, 0, "Maildir: rename", "after", 1), random.Random(options.seed))
    for what, count in tampering.try_each(there):
        expect(what, count)
    there.close()
    return failures


if __name__ == "__main__":
    main()
