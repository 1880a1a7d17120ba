#!/usr/bin/env bash
# Builds the commit that is checked out in two directories and compares every jar, package and image. Takes some ten minutes; other
# arguments go to Maven.
set -euo pipefail
here=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for copy in first another-directory; do
  git clone -q "$here" "$work/$copy"
  (cd "$work/$copy" && mvn -B -Pdist -DskipTests -DskipITs "$@" verify >"$work/$copy.log" 2>&1) || {
    tail -n 40 "$work/$copy.log" >&2
    exit 3
  }
  (cd "$work/$copy" && {
    find kms-* -path '*/target/*' -prune -name '*.jar' -print0
    find kms-launcher/dist/target/dist -maxdepth 1 -type f ! -name '*.log' -print0
  } | sort -z | xargs -0 sha256sum) >"$work/$copy.sums"
done

if ! diff "$work/first.sums" "$work/another-directory.sums"; then
  echo "two builds of $(git -C "$here" rev-parse --short HEAD) differ: see the files above" >&2
  exit 4
fi
cat "$work/first.sums"
