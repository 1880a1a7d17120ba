role={{role}}
case $(field "sys/auth/$auth_mount" type) in
  cert) ;;
  "") bao auth enable -path="$auth_mount" cert >/dev/null; changed "login method $auth_mount" ;;
  *) die "auth/$auth_mount is not a cert method; choose another auth.cert.mountPath" ;;
esac

if [ "$(field "auth/$auth_mount/certs/$role" token_policies)" != "[$policy]" ]; then
  [ -n "${CLIENT_CA_FILE:-}" ] || die "set CLIENT_CA_FILE to the CA whose client certificates may log in, and run this again"
  bao write "auth/$auth_mount/certs/$role" certificate=@"$CLIENT_CA_FILE" allowed_common_names="${CLIENT_COMMON_NAME:-}" \
    token_policies="$policy" token_no_default_policy=true token_ttl={{tokenTtl}} token_max_ttl={{tokenMaxTtl}} >/dev/null
  changed "role $role"
fi
