"""The steps of a poll, as shim.c names them, in rows: what a program can be killed before and after."""

import re

_FILE = "0/state/spool/[^ ]+"
_MBOX = "[01]/mail-(cy|fay)/(inbox|Edited|Archive/2026|Lists/list-[01])"
_LOG = "0/state/postroom.sqlite-wal"

ROWS = {
    "POP3: connection": r"^(connect POP3|receive POP3 greeting)$",
    "POP3: sign-in": r"^(send|receive) POP3 (CAPA|USER|PASS|AUTH)( (CAPA|USER|PASS))*$",
    "POP3: listing": r"^(send|receive) POP3 (STAT|UIDL|LIST)( (STAT|UIDL|LIST))*$",
    "POP3: RETR": r"^send POP3 (RETR|NOOP)( NOOP)?$",
    "POP3: a message's octets": r"^receive POP3 (RETR|NOOP)( NOOP)?$",
    "POP3: DELE": r"^send POP3 DELE$",
    "POP3: DELE answered": r"^receive POP3 DELE$",
    "POP3: QUIT": r"^send POP3 QUIT$",
    "POP3: QUIT answered": r"^receive POP3 QUIT$",
    "spool: a file is made": f"^create {_FILE}$",
    "spool: octets": f"^write {_FILE}$",
    "spool: a file's data synced": f"^sync {_FILE}$",
    "spool: all of the file system": "^sync-all 0",
    "spool: one more name": f"^link {_FILE}$",
    "spool: names synced": "^sync 0/state/spool$",
    "spool: a name is taken away": f"^unlink {_FILE}$",
    "ledger: arrivals, octets": f"^write {_LOG} arrival",
    "ledger: arrivals committed": f"^sync {_LOG} arrival",
    "ledger: plans, octets": f"^write {_LOG} plan",
    "ledger: plans committed": f"^sync {_LOG} plan",
    "ledger: intents, octets": f"^write {_LOG} intent",
    "ledger: intents committed": f"^sync {_LOG} intent",
    "ledger: outcomes, octets": f"^write {_LOG} done",
    "ledger: outcomes committed": f"^sync {_LOG} done",
    "ledger: deletions, octets": f"^write {_LOG} deletion",
    "ledger: deletions committed": f"^sync {_LOG} deletion",
    "ledger: the rest, octets": f"^write {_LOG}$",
    "ledger: the rest committed": f"^sync {_LOG}$",
    "ledger: checkpoint": r"^(write|sync|truncate) 0/state/postroom\.sqlite$",
    "ledger: opening and closing": r"^(create 0/state/postroom\.sqlite|[a-z]+ 0/state/postroom\.sqlite-(journal|shm)|(create|unlink|truncate) 0/state/postroom\.sqlite-wal)$",
    "folders: directories": r"^(make [01]/mail-[^ ]*|create [^ ]*/maildirfolder|sync [01]/mail-(cy|fay)(/Lists|/Archive)?|sync [01](/mail-(ann|bo|dee|eve)(/(INBOX|Edited|Flagged|Archive|2026|Lists|list-[01]|\.[^ /]+))*)?)$",
    "Maildir: rename": r"^rename 0/state/spool/[^ ]+ 0/mail-[^ ]+$",
    "Maildir: arrivals synced": r"^sync [01]/mail-(ann|bo|dee|eve)(/[^ ]*)?/(new|cur)$",
    "Maildir elsewhere: a copy in tmp": r"^(create|write|unlink) 1/mail-(dee|eve)/[^ ]*tmp/[^ ]*$",
    "Maildir elsewhere: the copy synced": r"^sync 1/mail-(dee|eve)/[^ ]*tmp(/[^ ]*)?$",
    "Maildir elsewhere: rename": r"^rename 1/mail-(dee|eve)/[^ ]+ 1/mail-(dee|eve)/[^ ]+$",
    "mbox: a file is made": f"^create {_MBOX}$",
    "mbox: lock": r"^(write [01]/mail-(cy|fay)/[^ ]*#[^ ]+ \(deleted\)|link [01]/mail-(cy|fay)/[^ ]+\.lock)$",
    "mbox: octets": f"^(write|truncate) {_MBOX}$",
    "mbox: octets synced": f"^sync {_MBOX}$",
    "mbox: unlock": r"^unlink [01]/mail-(cy|fay)/[^ ]+\.lock$",
    "SMTP: connection": r"^(connect SMTP|(send|receive) SMTP (greeting|EHLO|HELO))$",
    "SMTP: MAIL, RCPT, DATA at once": r"^send SMTP MAIL( RCPT)+ DATA$",
    "SMTP: their answers": r"^receive SMTP MAIL( RCPT)+ DATA$",
    "SMTP: MAIL": r"^send SMTP MAIL$",
    "SMTP: MAIL answered": r"^receive SMTP MAIL$",
    "SMTP: RCPT": r"^send SMTP RCPT$",
    "SMTP: RCPT answered": r"^receive SMTP RCPT$",
    "SMTP: DATA": r"^send SMTP DATA$",
    "SMTP: DATA answered": r"^receive SMTP DATA$",
    "SMTP: a message's octets": r"^(send|receive) SMTP message$",
    "SMTP: the final dot": r"^send SMTP message final-dot$",
    "SMTP: the final dot answered": r"^receive SMTP message final-dot$",
    "SMTP: QUIT": r"^(send|receive) SMTP (QUIT|RSET)$",
    "state directory: lock, key, socket": r"^(make 0/state/spool|[a-z]+ 0/state|[a-z]+ 0/state/(lock|loop\.key|\.?control\.sock)[^ ]*|rename 0/state/[^ /]+ 0/state/[^ /]+)$",
}
"""Row -> an extended regular expression that shim.c understands as well. No step is in two rows."""

_PATTERNS = [(row, re.compile(pattern)) for row, pattern in ROWS.items()]


def row_of(step):
    """The row that a step is counted in."""
    rows = [row for row, pattern in _PATTERNS if pattern.search(step)]
    if len(rows) != 1:
        raise ValueError(f"the step {step!r} belongs to {' and to '.join(rows) or 'no row of the table'}")
    return rows[0]


def count(path):
    """Row -> how many steps of it were written down in a file (SHIM_STEPS)."""
    counts = dict.fromkeys(ROWS, 0)
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            counts[row_of(line.rstrip("\n"))] += 1
    return counts
