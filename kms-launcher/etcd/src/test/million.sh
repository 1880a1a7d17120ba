#!/usr/bin/env bash
# Writes a snapshot of a million objects and prints how long it takes to read, with the heap that the start script gives to inventory.
# After `mvn -DskipTests package`. Takes about a minute and 2 GiB in the temporary folder. In the environment:
#   OBJECTS  how many, 1000000 unless told
#   ROUNDS   how often each is read, 3 unless told
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d "${TMPDIR:-/var/tmp}/etcd.XXXXXX")
trap 'rm -rf "$work"' EXIT
classes=$root/kms-launcher/etcd/target/test-classes:$root/kms-launcher/etcd/target/classes
classes=$classes:$root/kms-core/target/test-classes:$root/kms-core/target/classes:$root/kms-launcher/host/target/classes
classes=$classes:$root/kms-launcher/dist/target/lib/*
# The objects are those of the tests, which jqwik draws.
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
for jar in $(find "$repository/net/jqwik" "$repository/org/apiguardian" -name '*.jar'); do classes=$classes:$jar; done
"$java" -cp "$classes" dev.baokms.etcd.LargeFile "$work/snapshot.db" "${OBJECTS:-1000000}"
for census in "" census; do
  for _ in $(seq "${ROUNDS:-3}"); do
    "$java" -Xmx128m -XX:+UseSerialGC -cp "$classes" dev.baokms.etcd.ReadingTime "$work/snapshot.db" $census
  done
done
