#!/usr/bin/env bash
# Measures the daemon as started by ./bao-kms-provider against an emulator in another process that takes 1 ms for each answer.
# Prints what docs/performance.md reports. Needs a finished `mvn package`; takes about a minute.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
launcher=$root/kms-launcher
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d)
chmod 700 "$work"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT

"$java" -cp "$launcher/target/test-classes:$launcher/target/lib/*" dev.baokms.launcher.run.SiteMain "$work" >"$work/config" &
until [ -s "$work/config" ]; do sleep 0.1; done
config=$(cat "$work/config")
socket=$work/site/kms.sock

memory() { # resident and anonymous MiB of the daemon
  awk '/^(VmRSS|RssAnon)/ {printf "%s %.0f MiB  ", $1, $2 / 1024} END {print ""}' "/proc/$daemon/status"
}

first_status() { # milliseconds from exec to the first ok in /ready
  local begin
  begin=$(date +%s%N)
  "$root/bao-kms-provider" serve --config "$config" 2>"$work/log" &
  daemon=$!
  until grep -q '"status is ok"' "$work/log" 2>/dev/null; do sleep 0.005; done
  echo "start to first good Status: $((($(date +%s%N) - begin) / 1000000)) ms"
}

"$root/bao-kms-provider" version >/dev/null # builds when it must
rm -f "$launcher/target/classes.jsa"
echo -n "without a class archive, "
first_status
kill "$daemon"; wait "$daemon" # this exit writes the archive
for run in 1 2 3; do
  first_status
  [ "$run" = 3 ] || { kill "$daemon"; wait "$daemon"; }
done
sleep 10
echo "idle: $(memory)"
for callers in 1 16 128; do
  "$root/bao-kms-provider" benchmark --socket "$socket" --iterations 2000 --concurrency $callers 2>/dev/null
done
"$root/bao-kms-provider" benchmark --socket "$socket" --iterations 700 --concurrency 16 >/dev/null 2>&1 # 20,100 calls so far
echo "after 20,000 calls: $(memory)"
