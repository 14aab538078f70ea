"""The `parse` verb of ../run: see README.md."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["messages", "addresses", "texts", "characters", "files", "octets", "header characters"]


def build(base):
    out = os.path.join(base, "parse")
    os.makedirs(out, exist_ok=True)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], check=True, capture_output=True, text=True).stdout.split()
    gmime = os.path.join(out, "parse_gmime")
    subprocess.run(["cc", "-O2", "-o", gmime, os.path.join(HERE, "parse_gmime.c")] + flags, check=True)
    postroom = os.environ.get("PARSE_POSTROOM")
    if not postroom:
        scratch = os.path.join(out, "build")
        command = ["nice", "swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", scratch]
        if subprocess.run(command, stdout=sys.stderr).returncode:
            sys.exit("the program could not be built; sources that change meanwhile are one cause")
        postroom = os.path.join(scratch, "release", "parse-postroom")
    return {"Postroom": [postroom], "GMime": [gmime], "Python email": [sys.executable, os.path.join(HERE, "parse_python.py")]}


def mail_below(folder):
    files = []
    index = os.path.join(folder, "expected.jsonl")
    if os.path.exists(index):
        with open(index) as lines:
            return [os.path.join(folder, json.loads(line)["path"]) for line in lines]
    for root, dirs, names in os.walk(folder):
        dirs.sort()
        for name in sorted(names):
            files.append(os.path.join(root, name))
    return files


def main(folder, rounds, base):
    folder = folder or os.path.join(HERE, "..", "..", "..", "..", "shared", "corpora", "open")
    files = mail_below(folder) if os.path.isdir(folder) else []
    if not files:
        sys.exit(f"no mail below {folder}: name a folder with --mail")
    base = base or tempfile.gettempdir()
    programs = build(base)
    octets = sum(os.path.getsize(f) for f in files)
    print(f"{len(files)} files, {octets / 1e6:.1f} MB, {rounds} rounds each, CPU time of the fastest\n")
    best, found = {}, {}
    for turn in range(2):
        for name, command in programs.items():
            result = subprocess.run(command + [str((rounds + 1) // 2)], input="\n".join(files) + "\n", text=True, capture_output=True, check=True)
            for line in result.stdout.splitlines():
                numbers = line.split()
                best[name] = min(best.get(name, 1e9), float(numbers[0]))
                found[name] = [int(n) for n in numbers[1:]]
    print("| program | ms | MB/s | of Postroom's time | " + " | ".join(COLUMNS) + " |")
    print("|---|" + "---:|" * (len(COLUMNS) + 3))
    for name in programs:
        print(f"| {name} | {best[name] * 1e3:.1f} | {octets / best[name] / 1e6:.1f} | {best[name] / best['Postroom']:.2f} | "
              + " | ".join(str(n) for n in found[name]) + " |")
    slower = [name for name in programs if best[name] <= best["Postroom"] and name != "Postroom"]
    if slower:
        sys.exit(f"not beaten: {', '.join(slower)}")
