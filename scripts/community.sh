#!/usr/bin/env bash
# Serves a TimescaleDB of the Community edition (licence TSL) for tests, in the foreground.
#
#   scripts/community.sh [--until-stdin-closes]
#
# Prints its URL as the only line on stdout when it is ready (within seconds), then runs until SIGTERM, or
# with --until-stdin-closes until its standard input ends, so that it cannot outlive its parent.
# Each run is a new, empty database with one session: connect with one connection.
# COMMUNITY_PORT picks the port; default a free one. Packages are fetched only when the lock file changed.
set -euo pipefail
cd "$(dirname "$0")/../tests/community"

# npm writes node_modules/.package-lock.json last, so it is also the sign of a whole installation.
exec 9<.
flock 9
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci >&2
  touch node_modules/.package-lock.json
fi
exec 9>&-

exec node server.mjs "$@"
