"""The mail of the test: who gets what, where it belongs by the rules, and what of it is found. Nothing here is Postroom's code."""

import re
from collections import Counter
from dataclasses import dataclass, field

RULES = """\
rule "tagged" { when subject contains "tag"  tag +todo }
rule "copied" { when subject contains "copy"  fileinto "Archive/2026" copy }
rule "sent on" { when subject contains "relay"  redirect "relay@example.net" copy }
rule "edited" { when subject contains "edit"  addheader "X-Edited" "yes"  fileinto "Edited" }
rule "flagged" { when subject contains "flag"  addflag "\\\\Flagged"  fileinto "Flagged" }
rule "lists" { when list-id matches /<(?<list>[\\w-]+)\\./  fileinto "Lists/${list}" }
rule "sent away" { when subject contains "away"  redirect "away@example.net" }
otherwise { keep }
"""

EDIT = b"X-Edited: yes\n"


@dataclass(frozen=True)
class Account:
    name: str
    after: str
    store: str
    """maildir or mbox"""
    layout: str = ""
    root: int = 0
    """The file system that its folders are on; the state directory is on 0."""


ACCOUNTS = (
    Account("ann", "delete", "maildir", "directories"),
    Account("bo", "keep", "maildir", "maildir++"),
    Account("cy", "delete", "mbox"),
    Account("dee", "delete", "maildir", "directories", root=1),
)


@dataclass(frozen=True)
class Message:
    account: str
    uidl: str
    octets: bytes
    """As the server has them, with CRLF."""
    copies: tuple
    """(folder, octets with LF), one for each folder."""
    recipients: tuple
    is_tagged: bool = False


# What a message's subject says decides where it goes.
_KINDS = ("plain", "list", "copy list", "relay list", "away", "edit", "tag copy", "flag", "relay copy", "big", "twin", "twin", "from", "big relay")


def messages(account, first, count):
    """Messages of one account, numbered from `first`."""
    return [_message(account, first + index, _KINDS[(first + index) % len(_KINDS)]) for index in range(count)]


def _message(account, number, kind):
    if kind == "flag" and account.store == "mbox":
        # There a flag changes the octets.
        kind = "plain"
    name = f"{account.name}-{number}"
    # Twins have the same octets, and are two messages all the same.
    twin = f"{account.name}-twin-{number // len(_KINDS)}" if kind == "twin" else name
    header = [
        f"From: sender-{twin}@example.com",
        f"To: {account.name}@example.org",
        f"Subject: {kind} {twin}",
        f"Message-ID: <{twin}@example.com>",
        "Date: Mon, 02 Mar 2026 10:00:00 +0000",
    ]
    if "list" in kind:
        header.append(f"List-Id: <list-{number % 2}.example.com>")
    body = [f"This is {twin}.", ".dotted", ""]
    if kind == "from":
        body += ["From here on the line is marked in an mbox.", ">From there on as well."]
    lines = 1500 if "big" in kind else 60 if kind in ("edit", "relay list") else 3
    body += [f"{twin} line {line} " + "x" * 50 for line in range(lines)]
    text = "\n".join([*header, "", *body, ""]).encode()
    folders, recipients = [], []
    if "copy" in kind:
        folders.append("Archive/2026")
    if "relay" in kind:
        recipients.append("relay@example.net")
    if kind == "edit":
        folders.append("Edited")
    elif kind == "flag":
        folders.append("Flagged")
    elif "list" in kind:
        folders.append(f"Lists/list-{number % 2}")
    elif kind == "away":
        recipients.append("away@example.net")
    else:
        folders.append("INBOX")
    copies = tuple((folder, EDIT + text if kind == "edit" else text) for folder in folders)
    return Message(account.name, f"uidl-{name}", text.replace(b"\n", b"\r\n"), copies, tuple(recipients), "tag" in kind)


# What is found


def maildir_copies(tree, top, layout):
    """(folder, octets) of every message in a Maildir tree. `tree`: path -> octets or None."""
    found = []
    for path, octets in tree.items():
        if octets is None or not path.startswith(top + "/"):
            continue
        match = re.fullmatch(r"(.*/)?(new|cur)/([^/]+)", path[len(top) + 1 :])
        if not match:
            continue
        folder = (match[1] or "").rstrip("/")
        if layout == "maildir++":
            folder = folder.lstrip(".").replace(".", "/") or "INBOX"
        found.append((folder, octets))
    return found


def mbox_copies(tree, top):
    """(folder, octets) of every entry in the mbox files beneath a directory; what stands before the first entry counts as one."""
    found = []
    for path, octets in tree.items():
        if octets is None or not path.startswith(top + "/") or path.endswith(".lock"):
            continue
        folder = path[len(top) + 1 :]
        folder = "INBOX" if folder == "inbox" else folder
        entry = None
        for line in octets.splitlines(keepends=True):
            if line.startswith(b"From "):
                if entry is not None:
                    found.append((folder, b"".join(entry)))
                entry = []
            elif entry is None:
                entry = [line]
            else:
                entry.append(line[1:] if re.match(rb">+From ", line) else line)
        if entry is not None:
            found.append((folder, b"".join(entry)))
    return found


@dataclass
class Verdict:
    """What is wrong after a restart; nothing, if all is well."""

    lost: int = 0
    twice: int = 0
    pieces: int = 0
    smtp_lost: int = 0
    smtp_twice: int = 0
    """Beyond those that were in doubt."""
    repeated: int = 0
    """Forwards that came again, those that were in doubt included."""
    other: list = field(default_factory=list)
    details: list = field(default_factory=list)

    @property
    def is_well(self):
        return not (self.lost or self.twice or self.pieces or self.smtp_lost or self.smtp_twice or self.other)


def judge_folders(verdict, account, sent, tree, top):
    """Holds what the folders of an account have against what was sent to it."""
    expected = Counter((folder, octets.rstrip(b"\n")) for message in sent for folder, octets in message.copies)
    if account.store == "mbox":
        copies = mbox_copies(tree, top)
    else:
        copies = maildir_copies(tree, top, account.layout)
    # An mbox has an empty line behind each message.
    found = Counter((folder, octets.rstrip(b"\n")) for folder, octets in copies)
    names = {}
    for message in sent:
        for folder, octets in message.copies:
            names[folder, octets.rstrip(b"\n")] = f"{message.uidl} in {folder}"
    for key, count in expected.items():
        if found[key] < count:
            verdict.lost += count - found[key]
            verdict.details.append(f"lost: {names[key]}")
        elif found[key] > count:
            verdict.twice += found[key] - count
            verdict.details.append(f"{found[key]} times: {names[key]}")
    for key in found.keys() - expected.keys():
        verdict.pieces += found[key]
        verdict.details.append(f"what nobody sent, in {account.name}'s {key[0]}: {key[1][:60]!r} ({len(key[1])} octets)")


def judge_forwards(verdict, sent, taken, cuts):
    """`taken`: (recipient, octets) that the SMTP server took over, in order, before the cut and after it.

    Each cut may leave one in doubt, whose answer was on its way: that one may come once more, with the same octets.
    """
    counts, forms = Counter(), {}
    for recipient, octets in taken:
        match = re.search(rb"^Subject: [a-z ]+ (\S+)\r?$", octets, re.MULTILINE)
        key = (match[1].decode() if match else "?", recipient)
        counts[key] += 1
        forms.setdefault(key, set()).add(octets)
    expected = {(message.uidl.removeprefix("uidl-"), recipient) for message in sent for recipient in message.recipients}
    again = []
    for key in sorted(expected):
        if not counts[key]:
            verdict.smtp_lost += 1
            verdict.details.append(f"never forwarded: {key[0]} to {key[1]}")
        again += [key] * (counts[key] - 1)
        if len(forms.get(key, ())) > 1:
            verdict.other.append(f"not forwarded again with the same octets: {key[0]}")
    verdict.repeated += len(again)
    if len(again) > cuts:
        verdict.smtp_twice += len(again) - cuts
        verdict.details.append(f"forwarded again, and only {cuts} may be: {again[:5]}")
    for key in counts.keys() - expected:
        verdict.other.append(f"forwarded, and should not have been: {key[0]} to {key[1]}")


def large(account, number, octets):
    """One message of that size or more."""
    message = _message(account, number, "plain")
    line = b"x" * 70 + b"\n"
    more = line * (octets // len(line) + 1)
    copies = tuple((folder, text + more) for folder, text in message.copies)
    return Message(message.account, message.uidl, message.octets + more.replace(b"\n", b"\r\n"), copies, message.recipients, message.is_tagged)
