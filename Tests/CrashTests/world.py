"""One disk with a state directory and folders on it, and the program at work there."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing

import mail
import records

RULES_FILE = "all.rules"


def configuration(roots, pop3_port, smtp_port, accounts):
    """A postroom.toml for these directories and servers."""
    text = f'[state]\ndirectory = "{roots[0]}/state"\n'
    text += f'[smtp.relay]\nhost = "127.0.0.1"\nport = {smtp_port}\ntls = "none"\nfrom = "postroom@example.org"\nhelo = "client.example.org"\n'
    for account in accounts:
        text += f"""
[accounts.{account.name}]
host = "127.0.0.1"
port = {pop3_port}
tls = "none"
auth = "user"
user = "{account.name}"
password = "secret"
after = "{account.after}"
poll = "5s"
rules = ["{RULES_FILE}"]
folders = "{account.name}"
forward = "relay"

[folders.{account.name}]
{account.store} = "{roots[account.root]}/{folder_top(account)}"
"""
        if account.layout:
            text += f'layout = "{account.layout}"\n'
    return text


def folder_top(account):
    return f"mail-{account.name}"


class World:
    """Directories in which the program works: two file systems, by what shim.c says of them, and a place beside them."""

    ROOTS = 2

    def __init__(self, place, program, shim, pop3_port, smtp_port, accounts=mail.ACCOUNTS):
        self.place = place
        self.program = program
        self.shim = shim
        self.accounts = accounts
        self.pop3_port, self.smtp_port = pop3_port, smtp_port
        self.roots = [os.path.join(place, "disk", str(index)) for index in range(self.ROOTS)]
        os.makedirs(os.path.join(place, "beside"), exist_ok=True)
        for root in self.roots:
            os.makedirs(root, exist_ok=True)
        self.file("beside/" + RULES_FILE, mail.RULES)
        self.config = self.file("beside/postroom.toml", configuration(self.roots, pop3_port, smtp_port, accounts))
        self.inodes = {}
        """Inode numbers here -> those that the program saw before the power was cut."""

    def file(self, name, text):
        path = os.path.join(self.place, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path

    def clear(self):
        for root in self.roots:
            shutil.rmtree(root)
            os.makedirs(root)

    def lay_out(self, tree, age):
        """Makes the disk what `Disk.tree` says. `age`: seconds for which the machine was without power."""
        self.clear()
        self.inodes = {}
        places, directories = {}, []
        past = time.time() - age
        for path in sorted(tree):
            mode, octets, inode = tree[path]
            where = os.path.join(self.place, "disk", path)
            if octets is None:
                os.makedirs(where, exist_ok=True)
                directories.append((where, mode))
            elif inode in places:
                os.link(places[inode], where)
            else:
                with open(where, "wb") as file:
                    file.write(octets)
                os.chmod(where, mode)
                os.utime(where, (past, past))
                places[inode] = where
            self.inodes[os.lstat(where).st_ino] = inode % records.NUMBERS
        for where, mode in directories:
            os.chmod(where, mode)

    def environment(self, **shim):
        """What the program runs with. `shim`: more of shim.c's settings, without their SHIM_; None is none."""
        settings = {"ROOTS": ":".join(self.roots), "PORTS": f"{self.pop3_port}=POP3,{self.smtp_port}=SMTP", **shim}
        if self.inodes:
            settings["INODES"] = self.file("beside/inodes", "".join(f"{now} {then}\n" for now, then in self.inodes.items()))
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.place, "LC_ALL": "C.UTF-8", "TZ": "UTC", "LD_PRELOAD": self.shim}
        if os.environ.get("LD_LIBRARY_PATH"):
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        return environment | {"SHIM_" + name: value for name, value in settings.items() if value is not None}

    def run(self, arguments, timeout=120, prepare=None, **shim):
        """Runs the program to its end. Returns (exit status, what it said); a signal's number is a negative status.

        `prepare` is called in its process before it.
        """
        try:
            done = subprocess.run(
                [self.program, *arguments, "--config", self.config],
                env=self.environment(**shim),
                cwd=self.place,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                preexec_fn=prepare,
            )
        except subprocess.TimeoutExpired as error:
            return 124, f"it did not end within {timeout} s: {(error.stdout or b'')[-500:]!r}"
        return done.returncode, done.stdout.decode("utf-8", "replace")[-1000:]

    def poll(self, timeout=120, prepare=None, **shim):
        """Runs `postroom poll` to its end. Returns (exit status, what it said)."""
        return self.run(["poll", "--quiet"], timeout, prepare, **shim)

    def start(self, arguments, output, **shim):
        """Starts the program and returns its process. `output`: an open file for what it says."""
        return subprocess.Popen(
            [self.program, *arguments, "--config", self.config],
            env=self.environment(**shim),
            cwd=self.place,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def is_done(self, count):
        """Whether the ledger has so many messages, and all of them are done."""
        path = os.path.join(self.roots[0], "state", "postroom.sqlite")
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)) as database:
                return database.execute(
                    "SELECT (SELECT count(*) FROM message WHERE state = 2) = ? AND NOT EXISTS (SELECT 1 FROM effect WHERE state <> 2) "
                    "AND NOT EXISTS (SELECT 1 FROM message WHERE state <> 2)", (count,)).fetchone()[0] == 1
        except sqlite3.Error:
            return False

    def age_locks(self, seconds):
        """Makes the lock files of mbox folders so much older."""
        for root in self.roots:
            for where, _, names in os.walk(root):
                for name in names:
                    if name.endswith(".lock"):
                        path = os.path.join(where, name)
                        past = os.lstat(path).st_mtime - seconds
                        os.utime(path, (past, past))

    def spooled(self):
        """The files in the spool."""
        place = os.path.join(self.roots[0], "state", "spool")
        return os.listdir(place) if os.path.isdir(place) else []

    def judge(self, verdict, sent, taken, remaining, cuts=0):
        """Holds what is here after a restart against what was sent. `remaining`: account -> what its server still holds."""
        for account in self.accounts:
            self.judge_account(verdict, account, [message for message in sent if message.account == account.name])
            if account.after == "delete" and remaining[account.name]:
                verdict.other.append(f"{remaining[account.name]} messages of {account.name} are still on the server")
        mail.judge_forwards(verdict, sent, taken, cuts)
        if self.spooled():
            verdict.other.append(f"{len(self.spooled())} files are still in the spool")
        self._judge_ledger(verdict, sent)

    def judge_account(self, verdict, account, sent):
        """Holds the folders of an account against what was sent to it."""
        top = f"{account.root}/{folder_top(account)}"
        tree = {}
        for where, _, names in os.walk(os.path.join(self.place, "disk", top)):
            for name in names:
                path = os.path.join(where, name)
                with open(path, "rb") as file:
                    tree[os.path.relpath(path, os.path.join(self.place, "disk"))] = file.read()
        mail.judge_folders(verdict, account, sent, tree, top)

    def _judge_ledger(self, verdict, sent):
        path = os.path.join(self.roots[0], "state", "postroom.sqlite")
        try:
            with sqlite3.connect(path) as database:
                if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    verdict.other.append("PRAGMA integrity_check finds fault")
                if database.execute("PRAGMA foreign_key_check").fetchall():
                    verdict.other.append("PRAGMA foreign_key_check finds fault")
                rows = Counter(
                    database.execute("SELECT account.name, uidl FROM message JOIN account ON account.id = account_id").fetchall())
                tagged = set(database.execute(
                    "SELECT account.name, uidl FROM tag JOIN message ON message.id = tag.message_id JOIN account ON account.id = account_id "
                    "WHERE folded = 'todo'").fetchall())
                open_effects = database.execute("SELECT count(*) FROM effect WHERE state <> 2").fetchone()[0]
                unsettled = database.execute("SELECT count(*) FROM message WHERE state <> 2").fetchone()[0]
            database.close()
        except sqlite3.Error as error:
            verdict.other.append(f"the ledger can't be read: {error}")
            return
        expected = Counter((message.account, message.uidl) for message in sent)
        if rows != expected:
            verdict.other.append(f"the ledger has other rows than there are messages: {list((rows - expected) + (expected - rows))[:3]}")
        if tagged != {(message.account, message.uidl) for message in sent if message.is_tagged}:
            verdict.other.append("tags are missing, or too many")
        if open_effects or unsettled:
            verdict.other.append(f"{open_effects} effects and {unsettled} messages are not done")


def digest(tree, state):
    """A name for a disk with the servers' state, by what is in both."""
    hasher = hashlib.sha256(repr(state).encode())
    for path in sorted(tree):
        mode, octets, inode = tree[path]
        hasher.update(f"{path}\0{mode}\0{inode}\0{-1 if octets is None else len(octets)}\0".encode())
        if octets:
            hasher.update(octets)
    return hasher.digest()
