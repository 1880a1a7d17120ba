#!/usr/bin/env bash
# A rotation of many objects that is killed with SIGKILL at each of its steps and goes on: prints how often it was killed, that OpenBao
# was rotated once and that no old row is left, how long each step took, and what a writer noticed beside it. After `mvn package`.
# Needs bao, etcd, go and a JDK 25, and a quarter of an hour, most of which is the API server's own compaction.
#   OBJECTS  how many, 20000 unless told
#   WATCH    how long the cluster is watched for the proof, 1m unless told
#   PROVIDER start script of another build, such as kms-launcher/dist/target/dist/bao-kms-provider/bin/bao-kms-provider
# Without an argument it makes its own cluster: a real OpenBao, an etcd, this daemon, and an API server that stores custom resources.
# The argument is a file of settings of one that is there, to be read by this shell:
#   config=       the daemon's configuration      token_file=  a file with a token of OpenBao that may update keys/NAME/rotate and config
#   kubeconfig=   with certificates or a token    encryption=  the EncryptionConfiguration
#   etcd=(…)      options for inventory, such as --endpoints https://127.0.0.1:2379 --cacert …
#   more=(…)      more options for rotate, such as --api-server, --node, --resource
#   collection=   URL to create objects at, such as https://127.0.0.1:6443/api/v1/namespaces/default/secrets
#   body=         JSON of an object, with NAME where its name belongs      ca=  bundle for that URL      token=  a bearer token for it
#   stop_daemon / start_daemon  functions
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
provider=${PROVIDER:-$root/bao-kms-provider}
objects=${OBJECTS:-20000}
watch=${WATCH:-1m}
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
work=$(mktemp -d)
chmod 700 "$work"
trap 'kill $(jobs -p) 2>/dev/null || :; wait; rm -rf "$work"' EXIT

say() { echo "$(date -u +%H:%M:%S) $*"; }

free_port() { # with its neighbour, which OpenBao takes too
  python3 -c 'import socket
while True:
    a = socket.socket(); a.bind(("127.0.0.1", 0)); b = socket.socket()
    try:
        b.bind(("127.0.0.1", a.getsockname()[1] + 1)); print(a.getsockname()[1]); break
    except OSError:
        pass'
}

own_cluster() {
  local bao_port etcd_port peer_port health_port
  say "building the API server"
  (cd "$root/kms-testkit/kube-apiserver-client" && go build -o "$work/apiserver" ./apiserver)
  bao_port=$(free_port)
  export BAO_ADDR=https://127.0.0.1:$bao_port BAO_TOKEN=root$RANDOM$RANDOM
  BAO_DEV_ROOT_TOKEN_ID=$BAO_TOKEN bao server -dev -dev-tls -dev-tls-cert-dir="$work" -dev-no-store-token \
    -dev-listen-address="127.0.0.1:$bao_port" >"$work/bao.log" 2>&1 &
  export BAO_CACERT=$work/vault-ca.pem
  until bao status >/dev/null 2>&1; do sleep 0.2; done
  bao secrets enable transit >/dev/null
  bao write transit/config/keys disable_upsert=true >/dev/null
  bao write -f transit/keys/kubernetes >/dev/null

  health_port=$(free_port)
  config=$work/config.yaml
  mkdir -m 700 "$work/state"
  cat >"$config" <<CONFIG
configVersion: v1alpha1
server:
  socketPath: $work/kms.sock
  socketMode: "0600"
  socketGroup: "$(id -g)"
  metricsAddress: ""
  healthAddress: 127.0.0.1:$health_port
openbao:
  address: $BAO_ADDR
  caCertFile: $BAO_CACERT
  tlsServerName: localhost
  instanceId: rotate-test
auth:
  method: token-file
  tokenFile:
    path: $work/daemon-token
transit:
  mountPath: transit
  keyName: kubernetes
  keyIdScope:
    providerName: openbao-kms
    clusterId: rotate-test
    transitMountId: transit
    keyLineageId: lineage
state:
  path: $work/state/key-registry.json
rotation:
  activationDelay: 10s
status:
  probeInterval: 5s
CONFIG
  "$provider" policy openbao --config "$config" | bao policy write kms - >/dev/null
  (umask 077 && bao token create -policy=kms -no-default-policy -orphan -period=24h -field=token >"$work/daemon-token" &&
    echo "$BAO_TOKEN" >"$work/admin-token")
  token_file=$work/admin-token
  start_daemon

  etcd_port=$(free_port) peer_port=$(free_port)
  command etcd --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" \
    --advertise-client-urls "http://127.0.0.1:$etcd_port" --listen-peer-urls "http://127.0.0.1:$peer_port" \
    --log-level error >"$work/etcd.log" 2>&1 &
  encryption=$work/encryption.yaml
  cat >"$encryption" <<ENCRYPTION
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [notes.example.org]
    providers:
      - kms: {apiVersion: v2, name: openbao-kms, endpoint: "unix://$work/kms.sock", timeout: 3s}
      - identity: {}
ENCRYPTION
  "$work/apiserver" -etcd "http://127.0.0.1:$etcd_port" -encryption "$encryption" -certificates "$work/pki" \
    >"$work/apiserver.out" 2>"$work/apiserver.log" &
  until grep -q '^https://' "$work/apiserver.out" 2>/dev/null; do sleep 0.2; done
  local api
  api=$(grep -m1 '^https://' "$work/apiserver.out")
  until curl -sk "$api/readyz" | grep -q '^ok'; do sleep 0.5; done
  curl -sSk -o /dev/null -H 'Content-Type: application/yaml' "$api/apis/apiextensions.k8s.io/v1/customresourcedefinitions" --data-binary '
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: notes.example.org}
spec:
  group: example.org
  scope: Cluster
  names: {plural: notes, singular: note, kind: Note, listKind: NoteList}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {text: {type: string}}}}}'
  ca=$work/pki/apiserver.crt token=
  collection=$api/apis/example.org/v1/notes
  body='{"apiVersion":"example.org/v1","kind":"Note","metadata":{"name":"NAME"},"text":"0123456789abcdef0123456789abcdef"}'
  until [ "$(curl -sk -o /dev/null -w '%{http_code}' "$collection")" = 200 ]; do sleep 0.2; done
  kubeconfig=$work/kubeconfig
  (umask 077 && cat >"$kubeconfig" <<KUBECONFIG
current-context: c
contexts: [{name: c, context: {cluster: c}}]
clusters: [{name: c, cluster: {server: "$api", certificate-authority: "$ca"}}]
KUBECONFIG
  )
  etcd=(--endpoints "http://127.0.0.1:$etcd_port" --insecure-transport)
  more=()
}

start_daemon() {
  "$provider" serve --config "$config" >>"$work/daemon.log" 2>&1 &
  daemon=$!
  until "$provider" status --config "$config" >/dev/null 2>&1; do
    kill -0 "$daemon" || { tail -3 "$work/daemon.log"; return 1; }
    sleep 0.5
  done
}

stop_daemon() {
  kill "$daemon"
  wait "$daemon" || true
}

load() { URL=$collection BODY=$body CA=$ca TOKEN=$token "$java" "$root/kms-launcher/dist/src/test/rotate/ClusterLoad.java" "$@"; }

journal=$work/rotate.journal
in_place= # "exec" in a shell of its own, so that the process that is killed is the program and not a shell before it
rotate() {
  $in_place "$provider" rotate --config "$config" --openbao-token-file "$token_file" --kubeconfig "$kubeconfig" \
    --encryption-config "$encryption" "${etcd[@]}" --backups-complete --watch "$watch" --journal "$journal" "${more[@]}" "$@"
}

kills=0
killed_at() { # PATTERN COUNT OPTIONS…: runs until the journal has the pattern so often, then kills
  local pattern=$1 count=$2 run
  shift 2
  (in_place=exec && rotate --apply "$@") >>"$work/rotate.log" 2>&1 &
  run=$!
  until [ "$(grep -c "$pattern" "$journal" 2>/dev/null || true)" -ge "$count" ] 2>/dev/null; do
    kill -0 "$run" 2>/dev/null || { tail -5 "$work/rotate.log"; echo "ended before it could be killed at $pattern"; return 1; }
    sleep 0.01
  done
  kill -9 "$run" 2>/dev/null && kills=$((kills + 1))
  wait "$run" 2>/dev/null || true
}

if [ $# -gt 0 ]; then
  more=()
  # shellcheck disable=SC1090
  . "$1"
else
  own_cluster
fi
say "writing"
load create "$objects"
echo -n "a writer alone: "
(sleep 30; touch "$work/alone") &
load write "$work/alone"

step() { echo "\"step\":\"$1\",\"event\":\"$2\""; }
say "rotating"
killed_at "$(step rotate intent)" 1
killed_at "$(step rotate done)" 1
killed_at "$(step agree done)" 1 --until migrated
(load write "$work/migrated" >"$work/writer") &
writer=$!
begun=$SECONDS
killed_at "$(step migrate intent)" 1 --until migrated
pages=$(((objects + 499) / 500))
for page in 1 $((pages / 2)) $((pages - 1)); do
  [ "$page" -lt 1 ] || killed_at "$(step migrate page)" "$page" --until migrated
done
killed_at "$(step migrate resource_done)" 1 --until migrated
rotate --apply --until migrated | tail -3
touch "$work/migrated"
wait "$writer"
say "migrated in $((SECONDS - begun)) s with its restarts; a writer beside it: $(cat "$work/writer")"

say "proving, some ten minutes"
(in_place=exec && rotate --apply --until proved) >>"$work/rotate.log" 2>&1 &
run=$!
sleep 5
kill -9 "$run" && kills=$((kills + 1))
wait "$run" 2>/dev/null || true
rotate --apply --until proved | tail -2
stop_daemon
killed_at "$(step retire intent)" 1 --until retired
killed_at "$(step retire node_done)" 1 --until retired || true
rotate --apply --until retired | tail -2
start_daemon
killed_at "$(step minimum intent)" 1
rotate --apply | tail -3

say "killed $kills times; rotated $(grep -c "$(step rotate done)" "$journal") time"
if [ -n "${BAO_ADDR:-}" ]; then
  echo "latest version: $(bao read -field=latest_version transit/keys/kubernetes)"
  echo "minimum: $(bao read -field=min_decryption_version transit/keys/kubernetes)"
fi
"$provider" inventory --config "$config" "${etcd[@]}" | head -6
grep -E "\"event\":\"(done|resource_done)\"" "$journal" | cut -c1-220
