#!/usr/bin/env bash
# Sees to it that the programs which the tests run are there, from Debian's packages.
#
#   scripts/tools.sh
#
# chromium     the browser tests
# redis        several instances of the console
# pgbouncer    a database behind a pooler
# prometheus   the real scraper, and promtool, which checks what /metrics says
# alertmanager the real receiver of alerts, and amtool
# tzdata       wanted by the test database (scripts/timescale.sh)
# python3-venv the generator of the client (tests/client), which pip installs
#
# Installs only what is missing, and starts nothing: a package's service is kept from starting now and
# at the next boot. Needs root or sudo only when something is missing.
set -euo pipefail

say() { echo "tools: $*" >&2; }

# Debian keeps servers in /usr/sbin, which an ordinary user's PATH may lack.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

missing=() services=()
command -v chromium >/dev/null || missing+=(chromium)
command -v redis-server >/dev/null || { missing+=(redis-server) services+=(redis-server.service); }
command -v pgbouncer >/dev/null || { missing+=(pgbouncer) services+=(pgbouncer.service); }
command -v prometheus >/dev/null && command -v promtool >/dev/null ||
  { missing+=(prometheus) services+=(prometheus.service); }
command -v prometheus-alertmanager >/dev/null && command -v amtool >/dev/null ||
  { missing+=(prometheus-alertmanager) services+=(prometheus-alertmanager.service); }
[ -d /usr/share/zoneinfo ] || missing+=(tzdata)
python3 -c "import ensurepip" 2>/dev/null || missing+=(python3-venv)
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
  say "missing: ${missing[*]}. There is no apt-get here: install them by hand"
  exit 1
}
as_root=()
if [ "$(id -u)" != 0 ]; then
  # Without a terminal sudo cannot ask for a password, so it must not need one.
  if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
  else
    say "missing: ${missing[*]}. Ask someone with root to run: apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
fi

# With systemd at work a fresh service would start at once. A masked unit cannot; one that is disabled
# afterwards does not start at the next boot either.
systemd=false
[ ! -d /run/systemd/system ] || systemd=true
unmask() {
  $systemd && [ ${#services[@]} -gt 0 ] || return 0
  "${as_root[@]}" systemctl --quiet --runtime unmask "${services[@]}" || true
  "${as_root[@]}" systemctl --quiet disable "${services[@]}" 2>/dev/null || true
}
if $systemd && [ ${#services[@]} -gt 0 ]; then
  trap unmask EXIT
  "${as_root[@]}" systemctl --quiet --runtime mask "${services[@]}"
fi

# RUNLEVEL=1 says the same to init scripts: in single-user mode no service is started.
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >&2
}
say "installing ${missing[*]}"
# A package list may be absent or too old to name files that still exist; only then is it fetched.
if ! install; then
  say "reading the package lists anew"
  "${as_root[@]}" apt-get update -qq >&2
  install
fi
