#!/usr/bin/env bash
# Writes a snapshot of objects under 1,000 seeds and prints how fast verify-backup opens them, with the heap that the start script gives it
# and a key that answers at once; then the same without a file. After `mvn -DskipTests package`. Takes some two minutes and 3 GiB in the
# temporary folder. In the environment:
#   OBJECTS  how many are in the file, 1000000 unless told
#   ROUNDS   how often each is measured, 3 unless told
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d "${TMPDIR:-/var/tmp}/proof.XXXXXX")
trap 'rm -rf "$work"' EXIT
classes=""
for module in kms-launcher/operator kms-launcher/etcd kms-core kms-testkit/model kms-launcher/host; do
  classes=$classes$root/$module/target/test-classes:$root/$module/target/classes:
done
classes=$classes$root/kms-launcher/dist/target/lib/*
# The objects are those of the tests, which jqwik draws.
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
for jar in $(find "$repository/net/jqwik" "$repository/org/apiguardian" -name '*.jar'); do classes=$classes:$jar; done
main=dev.baokms.operator.disaster.ProofTime
"$java" -cp "$classes" $main write "$work/snapshot.db" "${OBJECTS:-1000000}"
for _ in $(seq "${ROUNDS:-3}"); do
  echo -n "file:   "
  "$java" -Xmx128m -XX:+UseSerialGC -cp "$classes" $main file "$work/snapshot.db"
done
for _ in $(seq "${ROUNDS:-3}"); do
  echo -n "memory: "
  "$java" -Xmx128m -XX:+UseSerialGC -cp "$classes" $main memory 1000000
done
