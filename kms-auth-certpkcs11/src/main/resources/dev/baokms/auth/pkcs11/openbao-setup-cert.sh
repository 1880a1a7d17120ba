role={{role}}
case $(field "sys/auth/$auth_mount" type) in
  cert) ;;
  "") bao auth enable -path="$auth_mount" cert >/dev/null; changed "login method $auth_mount" ;;
  *) die "auth/$auth_mount is not a cert method; choose another auth.cert.mountPath" ;;
esac

# The names and values of the role, as bao prints them. Which certificates it admits is not compared: only you know.
wanted="token_policies [$policy]
token_no_default_policy true
token_ttl 3600
token_max_ttl 86400"
found=$(while read -r name rest; do echo "$name $(field "auth/$auth_mount/certs/$role" "$name")"; done <<<"$wanted")
if [ "$found" != "$wanted" ]; then
  [ -n "${CLIENT_CA_FILE:-}" ] || die "set CLIENT_CA_FILE to the CA whose client certificates may log in, and run this again"
  [ -n "${CLIENT_COMMON_NAME:-}" ] || die "set CLIENT_COMMON_NAME to the common names that may log in, such as 'kms-node-*', and run this again"
  bao write "auth/$auth_mount/certs/$role" certificate=@"$CLIENT_CA_FILE" allowed_common_names="$CLIENT_COMMON_NAME" \
    token_policies="$policy" token_no_default_policy=true token_ttl=3600 token_max_ttl=86400 >/dev/null
  changed "role $role"
fi
