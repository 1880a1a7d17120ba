#!/usr/bin/env bash
# Draws the packaged dashboard with real data: two daemons behind a real OpenBao, watched by a real Prometheus through six minutes with a
# rotation and an outage. Writes dashboard.html, each panel with the query and the values of dashboard.json; not Grafana, which has no
# package, but what Grafana is given. After `mvn -Pdist verify`; needs `bao`, `prometheus`, curl and a JDK 25. In the environment:
#   OUT       the page, target/dashboard.html of kms-launcher/dist unless told
#   STEP      seconds of each of the six parts, 60 unless told
#   PROVIDER  another start script
#   PORT      the first of five on the loopback, 19700 unless told
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
dist=$root/kms-launcher/dist
provider=${PROVIDER:-$dist/target/dist/bao-kms-provider/bin/bao-kms-provider}
out=${OUT:-$dist/target/dashboard.html}
step=${STEP:-60}
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d)
chmod 700 "$work"
trap 'kill -CONT $(jobs -p) 2>/dev/null || :; kill $(jobs -p) 2>/dev/null || :; wait; rm -rf "$work"' EXIT
say() { echo "$(date -u +%H:%M:%S) $*"; }
port=${PORT:-19700}

mkdir "$work/tls"
export BAO_ADDR=https://127.0.0.1:$port BAO_TOKEN=root$RANDOM$RANDOM
BAO_DEV_ROOT_TOKEN_ID=$BAO_TOKEN bao server -dev -dev-tls -dev-tls-cert-dir="$work/tls" -dev-no-store-token \
  -dev-listen-address="127.0.0.1:$port" >"$work/bao.log" 2>&1 &
openbao=$!
export BAO_CACERT=$work/tls/vault-ca.pem
until bao status >/dev/null 2>&1; do kill -0 $openbao; sleep 0.2; done
bao secrets enable transit >/dev/null
bao write transit/config/keys disable_upsert=true >/dev/null
bao write -f transit/keys/kubernetes >/dev/null

config_of() { # node, port of its pages
  mkdir -m 700 "$work/$1"
  cat >"$work/$1.yaml" <<CONFIG
configVersion: v1alpha1
server:
  socketPath: $work/$1/kms.sock
  socketMode: "0600"
  socketGroup: "$(id -g)"
  metricsAddress: 127.0.0.1:$2
openbao:
  address: $BAO_ADDR
  caCertFile: $BAO_CACERT
  tlsServerName: localhost
  instanceId: dashboard
auth:
  method: token-file
  tokenFile: {path: $work/token}
transit:
  mountPath: transit
  keyName: kubernetes
  keyIdScope: {providerName: openbao-kms, clusterId: dashboard, transitMountId: transit, keyLineageId: lineage}
state:
  path: $work/$1/state.json
rotation:
  activationDelay: ${step}s
status:
  probeInterval: 5s
CONFIG
}
config_of a $((port + 2))
config_of b $((port + 3))
"$provider" policy openbao --config "$work/a.yaml" | bao policy write kms - >/dev/null
(umask 077 && bao token create -policy=kms -no-default-policy -orphan -period=24h -field=token >"$work/token")
for node in a b; do "$provider" serve --config "$work/$node.yaml" >>"$work/$node.log" 2>&1 & done

cat >"$work/prometheus.yml" <<CONFIG
global: {scrape_interval: 5s}
scrape_configs:
  - job_name: bao-kms-provider
    static_configs: [{targets: ["127.0.0.1:$((port + 2))", "127.0.0.1:$((port + 3))"]}]
CONFIG
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
  --web.listen-address="127.0.0.1:$((port + 4))" >"$work/prometheus.log" 2>&1 &
until curl -sf "http://127.0.0.1:$((port + 4))/-/ready" >/dev/null; do sleep 0.5; done

load() { # some calls every ten seconds, as API servers make them
  while sleep 8; do
    for node in a b; do
      "$provider" benchmark --socket "$work/$node/kms.sock" --iterations 5 --concurrency 2 >/dev/null 2>&1 || :
    done
  done
}
begin=$(date +%s)
load &
say "all is well"
sleep "$step"
say "rotation"
bao write -f transit/keys/kubernetes/rotate >/dev/null
sleep $((2 * step))
say "outage"
kill -STOP $openbao
sleep "$step"
say "return"
kill -CONT $openbao
sleep $((2 * step))
"$java" -cp "$dist/target/lib/*" "$dist/src/test/dashboard/DashboardPicture.java" \
  "$dist/src/dist/observability/dashboard.json" "http://127.0.0.1:$((port + 4))" "$begin" "$(date +%s)" >"$out"
say "see $out"
