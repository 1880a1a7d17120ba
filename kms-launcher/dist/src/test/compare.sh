#!/usr/bin/env bash
# Measures this provider beside the bare HTTPS calls it stands on and, when `vault-kubernetes-kms` (the Go plugin for Vault) is on the
# PATH, beside that one; prints the table of docs/performance.md, and then what measure.sh prints of the process alone: start, memory,
# requests of idle seconds, limits of memory. Needs `go` and a packaged daemon (mvn -Pdist verify), or the start script of another one
# as argument. Without `bao` on the PATH it asks the emulator, which takes 1 ms for each answer, to one item or to
# many: good for seeing a change, not for the table. Everything listens on the loopback, in a private directory that is removed at the
# end.
# In the environment: ROUNDS (5), EACH (3s), the time of one measurement; PORT (18200), and the two after it; and what measure.sh takes.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
provider=${1:-$root/kms-launcher/dist/target/dist/bao-kms-provider/bin/bao-kms-provider}
port=${PORT:-18200}
command -v go >/dev/null || { echo "compare.sh needs go on the PATH" >&2; exit 3; }
[ -x "$provider" ] || { echo "there is no $provider; run mvn -Pdist verify first" >&2; exit 3; }
work=$(mktemp -d)
chmod 700 "$work"
trap 'kill $(jobs -p) 2>/dev/null || :; wait; rm -rf "$work"' EXIT

(cd "$root/kms-testkit/kube-apiserver-client" && go build -o "$work/load" ./load)

real_openbao() {
  mkdir "$work/tls"
  bao server -dev -dev-tls -dev-tls-cert-dir="$work/tls" -dev-root-token-id=root \
    -dev-listen-address="127.0.0.1:$port" >"$work/bao.log" 2>&1 &
  export BAO_ADDR=https://127.0.0.1:$port BAO_TOKEN=root
  until ca=$(ls "$work"/tls/*ca*.pem 2>/dev/null) && BAO_CACERT=$ca bao status >/dev/null 2>&1; do sleep 0.1; done
  export BAO_CACERT=$ca
  bao secrets enable transit >/dev/null
  bao write -f transit/keys/kms >/dev/null
  bao write transit/config/keys disable_upsert=true >/dev/null
  bao policy write kms - >/dev/null <<'POLICY'
path "transit/keys/kms" { capabilities = ["read"] }
path "transit/config/keys" { capabilities = ["read"] }
path "transit/encrypt/kms" { capabilities = ["update"] }
path "transit/decrypt/kms" { capabilities = ["update"] }
POLICY
  umask 077
  bao token create -policy=kms -period=24h -field=token >"$work/token"

  cat >"$work/config.yaml" <<CONFIG
configVersion: v1alpha1
server:
  socketPath: $work/ours.sock
  socketGroup: "$(id -g)"
  metricsAddress: 127.0.0.1:$((port + 2))
openbao:
  addresses: [https://127.0.0.1:$port]
  caCertFile: $ca
  tlsServerName: localhost
  instanceId: measured
auth:
  method: token-file
  tokenFile: {path: $work/token}
state:
  path: $work/state.json
transit:
  mountPath: transit
  keyName: kms
  keyIdScope: {providerName: measured, clusterId: measured, transitMountId: measured, keyLineageId: measured}
CONFIG
  config=$work/config.yaml
  server="$(bao version | cut -d' ' -f1,2)"
}

emulator() {
  local java launcher=$root/kms-launcher
  java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
    grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
  done)
  "$java" -cp "$launcher/daemon/target/test-classes:$root/kms-testkit/model/target/classes:$launcher/dev/target/lib/*" \
    dev.baokms.daemon.site.SiteMain "$work" >"$work/site.log" &
  until [ -s "$work/site.log" ]; do sleep 0.1; done
  config=$(cat "$work/site.log")
  BAO_ADDR=$(sed "s,//[^:]*:,//localhost:," "$work/site/address") # the name in its certificate
  BAO_CACERT=$work/site/ca.pem
  cp "$work/site/token" "$work/token"
  sed -i "s/metricsAddress: .*/metricsAddress: 127.0.0.1:$((port + 2))/; s#socketPath: .*#socketPath: $work/ours.sock#" "$config"
  server="emulator"
}

if command -v bao >/dev/null; then real_openbao; else emulator; fi
"$provider" serve --config "$config" 2>"$work/ours.log" &
ours=$!
until grep -q '"status is ok"' "$work/ours.log" 2>/dev/null; do
  kill -0 $ours 2>/dev/null || { cat "$work/ours.log" >&2; exit 1; }
  sleep 0.05
done
measured=(--provider "bao-kms-provider=$work/ours.sock=$ours")

if command -v vault-kubernetes-kms >/dev/null; then
  vault-kubernetes-kms --socket="unix://$work/go.sock" --force-socket-overwrite --vault-address="$BAO_ADDR" --vault-ca-cert="$BAO_CACERT" \
    --auth-method=token --token="$(cat "$work/token")" --transit-mount=transit --transit-key=kms --health-port="$((port + 3))" \
    >"$work/go.log" 2>&1 &
  plugin=$!
  until [ -S "$work/go.sock" ]; do
    kill -0 $plugin 2>/dev/null || { cat "$work/go.log" >&2; exit 1; }
    sleep 0.1
  done
  measured+=(--provider "Go plugin=$work/go.sock=$plugin")
else
  echo "no vault-kubernetes-kms on the PATH, so it is left out" >&2
fi

echo "$(nproc) cores, $(awk '/^model name/ {sub(/.*: /, ""); print; exit}' /proc/cpuinfo), $server, medians (extremes) of ${ROUNDS:-5} rounds of ${EACH:-3s}"
echo
"$work/load" --openbao "$BAO_ADDR" --ca "$BAO_CACERT" --token-file "$work/token" --key kms --rounds "${ROUNDS:-5}" --each "${EACH:-3s}" "${measured[@]}"
kill $(jobs -p) 2>/dev/null || :
wait
echo
"$root/kms-launcher/dist/src/test/measure.sh" "$provider"
