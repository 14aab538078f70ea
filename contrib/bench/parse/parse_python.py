#!/usr/bin/env python3
"""Usage: parse_python.py ROUNDS < list of files. The work is told in README.md."""
import email
import email.policy
import sys
import time


def part_work(part):
    """(texts, characters, files, content, headers) of one leaf."""
    try:
        headers = len(part.get_filename() or "")
    except Exception:
        headers = 0
    if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
        try:
            text = part.get_content()
        except Exception:  # a charset that Python does not know
            text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
        return 1, len(text), 0, 0, headers
    try:
        content = part.get_payload(decode=True) or b""
    except Exception:
        content = b""
    return 0, 0, 1, len(content), headers


def leaves(message):
    """As message.walk() has them, but a delivery report's status is one: Python takes each block of its fields for a text part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_type() != "message/delivery-status":
            waiting.extend(reversed(part.get_payload()))
        else:
            yield part


def work(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    addresses = texts = characters = files = content = headers = 0
    for name in ("subject", "date", "message-id"):
        try:
            headers += len(str(message[name] or ""))
        except Exception:
            pass
    for name in ("from", "to", "cc"):
        try:
            for field in message.get_all(name, ()):
                for address in field.addresses:
                    addresses += 1
                    headers += len(address.display_name) + len(address.addr_spec)
        except Exception:
            pass
    for part in leaves(message):
        a, b, c, d, e = part_work(part)
        texts, characters, files, content, headers = texts + a, characters + b, files + c, content + d, headers + e
    return addresses, texts, characters, files, content, headers


def main():
    files = []
    for line in sys.stdin:
        with open(line.rstrip("\n"), "rb") as f:
            files.append(f.read())
    for _ in range(int(sys.argv[1])):
        sums = [0] * 6
        start = time.process_time()
        for data in files:
            for i, n in enumerate(work(data)):
                sums[i] += n
        print(time.process_time() - start, len(files), *sums, flush=True)


main()
