"""A POP3 server and an SMTP server, in this process, that remember when they let go of a message or took one over."""

import hashlib
import socketserver
import threading


class Mailbox:
    """What a POP3 server holds for one user: UIDL and octets, in order."""

    def __init__(self, messages=()):
        self.lock = threading.Lock()
        self.session = threading.Lock()
        """Held by the session that has the mailbox: one at a time, as RFC 1939 §4 wants it."""
        self.messages = list(messages)
        self.let_go = []
        """(moment, the UIDLs that a QUIT deleted); the moment is what the server's `now` said."""

    def listed(self):
        with self.lock:
            return list(self.messages)

    def add(self, messages):
        with self.lock:
            self.messages += messages

    def delete(self, uidls, moment):
        with self.lock:
            self.messages = [(uidl, octets) for uidl, octets in self.messages if uidl not in uidls]
            self.let_go.append((moment, frozenset(uidls)))


def remaining(mailboxes):
    """account -> how many messages its server still holds."""
    return {name: len(mailbox.listed()) for name, mailbox in mailboxes.items()}


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.pipelines = True
        self.sessions = 0
        self.ended = threading.Condition()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.server_address[1]

    def process_request(self, request, client_address):
        with self.ended:
            self.sessions += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.ended:
                self.sessions -= 1
                self.ended.notify_all()

    def settle(self, timeout=60):
        """Waits until what clients have sent, that are gone, is done."""
        with self.ended:
            if not self.ended.wait_for(lambda: self.sessions == 0, timeout):
                raise TimeoutError("a session with a server goes on without its client")

    def close(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass


class POP3Server(_Server):
    """RFC 1939 with CAPA, UIDL, TOP and PIPELINING. Deletions are committed at QUIT."""

    def __init__(self, mailboxes, now=lambda: 0):
        self.mailboxes = mailboxes
        self.now = now
        self.lets_go_early = False
        """What is retrieved is deleted at once: a server that loses mail with its client."""
        super().__init__(_POP3Session)


class _POP3Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def handle(self):
        self.mailbox = None
        try:
            self.converse()
        finally:
            if self.mailbox:
                self.mailbox.session.release()

    def converse(self):
        self.say("+OK ready")
        self.wfile.flush()
        user = None
        self.messages, self.deleted = None, set()
        while True:
            line = self.rfile.readline(2048)
            if not line:
                return
            words = line.decode("ascii", "replace").split()
            verb = words[0].upper() if words else ""
            if verb == "CAPA":
                self.many(["USER", "UIDL", "TOP", *(["PIPELINING"] if self.server.pipelines else [])])
            elif verb == "USER" and len(words) == 2:
                user = words[1]
                self.say("+OK")
            elif verb == "PASS":
                wanted = self.server.mailboxes.get(user)
                if wanted and not self.mailbox and wanted.session.acquire(timeout=10):
                    self.mailbox = wanted
                    self.messages = self.mailbox.listed()
                    self.say("+OK")
                else:
                    self.say("-ERR")
            elif verb == "QUIT":
                if self.messages is not None and self.deleted:
                    self.mailbox.delete({self.messages[index][0] for index in self.deleted}, self.server.now())
                self.say("+OK")
                self.wfile.flush()
                return
            elif self.messages is None:
                self.say("-ERR")
            else:
                self.transaction(verb, words[1:])
            self.wfile.flush()

    def transaction(self, verb, arguments):
        here = [index for index in range(len(self.messages)) if index not in self.deleted]
        if verb == "STAT":
            self.say(f"+OK {len(here)} {sum(len(self.messages[index][1]) for index in here)}")
        elif verb == "NOOP":
            self.say("+OK")
        elif verb == "RSET":
            self.deleted = set()
            self.say("+OK")
        elif verb in ("UIDL", "LIST") and not arguments:
            self.many(f"{index + 1} {self.messages[index][0] if verb == 'UIDL' else len(self.messages[index][1])}" for index in here)
        else:
            try:
                index = int(arguments[0]) - 1
            except (IndexError, ValueError):
                index = -1
            if index not in here:
                self.say("-ERR no such message")
            elif verb == "UIDL":
                self.say(f"+OK {index + 1} {self.messages[index][0]}")
            elif verb == "LIST":
                self.say(f"+OK {index + 1} {len(self.messages[index][1])}")
            elif verb == "DELE":
                self.deleted.add(index)
                self.say("+OK")
            elif verb in ("RETR", "TOP"):
                octets = self.messages[index][1]
                if verb == "TOP":
                    header, _, body = octets.partition(b"\r\n\r\n")
                    count = int(arguments[1]) if len(arguments) > 1 else 0
                    octets = header + b"\r\n\r\n" + b"".join(body.splitlines(keepends=True)[:count])
                self.say("+OK")
                self.wfile.write((b"." if octets.startswith(b".") else b"") + octets.replace(b"\r\n.", b"\r\n.."))
                self.say("." if octets.endswith(b"\r\n") else "\r\n.")
                if verb == "RETR" and self.server.lets_go_early:
                    self.mailbox.delete({self.messages[index][0]}, self.server.now())
            else:
                self.say("-ERR")

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def many(self, lines):
        self.say("+OK")
        for line in lines:
            self.say(line)
        self.say(".")


class SMTPServer(_Server):
    """Takes every message over; each is noted before the client is told."""

    def __init__(self, now=lambda: 0):
        self.now = now
        self.taken = []
        """(moment, recipient, message's octets), in order."""
        self.is_shut = False
        """Whether recipients are refused for now."""
        super().__init__(_SMTPSession)


class _SMTPSession(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.say("220 here")
        recipients = []
        while line := self.rfile.readline(4096):
            verb = line.decode("ascii", "replace").strip().upper()
            if verb.startswith("EHLO"):
                self.say("250-here")
                if self.server.pipelines:
                    self.say("250-PIPELINING")
                self.say("250 8BITMIME")
            elif verb.startswith("RCPT TO:") and self.server.is_shut:
                self.say("451 4.3.0 later")
            elif verb.startswith("RCPT TO:"):
                recipients.append(line.decode().strip()[8:].strip(" <>").split(">")[0])
                self.say("250 yes")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    if not line:
                        return
                    lines.append(line[1:] if line.startswith(b".") else line)
                octets = b"".join(lines)
                for recipient in recipients:
                    self.server.taken.append((self.server.now(), recipient, octets))
                recipients = []
                self.say("250 taken " + hashlib.sha256(octets).hexdigest()[:8])
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                if verb == "RSET" or verb.startswith("MAIL"):
                    recipients = []
                self.say("250 yes")

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
