#!/usr/bin/env bash
# Runs the browser tests against the built service: mock mode, a free port, a store of its own that is
# thrown away.
#
#   scripts/e2e.sh [arguments for playwright]
#
# CONSOLE_BINARY is the service to test; default the debug build, which must be there. NPM_SCRIPT is what
# runs against it instead of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

BINARY=$(realpath -m "${CONSOLE_BINARY:-${CARGO_TARGET_DIR:-target}/debug/livekit-console}")
readonly BINARY
readonly READY_TIMEOUT_SECONDS=30 STOP_TIMEOUT_SECONDS=20

say() { echo "e2e: $*" >&2; }
[ -x "$BINARY" ] || { say "$BINARY is missing: run \`cargo build\` first"; exit 1; }

work=$(mktemp -d) pid=
clean_up() {
  if [ -n "$pid" ] && kill -TERM "$pid" 2>/dev/null; then
    local deadline=$((SECONDS + STOP_TIMEOUT_SECONDS))
    while kill -0 "$pid" 2>/dev/null; do
      if [ "$SECONDS" -ge "$deadline" ]; then
        say "the service did not stop within $STOP_TIMEOUT_SECONDS s; killed"
        kill -KILL "$pid"
        break
      fi
      sleep 0.1
    done
    wait "$pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
url=http://127.0.0.1:$port

# An empty environment and another folder: neither the developer's settings nor a .env reach the service.
(
  cd "$work"
  exec env -i PATH="$PATH" HOME="$work" MOCK_MODE=true MOCK_PAST=off JOURNAL_DIR="$work/journal" \
    "$BINARY" --port "$port" --database-url "sqlite:$work/console.db" >log 2>&1
) &
pid=$!

deadline=$((SECONDS + READY_TIMEOUT_SECONDS))
until curl --silent --fail --output /dev/null --max-time 2 "$url/readyz"; do
  if ! kill -0 "$pid" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
    say "the service did not become ready at $url:"
    cat "$work/log" >&2
    exit 1
  fi
  sleep 0.1
done

say "testing $url"
result=0
CONSOLE_URL=$url CONSOLE_BINARY=$BINARY npm --prefix frontend run "${NPM_SCRIPT:-e2e}" -- "$@" || result=$?
if [ "$result" != 0 ]; then
  say "the service's last lines:"
  tail -n 50 "$work/log" >&2
fi
exit "$result"
