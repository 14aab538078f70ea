#!/bin/sh
# One `postroom poll` of all accounts; durable before it ends.
. "$(dirname "$0")/lib.sh"
setup() {
  umask 077
  emit postroom >"$WORK/bench.rules"
  cat >"$WORK/postroom.toml" <<X
[state]
directory = "$WORK/state"

[folders.bench]
maildir = "$DEST"
layout = "directories"
X
  for u in $USERS; do
    cat <<X

[accounts.$u]
host = "$HOST"
port = $PORT
$([ "$TLS" = 0 ] && echo 'tls = "none"' || printf 'tls = "implicit"\nca-file = "%s"' "$BENCH_DIR/server/cert.pem")
user = "$u"
password = "$PASS"
after = "keep"
rules = ["$WORK/bench.rules"]
folders = "bench"
inbox = "INBOX"
X
  done >>"$WORK/postroom.toml"
}
run() { "$POSTROOM" poll --config "$WORK/postroom.toml" --json >"$log" 2>&1; }
verb "$1"
