#!/bin/bash
# Renews hot.ld: builds the program with its names, lets lessons go out and presses come in under valgrind's callgrind, and
# writes down what ran. `renew.sh --check` changes nothing, and says how much of what runs the script still knows.
#
# Needs valgrind, binutils and Python 3; takes a release build and two minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target/order} CARGO_PROFILE_RELEASE_STRIP=none
darb=${DARB:-$CARGO_TARGET_DIR/release/darb}
[ -n "${DARB:-}" ] || cargo build --release
work=$(mktemp -d)
sink=
trap 'kill $sink 2>/dev/null || true; rm -rf "$work"' EXIT
port=${PORT:-8931}

# watch JOB SECONDS SEED...: the bot does a job against a stand-in of Telegram, and is asked to stop after so many seconds.
watch() {
    local job=$1 seconds=$2 first
    shift 2
    "$darb" bench seed --file "$work/$job.db" "$@" >"$work/seed"
    first=$(sed -n 's/.*"first_attempt": *\([0-9]*\).*/\1/p' "$work/seed")
    "$darb" bench sink --port "$port" >"$work/log" &
    sink=$!
    sleep 1
    # 500 presses of 50 participants; where no test is open, none means anything.
    python3 -c 'import sys, urllib.request as http; http.urlopen(http.Request(sys.argv[1], method="POST", data=b""))' \
        "http://127.0.0.1:$port/ctl/updates?count=500&users=50&attempt=${first:-0}"
    API_BASE=http://127.0.0.1:$port DB=$work/$job.db CONC=50 RATE=0 timeout --signal INT "$seconds" \
        valgrind --tool=callgrind --demangle=no --callgrind-out-file="$work/$job.calls" \
        "$darb" bench contestant "$job" >"$work/log" 2>&1 || true
    kill "$sink"
    [ -s "$work/$job.calls" ] || { cat "$work/log" >&2; exit 1; }
}
watch broadcast 90 --due 300
port=$((port + 1))
watch updates 60 --in-test 50 --presses 10
if [ "${1:-}" = --check ]; then
    python3 link/order.py --share "$darb" "$work"/*.calls
else
    python3 link/order.py "$darb" "$work"/*.calls >"$work/hot.ld"
    cp "$work/hot.ld" link/hot.ld
    wc -l link/hot.ld
fi
