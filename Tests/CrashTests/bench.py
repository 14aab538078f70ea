"""A disk and two servers, on which one state after the other is set up, started from, and judged."""

import os
import shutil

import mail
import servers
import world


class Bench:
    """Where the program is ended and started again."""

    def __init__(self, options, place, accounts, sent):
        """`sent`: all messages, those that come later included. They are judged by, not put on the server."""
        self.place = place
        self.accounts = accounts
        self.sent = sent
        self.mailboxes = {account.name: servers.Mailbox() for account in accounts}
        self.pop3, self.smtp = servers.POP3Server(self.mailboxes), servers.SMTPServer()
        self.world = world.World(place, options.program, options.shim, self.pop3.port, self.smtp.port, accounts)

    def close(self):
        self.pop3.close()
        self.smtp.close()

    def set_up(self, tree, servers_then, age=0):
        """A disk as `Disk.tree` says it, and the servers as they were at that moment; all later mail has come in the meantime.

        `servers_then`: account -> the UIDLs that its server had let go of, and [(recipient, octets)] that the SMTP server had taken over.
        `age`: seconds since then, by the files' times.
        """
        gone, taken = servers_then
        self.world.lay_out(tree, age)
        for account in self.accounts:
            mailbox = self.mailboxes[account.name]
            mailbox.let_go = []
            mailbox.messages = [
                (message.uidl, message.octets)
                for message in self.sent
                if message.account == account.name and message.uidl not in gone[account.name]
            ]
        self.smtp.taken[:] = [(0, recipient, octets) for recipient, octets in taken]

    def settle(self):
        """Waits until the servers have done all that a program said that was ended."""
        self.pop3.settle()
        self.smtp.settle()

    def restart(self, cuts=1):
        """Lets the program start from what there is, and judges what comes of it. `cuts`: how often it was ended before."""
        verdict = mail.Verdict()
        status, said = self.world.poll()
        if status == 0 and self.world.spooled():
            # What no row owns is swept at the next start.
            status, said = self.world.poll()
        if status != 0:
            verdict.other.append(f"the poll ended with status {status}: {said.strip()}")
        self.judge(verdict, cuts)
        return verdict

    def judge(self, verdict, cuts):
        taken = [(recipient, octets) for _, recipient, octets in self.smtp.taken]
        self.world.judge(verdict, self.sent, taken, servers.remaining(self.mailboxes), cuts)
