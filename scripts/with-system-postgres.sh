#!/usr/bin/env bash
# Runs a command with DATABASE_URL set to a temporary cluster of the PostgreSQL that is installed on
# this machine: the oldest version from 15 on, because that is the oldest that is supported. It is set
# as most are that somebody installs: texts are ordered as a language does, and it is not the time of
# UTC. The cluster is on the loopback address, and is stopped and removed when the command ends.
set -euo pipefail

oldest_supported=15

main() {
  bin=$(find_bin) || { install_postgres && bin=$(find_bin); } || give_up
  folder=$(mktemp -d -p "$(database_folder)")
  server=
  trap clean_up EXIT
  choose_user
  make_cluster
  start_server
  echo "Using $("$bin/postgres" --version)"
  DATABASE_URL="postgres://kontor:$password@127.0.0.1:$port/postgres" "$@"
}

# The folder with the programs of the oldest usable version.
find_bin() {
  local candidate version
  for candidate in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
    [ -x "$candidate/postgres" ] && [ -x "$candidate/initdb" ] || continue
    version=$("$candidate/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*$/\1/')
    [ "$version" -ge "$oldest_supported" ] && echo "$version $candidate"
  done | sort -n | head -n 1 | cut -d ' ' -f 2- | grep .
}

install_postgres() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  echo 'Installing PostgreSQL with apt-get …' >&2
  apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y postgresql >&2
}

give_up() {
  echo "There is no PostgreSQL $oldest_supported or newer on this machine, and it could not be installed. Install one, with initdb." >&2
  exit 1
}

database_folder() {
  (cd "$(dirname "$0")" && node --input-type=module -e "
    import { databaseFolder } from '../packages/testing/src/database-folder.mjs'; console.log(databaseFolder());")
}

# PostgreSQL refuses root: then it runs in a user namespace, or as the user that its package made.
choose_user() {
  as_user=()
  [ "$(id -u)" -eq 0 ] || return 0
  as_user=(unshare --user --map-user=1000 --map-group=1000)
  if ! "${as_user[@]}" true 2>/dev/null; then
    as_user=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chown postgres:postgres "$folder"
  fi
}

make_cluster() {
  password=$(head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$folder/password")
  chown --reference="$folder" "$folder/password"
  if ! "${as_user[@]}" "$bin/initdb" --pgdata="$folder/data" --username=kontor \
    --pwfile="$folder/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US \
    --no-sync >"$folder/initdb.log" 2>&1; then
    cat "$folder/initdb.log" >&2
    exit 1
  fi
}

start_server() {
  local attempt
  for attempt in 1 2 3; do
    port=$(free_port)
    (exec "${as_user[@]}" "$bin/postgres" -D "$folder/data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=America/New_York -c max_connections=300 \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
      </dev/null >"$folder/server.log" 2>&1) &
    server=$!
    wait_until_ready && return 0
  done
  echo 'PostgreSQL did not start:' >&2
  cat "$folder/server.log" >&2
  exit 1
}

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })'
}

wait_until_ready() {
  local attempt
  for attempt in $(seq 600); do
    kill -0 "$server" 2>/dev/null || return 1
    [ "$(sed -n 8p "$folder/data/postmaster.pid" 2>/dev/null | tr -d ' ')" = ready ] && return 0
    sleep 0.1
  done
  return 1
}

clean_up() {
  if [ -n "$server" ] && kill -INT "$server" 2>/dev/null; then wait "$server" || true; fi
  rm -rf "$folder"
}

main "$@"
