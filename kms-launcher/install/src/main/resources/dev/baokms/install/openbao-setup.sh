#!/usr/bin/env bash
# Prepares OpenBao for one cluster: Transit mount, key, policy and login. It needs the bao command, BAO_ADDR, and an operator's
# token in BAO_TOKEN or from "bao login". What is right already is left alone, so running it again changes nothing; what is there
# and unsafe stops it, because it never weakens or replaces anything.
set -euo pipefail

mount={{mount}}
key={{key}}
new_key={{newKey}}
policy={{policy}}
auth_mount={{authMount}}
export BAO_NAMESPACE={{namespace}}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
changes=0

die() { echo "openbao-setup: $*" >&2; exit 1; }
changed() { echo "changed: $*"; changes=$((changes + 1)); }
# One field of one path; empty when there is nothing, which the first look below tells apart from no access.
field() { bao read -field="$2" "$1" 2>/dev/null || true; }

command -v bao >/dev/null || die "needs the bao command on the PATH"
bao token lookup >/dev/null 2>&1 || die "no usable token for ${BAO_ADDR:-the default address}; set BAO_ADDR and BAO_TOKEN"
bao read sys/mounts >/dev/null 2>&1 || die "this token may not read sys/mounts; use an operator's token"

case $(field "sys/mounts/$mount" type) in
  transit) ;;
  "") bao secrets enable -path="$mount" transit >/dev/null; changed "mount $mount" ;;
  *) die "$mount is not a transit mount; choose another transit.mountPath" ;;
esac

if [ "$(field "$mount/config/keys" disable_upsert)" != true ]; then
  bao write "$mount/config/keys" disable_upsert=true >/dev/null
  changed "$mount creates no keys on encrypt"
fi

if [ -z "$(field "$mount/keys/$key" type)" ]; then
  [ "$new_key" = true ] || die "key $key is not in $mount, and its keyLineageId says that it was created before; restore it, or run init --new-key for another one"
  bao write "$mount/keys/$key" type=aes256-gcm96 derived=false exportable=false allow_plaintext_backup=false auto_rotate_period=0 >/dev/null
  changed "key $key"
fi
while read -r name safe; do
  found=$(field "$mount/keys/$key" "$name")
  [ "$found" = "$safe" ] || die "key $key has $name $found, need $safe; correct it or choose another transit.keyName"
done <<'SAFE'
type aes256-gcm96
derived false
exportable false
allow_plaintext_backup false
deletion_allowed false
soft_deleted false
auto_rotate_period 0
SAFE

if [ "$(bao policy read "$policy" 2>/dev/null || true)" != "$(cat "$here/openbao-policy.hcl")" ]; then
  bao policy write "$policy" "$here/openbao-policy.hcl" >/dev/null
  changed "policy $policy"
fi

{{login}}
if [ "$changes" = 0 ]; then echo "nothing to change"; fi
