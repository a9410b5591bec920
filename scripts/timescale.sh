#!/usr/bin/env bash
# Gives the tests a real TimescaleDB.
#
#   scripts/timescale.sh start [--no-fsync]   start it if it is not running; print its URL
#   scripts/timescale.sh url   [--no-fsync]   print the URL of a running one, else fail
#   scripts/timescale.sh bin                  print the folder of Postgres' programs, for servers of a test's own
#   scripts/timescale.sh stop                 stop what `start` started; the files stay
#
# Where the database comes from, first match wins:
#   1. TEST_DATABASE_URL, if set: printed as it is; nothing is started or stopped
#   2. docker, if it really runs containers: the Community edition
#   3. Debian's packages, unpacked privately: the Apache edition; needs neither root nor docker
#
# --no-fsync gives a second, separate server that does not wait for the disk: quicker for functional
# tests, wrong for measuring. Without it every commit is on disk before it is answered.
#
# The URL names a superuser and the database `postgres`. Make test databases from `template0`: the
# TimescaleDB launcher may be looking into `template1` just then. A database without
# CREATE EXTENSION timescaledb is plain Postgres.
#
# Settings by environment:
#   TIMESCALE_DIR    where the files live; default ~/.cache/livekit-console/timescale (XDG_CACHE_HOME
#                    is respected), as root /var/tmp/livekit-console-timescale, because the server
#                    then runs as another user who may not enter root's home
#   TIMESCALE_PORT   the first port to try, default 25432; the next free one is taken
#   TIMESCALE_IMAGE  the docker image, default below
#   TIMESCALE_FROM   `docker` or `debian`: take only this way
#   DEBIAN_MIRROR    the Debian archive; default: the one this machine's apt uses
#
# Two calls at once are safe: the second waits for the first. A second call takes well under a second.
set -euo pipefail
umask 022

readonly SUITE=trixie PG=17
readonly IMAGE=${TIMESCALE_IMAGE:-timescale/timescaledb:2.23.0-pg17}
# Below 32768: above it any client socket may hold the port.
readonly FIRST_PORT=${TIMESCALE_PORT:-25432} PORTS_TO_TRY=50
readonly START_TIMEOUT_SECONDS=90
# Test databases come and go by the dozen. No background workers: TimescaleDB would start one in each of
# them, which makes creating and dropping slower, and tests run policies by CALL run_job.
readonly SETTINGS=(max_connections=200 timescaledb.max_background_workers=0 timescaledb.telemetry_level=off)

say() { echo "timescale: $*" >&2; }
die() {
  say "$*"
  exit 1
}
usage() {
  echo "usage: $0 start|url [--no-fsync] | bin | stop" >&2
  exit 2
}

[ $# -ge 1 ] || usage
VERB=$1 KIND=durable
case "$VERB ${2:-}" in
"start " | "url " | "bin " | "stop ") ;;
"start --no-fsync" | "url --no-fsync") KIND=quick ;;
*) usage ;;
esac

if [ -n "${TEST_DATABASE_URL:-}" ] && [ "$VERB" != bin ]; then
  [ "$VERB" = stop ] || echo "$TEST_DATABASE_URL"
  exit 0
fi

if [ "$(id -u)" = 0 ]; then
  DIR=${TIMESCALE_DIR:-/var/tmp/livekit-console-timescale}
else
  DIR=${TIMESCALE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/livekit-console/timescale}
fi
mkdir -p "$DIR"
DIR=$(cd "$DIR" && pwd -P)
# /var/tmp is everybody's: a folder that another user made there is not to be trusted.
[ -O "$DIR" ] || die "$DIR belongs to another user; set TIMESCALE_DIR to a folder of your own"
readonly DIR ROOT=$DIR/$SUITE
readonly BIN=$ROOT/usr/lib/postgresql/$PG/bin

# Held until this script ends. Programs that outlive it are started with 9>&-.
exec 9>"$DIR/lock"
flock 9

# --- docker ------------------------------------------------------------------------------------

container() { echo "livekit-console-test-timescale-$1"; }

docker_works() {
  [ "${TIMESCALE_FROM:-docker}" = docker ] && command -v docker >/dev/null &&
    timeout 10 docker info >/dev/null 2>&1
}

docker_url() {
  local address
  address=$(docker port "$(container "$1")" 5432/tcp 2>/dev/null | head -n 1) || return 1
  [ -n "$address" ] || return 1
  # Over TCP: while the image initialises itself it listens on its Unix socket only.
  docker exec "$(container "$1")" pg_isready -q -h 127.0.0.1 -U postgres >/dev/null 2>&1 || return 1
  echo "postgres://postgres@$address/postgres"
}

docker_start() {
  local kind=$1 name fsync=on option options=() waited=0
  docker_url "$kind" && return
  name=$(container "$kind")
  [ "$kind" = durable ] || fsync=off
  for option in "${SETTINGS[@]}" "fsync=$fsync"; do options+=(-c "$option"); done
  if ! docker start "$name" >/dev/null 2>&1; then
    say "docker run $IMAGE"
    docker run --detach --name "$name" --publish 127.0.0.1::5432 \
      --env POSTGRES_HOST_AUTH_METHOD=trust "$IMAGE" "${options[@]}" >/dev/null || return 1
  fi
  until docker_url "$kind"; do
    waited=$((waited + 1))
    if [ "$waited" -ge "$START_TIMEOUT_SECONDS" ]; then
      docker logs --tail 20 "$name" >&2
      return 1
    fi
    sleep 1
  done
}

# --- Debian's packages -------------------------------------------------------------------------

# Postgres refuses to run as root, so root's server runs as an unprivileged user.
SERVER_USER=
if [ "$(id -u)" = 0 ]; then
  SERVER_USER=postgres
  id -u "$SERVER_USER" >/dev/null 2>&1 || SERVER_USER=nobody
fi
as_server() {
  if [ -n "$SERVER_USER" ]; then
    setpriv --reuid="$SERVER_USER" --regid="$(id -g "$SERVER_USER")" --clear-groups \
      env -i PATH=/usr/bin:/bin "$@" 9>&-
  else
    "$@" 9>&-
  fi
}

data() { echo "$DIR/data-$1"; }

mirror() {
  if [ -n "${DEBIAN_MIRROR:-}" ]; then
    echo "$DEBIAN_MIRROR"
    return
  fi
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E -m 1 '/debian/?$' ||
    die "no docker, and this machine's apt knows no Debian archive: set TEST_DATABASE_URL or DEBIAN_MIRROR"
}

# Unpacks PostgreSQL and TimescaleDB under $ROOT, at the end by one rename, so that it is whole or absent.
unpack() {
  local tool work new archive packages program
  for tool in apt-get dpkg-deb setpriv flock; do
    command -v "$tool" >/dev/null || die "\`$tool\` is missing: set TEST_DATABASE_URL, or start docker"
  done
  [ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || die "the package debian-archive-keyring is missing"
  [ -d /usr/share/zoneinfo ] || die "the package tzdata is missing (scripts/tools.sh installs it)"
  work=$DIR/apt new=$DIR/unpacked
  rm -rf "$work" "$new"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$new"
  archive=$(mirror)
  : >"$work/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $SUITE main" >"$work/sources.list"
  # An apt of its own: own sources, lists and cache, and no package installed. The machine's proxy
  # and certificate settings still hold.
  cat >"$work/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
Dir::State "$work";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  # -c and not APT_CONFIG: read after /etc/apt/apt.conf.d, so that it wins.
  private_apt() { apt-get -c "$work/apt.conf" "$@"; }

  say "reading the package list of $SUITE"
  private_apt update -qq >&2
  # Of all that the server depends on only shared libraries are needed to run it; the rest serves
  # package scripts. Left out of the libraries: LLVM (just-in-time compilation is off) and Perl.
  packages=$(private_apt install -y --print-uris "postgresql-$PG-timescaledb" |
    sed -n "s/^'[^']*' \([^_ ]*\)_.*/\1/p" |
    grep -E "^(lib|postgresql-$PG|postgresql-client-$PG)" |
    grep -vE '^lib(llvm|z3|perl|.*-perl$)|-jit$')
  say "downloading $(wc -w <<<"$packages") packages"
  # shellcheck disable=SC2086 # one word a package
  (cd "$work/debs" && private_apt download -qq $packages >&2)
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$new"; done
  rm -rf "$work" "$new"/usr/share/{doc,man,locale,zoneinfo,lintian} "$new"/usr/lib/postgresql/$PG/lib/bitcode

  # The programs want a newer C library than the machine may have, so each runs through the unpacked
  # loader. Postgres finds its own folders by the name it was called with, hence --argv0.
  for program in "$new/usr/lib/postgresql/$PG/bin"/*; do
    mv "$program" "$program.bin"
    cat >"$program" <<'WRAPPER'
#!/bin/sh
root=${0%/usr/lib/postgresql/*}
for libraries in "$root"/usr/lib/*-linux-gnu; do :; done
for loader in "$libraries"/ld-linux*.so.*; do :; done
exec "$loader" --library-path "$libraries" --argv0 "$0" "$0.bin" "$@"
WRAPPER
    chmod 755 "$program"
  done
  "$new/usr/lib/postgresql/$PG/bin/postgres" --version >/dev/null
  rm -rf "$ROOT"
  mv "$new" "$ROOT"
}

debian_url() {
  local port
  [ -s "$(data "$1")/postmaster.pid" ] || return 1
  port=$(sed -n 4p "$(data "$1")/postmaster.pid")
  [ -n "$port" ] || return 1
  PGCONNECT_TIMEOUT=5 "$BIN/psql" -XAtqc 'SELECT 1' \
    "postgres://postgres@127.0.0.1:$port/postgres" >/dev/null 2>&1 9>&- || return 1
  echo "postgres://postgres@127.0.0.1:$port/postgres"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

debian_start() {
  local kind=$1 data fsync=on port setting flags="" url
  [ -d "$ROOT" ] || unpack
  data=$(data "$kind")
  [ "$kind" = durable ] || fsync=off

  if [ ! -s "$data/PG_VERSION" ]; then
    rm -rf "$data" "$data.new"
    mkdir -p "$data.new"
    chmod 700 "$data.new"
    [ -z "$SERVER_USER" ] || chown "$SERVER_USER" "$data.new"
    # Postgres' own C.UTF-8: every Unicode letter, and nothing taken from the machine's locales.
    (cd "$data.new" && as_server "$BIN/initdb" --pgdata="$data.new" --username=postgres --auth=trust \
      --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 \
      --no-instructions >"$DIR/initdb.log" 2>&1) || {
      cat "$DIR/initdb.log" >&2
      die "initdb failed"
    }
    mv "$data.new" "$data"
  fi

  for setting in shared_preload_libraries=timescaledb listen_addresses=127.0.0.1 unix_socket_directories= \
    jit=off "fsync=$fsync" "${SETTINGS[@]}"; do
    flags+=" -c $setting"
  done
  for ((port = FIRST_PORT; port < FIRST_PORT + PORTS_TO_TRY; port++)); do
    port_is_free "$port" || continue
    if (cd "$data" && as_server "$BIN/pg_ctl" --pgdata="$data" --log="$data/server.log" \
      --options="-p $port$flags" --wait --timeout="$START_TIMEOUT_SECONDS" start >/dev/null 2>&1); then
      url=$(debian_url "$kind") || break
      "$BIN/psql" -XAtqd "$url" -v ON_ERROR_STOP=1 -c 'SET client_min_messages = warning' \
        -c 'CREATE EXTENSION IF NOT EXISTS timescaledb' >&2 9>&-
      say "started ($("$BIN/psql" -XAtqd "$url" -c "SELECT 'PostgreSQL ' || current_setting('server_version')
        || ', TimescaleDB ' || extversion || ', ' || current_setting('timescaledb.license') || ' edition'
        FROM pg_extension WHERE extname = 'timescaledb'"), fsync $fsync)"
      echo "$url"
      return
    fi
    # The port was taken in between: try the next. Anything else will not go away by itself.
    tail -n 5 "$data/server.log" | grep -q 'Address already in use' || break
  done
  tail -n 20 "$data/server.log" >&2
  die "the server did not start (log: $data/server.log)"
}

# --- what was asked for --------------------------------------------------------------------------

case $VERB in
start)
  # One that runs already is the answer, whatever docker would say by now.
  [ "${TIMESCALE_FROM:-}" = docker ] || { debian_url "$KIND" && exit 0; }
  if docker_works; then
    docker_start "$KIND" && exit 0
    [ "${TIMESCALE_FROM:-}" != docker ] || die "docker could not run $IMAGE"
    say "docker is there but could not run $IMAGE; taking Debian's packages"
  elif [ "${TIMESCALE_FROM:-}" = docker ]; then
    die "docker is not running"
  fi
  debian_start "$KIND"
  ;;
url)
  debian_url "$KIND" || { docker_works && docker_url "$KIND"; } || die "not running: $0 start"
  ;;
bin)
  [ -d "$ROOT" ] || unpack
  echo "$BIN"
  ;;
stop)
  for kind in durable quick; do
    if [ -s "$(data "$kind")/postmaster.pid" ]; then
      if as_server "$BIN/pg_ctl" --pgdata="$(data "$kind")" --mode=fast --wait stop >/dev/null 2>&1; then
        say "stopped the $kind server"
      fi
    fi
    if docker_works; then
      # A container is cheap to make anew; leftover test databases are not wanted.
      if docker inspect "$(container "$kind")" >/dev/null 2>&1; then
        docker rm --force --volumes "$(container "$kind")" >/dev/null
        say "removed the container $(container "$kind")"
      fi
    fi
  done
  ;;
esac
