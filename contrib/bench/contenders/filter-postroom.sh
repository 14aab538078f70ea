#!/bin/sh
# One `postroom explain` over all files: the rules alone, and a line of JSON for each message.
. "$(dirname "$0")/lib.sh"
setup() { umask 077; emit postroom >"$WORK/bench.rules"; }
run() {
  "$POSTROOM" explain --rules "$WORK/bench.rules" --json "$SRC"/cur/* >"$WORK/plans" 2>"$log"
  [ "${NULL:-0}" = 1 ] || python3 - "$WORK/plans" "$DEST" <<'P'
import json, os, shutil, sys
for line in open(sys.argv[1]):
    plan = json.loads(line)
    folders = [e["mailbox"] for e in plan["effects"] if e["kind"] == "fileinto"] or ["INBOX"]
    for folder in folders:
        os.makedirs(os.path.join(sys.argv[2], folder, "new"), exist_ok=True)
        shutil.copy(plan["message"], os.path.join(sys.argv[2], folder, "new"))
P
}
verb "$1"
