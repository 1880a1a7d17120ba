#!/usr/bin/env bash
# Measures the daemon against an emulator in another process that takes 1 ms for each answer, and prints what docs/performance.md
# reports. Without an argument it is the one that ./bao-kms-provider starts from this checkout, after `mvn package`; the argument is
# the start script of another one, such as kms-launcher/dist/target/dist/bao-kms-provider/bin/bao-kms-provider after `mvn -Pdist verify`.
# Takes about two minutes. In the environment:
#   IDLE    how many seconds it rests before its memory is looked at, 20 unless told; 3600 counts the requests of an idle hour
#   LOAD    how many seconds four callers then go on before its memory is looked at once more
#   METRICS_PORT  a free port, 18787 unless told
#   LIMITS  MiB, several: serve 16 callers within each of these limits, page cache included. Root and a memory cgroup are needed.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
launcher=$root/kms-launcher
provider=${1:-$root/bao-kms-provider}
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d)
chmod 700 "$work"
trap 'kill $(jobs -p) 2>/dev/null || :; wait; rm -rf "$work"' EXIT

"$java" -cp "$launcher/daemon/target/test-classes:$root/kms-testkit/model/target/classes:$launcher/dev/target/lib/*" \
  dev.baokms.daemon.site.SiteMain "$work" >"$work/config" &
until [ -s "$work/config" ]; do sleep 0.1; done
config=$(cat "$work/config")
socket=$work/site/kms.sock
metrics=${METRICS_PORT:-18787}
sed -i "s/metricsAddress: .*/metricsAddress: 127.0.0.1:$metrics/" "$config"

memory() { # resident, proportional and anonymous MiB of the daemon
  awk '/^(Rss|Pss|Anonymous):/ {printf "%s %.0f MiB  ", $1, $2 / 1024} END {print ""}' "/proc/$daemon/smaps_rollup"
}

requests() { # to OpenBao, since the start
  exec 3<>"/dev/tcp/127.0.0.1/$metrics"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  awk '/^openbao_kms_openbao_requests_total/ {sum += $2} END {print sum}' <&3
  exec 3>&-
}

first_status() { # milliseconds from exec to the first ok in /ready
  local begin
  rm -f "$work/log" # the last start's says ok, too
  begin=$(date +%s%N)
  "$provider" serve --config "$config" 2>"$work/log" &
  daemon=$!
  until grep -q '"status is ok"' "$work/log" 2>/dev/null; do
    kill -0 "$daemon" || return 1
    sleep 0.005
  done
  echo "start to first good Status: $((($(date +%s%N) - begin) / 1000000)) ms"
}

"$provider" version >/dev/null # builds when it must
if [ "$provider" = "$root/bao-kms-provider" ]; then
  rm -f "$launcher"/dev/target/kms-daemon-*.jsa
  echo -n "without a class archive, "
  first_status
  kill "$daemon"; wait "$daemon" # this exit writes the archive
elif [ -w /proc/sys/vm/drop_caches ]; then
  sync; echo 3 >/proc/sys/vm/drop_caches
  echo -n "with a cold page cache, "
  first_status
  kill "$daemon"; wait "$daemon"
fi
for run in 1 2 3; do
  first_status
  [ "$run" = 3 ] || { kill "$daemon"; wait "$daemon"; }
done
before=$(requests)
sleep "${IDLE:-20}"
echo "idle: $(memory)"
echo "requests to OpenBao in ${IDLE:-20} idle seconds: $(($(requests) - before))"
for callers in 1 16 128; do
  "$provider" benchmark --socket "$socket" --iterations 2000 --concurrency $callers 2>/dev/null
done
"$provider" benchmark --socket "$socket" --iterations 700 --concurrency 16 >/dev/null 2>&1 # 20,100 calls so far
echo "after 20,000 calls: $(memory)"

if [ -n "${LOAD:-}" ]; then
  end=$((SECONDS + LOAD))
  while [ $SECONDS -lt $end ]; do
    "$provider" benchmark --socket "$socket" --iterations 2000 --concurrency 4 >/dev/null 2>&1
  done
  echo "after $LOAD s of four callers: $(memory)"
fi
kill "$daemon"; wait "$daemon"

group=/sys/fs/cgroup/memory/bao-kms-measure limit=memory.limit_in_bytes
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then group=/sys/fs/cgroup/bao-kms-measure limit=memory.max; fi
for mib in ${LIMITS:-}; do
  mkdir "$group"
  echo $((mib << 20)) >"$group/$limit"
  sync; echo 3 >/proc/sys/vm/drop_caches # what is in memory already is charged to no process
  echo -n "within $mib MiB, "
  unlimited=$provider
  provider=$work/limited
  printf '#!/bin/sh\necho $$ >%s/cgroup.procs\nexec %s "$@"\n' "$group" "$unlimited" >"$provider"
  chmod +x "$provider"
  if first_status; then
    "$unlimited" benchmark --socket "$socket" --iterations 2000 --concurrency 16 2>/dev/null || echo "calls failed"
    echo "pages read back from disk: $(cut -d' ' -f12 "/proc/$daemon/stat")"
    kill "$daemon"
  fi
  wait "$daemon" || true
  provider=$unlimited
  rmdir "$group"
done
