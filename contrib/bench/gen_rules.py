#!/usr/bin/env python3
"""One neutral rule set, and its form in each contender's language.

    gen_rules.py neutral --rules 100 [--seed 1] [--kinds all|header|body] > rules.json
    gen_rules.py emit --lang fdm|procmail|maildrop|sieve|postroom --rules rules.json --dest DIR [--null]
    gen_rules.py expect --rules rules.json --maildir DIR > expected.json   (id -> [folder, sha1 of body, size,
                                                          folder when bodies are MIME-decoded])

Neutral form (rules.json): rules in order, the first match wins, else 'default':
  {"default": "INBOX", "rules": [{"id": 1, "folder": "lists-kernel", "all": [TEST, ...]}, ...]}
TEST is one of (all case-insensitive, header values raw but unfolded)
  {"test": "header", "fields": ["Subject"], "regex": "...", "lit": "..."}  searched in one field's value
  {"test": "body", "regex": "...", "lit": "..."}            searched in the raw (undecoded) body
  {"test": "address", "field": "From", "domain": "x.example"}  domain of the address equals
  {"test": "list", "id": "x.lists.example.org"}             List-Id contains <id>
  {"test": "size", "over": 300000}                          message octets (LF) greater than
The regexes keep to what POSIX ERE, procmail and PCRE share: no intervals, no
named classes, no '.*' in bodies.  'lit' is a literal that any match of regex
contains, lower case; only the reference evaluator here uses it, to be quick.
To add a language, write one function emit_NAME(doc, dest, null).
"""
import argparse
import email
import hashlib
import json
import os
import random
import re
import sys

from gen_corpus import STREAMS, TOPICS

HDR_ESC = re.compile(r"([.\[\]+*?()|^$\\])")


def esc(s):
    return HDR_ESC.sub(r"\\\1", s)


CLASS = dict(TOPICS)
NAMES = [t for t, _ in TOPICS]
FOLDER = {t: {"list": "lists-", "alert": "alerts-", "invoice": "invoices-", "newsletter": "news-",
              "calendar": "cal-", "bounce": "bounce-", "personal": "people-"}[k] + t for t, k in TOPICS}
# Words of decoys: none of them is in the corpus.
W1 = ("acme umbrella initech globex hooli stark wayne cyberdyne tyrell wonka oscorp aperture "
      "blackmesa duff soylent massive vandelay pied gringotts monarch").split()
W2 = ("widgets logistics airlines pharma motors foods energy studios optics textiles "
      "ceramics robotics insurance seeds tools cinemas records sports marine rail").split()
SEV = "(error|failure|outage|degraded)"


def alt(nums):
    nums = sorted(nums)
    return str(nums[0]) if len(nums) == 1 else "(" + "|".join(map(str, nums)) + ")"


# -- matching tests on topic t and streams ss (None: all streams) -------------
def m_header(r, t, ss):
    n = "[0-9]+" if ss is None else alt(ss)
    k = CLASS[t]
    opts = [dict(test="header", fields=["Subject"], regex=rf"\[{t}-{n}\]", lit=f"[{t}-")] * 2
    if k == "alert":
        opts.append(dict(test="header", fields=["X-Alert-Source"], regex=rf"^{t}/{n}", lit=f"{t}/"))
        if ss:
            opts[-1] = opts[0]
    elif k == "newsletter":
        opts.append(dict(test="header", fields=["X-Campaign-Id"], regex=rf"^{t}-{n}-[0-9]+", lit=f"{t}-"))
    elif k == "invoice":
        opts.append(dict(test="header", fields=["X-Customer-Id"], regex=rf"^{t}-{n}-[0-9]+", lit=f"{t}-"))
    elif k == "list":
        opts.append(dict(test="header", fields=["To", "Cc"], regex=rf"{t}-{n}@lists\.{t}\.example\.(org|net)", lit=f"@lists.{t}."))
    elif k == "personal":
        opts = [dict(test="header", fields=["User-Agent", "X-Mailer"], regex=rf"\({t}-{n}\)", lit=f"({t}-")]
    return [r.choice(opts)]


def m_body(r, t, ss):
    n = "[0-9]+" if ss is None else alt([f"{s:02d}" for s in ss])
    return [dict(test="body", regex=rf"reference: *{t}-{n}-[0-9]+", lit=f"{t}-")]


def m_other(r, t, ss):
    k = CLASS[t]
    s = (ss or [0])[0]
    if k == "list":
        return [dict(test="list", id=f"{t}-{s}.lists.{t}.example.org")]
    if k == "newsletter":
        return [dict(test="list", id=f"{t}-{s}.news.{t}.example.org")]
    dom = {"alert": f"alerts{s}.{t}.example", "invoice": f"pay{s}.{t}.example", "calendar": f"cal{s}.{t}.example",
           "bounce": f"mx{s}.{t}.example", "personal": f"{t}{s}.example"}[k]
    return [dict(test="address", field="From", domain=dom)]


# -- decoys: realistic, never true for the corpus ------------------------------
def d_header(r, i):
    a, b, n = r.choice(W1), r.choice(W2), r.randrange(1000)
    return [r.choice([
        dict(fields=["Subject"], regex=rf"\[{a}-{b}(-[a-z]+)?\]", lit=f"[{a}-{b}"),
        dict(fields=["Subject"], regex=rf"(order|shipment|parcel) #?{n}-[0-9]+ .*(shipped|delivered|delayed)", lit=f"{n}-"),
        dict(fields=["From", "Sender", "Reply-To"], regex=rf"@(mail|news|promo|e)[0-9]*\.{a}-{b}\.(com|net|org)", lit=f".{a}-{b}."),
        dict(fields=["From"], regex=rf"(no-?reply|do-?not-?reply)@([a-z0-9-]+\.)*{a}{b}{n}\.example", lit=f"{a}{b}{n}"),
        dict(fields=["To", "Cc"], regex=rf"{a}\.{b}(\+[a-z0-9]+)?@example\.net", lit=f"{a}.{b}"),
        dict(fields=["X-Campaign-Id", "X-Mailer"], regex=rf"^{a}[-_ ]{b} ?v?{n}", lit=a),
        dict(fields=["Subject"], regex=rf"^(re|fwd?|aw|sv): .*{a} {b}.* {SEV}", lit=f"{a} {b}"),
        dict(fields=["Subject"], regex=rf"{SEV} .*on {a}-[a-z]+{n}", lit=f"on {a}-"),
        dict(fields=["X-Jira-Project", "X-GitHub-Repo", "X-Redmine-Project"], regex=rf"^{a}/{b}-?{n}", lit=f"{a}/{b}"),
    ]) | {"test": "header"}]


def d_body(r, i):
    a, b, n = r.choice(W1), r.choice(W2), r.randrange(1000)
    return [r.choice([
        dict(regex=rf"(invoice|order) (number|no\.?):? *{a[:2]}{n}-[0-9]+", lit=f"{a[:2]}{n}-"),
        dict(regex=rf"unsubscribe from (the )?{a} {b} (list|newsletter)", lit=f"{a} {b}"),
        dict(regex=rf"https?://([a-z0-9-]+\.)*{a}-{b}\.(com|net|example)/", lit=f"{a}-{b}."),
        dict(regex=rf"reference: *{a}-{n}-[0-9]+", lit=f"{a}-{n}-"),
        dict(regex=rf"dear {a} (customer|member|friend)", lit=f"dear {a} "),
        dict(regex=rf"ticket +{a[:3]}-{n}[0-9]* (has been )?(closed|resolved|reopened)", lit=f"{a[:3]}-{n}"),
    ]) | {"test": "body"}]


def d_other(r, i):
    a, b, n = r.choice(W1), r.choice(W2), r.randrange(1000)
    k = r.randrange(3)
    if k == 0:
        return [dict(test="address", field="From", domain=f"{a}-{b}.example")]
    if k == 1:
        return [dict(test="list", id=f"{b}-{n}.lists.{a}.example.com")]
    return [dict(test="size", over=r.choice([300000, 1000000])),
            dict(test="header", fields=["From"], regex=rf"{a}\.{b}@[a-z]+\.example", lit=f"{a}.{b}@")]


def kind_list(r, n, kinds):
    if kinds == "header":
        return ["header"] * n
    if kinds == "body":
        return ["body"] * n
    nb, no = round(n * .2), round(n * .1)
    ks = ["header"] * (n - nb - no) + ["body"] * nb + ["other"] * no
    r.shuffle(ks)
    return ks


def neutral(n, seed, kinds):
    r = random.Random(seed * 7919 + n)
    ks = kind_list(r, n, kinds)
    # A fifth to a third of the rules match something; they sit in the last 40%.
    tail = [i for i in range(n) if i >= n * .6]
    m = min(len(tail), max(4, round(n * .3)))
    hit = sorted(r.sample(tail, m))
    # Share the topics (14 of 20: about 70% of traffic) among the hitting rules.
    topics = r.sample(NAMES, len(NAMES))[:14] if n > 10 else r.sample(NAMES, len(NAMES))
    # n=10: a rule takes several topics; else a rule takes a range of streams of a topic.
    rules, jobs = [None] * n, []
    if n <= 10:
        groups = [topics[i::m] for i in range(m)]
        groups = [g[:4] for g in groups]
        jobs = [(g, None) for g in groups]
    else:
        topics = r.sample(NAMES, len(NAMES))
        per = m / len(topics)
        for ti, t in enumerate(topics):
            k = int((ti + 1) * per) - int(ti * per)
            # cover about 70% of a topic: Zipf, so the first streams, split into k rules
            ss = list(range(14 if k < 10 else max(12, k)))
            jobs += [([t], ss[j::k]) for j in range(k)]
        r.shuffle(jobs)
    for i, (ts, ss) in zip(hit, jobs):
        k = ks[i]
        if len(ts) > 1:
            g = "(" + "|".join(ts) + ")"
            if k == "body":
                tests = [dict(test="body", regex=rf"reference: *{g}-[0-9]+-[0-9]+", lit="reference:")]
            else:
                tests = [dict(test="header", fields=["Subject"], regex=rf"\[{g}-[0-9]+\]", lit="-")]
        elif k == "other" and ss is not None:
            tests = m_other(r, ts[0], ss)
        elif k == "body":
            tests = m_body(r, ts[0], ss)
        else:
            tests = m_header(r, ts[0], ss)
        rules[i] = dict(folder=FOLDER[ts[0]], all=tests)
    for i in range(n):
        if rules[i] is None:
            tests = {"header": d_header, "body": d_body, "other": d_other}[ks[i]](r, i)
            rules[i] = dict(folder=FOLDER[r.choice(NAMES)], all=tests)
    return {"default": "INBOX", "rules": [dict(id=i + 1) | x for i, x in enumerate(rules)]}


# -- emitters -------------------------------------------------------------------
def line_regex(t):
    """A header-line regex for tools that search the header block by line."""
    if t["test"] == "header":
        f = t["fields"]
        name = f[0] if len(f) == 1 else "(" + "|".join(f) + ")"
        rx = t["regex"]
        return f"^{name}: *{rx[1:]}" if rx.startswith("^") else f"^{name}:.*{rx}"
    if t["test"] == "address":
        return rf"^{t['field']}:.*@{esc(t['domain'])}>"
    return rf"^List-Id:.*<{esc(t['id'])}>"


def emit_fdm(doc, dest, null):
    q = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'
    folders = sorted({x["folder"] for x in doc["rules"]} | {doc["default"]})
    out = [f'action "{f}" ' + ("drop" if null else f'maildir "{dest}/{f}"') for f in folders]
    for x in doc["rules"]:
        c = []
        for t in x["all"]:
            if t["test"] == "size":
                c.append(f"size > {t['over']}")
            elif t["test"] == "body":
                c.append(q(t["regex"]) + " in body")
            else:
                c.append(q(line_regex(t)) + " in headers")
        out.append("match " + " and ".join(c) + f' action "{x["folder"]}"')
    out.append(f'match all action "{doc["default"]}"')
    return "\n".join(out) + "\n"


def emit_procmail(doc, dest, null):
    out = ["SHELL=/bin/sh", f"MAILDIR={dest}", "VERBOSE=off", "LOGABSTRACT=no", "COMSAT=no",
           f"DEFAULT={'/dev/null' if null else dest + '/' + doc['default'] + '/'}"]
    for x in doc["rules"]:
        flags = " B" if any(t["test"] == "body" for t in x["all"]) else ""
        out.append(":0" + flags)
        for t in x["all"]:
            if t["test"] == "size":
                out.append(f"* > {t['over']}")
            else:
                out.append("* " + (t["regex"] if t["test"] == "body" else line_regex(t)))
        out.append("/dev/null" if null else x["folder"] + "/")
    return "\n".join(out) + "\n"


def emit_maildrop(doc, dest, null):
    q = lambda s: s.replace("/", r"\/")
    act = lambda f: "exit" if null else f'to "{dest}/{f}"'
    out = []
    for x in doc["rules"]:
        c = []
        for t in x["all"]:
            if t["test"] == "size":
                c.append(f"($SIZE > {t['over']})")
            elif t["test"] == "body":
                c.append(f"/{q(t['regex'])}/:b")
            else:
                c.append(f"/{q(line_regex(t))}/:h")
        out.append("if (" + " && ".join(c) + ")\n{\n  " + act(x["folder"]) + "\n}")
    out.append(act(doc["default"]))
    return "\n".join(out) + "\n"


def emit_sieve(doc, dest, null):
    q = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'
    l = lambda xs: q(xs[0]) if len(xs) == 1 else "[" + ", ".join(map(q, xs)) + "]"
    out = ['require ["fileinto", "regex", "body"];']
    for x in doc["rules"]:
        c = []
        for t in x["all"]:
            if t["test"] == "size":
                c.append(f"size :over {t['over']}")
            elif t["test"] == "body":
                c.append("body :raw :regex " + q(t["regex"]))
            elif t["test"] == "header":
                c.append(f"header :regex {l(t['fields'])} {q(t['regex'])}")
            elif t["test"] == "address":
                c.append(f"address :domain :is {q(t['field'])} {q(t['domain'])}")
            else:
                c.append(f"header :contains \"List-Id\" {q('<' + t['id'] + '>')}")
        cond = c[0] if len(c) == 1 else "allof (" + ", ".join(c) + ")"
        out.append(f"if {cond} {{ " + ("discard; stop; }" if null else f"fileinto {q(x['folder'])}; stop; }}"))
    if null:
        out.append("discard;")
    return "\n".join(out) + "\n"


def emit_postroom(doc, dest, null):
    """The .rules form.  With null the rules stay as they are: `explain` delivers nothing."""
    q = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\u{24}{") + '"'
    rx = lambda s: "/" + s.replace("/", r"\/") + "/"
    out = []
    for x in doc["rules"]:
        c = []
        for t in x["all"]:
            if t["test"] == "size":
                c.append(f"size > {t['over']}")
            elif t["test"] == "body":
                c.append("body matches " + rx(t["regex"]))
            elif t["test"] == "header":
                fields = [f"header({q(f)}) matches {rx(t['regex'])}" for f in t["fields"]]
                c.append(fields[0] if len(fields) == 1 else "(" + " or ".join(fields) + ")")
            elif t["test"] == "address":
                c.append(f"{t['field'].lower()}.domain is {q(t['domain'])}")
            else:
                c.append(f"list-id contains {q('<' + t['id'] + '>')}")
        out.append(f'rule "{x["id"]}" {{\n  when {" and ".join(c)}\n  fileinto {q(x["folder"])}\n}}\n')
    out.append(f"otherwise {{ fileinto {q(doc['default'])} }}\n")
    return "".join(out)


# -- reference evaluator ------------------------------------------------------------
def compile_rules(doc):
    out = []
    for x in doc["rules"]:
        ts = []
        for t in x["all"]:
            k = t["test"]
            if k in ("header", "body"):
                # CASELESS as in the contenders; latin-1 bytes
                ts.append((k, [f.lower().encode() for f in t.get("fields", [])], t["lit"].encode(),
                           re.compile(t["regex"].encode(), re.I | re.M)))
            elif k == "address":
                ts.append((k, t["field"].lower().encode(), ("@" + t["domain"] + ">").encode(), None))
            elif k == "list":
                ts.append((k, b"list-id", ("<" + t["id"] + ">").encode(), None))
            else:
                ts.append((k, None, t["over"], None))
        out.append((x["folder"], ts))
    return out


def parse(raw):
    i = raw.find(b"\n\n")
    head, body = raw[:i + 1], raw[i + 2:]
    h = {}
    for ln in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n"):
        n, c, v = ln.partition(b":")
        if c:
            h.setdefault(n.lower(), []).append(v.strip())
    return h, body


def decoded(raw):
    """The text parts of a message, transfer encodings removed."""
    m = email.message_from_bytes(raw)
    return b"\n".join(x.get_payload(decode=True) or b"" for x in m.walk() if x.get_content_maintype() == "text")


def classify(doc, comp, raw, body=None):
    h, b = parse(raw)
    body = b if body is None else body
    low, lows = body.lower(), {}
    for f, vs in h.items():
        lows[f] = [v.lower() for v in vs]
    for folder, ts in comp:
        for k, f, lit, rx in ts:
            if k == "body":
                if lit not in low or not rx.search(body):
                    break
            elif k == "header":
                for n in f:
                    if any(lit in lv and rx.search(v) for v, lv in zip(h.get(n, ()), lows.get(n, ()))):
                        break
                else:
                    break
            elif k == "size":
                if len(raw) <= lit:
                    break
            else:
                if not any(lit in lv for lv in lows.get(f, ())):
                    break
        else:
            return folder
    return doc["default"]


def expect(doc, maildir):
    comp, out = compile_rules(doc), {}
    cur = os.path.join(maildir, "cur")
    for fn in sorted(os.listdir(cur)):
        with open(os.path.join(cur, fn), "rb") as f:
            raw = f.read()
        n = re.search(rb"^X-Bench-Id: (\d+)", raw, re.M).group(1).decode()
        body = raw[raw.find(b"\n\n") + 2:]
        out[n] = [classify(doc, comp, raw), hashlib.sha1(body).hexdigest(), len(raw),
                  classify(doc, comp, raw, decoded(raw))]
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="verb", required=True)
    p = sub.add_parser("neutral")
    p.add_argument("--rules", type=int, required=True)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--kinds", default="all", choices=["all", "header", "body"])
    p = sub.add_parser("emit")
    p.add_argument("--lang", required=True)
    p.add_argument("--rules", required=True)
    p.add_argument("--dest", required=True)
    p.add_argument("--null", action="store_true", help="no delivery: time the rules alone")
    p = sub.add_parser("expect")
    p.add_argument("--rules", required=True)
    p.add_argument("--maildir", required=True)
    a = ap.parse_args()
    if a.verb == "neutral":
        json.dump(neutral(a.rules, a.seed, a.kinds), sys.stdout, indent=1)
    else:
        doc = json.load(open(a.rules))
        if a.verb == "emit":
            sys.stdout.write(globals()["emit_" + a.lang](doc, a.dest, a.null))
        else:
            json.dump(expect(doc, a.maildir), sys.stdout)


if __name__ == "__main__":
    main()
