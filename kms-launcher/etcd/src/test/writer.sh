#!/usr/bin/env bash
# Prints how long writes to an etcd of 200,000 objects take alone and beside a live inventory, and beside others for comparison: nothing
# at all, an empty loop, and a snapshot of etcd's own client. After
# `mvn -DskipTests package`; needs `etcd` and `etcdctl` up to 3.5, which restores snapshots. Takes some eight minutes. In the environment:
#   OBJECTS  how many, 200000 unless told
#   ROUNDS   how often the scan is made, once unless told
#   DATA     folder for etcd's data, /dev/shm unless told: where fsync waits for a disk that others use, that is what is measured
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d "${TMPDIR:-/var/tmp}/writer.XXXXXX")
data=$(mktemp -d "${DATA:-/dev/shm}/writer.XXXXXX")
etcd=
trap '[ -z "$etcd" ] || kill $etcd; rm -rf "$work" "$data"' EXIT
tests=$root/kms-launcher/etcd/target/test-classes:$root/kms-core/target/test-classes
classes=$root/kms-launcher/dist/target/lib/*
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
for jar in $(find "$repository/net/jqwik" "$repository/org/apiguardian" -name '*.jar'); do tests=$tests:$jar; done
export ETCDCTL_API=3
"$java" -cp "$tests:$classes" dev.baokms.etcd.LargeFile "$work/snapshot.db" "${OBJECTS:-200000}"
etcdctl snapshot restore "$work/snapshot.db" --data-dir "$data/etcd" 2>"$work/log"
port=23795
clients=http://127.0.0.1:$port
etcd --data-dir "$data/etcd" --listen-client-urls $clients --advertise-client-urls $clients --listen-peer-urls http://127.0.0.1:23805 \
  >"$work/log" 2>&1 &
etcd=$!
until etcdctl --endpoints $clients endpoint health >"$work/health" 2>&1; do kill -0 $etcd; done
sync
beside() {
  "$java" -Xmx256m -XX:+UseSerialGC -cp "$tests:$classes" dev.baokms.etcd.WriterTime $port "${ROUNDS:-1}" "$@"
}
# As the start script of the package runs it.
inventory=(chrt --idle 0 "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$classes"
  dev.baokms.daemon.Main inventory --endpoints $clients --insecure-transport --provider-name openbao-kms --output json)
beside "inventory" "${inventory[@]}"
beside "nothing" sleep 30
beside "an empty loop" chrt --idle 0 bash -c 'end=$((SECONDS + 60)); while [ $SECONDS -lt $end ]; do :; done'
beside "etcdctl snapshot save" chrt --idle 0 etcdctl --endpoints $clients snapshot save "$work/copy.db" 2>"$work/log"
