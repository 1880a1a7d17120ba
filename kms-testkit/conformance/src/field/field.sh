#!/usr/bin/env bash
# Asks public KMS plugins what the kit asks, and prints the rows of docs/testkit/field.md. Each is fetched at the commit named below, built,
# and run against a backend of its kind on the loopback: OpenBao, SoftHSM, or the clouds of clouds.go. Nothing of theirs is kept here.
#
#   field.sh [NAME...]         all of them, or those
#
# Needs the kit's one-file jar (mvn -Pdist), a JDK of 21 or later, git, Go, gcc, jq, curl, `bao`, and SoftHSM
# with pkcs11-tool. In the environment:
#   FIELD     folder for sources, programs and reports; what is there already is not fetched or built again (/var/tmp/kms-field)
#   KIT       the jar
#   SEEDS     a run for each (1 2 3)
#   OPTIONS   of the kit's, such as --quick
#   PORT      the first of nine on the loopback (19400)
set -euo pipefail
self=$(readlink -f "$0")
here=$(dirname "$self")
export FIELD=${FIELD:-/var/tmp/kms-field} PORT=${PORT:-19400}
kit=${KIT:-$here/../../target/kms-conformance-all.jar}
names='vault aws google azure infisical mock'
canary=canary-of-the-field-9f31

# Where from, the commit, the folder with the program.
plugin() {
  case $1 in
    vault) echo "https://github.com/FalcoSuessgott/vault-kubernetes-kms c3bc385fd531b8b9a2ac924d8f57f3d7a5305f28 ." ;;
    aws) echo "https://github.com/kubernetes-sigs/aws-encryption-provider 6d4f71e96480b186ff19ea3c1ba4f9d90c2b6b9e cmd/server" ;;
    google) echo "https://github.com/GoogleCloudPlatform/k8s-cloudkms-plugin a88bafe6cfcc8727e6a7243dfa16f978b1c9a468 cmd/k8s-cloudkms-plugin" ;;
    azure) echo "https://github.com/Azure/kubernetes-kms f25f71c66d09fa4d305660cd64f925bc14066dda cmd/server" ;;
    infisical) echo "https://github.com/Infisical/k8-kms-plugin 0d07b54e08e3d9e67ac1388b43df3fa655667297 ." ;;
    mock) echo "https://github.com/kubernetes/kms 7dc88c042aa2916629d29cb4744e5e76ce418b77 internal/plugins/_mock" ;;
    *) echo "there is no plugin '$1' here: $names" >&2; exit 2 ;;
  esac
}

# The program with its flags, for a socket and the first of three free ports.
command_of() {
  local program=$FIELD/bin/$1 socket=$2 port=$3
  case $1 in
    vault) command=(env VAULT_KMS_TOKEN="$(cat "$FIELD/run/token")" "$program" --vault-address "http://127.0.0.1:$PORT" --auth-method token
      --transit-key kms --socket "unix://$socket" --force-socket-overwrite --health-port "$port") ;;
    aws) command=(env AWS_ACCESS_KEY_ID=AKIAFIELDFIELDFIELD1 AWS_SECRET_ACCESS_KEY=$canary "$program" --region us-east-1 --listen "$socket"
      --key arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab --kms-endpoint "http://127.0.0.1:$((PORT + 2))"
      --health-port "127.0.0.1:$port" --health-kms-version v2) ;;
    google) command=("$program" --integration-test --fake-kms-port $((PORT + 2)) --path-to-unix-socket "$socket" --logtostderr
      --key-uri projects/field/locations/global/keyRings/field/cryptoKeys/field --healthz-port "$port" --metrics-port $((port + 1))) ;;
    azure) command=("$program" --listen-addr "unix://$socket" --keyvault-name field --key-name field --key-version 1 --proxy-mode
      --proxy-address 127.0.0.1 --proxy-port $((PORT + 2)) --config-file-path "$FIELD/run/azure.json" --healthz-port "$port"
      --metrics-addr $((port + 1))) ;;
    infisical) command=("$program" --host-url "http://127.0.0.1:$((PORT + 2))" --listen-addr "$socket" --kms-key field --ua-client-id field
      --ua-client-secret $canary --healthz-port "$port") ;;
    mock) command=(env SOFTHSM2_CONF="$FIELD/run/softhsm2.conf" "$program" --listen-addr "unix://$socket" --config-file-path "$FIELD/run/softhsm.json") ;;
  esac
}

# Instance 1 or 2 of a plugin.
start() {
  command_of "$1" "$FIELD/run/$1-$2.sock" $((PORT + 3 * $2))
  setsid "${command[@]}" >>"$FIELD/run/$1-$2.log" 2>&1 &
  echo $! >"$FIELD/run/$1-$2.pid"
  disown # no word of the shell when it is killed
}

stop() {
  local process
  process=$(cat "$FIELD/run/$1-$2.pid")
  kill "-$3" "$process" 2>/dev/null || return 0
  for _ in {1..100}; do
    kill -0 "$process" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$process" 2>/dev/null || :
}

cloud() { curl -sSf -X POST "http://127.0.0.1:$((PORT + 2))/control/$1"; }

openbao() { BAO_ADDR=http://127.0.0.1:$PORT BAO_TOKEN=root bao "$@" >/dev/null; }

hook() {
  case $1:$2 in
    *:start) start "$1" 1 ;;
    *:stop) stop "$1" 1 TERM ;;
    *:restart) stop "$1" 1 TERM; start "$1" 1 ;;
    *:kill) stop "$1" 1 KILL; start "$1" 1 ;;
    vault:rotate) openbao write -f transit/keys/kms/rotate ;;
    vault:break) openbao operator seal ;;
    vault:repair) openbao operator unseal "$(sed -n 's/^Unseal Key: //p' "$FIELD/run/openbao.log")" ;;
    *) cloud "$2" ;;
  esac
}

# Which hooks there are. A plugin that cannot be told of a new key version without another configuration is not rotated, and what has
# no backend of its own is not cut off from it.
hooks_of() {
  echo restart stop start
  [ "$1" = mock ] || echo kill # it does not start over the socket that a killed one leaves, and nothing could be asked any more
  case $1 in
    vault) echo rotate break repair ;; # OpenBao has no way to disable the newest version alone
    google) echo rotate break repair disable-key enable-key fail-once ;;
    aws | azure | infisical) echo break repair disable-key enable-key fail-once ;;
  esac
}

fetch() {
  local name=$1 from=$2 commit=$3 folder=$4 source
  source=$FIELD/src/$(basename "$from")
  [ -d "$source" ] || git clone -q "$from" "$source"
  [ "$(git -C "$source" rev-parse HEAD)" = "$commit" ] || git -C "$source" checkout -q "$commit"
  [ -x "$FIELD/bin/$name" ] || (cd "$source/$folder" && go build -o "$FIELD/bin/$name" .)
}

# A command that succeeds within twenty seconds.
await() {
  local what=$1
  shift
  for _ in {1..100}; do
    "$@" 2>/dev/null && return
    sleep 0.2
  done
  echo "$what does not answer; see $FIELD/run" >&2
  exit 3
}

both_listen() { [ -S "$FIELD/run/$1-1.sock" ] && [ -S "$FIELD/run/$1-2.sock" ]; }

backends() {
  bao server -dev -dev-root-token-id=root -dev-listen-address="127.0.0.1:$PORT" >"$FIELD/run/openbao.log" 2>&1 &
  go build -o "$FIELD/bin/clouds" "$here/clouds.go"
  "$FIELD/bin/clouds" $((PORT + 2)) 2>"$FIELD/run/clouds.log" &
  await OpenBao openbao status
  await clouds.go cloud enable-key
  openbao secrets enable transit
  openbao write -f transit/keys/kms
  openbao policy write kms - <<'POLICY'
path "transit/keys/kms" { capabilities = ["read"] }
path "transit/+/kms" { capabilities = ["update"] }
POLICY
  BAO_ADDR=http://127.0.0.1:$PORT BAO_TOKEN=root bao token create -policy=kms -period=24h -field=token >"$FIELD/run/token"
  { cat "$FIELD/run/token"; echo; echo $canary; } >"$FIELD/run/canaries"
  echo "{\"tenantId\": \"field\", \"aadClientId\": \"field\", \"aadClientSecret\": \"$canary\"}" >"$FIELD/run/azure.json"
  echo "directories.tokendir = $FIELD/run/tokens" >"$FIELD/run/softhsm2.conf"
  mkdir "$FIELD/run/tokens"
  export SOFTHSM2_CONF=$FIELD/run/softhsm2.conf
  local module
  module=$(find /usr/lib -name libsofthsm2.so -print -quit)
  softhsm2-util --init-token --free --label kms-test --pin 1234 --so-pin 1234 >/dev/null
  pkcs11-tool --module "$module" --login --pin 1234 --keygen --key-type aes:32 --label kms-test --id 01 >/dev/null 2>&1
  echo "{\"Path\": \"$module\", \"TokenLabel\": \"kms-test\", \"Pin\": \"1234\"}" >"$FIELD/run/softhsm.json"
}

ask() {
  local name=$1 seed=$2 report=$FIELD/reports/$1-$2 hook
  local arguments=(--endpoint "unix://$FIELD/run/$name-1.sock" --second "unix://$FIELD/run/$name-2.sock" --log "$FIELD/run/$name-1.log"
    --canary-file "$FIELD/run/canaries" --seed "$seed" --report "$report" --rotation-wait 20)
  for hook in $(hooks_of "$name"); do arguments+=(--hook "$hook=$self --hook $name $hook"); done
  : >"$FIELD/run/$name-1.log"
  start "$name" 1
  start "$name" 2
  await "$name" both_listen "$name"
  # shellcheck disable=SC2086 # several options
  "$java" -jar "$kit" "${arguments[@]}" ${OPTIONS:-} >"$report.txt" 2>&1 || [ $? = 4 ]
  stop "$name" 1 TERM
  stop "$name" 2 TERM
}

# Of each group: rules kept, of those asked; then the MUSTs that failed, and the SHOULDs.
row() {
  local report=$FIELD/reports/$1-${seeds%% *}/report.json
  jq -r --arg name "$1" --arg commit "${2:0:7}" '
    def group($letter): [.rules[] | select(.id[0:1] == $letter and (.outcome == "passed" or .outcome == "failed"))]
      | if length == 0 then "–" else "\(map(select(.outcome == "passed")) | length)/\(length)" end;
    .rules as $rules | "| \($name) | `\($commit)` | \(.verdict) | " + ([("A", "B", "C", "D", "E", "F", "G") as $letter | group($letter)] | join(" | "))
    + " | " + (["MUST", "SHOULD"] | map(. as $force | [$rules[] | select(.outcome == "failed" and .force == $force) | .id] | join(" ")) | join(" | "))
    + " |"' "$report"
}

# The same verdict, and the same rules that failed, from each seed.
agree() {
  local name=$1 seed first='' now
  for seed in $seeds; do
    now=$(jq -r '[.verdict] + [.rules[] | select(.outcome == "failed" or .outcome == "blocked") | .id] | join(" ")' "$FIELD/reports/$name-$seed/report.json")
    if [ -z "$first" ]; then first=$now; elif [ "$now" != "$first" ]; then echo "seeds differ for $name: '$first' and, from $seed, '$now'" >&2; differ=1; fi
  done
}

if [ "${1:-}" = --hook ]; then
  hook "$2" "$3"
  exit
fi
seeds=${SEEDS:-1 2 3} differ=0
[ -f "$kit" ] || { echo "there is no $kit: mvn -Pdist makes it" >&2; exit 3; }
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qsE '^JAVA_VERSION="(2[1-9]|[3-9].)' "$home/release" && echo "$home/bin/java" && break
done) || { echo "field.sh needs a JDK of 21 or later in JAVA_HOME or below /usr/lib/jvm" >&2; exit 3; }
for tool in git go gcc jq bao curl softhsm2-util pkcs11-tool; do
  command -v $tool >/dev/null || { echo "field.sh needs $tool on the PATH" >&2; exit 3; }
done
# shellcheck disable=SC2086 # several names
[ $# -gt 0 ] || set -- $names
mkdir -p "$FIELD/src" "$FIELD/bin" "$FIELD/reports"
rm -rf "$FIELD/run"
mkdir -m 700 "$FIELD/run"
trap 'for name in $names; do for each in 1 2; do stop $name $each KILL 2>/dev/null || :; done; done; kill $(jobs -p) 2>/dev/null || :' EXIT
for name; do
  what=$(plugin "$name")
  # shellcheck disable=SC2086 # three words
  fetch "$name" $what
done
backends
for name; do
  for seed in $seeds; do ask "$name" "$seed"; done
  what=$(plugin "$name")
  row "$name" "$(echo "$what" | cut -d' ' -f2)"
  agree "$name"
done
exit $differ
