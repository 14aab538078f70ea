"""Shortages that last for a while, poll after poll, and under the daemon: a disk that fills, turns read-only, fails beneath what was
written; no descriptors; a clock that jumps; signals by the hundred."""

import errno
import os
import re
import resource
import signal
import subprocess
import time

import mail
import small_disk
from fault_bench import SENTENCES, FaultBench

SETTLED = 90
"""Seconds that the daemon may take for what it has to do, on a busy machine."""
FULL = "|".join([os.strerror(errno.ENOSPC), "is full"])
YEAR = 365 * 86_400
MEGABYTE = 1 << 20

ELSEWHERE = tuple(mail.Account(account.name, account.after, account.store, account.layout, root=1) for account in mail.ACCOUNTS)
"""All folders on the other disk."""


class Shortage(FaultBench):
    """A scene: what it is called in the table, and what was wrong."""

    def __init__(self, options, place, accounts=mail.ACCOUNTS, state='min-free = "0"'):
        super().__init__(options, place, accounts)
        self.disks = []
        self.shares = 0
        self.verdict = mail.Verdict()
        self.configure(state)

    def configure(self, state):
        with open(self.world.config) as file:
            text = file.read()
        self.world.file("beside/postroom.toml", re.sub(r"\[state\]\n(m.*\n)*", f"[state]\n{state}\n", text))

    def close(self):
        super().close()
        for disk in self.disks:
            disk.close()

    def expect(self, holds, sentence):
        if not holds:
            self.verdict.other.append(sentence)

    def mail(self, octets):
        """New mail of so many octets, for all accounts alike."""
        found = []
        while sum(len(message.octets) for message in found) < octets:
            found += self.next_share()
        self.offer(found)

    def next_share(self):
        self.shares += 1
        return self.share(self.shares - 1)

    def start(self):
        """Starts the daemon, and waits until it can be asked."""
        self.said = os.path.join(self.place, "said")
        with open(self.said, "wb") as output:
            self.daemon = self.world.start(["run", "--log-format", "human"], output, FAULTS=self.faults.path)
        self.wait(lambda: os.path.exists(os.path.join(self.world.roots[0], "state", "control.sock")) or "postroom" in self.log(), "the daemon does not start")

    def log(self):
        with open(self.said, encoding="utf-8", errors="replace") as file:
            return file.read()

    def wait(self, is_so, sentence, seconds=SETTLED):
        until = time.monotonic() + seconds
        while not is_so():
            if self.daemon.poll() is not None:
                self.verdict.other.append(f"the daemon ended by itself, with status {self.daemon.returncode}: {self.log()[-600:]}")
                return False
            if time.monotonic() > until:
                self.verdict.other.append(f"{sentence}: {self.log()[-600:]}")
                return False
            time.sleep(0.05)
        return True

    def poke(self):
        """Asks the daemon to poll now."""
        self.daemon.send_signal(signal.SIGUSR1)

    def is_settled(self):
        """Whether all that was sent is where it belongs."""
        found = mail.Verdict()
        taken = [(recipient, octets) for _, recipient, octets in self.smtp.taken]
        self.world.judge(found, self.sent, taken, {name: len(box.listed()) for name, box in self.mailboxes.items()}, 1 << 20)
        return found.is_well

    def stop(self, cuts=0):
        if self.daemon.poll() is None:
            self.daemon.terminate()
            self.daemon.terminate()
            try:
                status = self.daemon.wait(SETTLED)
                self.expect(status == 0, f"asked to stop, the daemon ended with status {status}: {self.log()[-600:]}")
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.verdict.other.append(f"asked to stop, the daemon did not: {self.log()[-600:]}")
        self.judge(self.verdict, cuts)


# Full disks

DISK = 5 * MEGABYTE
DISK_LONG = 50 * MEGABYTE


def full(which):
    def scene(options, place):
        there = Shortage(options, place, ELSEWHERE if which == "the state directory" else mail.ACCOUNTS)
        size = DISK_LONG if options.long else DISK
        roots = there.world.roots if which == "all" else [there.world.roots[0 if which == "the state directory" else 1]]
        if options.mounts:
            there.disks = [small_disk.SmallDisk(root, size) for root in roots]
        else:
            there.faults.set(room=size, match="/disk/" if which == "all" else f"/disk/{0 if which == 'the state directory' else 1}/")
        # Of what a poll brings, a part goes to another disk.
        there.mail(size * (2 if which == "all" else 6))
        status, said = there.disturbed(there.verdict, says=FULL)
        there.expect(status != 0, "more mail than fits, and the poll says that all is well")
        there.expect(len(said.strip().splitlines()) <= len(there.accounts) + 2, f"it says too much: {said}")
        status, said = there.disturbed(there.verdict, says=FULL)
        there.expect(status != 0, "nothing has changed, and the poll says that all is well")
        for disk in there.disks:
            disk.resize(size * 16)
        there.conclude(there.verdict)
        return there

    return scene


def kept_free(options, place):
    """min-free ends retrieval before the disk is full; a message that is larger than the room left does not come, the others do."""
    there = Shortage(options, place, state='min-free = "2MB"')
    if options.mounts:
        there.disks = [small_disk.SmallDisk(root, DISK) for root in there.world.roots]
    else:
        there.faults.set(room=DISK)
    large = mail.large(there.accounts[0], 1_000_000, 4 * MEGABYTE)
    there.offer([large] + there.next_share())
    status, said = there.disturbed(there.verdict, says="stays on the server")
    there.expect(status == 69, f"a message that does not fit, and status {status}: {said}")
    left = sum(len(box.listed()) for name, box in there.mailboxes.items() if name != "bo")
    there.expect(left == 1, f"{left} messages are on the server, and not the large one alone: {said}")
    there.mail(3 * DISK)
    status, said = there.disturbed(there.verdict, says="min-free")
    there.expect(status == 69, f"the disk is too full, and status {status}: {said}")
    there.expect(not re.search(FULL, said), f"the disk was full before retrieval stopped: {said}")
    free = os.statvfs(there.world.roots[0])
    room = free.f_bavail * free.f_frsize if options.mounts else there.faults.room()
    there.expect(room > MEGABYTE // 2, f"min-free is 2 MB, and {room} octets are left")
    for disk in there.disks:
        disk.resize(DISK * 16)
    there.conclude(there.verdict)
    return there


def kept_small(options, place):
    """max-spool ends retrieval while the folders can't take what comes."""
    there = Shortage(options, place, ELSEWHERE[:1], state='min-free = "0"\nmax-spool = "2MB"')
    there.offer([mail.large(there.accounts[0], 13 * number, 4 * MEGABYTE) for number in range(12)])
    there.faults.set(active=True, call="create", error=errno.ENOSPC, times=0, match="/disk/1/")
    for _ in range(2):
        status, said = there.disturbed(there.verdict, says=f"max-spool|{FULL}")
    there.expect("max-spool" in said, f"the spool holds more than max-spool, and nobody says so: {said}")
    spool = os.path.join(there.world.roots[0], "state", "spool")
    used = sum(os.lstat(os.path.join(spool, name)).st_size for name in os.listdir(spool))
    # It is looked at after a batch, of 8 MB, while two more are on their way.
    there.expect(used <= 28 * MEGABYTE, f"max-spool is 2 MB, and the spool holds {used} octets")
    there.configure('min-free = "0"')
    there.conclude(there.verdict)
    return there


def read_only(options, place):
    there = Shortage(options, place)
    there.offer(there.next_share())
    there.disks = [small_disk.SmallDisk(root, DISK_LONG) for root in there.world.roots] if options.mounts else []
    status, said = there.poll()
    there.expect(status == 0, f"status {status}: {said}")
    there.offer(there.next_share())
    for number in (1, 0):
        if options.mounts:
            there.disks[number].set_read_only(True)
        else:
            there.faults.set(active=True, call="create", error=errno.EROFS, times=0, match=f"/disk/{number}/")
        status, said = there.disturbed(there.verdict, says="read-only|readonly")
        there.expect(status != 0, "read-only, and the poll says that all is well")
        if options.mounts:
            there.disks[number].set_read_only(False)
        there.faults.reset()
    there.conclude(there.verdict)
    return there


def thin(seed):
    """The device beneath has less room than it says: what was written fails behind the program's back, and is told by a sync, once."""

    def scene(options, place):
        there = Shortage(options, place, ELSEWHERE)
        promised = 64 * MEGABYTE
        # Behind some mail, so that the ledger stands.
        there.disks = [small_disk.ThinDisk(there.world.roots[0], os.path.join(place, "thin"), (9 + 2 * seed) * MEGABYTE, promised)]
        there.offer(there.next_share())
        status, said = there.poll()
        there.expect(status == 0, f"status {status}: {said}")
        there.mail(24 * MEGABYTE)
        status, said = there.disturbed(there.verdict)
        there.expect(status != 0, "mail was lost by the disk, and the poll says that all is well")
        # What is known by now is deleted on the server by the next poll, if the disk lets it come so far.
        there.disturbed(there.verdict)
        there.disks[0].mend(2 * promised)
        there.conclude(there.verdict)
        return there

    return scene


# Descriptors


def few_descriptors(options, place):
    there = Shortage(options, place)
    # shim.c needs some itself.
    there.world.shim = there.world.shim.split()[0]
    there.offer(there.next_share())
    for number in (12, 16, 24, 32, 48, 64, 72):
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))
        there.disturbed(there.verdict, limit, says=f"ulimit|{SENTENCES}")
    there.conclude(there.verdict)
    return there


# The daemon


def daemon_shortages(options, place):
    """One daemon, one shortage after the other, with mail in each; it goes on by itself."""
    there = Shortage(options, place)
    there.start()
    there.offer(there.next_share())
    there.poke()
    there.wait(there.is_settled, "the first mail is not delivered")
    descriptors = lambda: len(os.listdir(f"/proc/{there.daemon.pid}/fd"))
    before = descriptors()
    troubles = (
        ("a full disk", dict(room=0)),
        ("syncs that fail", dict(active=True, call="sync", error=errno.EIO, times=0)),
        ("a read-only disk", dict(active=True, call="create", error=errno.EROFS, times=0)),
        ("no descriptors", dict(active=True, call="descriptor", error=errno.EMFILE, times=0)),
        ("no descriptors, some of the time", dict(active=True, call="descriptor", error=errno.ENFILE, first=3, times=20)),
    )
    for number, (name, fault) in enumerate(troubles, 1):
        seen = len(there.log())
        there.faults.set(**fault)
        there.offer(there.next_share())
        there.poke()
        there.wait(lambda: "poll failed" in there.log()[seen:] or there.is_settled(), f"{name}: no word of it")
        there.faults.reset()
        # As an administrator would; the schedule itself waits for minutes by then.
        there.faults.set(clock=5 * 3600 * number)
        there.poke()
        there.wait(there.is_settled, f"behind {name} the daemon does not go on")
        if not there.verdict.is_well:
            break
    there.expect(descriptors() <= before + 3, f"{before} descriptors were open before the troubles, {descriptors()} behind them")
    there.stop(cuts=len(troubles))
    return there


def daemon_alone(options, place):
    """The disk is full for some polls and then is not: nobody asks the daemon to go on."""
    there = Shortage(options, place)
    there.faults.set(room=600_000)
    there.start()
    there.offer(there.next_share() + there.next_share())
    there.wait(lambda: "poll failed" in there.log(), "a full disk, and no word of it")
    there.faults.reset()
    there.wait(there.is_settled, "there is room again, and the daemon does not go on by itself")
    there.stop(cuts=1)
    return there


def signals(options, place):
    """SIGHUP and SIGUSR1 by the hundred while mail comes, then SIGTERM twice."""
    there = Shortage(options, place)
    there.start()
    for number in range(100):
        if number % 25 == 0:
            there.offer(there.next_share())
        there.daemon.send_signal(signal.SIGHUP)
        there.daemon.send_signal(signal.SIGUSR1)
        time.sleep(0.005)
    there.wait(there.is_settled, "behind a hundred signals the mail is not delivered")
    there.stop()
    return there


# The clock

HOUR = 3600
TO_1970, TO_2100 = -1_790_000_000, 2_330_000_000
JUMPS = (("an hour ahead", HOUR), ("an hour behind", -HOUR), ("two years ahead", 2 * YEAR), ("ten years behind", -10 * YEAR),
         ("in 1970", TO_1970), ("in 2100", TO_2100), ("right again", 0))


def clock_of_polls(options, place):
    """The clock jumps between polls, and in the middle of them, while forwards wait for a server that refuses them for now."""
    there = Shortage(options, place)
    for number, (name, offset) in enumerate(JUMPS):
        there.smtp.is_shut = number in (0, 3)
        there.faults.set(clock=offset, jumped=int(time.time()))
        there.offer(there.next_share())
        status, said = there.poll()
        there.expect(status == 0, f"the clock is {name}, and the poll ends with status {status}: {said}")
    there.smtp.is_shut = False
    there.conclude(there.verdict, cuts=0)
    return there


def clock_of_daemon(options, place):
    """The clock jumps under the daemon. Forwards wait meanwhile; none is given up, and what is due by the clock is sent."""
    there = Shortage(options, place)
    there.start()
    there.smtp.is_shut = True
    for number, (name, offset) in enumerate(JUMPS):
        there.faults.set(clock=offset, jumped=int(time.time()))
        there.offer(there.next_share())
        there.poke()
        there.wait(lambda: not any(box.listed() for key, box in there.mailboxes.items() if key != "bo"), f"the clock is {name}, and no mail is fetched")
        if not there.verdict.is_well:
            break
    there.smtp.is_shut = False
    # They wait a quarter of an hour or so, by this clock.
    there.faults.set(clock=5 * HOUR, jumped=int(time.time()))
    there.poke()
    subprocess.run([there.world.program, "queue", "retry", "--all", "--config", there.world.config], env=there.world.environment(), capture_output=True)
    there.wait(there.is_settled, "the clock is right again, and the forwards are not sent")
    there.stop()
    return there


SCENES = (
    ("full disk: all", full("all")),
    ("full disk: the state directory", full("the state directory")),
    ("full disk: folders", full("folders")),
    ("min-free, and a message too large for the room", kept_free),
    ("max-spool", kept_small),
    ("a read-only disk", read_only),
    ("few descriptors (ulimit -n 12 to 72)", few_descriptors),
    ("daemon: one shortage after the other", daemon_shortages),
    ("daemon: a full disk, and nobody asks", daemon_alone),
    ("daemon: signals by the hundred", signals),
    ("polls: the clock jumps", clock_of_polls),
    ("daemon: the clock jumps", clock_of_daemon),
)
THIN = ("a disk that promises more than it has", thin)
