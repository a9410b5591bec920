#!/usr/bin/env bash
# Makes the secrets of the compose stack that are missing, each random, in the folder secrets/.
#
#   scripts/secrets.sh
#
# postgres_password           the console's password at TimescaleDB
# database_url                the same in the console's DATABASE_URL
# grafana_database_password   the password of the role that Grafana reads with
# grafana_admin_password      the password of Grafana's user `admin`
# livekit_api_secret          the API secret of LiveKit: put that of your own LiveKit there
# livekit_keys                the same for the LiveKit of the profile `demo`
#
# The folder is yours alone (0700). The files in it can be read by all, because compose mounts them as they
# are, and the services run as other users.
set -euo pipefail
cd "$(dirname "$0")/.."

umask 077
mkdir -p secrets

# Letters and digits only: some stand in URLs.
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

make_once() {
  [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"
  chmod 0644 "secrets/$1"
}

make_once postgres_password "$(random)"
make_once database_url "postgres://console:$(cat secrets/postgres_password)@timescaledb:5432/console"
make_once grafana_database_password "$(random)"
make_once grafana_admin_password "$(random)"
make_once livekit_api_secret "$(random)"
printf 'APIcompose: %s' "$(cat secrets/livekit_api_secret)" >secrets/livekit_keys
# LiveKit refuses a file of keys that others may read.
chmod 0600 secrets/livekit_keys
