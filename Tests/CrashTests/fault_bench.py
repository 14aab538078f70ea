"""A bench whose disk, descriptors and clock fail when they are told to."""

import errno
import os
import re
import time

import bench
import faultfile
import mail

TIMEOUT = 90
"""Seconds that a poll may take, on a busy machine."""
STATUSES = {0, 69, 72, 74, 75, 78}
"""A poll that meets a fault ends with one of these (sysexits.h): an account failed, the ledger seems damaged, input/output, try again
later, configuration."""
FULL = (errno.ENOSPC, errno.EDQUOT)
SENTENCES = "|".join([*map(os.strerror, (*FULL, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE)), "disk I/O error", "is full", "unable to open", "is malformed", "is damaged"])
"""What a poll says of a fault. SQLite takes a page that can't be read for a damaged one."""


class FaultBench(bench.Bench):
    """A disk that fails when it is told to."""

    SHARE = 11
    """Messages of each account that come at once: one of each kind, but for one twin."""

    def __init__(self, options, place, accounts=mail.ACCOUNTS):
        super().__init__(options, place, accounts, [])
        self.faults = faultfile.FaultFile(os.path.join(place, "beside", "faults"))

    def share(self, number):
        """Messages for all accounts."""
        return [message for account in self.accounts for message in mail.messages(account, number * self.SHARE, self.SHARE)]

    def offer(self, messages):
        """New mail."""
        self.sent = self.sent + messages
        for message in messages:
            self.mailboxes[message.account].add([(message.uidl, message.octets)])

    def poll(self, prepare=None):
        return self.world.poll(TIMEOUT, prepare, FAULTS=self.faults.path)

    def disturbed(self, verdict, prepare=None, says=SENTENCES):
        """One poll with a fault: ends by itself, and says what is wrong."""
        status, said = self.poll(prepare)
        if status == 124:
            verdict.other.append(said)
        elif status < 0:
            verdict.other.append(f"it died of signal {-status}: {said}")
        elif status not in STATUSES:
            verdict.other.append(f"it ended with status {status}: {said}")
        elif status and not re.search(says, said, re.IGNORECASE):
            verdict.other.append(f"it ended with status {status}, and does not say what is wrong: {said}")
        return status, said

    def conclude(self, verdict, cuts=1):
        """Polls without a fault until nothing is left to do, and judges."""
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
