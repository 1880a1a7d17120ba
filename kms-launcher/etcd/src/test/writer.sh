#!/usr/bin/env bash
# Prints how long writes to an etcd of 200,000 objects take alone and beside a live inventory, and beside others for comparison: nothing
# at all, an empty loop, a snapshot of etcd's own client, and a program that reads as much from a file and has nothing to do with etcd. After
# `mvn -DskipTests package`; needs `etcd` and `etcdctl` up to 3.5, which restores snapshots. Takes some eight minutes. In the environment:
#   OBJECTS  how many, 200000 unless told
#   ROUNDS   how many turns of each, 2 unless told
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
clients=http://127.0.0.1:23795
etcd --data-dir "$data/etcd" --listen-client-urls $clients --advertise-client-urls $clients --listen-peer-urls http://127.0.0.1:23805 \
  >"$work/log" 2>&1 &
etcd=$!
until etcdctl --endpoints $clients endpoint health >"$work/health" 2>&1; do kill -0 $etcd; done
sync
beside() {
  "$java" -Xmx256m -XX:+UseSerialGC -cp "$tests:$classes" dev.baokms.etcd.WriterTime $clients "${ROUNDS:-2}" "$@"
}
# As the start script of the package runs it.
inventory=(chrt --idle 0 "$java" -Xmx128m -XX:+UseSerialGC -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=20000
  -XX:Tier4CompileThreshold=300000 -XX:Tier4BackEdgeThreshold=1000000 --enable-native-access=ALL-UNNAMED -cp "$classes" dev.baokms.daemon.Main inventory
  --endpoints $clients --insecure-transport --provider-name openbao-kms --output json)
beside "inventory" "${inventory[@]}"
beside "nothing" sleep 10
beside "an empty loop" chrt --idle 0 bash -c 'end=$((SECONDS + 12)); while [ $SECONDS -lt $end ]; do :; done'
ROUNDS=1 beside "inventory --proof" "${inventory[@]}" --proof "$work/proof.json"
beside "etcdctl snapshot save" chrt --idle 0 etcdctl --endpoints $clients snapshot save "$work/copy.db" 2>"$work/log"
beside "a reader of a file" chrt --idle 0 bash -c "for _ in {1..20}; do sha256sum '$work/snapshot.db'; done"
