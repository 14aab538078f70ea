"""One batch of a poll, call by call: what becomes durable when, as strace sees it, held against the promise."""

import argparse
import codecs
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter

import mail
import servers
import world

LISTS = 'rule "lists" { when list-id matches /<(?<list>[\\w-]+)\\./  fileinto "Lists/${list}" }\notherwise { keep }\n'
WAYS = {
    "maildir": ("a Maildir on the file system of the state directory", mail.Account("ann", "delete", "maildir", "directories"), LISTS),
    "copies": ("two folders of that Maildir", mail.Account("ann", "delete", "maildir", "directories"),
               'rule "all" { fileinto "Archive" copy }\n' + LISTS),
    "elsewhere": ("a Maildir on another file system", mail.Account("ann", "delete", "maildir", "directories", root=1), LISTS),
    "mbox": ("mbox files", mail.Account("ann", "delete", "mbox"), LISTS),
    "forward": ("a forward", mail.Account("ann", "delete", "maildir", "directories"), 'rule "all" { redirect "away@example.net" }\n'),
}
KINDS = {
    "maildir": ("the spool's data", "the ledger", "the folders' names"),
    "copies": ("the spool's data", "the ledger", "the folders' names"),
    "elsewhere": ("the spool's data", "the ledger", "the folders' names", "the folders' data"),
    "mbox": ("the spool's data", "the ledger", "the folders' data"),
    "forward": ("the spool's data", "the spool's names", "the ledger"),
}
"""Kinds of syncs without which the order must be found wrong."""
CALLS = ("openat,mkdir,mkdirat,link,linkat,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,syncfs,ftruncate,"
         "write,writev,pwrite64,pwritev,sendto,sendmsg,copy_file_range")
SYNCS = ("fsync", "fdatasync", "syncfs")
WRITES = ("write", "writev", "pwrite64", "pwritev", "copy_file_range")


class Call:
    """One system call. `begin`, `end`: the lines of strace's log where it was entered, and where it had returned."""

    def __init__(self, begin, end, name, arguments):
        self.begin, self.end, self.name = begin, end, name
        self.texts = [codecs.escape_decode(text)[0] for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
        self.files = [_plain(text) for text in re.findall(r"(?:\d+|AT_FDCWD)<((?:->|[^<>])*)>", arguments)]
        self.makes = "O_CREAT" in arguments
        self.offset = int(arguments.rsplit(", ", 1)[1]) if name in ("pwrite64", "ftruncate") else None
        self.octets = b"".join(self.texts)

    def paths(self):
        """The files by their names: for a rename the old and the new one."""
        if self.name in ("openat", "mkdirat", "linkat", "renameat", "renameat2", "unlinkat", "mkdir", "link", "rename", "unlink"):
            directories = self.files if self.name.endswith(("at", "at2")) else []
            texts = [text.decode("utf-8", "replace") for text in self.texts]
            return [os.path.join(directories[index], text) if index < len(directories) else text for index, text in enumerate(texts)]
        return self.files


def _plain(text):
    return codecs.escape_decode(text)[0].decode("utf-8", "replace") if "\\x" in text else text


def _octets(path):
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def read(log):
    """The calls of a log that came back without an error, in the order of their begin."""
    entered, calls = {}, []
    for number, line in enumerate(open(log, encoding="latin-1")):
        thread, _, line = line.rstrip("\n").partition(" ")
        line = line.strip()
        begin = number
        if line.endswith("<unfinished ...>"):
            entered[thread] = (number, line[: -len("<unfinished ...>")].rstrip())
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>", line):
            begin, start = entered.pop(thread)
            line = start + line[resumed.end() :]
        if found := re.match(r"(\w+)\((.*)\)\s+= (\d+)", line):
            calls.append(Call(begin, number, found[1], found[2]))
    return sorted(calls, key=lambda call: call.begin)


class Ledger:
    """The database as a power cut would leave it behind a sync of its log, rebuilt from the writes that strace saw.

    `octets`: of the database ("") and of its log ("-wal") before the first of them.
    """

    def __init__(self, path, octets):
        self.path = path
        self.octets = {part: bytearray(octets[part]) for part in ("", "-wal")}
        self.facts = self._look()

    def write(self, call, path):
        part = self.octets[path[len(self.path) :]]
        if call.name == "ftruncate":
            del part[call.offset :]
            return
        part.extend(bytes(max(0, call.offset - len(part))))
        part[call.offset : call.offset + len(call.octets)] = call.octets

    def sync(self):
        """Takes what is written for durable. Returns what is new, in words."""
        before, self.facts = self.facts, self._look()
        told = {
            "rows": "arrivals", "planned": "plans", "intents": "intents", "done": "effects done", "settled": "messages settled",
            "marked": "marked as about to be deleted", "deleted": "marked as deleted",
        }
        news = [f"{len(self.facts[key] - before[key])} {words}" for key, words in told.items() if self.facts[key] - before[key]]
        if self.facts["round"] != before["round"]:
            news.append("the round")
        if self.facts["search"] != before["search"]:
            news.append("the full text")
        return ", ".join(news) or ("nothing new" if len(self.octets["-wal"]) > 32 else "its header")

    def _look(self):
        with tempfile.TemporaryDirectory() as place:
            for part, octets in self.octets.items():
                with open(os.path.join(place, "ledger" + part), "wb") as file:
                    file.write(octets)
            database = sqlite3.connect(os.path.join(place, "ledger"))
            ask = lambda query: {row[0] for row in database.execute(query)}
            facts = {
                "rows": ask("SELECT uidl FROM message"),
                "planned": ask("SELECT message_id FROM plan"),
                "names": ask("SELECT spool_name FROM effect WHERE spool_name IS NOT NULL"),
                "intents": ask("SELECT id FROM effect WHERE destination IS NOT NULL"),
                "addresses in intent": ask("SELECT id FROM effect WHERE address IS NOT NULL AND state = 1"),
                "done": ask("SELECT id FROM effect WHERE state = 2"),
                "settled": ask("SELECT id FROM message WHERE state = 2"),
                "marked": ask("SELECT uidl FROM message WHERE server_copy IN (1, 2)"),
                "deleted": ask("SELECT uidl FROM message WHERE server_copy = 2"),
                "round": ask("SELECT account_id || ' ' || last_begin FROM account_status"),
                "search": ask("SELECT filled_to FROM search_progress"),
            }
            database.close()
        return facts


class Story:
    """Tells the calls in steps, and notes where the promise is not kept.

    `ignored`: a kind of sync, as `kind` has it, that is taken for not made.
    """

    def __init__(self, scene, ledger, calls, ignored=None):
        self.scene = scene
        self.ledger = Ledger(os.path.join(scene.state, "postroom.sqlite"), ledger)
        self.spool = os.path.join(scene.state, "spool")
        self.ignored = ignored
        self.lines, self.gap, self.wrong = [], Counter(), []
        self.made, self.written, self.synced, self.arrived = {}, {}, {}, {}
        """File -> where in the log it had been made; had been written; where the last sync of it began, and of a directory; directory ->
        where the last name had come into it."""
        self.done_before = len(self.ledger.facts["done"])
        # A sync is told where it ends, all else where it begins.
        for call in sorted(calls, key=lambda call: call.end if call.name in SYNCS else call.begin):
            self._tell(call)
        self._flush()

    def kind(self, call, place):
        """What a sync is for."""
        if call.name == "syncfs" or os.path.dirname(place) == self.spool:
            return "the spool's data"
        if place == self.spool:
            return "the spool's names"
        if place.startswith(self.ledger.path):
            return "the ledger"
        if os.path.basename(place) == "new":
            return "the folders' names"
        return "the folders' data" if place.startswith(self.scene.mail + "/") and not os.path.basename(place) == "tmp" else "other"

    def _tell(self, call):
        paths = call.paths()
        place = paths[0] if paths else ""
        if call.name in SYNCS and self.kind(call, place) == self.ignored:
            return
        if place.startswith("TCP:"):
            self._say(call, place)
        elif not place.startswith(self.scene.places):
            return
        elif place == self.ledger.path + "-wal" or place == self.ledger.path:
            self._record(call, place)
        elif call.name in SYNCS:
            self._sync(call, place)
        elif call.name in WRITES and not place.endswith(("/lock", "-shm")):
            self.written[place] = call.end
            self._step(f"{self._name(place)}: write")
        elif call.name.startswith("rename"):
            self._rename(call, *paths[:2])
        elif call.name.startswith("openat"):
            if call.makes and "postroom.sqlite-" not in place and not place.endswith("/lock"):
                self.made[place] = call.end
                self._step(f"{self._name(place)}: open or make")
        elif call.name.startswith(("link", "mkdir", "unlink")) and "postroom.sqlite-" not in place:
            if call.name.startswith("link") and place in self.synced:
                # One file, two names.
                self.synced[paths[1]], self.written[paths[1]] = self.synced[place], self.written.get(place, -1)
            self._step(f"{self._name(place)}: {call.name.removesuffix('at')}" + (f" to {self._name(paths[1])}" if len(paths) > 1 else ""))

    def _say(self, call, place):
        port = int(place.rsplit(":", 1)[1].rstrip("]"))
        server = {self.scene.pop3.port: "POP3", self.scene.smtp.port: "SMTP"}.get(port)
        if not server:
            return
        lines = call.octets.split(b"\r\n")
        verbs = [line.split(b" ")[0].decode("ascii", "replace") for line in lines]
        for line, verb in zip(lines, verbs) if server == "POP3" or verbs[0] in ("EHLO", "MAIL", "RSET", "QUIT") else ():
            if verb == "DELE":
                uidl = self.scene.uidls[int(line.split()[1]) - 1]
                self._expect(uidl in self.ledger.facts["rows"], f"DELE of {uidl} before its row was durable", 1)
                for file in self.made:
                    if os.path.dirname(file) == self.spool:
                        self._expect(self._is_durable(file), "DELE before the data in the spool were durable", 1)
                        self._expect(self.made[file] < self.synced.get(self.spool, -1), "DELE before the names in the spool were durable", 1)
            if verb == "QUIT" and server == "POP3":
                self._expect(set(self.scene.uidls) <= self.ledger.facts["marked"], "QUIT before the mark was durable", 2)
            if verb.isupper() and verb.isalpha():
                self._step(f"{server} > {verb}")
        if server == "SMTP" and call.octets.endswith(b"\r\n.\r\n"):
            self._expect(len(self.ledger.facts["addresses in intent"]) == 1, "a final dot before its intent was durable", 2)
            self._step("SMTP > a message's octets and the final dot")

    def _record(self, call, place):
        log = place.endswith("-wal")
        if call.name in SYNCS and log:
            news = self.ledger.sync()
            self._judge_done()
            self._flush(f"ledger: {call.name} of the log: {news}")
        elif call.name in SYNCS:
            self._flush(f"ledger: {call.name} of the database")
        elif call.name in WRITES or call.name == "ftruncate":
            self.ledger.write(call, place)
            self._step(f"ledger: {'truncate' if call.name == 'ftruncate' else 'write'} {'the log' if log else 'the database'}")

    def _sync(self, call, place):
        if call.name == "syncfs":
            for path in [*self.written, self.spool]:
                self.synced[path] = call.begin
        else:
            self.synced[place] = call.begin
        self._flush(f"{self._name(place)}: {call.name}")

    def _rename(self, call, source, target):
        name = os.path.basename(source)
        if source.startswith(self.scene.state + "/spool"):
            self._expect(self._is_durable(source), f"rename of {name} before its data were durable", 2)
            self._expect(name in self.ledger.facts["names"], f"rename of {name} before its plan was durable", 2)
        elif "/tmp/" in source:
            self._expect(self._is_durable(source), f"rename of {name} in tmp before its data were durable", 2)
        self.arrived[os.path.dirname(target)] = call.end
        self._step(f"{self._name(source)}: rename to {self._name(target)}")

    def _is_durable(self, path):
        return path in self.synced and self.written.get(path, -1) < self.synced[path]

    def _judge_done(self):
        if len(self.ledger.facts["done"]) > self.done_before:
            self.done_before = len(self.ledger.facts["done"])
            for path, line in self.written.items():
                if self.scene.account.store == "mbox" and path.startswith(self.scene.mail) and not self._name(path) == "lock file":
                    self._expect(self.synced.get(path, -1) > line, f"done before {self._name(path)} was synced", 2)
            for directory, line in self.arrived.items():
                self._expect(self.synced.get(directory, -1) > line, f"done before {self._name(directory)} was synced", 2)

    def _expect(self, holds, sentence, promise):
        if not holds:
            self.wrong.append(f"{sentence} (promise {promise})")

    def _name(self, path):
        """A path for people, the same for all files of one kind."""
        if path.startswith(self.scene.state):
            rest = path[len(self.scene.state) :].lstrip("/")
            return "spool" if rest == "spool" else "spool, a file" if rest.startswith("spool/") else f"state directory{rest and ', '}{rest}"
        rest = path[len(self.scene.mail) :].lstrip("/")
        parts = rest.split("/")
        for index, part in enumerate(parts):
            if part in ("new", "cur", "tmp"):
                return "/".join(parts[: index + 1]) + (", a file" if index + 1 < len(parts) else "")
        if rest.endswith(".lock") or "#" in rest or ".lock" in rest:
            return "lock file"
        return rest or "the folders' directory"

    # Steps between two syncs are told by kind, in the order of each kind's first: a power cut does not know them apart.

    def _step(self, what):
        self.gap[what] += 1

    def _flush(self, sync=None):
        for what, count in self.gap.items():
            self.lines.append((what, count))
        self.gap = Counter()
        if sync and self.lines and self.lines[-1][0] == sync:
            self.lines[-1] = (sync, self.lines[-1][1] + 1)
        elif sync:
            self.lines.append((sync, 1))

    def text(self):
        """The steps, numbered, with how often they came. Those that came in turn, again and again, are told once, behind a bar."""
        told, at = [], 0
        while at < len(self.lines):
            turns, period = max((self._turns(at, period), -period) for period in range(1, 13))
            period = -period if turns > 1 else 1
            for what, count in self.lines[at : at + period]:
                told.append(("| " + what if turns > 1 else what, count * turns))
            at += period * turns
        width = max(len(what) for what, _ in told)
        return "\n".join(f"{index + 1:>3}  {what.ljust(width)}{count:>6}" for index, (what, count) in enumerate(told))

    def _turns(self, at, period):
        turns, block = 1, self.lines[at : at + period]
        while len(block) == period and self.lines[at + period * turns : at + period * (turns + 1)] == block:
            turns += 1
        return turns


class Scene:
    """Two servers, a state directory and folders, and the program under strace."""

    def __init__(self, place, elsewhere, way, count):
        _, self.account, self.rules = WAYS[way]
        self.roots = [os.path.join(place, "disk"), elsewhere]
        os.makedirs(self.roots[0])
        self.place, self.way = place, way
        self.state = os.path.join(self.roots[0], "state")
        self.mail = os.path.join(self.roots[self.account.root], world.folder_top(self.account))
        self.places = (self.state, self.mail)
        self.mailbox = servers.Mailbox()
        self.pop3, self.smtp = servers.POP3Server({self.account.name: self.mailbox}), servers.SMTPServer()
        self.count = count
        self.uidls = [f"uidl-{index}" for index in range(2, count + 2)]
        self._write(world.RULES_FILE, self.rules)
        self.config = self._write("postroom.toml", world.configuration(self.roots, self.pop3.port, self.smtp.port, [self.account]))

    def _write(self, name, text):
        path = os.path.join(self.place, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path

    def _arrive(self, first, count):
        messages = []
        for index in range(first, first + count):
            header = f"From: sender@example.com\r\nSubject: {index}\r\nMessage-ID: <{index}@example.com>\r\n"
            if index % 2:
                header += "List-Id: <swift.example.com>\r\n"
            messages.append((f"uidl-{index}", (header + "\r\n" + f"This is {index}.\r\n" * 20).encode()))
        self.mailbox.add(messages)

    def _run(self, before=()):
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.place, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if os.environ.get("LD_LIBRARY_PATH"):
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        done = subprocess.run(
            [*before, self.program, "poll", "--quiet", "--config", self.config], env=environment, cwd=self.place, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(f"the poll ended with status {done.returncode}: {done.stdout.decode('utf-8', 'replace')[-1000:]}")

    def story(self, program):
        """One message for each folder first, without strace, so that folders, rules and ledger are there; then the batch."""
        self.program = program
        self._arrive(0, 2)
        self._run()
        # A program that ends without closing the database leaves its log.
        ledger = {part: _octets(os.path.join(self.state, "postroom.sqlite" + part)) for part in ("", "-wal")}
        self._arrive(2, self.count)
        log = os.path.join(self.place, "strace")
        self._run(["strace", "-f", "--seccomp-bpf", "-yy", "-xx", "-s", "8192", "-o", log, "-e", "trace=" + CALLS, "-e", "signal=none"])
        calls = read(log)
        story = Story(self, ledger, calls)
        if self.mailbox.listed():
            story.wrong.append(f"{len(self.mailbox.listed())} messages are still on the server")
        for kind in KINDS[self.way]:
            if not Story(self, ledger, calls, ignored=kind).wrong:
                story.wrong.append(f"nothing is found wrong where {kind} would not be synced")
        return story

    def close(self):
        self.pop3.close()
        self.smtp.close()


def main():
    parser = argparse.ArgumentParser(prog="contrib/crash-test syncs", description=__doc__)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shim", help=argparse.SUPPRESS)
    parser.add_argument("ways", nargs="*", metavar="WAY", default=[], help=f"where the messages go: {', '.join(WAYS)}; all of them")
    parser.add_argument("--count", type=int, help="messages in the batch; 100, and 3 forwards")
    parser.add_argument("--elsewhere", default="/dev/shm", help="a directory on another file system; /dev/shm")
    options = parser.parse_args()
    if unknown := [way for way in options.ways if way not in WAYS]:
        parser.error(f"there is no {unknown[0]}")
    if subprocess.run(["strace", "-o", os.devnull, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("crash-test: strace is not here, or may not look at programs", file=sys.stderr)
        return 69
    wrong = 0
    for way in options.ways or WAYS:
        with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory(dir=options.elsewhere) as elsewhere:
            count = options.count or (3 if way == "forward" else 100)
            scene = Scene(os.path.realpath(place), os.path.realpath(elsewhere), way, count)
            try:
                story = scene.story(options.program)
            finally:
                scene.close()
        print(f"{count} messages, deleted on the server, into {WAYS[way][0]}\n\n{story.text()}\n")
        for sentence in story.wrong[:10]:
            print(f"NOT AS PROMISED: {sentence}")
        wrong += len(story.wrong)
    print("in the order that is promised" if not wrong else f"{wrong} times not as promised")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
