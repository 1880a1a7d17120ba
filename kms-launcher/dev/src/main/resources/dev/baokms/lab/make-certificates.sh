#!/bin/sh
# The certificates of a lab: make-certificates.sh DIRECTORY, which is private. One authority signs them all; they are good for a year
# and for the loopback.
set -eu
cd "$1"
cat >openssl.cnf <<'CONFIG'
[req]
distinguished_name = subject
[subject]
CONFIG
new() { # NAME SUBJECT EXTENSION…
  name=$1 subject=$2
  shift 2
  signer=
  [ "$name" = ca ] || signer="-CA ca.crt -CAkey ca.key"
  extensions=
  for extension; do extensions="$extensions -addext $extension"; done
  # shellcheck disable=SC2086
  openssl req -config openssl.cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 \
    -keyout "$name.key" -out "$name.crt" -subj "$subject" $signer $extensions 2>>openssl.log
}
here=subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc
leaf=basicConstraints=critical,CA:FALSE
new ca /CN=lab basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
new server /CN=lab-server "$here" $leaf keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth,clientAuth
new etcd-client /CN=lab-etcd-client $leaf keyUsage=critical,digitalSignature extendedKeyUsage=clientAuth
new admin /O=system:masters/CN=lab-admin $leaf keyUsage=critical,digitalSignature extendedKeyUsage=clientAuth
new controller-manager /CN=system:kube-controller-manager $leaf keyUsage=critical,digitalSignature extendedKeyUsage=clientAuth
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out service-account.key 2>>openssl.log
openssl pkey -in service-account.key -pubout -out service-account.pub
chmod 600 ./*.key
