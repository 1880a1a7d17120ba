# Settings for kms-launcher/dist/src/test/rotate.sh, to be read by bash: a rotation of many Secrets in this lab.
. "$(dirname "${BASH_SOURCE[0]}")/env"
# With the emulator there is no bao to ask at the end.
command -v bao >/dev/null || unset BAO_ADDR
provider=$(command -v bao-kms-provider)
config=$LAB/node-1/config.yaml
token_file=$LAB/openbao/root-token
kubeconfig=$KUBECONFIG
encryption=$LAB/node-1/encryption.yaml
etcd=(--endpoints "$ETCDCTL_ENDPOINTS" --cacert "$ETCDCTL_CACERT" --cert "$ETCDCTL_CERT" --key "$ETCDCTL_KEY")
# This API server has StorageVersionMigration, which leaves no pages to be killed at.
more=(--migrate-by patches)

# Writes go by a token, since not every client has a place for a certificate.
kubectl get clusterrolebinding lab-load >/dev/null 2>&1 ||
  kubectl create clusterrolebinding lab-load --clusterrole=cluster-admin --serviceaccount=default:default >/dev/null
token=$(kubectl create token default --duration=24h)
ca=$LAB/pki/ca.crt
collection=$(kubectl config view -o jsonpath='{.clusters[0].cluster.server}')/api/v1/namespaces/default/secrets
body='{"apiVersion":"v1","kind":"Secret","metadata":{"name":"NAME"},"stringData":{"word":"0123456789abcdef0123456789abcdef"}}'

# The one that starts the daemon again ends with it.
stop_daemon() {
  local leader
  leader=$(cut -d' ' -f1 "$LAB/run/daemon-1.session")
  kill "$leader"
  while kill -0 "$leader" 2>/dev/null; do sleep 0.2; done
}

start_daemon() { # no job of this shell, which ends its jobs
  (setsid sh "$LAB/run-in-background.sh" daemon-1 "$LAB/run" again bao-kms-provider serve --config "$config" \
    >>"$LAB/log/daemon-1.log" 2>&1 </dev/null &)
  until curl -sf -o /dev/null "$READY_1"; do sleep 0.5; done
}
