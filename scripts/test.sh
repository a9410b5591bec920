#!/usr/bin/env bash
# Runs the tests: all, or the parts that are named.
#
#   scripts/test.sh [web] [service] [e2e]
#
# web      type check, unit tests and size of the web console, which must be built (`make` does it); types, package and
#          unit tests of the quality reporters (clients); the dashboards' generator (grafana/generator)
# service  cargo test, with TimescaleDB, Redis, Prometheus and the Community edition
# e2e      the browser tests, the tests of the quality reporter, and a generated client (tests/client) that calls every
#          operation, against the built service
#
# What the service's tests find in their environment:
#   TEST_DATABASE_URL            a superuser's URL of a TimescaleDB (scripts/timescale.sh)
#   TEST_POSTGRES_BIN            the programs of Postgres (scripts/timescale.sh)
#   TEST_COMMUNITY_DATABASE_URL  an empty Community database with one session (scripts/community.sh)
# CARGO_FLAGS is handed to cargo, e.g. --locked.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { echo "==> $*" >&2; }
# What all tests together hold at one time is less than a tenth of it.
readonly SCRATCH_KIB=$((4 * 1024 * 1024))
# The tests of the service take 3 to 10 minutes; one that hangs must not hold everything up.
readonly SERVICE_LIMIT=30m
read -ra cargo_flags <<<"${CARGO_FLAGS:-}"

# A new folder for what tests write and throw away: in memory, if there is room, nobody waits for a disk.
scratch() {
  local parent=${TMPDIR:-/tmp} free_kib
  free_kib=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1) || free_kib=0
  [ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || [ "$free_kib" -lt "$SCRATCH_KIB" ] || parent=/dev/shm
  mktemp -d -p "$parent" livekit-console-tests.XXXXXX
}

# The tests that took over a minute and have no result in a log of cargo test.
unfinished() {
  echo "the tests did not end within $SERVICE_LIMIT; these have no result:"
  comm -23 <(sed -n 's/^test \(.*\) has been running for over 60 seconds$/\1/p' "$1" | sort -u) \
    <(sed -n 's/^test \(.*\) \.\.\. .*/\1/p' "$1" | sort -u)
}

reporter_modules() {
  if [ ! -e clients/js/node_modules/.package-lock.json ] ||
    [ clients/js/package-lock.json -nt clients/js/node_modules/.package-lock.json ]; then
    npm --prefix clients/js ci
    touch clients/js/node_modules/.package-lock.json
  fi
}

# The folder of the client generator; it is big, and so lies where `make clean` removes what was built.
generator() { echo "${CARGO_TARGET_DIR:-target}/client-generator"; }

generator_modules() {
  local wanted=tests/client/requirements.txt
  cmp --silent "$wanted" "$(generator)/requirements.txt" && return
  rm -rf "$(generator)"
  python3 -m venv "$(generator)"
  "$(generator)/bin/pip" install --quiet --requirement "$wanted"
  cp "$wanted" "$(generator)/"
}

web() {
  step "web console: types"
  npm --prefix frontend run typecheck
  step "web console: unit tests"
  npm --prefix frontend run test
  step "web console: size"
  npm --prefix frontend run size
  step "quality reporter: types, package and unit tests"
  reporter_modules
  npm --prefix clients/js test
  step "quality reporter for Python: vectors"
  python3 -B -m unittest discover --start-directory clients/python
  step "dashboards: types, and the files are what the generator writes"
  if [ ! -e grafana/generator/node_modules/.package-lock.json ] ||
    [ grafana/generator/package-lock.json -nt grafana/generator/node_modules/.package-lock.json ]; then
    npm --prefix grafana/generator ci
    touch grafana/generator/node_modules/.package-lock.json
  fi
  npm --prefix grafana/generator run check
  step "licences of what is used are listed"
  scripts/licenses.py --check
}

service() {
  step "service: build"
  cargo test "${cargo_flags[@]}" --no-run
  step "OpenAPI document"
  cargo run "${cargo_flags[@]}" --quiet -- openapi | diff --brief - src/api/openapi/openapi.json >&2 ||
    { echo "the web console's API types are not those of the service: run make gen" >&2; exit 1; }
  step "databases"
  TEST_DATABASE_URL=$(scripts/timescale.sh start --no-fsync)
  TEST_POSTGRES_BIN=$(scripts/timescale.sh bin)
  # The pipe to its standard input closes when this script ends, however it ends, and so it ends too.
  coproc COMMUNITY { exec scripts/community.sh --until-stdin-closes; }
  local community_pid=$COMMUNITY_PID
  read -r -t 120 TEST_COMMUNITY_DATABASE_URL <&"${COMMUNITY[0]}" || { echo "the Community database did not start" >&2; exit 1; }
  export TEST_DATABASE_URL TEST_POSTGRES_BIN TEST_COMMUNITY_DATABASE_URL
  step "service: tests"
  # Many of them wait for a clock or for another process.
  export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((3 * $(nproc)))}
  local result=0 scratch limit=(timeout --kill-after=10s)
  scratch=$(scratch)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$scratch'" EXIT
  # Without a terminal, timeout ends what cargo has started, too; with one, the terminal does.
  [ ! -t 0 ] || limit+=(--foreground)
  TMPDIR=$scratch "${limit[@]}" "$SERVICE_LIMIT" cargo test "${cargo_flags[@]}" 2>&1 |
    tee "$scratch/output" || result=$?
  [ "$result" != 124 ] || unfinished "$scratch/output" >&2
  rm -rf "$scratch"
  kill "$community_pid" 2>/dev/null || true
  return "$result"
}

e2e() {
  step "browser tests"
  cargo build "${cargo_flags[@]}"
  scripts/e2e.sh
  step "quality reporter: in a browser, and the protocol's vectors, against the service"
  reporter_modules
  local binary
  binary=$(realpath -m "${CONSOLE_BINARY:-${CARGO_TARGET_DIR:-target}/debug/livekit-console}")
  CONSOLE_BINARY=$binary npm --prefix clients/js run test:service
  step "a generated client calls every operation"
  generator_modules
  "$(generator)/bin/python" -B tests/client/run.py "$binary"
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(web service e2e)
for part in "${parts[@]}"; do
  case $part in
  web | service | e2e) ;;
  *)
    echo "usage: $0 [web] [service] [e2e]" >&2
    exit 2
    ;;
  esac
done

scripts/tools.sh
for part in "${parts[@]}"; do "$part"; done
step "passed: ${parts[*]}"
