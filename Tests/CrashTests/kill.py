"""Random kills under load: the daemon works for several accounts while mail keeps coming, and is killed again and again.

Each time it is started again at once. In the end it may finish; then every message must be in each of its folders once, and forwarded
once, but for one in doubt for each kill.

Run it by contrib/crash-test kill.
"""

import argparse
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter

import bench
import mail
import servers
import steps
import tables
import workers

ACCOUNTS = (
    *mail.ACCOUNTS,
    mail.Account("eve", "delete", "maildir", "maildir++", root=1),
    mail.Account("fay", "keep", "mbox", root=1),
)
SHORT, LONG = 20, 200
PER_KILL = 15
"""Messages that come for each kill."""
PATIENCE = 600
"""Seconds that the last start may take to finish everything."""


class Arrivals:
    """Mail that keeps coming."""

    def __init__(self, mailboxes, seed, count):
        self.mailboxes = mailboxes
        self.random = random.Random(seed)
        self.count = count
        self.sent = []
        self.numbers = Counter()
        self.is_over = False
        self.thread = None

    def come(self, count):
        """So many messages, to some accounts or other."""
        for _ in range(count):
            account = self.random.choice(ACCOUNTS)
            message = mail.messages(account, self.numbers[account.name], 1)[0]
            self.numbers[account.name] += 1
            self.sent.append(message)
            self.mailboxes[account.name].add([(message.uidl, message.octets)])

    def keep_coming(self, pause):
        """Until there are so many, or it is over. `pause`: seconds between two arrivals, more or less."""

        def run():
            while len(self.sent) < self.count and not self.is_over:
                self.come(self.random.randint(1, 3))
                time.sleep(self.random.uniform(0, 4 * pause))

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    def stop(self):
        self.is_over = True
        if self.thread:
            self.thread.join()


class Daemon:
    """`postroom run`, started and ended."""

    def __init__(self, world, place):
        self.world = world
        self.steps = os.path.join(place, "steps")
        self.said = os.path.join(place, "said")
        self.process = None

    def start(self):
        if os.path.exists(self.steps):
            os.remove(self.steps)
        with open(self.said, "wb") as output:
            self.process = self.world.start(["run", "--log-format", "human"], output, STEPS=self.steps)

    def kill(self, after):
        """Kills it after some seconds. Returns the part of its work that it was killed in."""
        try:
            status = self.process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return self._part()
        raise SystemExit(f"the daemon ended by itself, with status {status}: {self._last_words()}")

    def stop(self):
        """Asks it to stop. Returns what is wrong with how it did, or nothing."""
        self.process.terminate()
        try:
            status = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "asked to stop, the daemon did not"
        return f"asked to stop, the daemon ended with status {status}: {self._last_words()}" if status else ""

    def end(self):
        """Nothing of it is left behind, whatever comes."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def finish(self, is_done):
        """Waits until it is done. Returns what is wrong, or nothing."""
        until = time.monotonic() + PATIENCE
        while not is_done():
            if self.process.poll() is not None:
                return f"the daemon ended by itself, with status {self.process.returncode}: {self._last_words()}"
            if time.monotonic() > until:
                return f"the daemon does not finish: {self._last_words()}"
            time.sleep(0.05)
        return ""

    def _part(self):
        """The part of its work that the last step belongs to."""
        try:
            with open(self.steps, encoding="utf-8", errors="replace") as file:
                last = file.read().splitlines()[-1]
        except (FileNotFoundError, IndexError):
            return "before the first step"
        return steps.row_of(last).partition(":")[0]

    def _last_words(self):
        with open(self.said, encoding="utf-8", errors="replace") as file:
            return file.read()[-1000:].strip()


# Telling

COLUMNS = ("messages", "copies", "forwards", "repeated", *tables.VERDICT)


def tell(there, arrivals, verdict):
    """The table, by accounts. `verdict`: of all together."""
    rows = {}
    for account in ACCOUNTS:
        mine = [message for message in arrivals.sent if message.account == account.name]
        alone = mail.Verdict()
        there.world.judge_account(alone, account, mine)
        store = {"maildir": "Maildir", "mbox": "mbox"}[account.store] + (" elsewhere" if account.root else "")
        row = rows[f"{account.name}: {account.after}, {store}"] = Counter(
            messages=len(mine), copies=sum(len(message.copies) for message in mine), forwards=sum(len(message.recipients) for message in mine))
        tables.add(row, alone)
    rows["forwards"] = Counter(
        {"repeated": verdict.repeated, "SMTP lost": verdict.smtp_lost, "SMTP twice": verdict.smtp_twice})
    rows["the ledger, the spool, the servers"] = Counter(other=len(verdict.other))
    print(tables.table("account", COLUMNS, rows))


def main():
    parser = argparse.ArgumentParser(
        prog="contrib/crash-test kill", description="The daemon is killed (SIGKILL) at random moments while mail keeps coming, and started again at once.")
    parser.add_argument("--long", action="store_true", help=f"{LONG} kills; some minutes")
    parser.add_argument("--kills", type=int, help=f"how often; default {SHORT}")
    parser.add_argument("--seed", type=int, default=1, help="for the moments and the mail; default 1")
    workers.add_options(parser, has_jobs=False)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    workers.with_scratch(options, lambda: run(options))


def run(options):
    began = time.monotonic()
    kills = options.kills or (LONG if options.long else SHORT)
    there = bench.Bench(options, os.path.join(options.scratch, "killed"), ACCOUNTS, [])
    arrivals = Arrivals(there.mailboxes, options.seed, kills * PER_KILL)
    daemon = Daemon(there.world, there.place)
    try:
        parts, wrong = kill_again_and_again(there, arrivals, daemon, kills, random.Random(options.seed + 1))
    finally:
        arrivals.stop()
        daemon.end()
    there.settle()
    there.sent = arrivals.sent
    verdict = there.restart(cuts=kills)
    if wrong:
        verdict.other.append(wrong)
    there.close()

    print(f"{kills} kills, in the midst of: " + ", ".join(f"{part} {count}" for part, count in sorted(parts.items())))
    tell(there, arrivals, verdict)
    for line in (verdict.other + verdict.details)[:12]:
        print(f"  {line}")
    print("Every message is where it belongs." if verdict.is_well else "It came out wrong.", f"{time.monotonic() - began:.0f} s")
    return 0 if verdict.is_well else 1


def kill_again_and_again(there, arrivals, daemon, kills, moments):
    """Returns how many kills hit which part of the work, and what is wrong with the daemon, or nothing. `moments`: a seeded generator."""

    def is_done():
        left = servers.remaining(there.mailboxes)
        return not any(left[account.name] for account in ACCOUNTS if account.after == "delete") and there.world.is_done(len(arrivals.sent))

    # How long this machine takes for a start with some mail.
    arrivals.come(PER_KILL)
    start = time.monotonic()
    daemon.start()
    wrong = daemon.finish(is_done)
    pace = time.monotonic() - start
    wrong = wrong or daemon.stop()
    if wrong:
        raise SystemExit(f"undisturbed, it was wrong already: {wrong}")

    arrivals.keep_coming(pace / PER_KILL)
    parts = Counter()
    for done in range(1, kills + 1):
        daemon.start()
        # Most while a start is busy; some when what it found is dealt with, and the next round is due or not.
        longest = 1.5 * pace if moments.random() < 0.9 else 8 * pace
        parts[daemon.kill(moments.uniform(0.15 * pace, longest))] += 1
        workers.progress(done, kills, "kills")
    arrivals.stop()
    arrivals.come(PER_KILL)
    daemon.start()
    wrong = daemon.finish(is_done)
    return parts, daemon.stop() or wrong


if __name__ == "__main__":
    main()
