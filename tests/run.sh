#!/usr/bin/env bash
# Everything that has to hold: formatting, lints, the shipped lessons, and all tests on SQLite and on Postgres.
#
#   tests/run.sh                        what cannot be had here (Postgres) is skipped, and said so
#   DARB_NEED_POSTGRES=1 tests/run.sh   the same, but a skip is a failure
#   TEST_POSTGRES_URL=... tests/run.sh  uses that server; the tests make and drop databases on it
#
# Otherwise a throw-away Postgres server is started and removed again, with its data, however this ends. As root on
# Debian or Ubuntu its programs are installed if they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where initdb and pg_ctl are, and the folder, port and user of our own server, once there is one.
bin='' server='' port='' user=''
notes=$(mktemp -d)

cleanup() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [[ -n $server ]]; then
    as_user "$bin/pg_ctl" stop --silent --mode=immediate --pgdata="$server/data" >>"$notes/postgres" 2>&1 || true
    rm -rf -- "$server"
  fi
  rm -rf -- "$notes"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "failed: $*" >&2
  exit 1
}

step() {
  local name=$1 started=$SECONDS
  shift
  echo "==> $name"
  "$@" || fail "$name"
  echo "==> $name: $((SECONDS - started)) s"
}

need_tools() {
  command -v cargo >/dev/null || fail 'cargo is missing; install Rust from https://rustup.rs'
  cargo fmt --version >/dev/null 2>&1 || fail 'rustfmt is missing; run: rustup component add rustfmt'
  cargo clippy --version >/dev/null 2>&1 || fail 'clippy is missing; run: rustup component add clippy'
}

# ---- Postgres -------------------------------------------------------------------------------------------------------

# The server refuses to run as root.
as_user() {
  if [[ -n $user ]]; then
    (cd / && runuser -u "$user" -- "$@")
  else
    (cd / && "$@")
  fi
}

# The newest of Debian's folders, or what is on PATH. False when there is none.
find_postgres() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  [[ -x $found ]] || found=$(command -v initdb) || return 1
  bin=$(dirname "$(readlink -f "$found")")
  [[ -x $bin/pg_ctl ]]
}

install_postgres() {
  echo 'installing the postgresql package'
  # No server of its own: otherwise one is made and started on port 5432.
  local settings=/etc/postgresql-common/createcluster.conf
  mkdir -p "$(dirname "$settings")"
  grep -qs '^create_main_cluster = false' "$settings" || echo 'create_main_cluster = false' >>"$settings"
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
  local keep=(-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
  if ! { apt-get update && apt-get install -y --no-install-recommends "${keep[@]}" postgresql; } >"$notes/apt" 2>&1; then
    cat "$notes/apt"
    return 1
  fi
}

start_postgres() {
  if [[ $EUID -eq 0 ]]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || { skip_postgres "root cannot run Postgres, and there is no user $user"; return; }
  fi
  server=$(mktemp -d) || return 1
  [[ -z $user ]] || chown "$user" "$server" || return 1
  as_user "$bin/initdb" --pgdata="$server/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync \
    >"$notes/postgres" 2>&1 || { cat "$notes/postgres"; return 1; }
  # -F: no fsync. These data need not survive anything, and the tests run several times faster.
  local options try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 30000))
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
    options="-F -p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$server' -c max_connections=300"
    if as_user "$bin/pg_ctl" start --silent --wait --pgdata="$server/data" --log="$server/log" --options="$options" \
      >>"$notes/postgres" 2>&1; then
      export TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
      echo "$("$bin/postgres" --version), port $port"
      return
    fi
  done
  cat "$notes/postgres" "$server/log"
  return 1
}

skip_postgres() {
  [[ ${DARB_NEED_POSTGRES:-} != 1 ]] || fail "no Postgres, and DARB_NEED_POSTGRES=1 asks for it: $1"
  echo "SKIPPED: the tests on Postgres ($1)"
}

have_postgres() {
  if [[ -n ${TEST_POSTGRES_URL:-} ]]; then
    echo 'using the server named by TEST_POSTGRES_URL'
  elif find_postgres; then
    start_postgres
  elif [[ $EUID -ne 0 ]]; then
    skip_postgres 'initdb was not found, and only root can install it'
  elif ! command -v apt-get >/dev/null; then
    skip_postgres 'initdb was not found, and there is no apt-get to install it with'
  elif install_postgres && find_postgres; then
    start_postgres
  else
    skip_postgres 'the postgresql package could not be installed'
  fi
}

# ---- Tests ----------------------------------------------------------------------------------------------------------

# How many tests, by the lines that cargo writes for each program: passed, then failed.
totals() {
  awk '/^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i - 1); if ($i ~ /^failed/) f += $(i - 1) } }
    END { printf "%d passed, %d failed\n", p, f }' "$notes/tests"
}

# Each test that touches the store writes a line `sqlite <test>` or `postgres <test>`.
tests_on() {
  sort -u "$notes/engines" | grep -c "^$1 " || true
}

run_tests() {
  export DARB_ENGINE_COUNTS=$notes/engines
  : >"$DARB_ENGINE_COUNTS"
  cargo test --locked --no-fail-fast 2>&1 | tee "$notes/tests" || { echo "not all is well: $(totals)"; return 1; }
  echo "tests on SQLite: $(tests_on sqlite), tests on Postgres: $(tests_on postgres)"
  if [[ ${DARB_NEED_POSTGRES:-} == 1 && $(tests_on postgres) -eq 0 ]]; then
    echo 'no test ran on Postgres, and DARB_NEED_POSTGRES=1 asks for it'
    return 1
  fi
}

need_tools
step 'formatting' cargo fmt --check
step 'Postgres' have_postgres
step 'lints' cargo clippy --locked --all-targets -- -D warnings
step 'lessons' cargo run --locked --quiet -- check
step 'tests' run_tests
totals
