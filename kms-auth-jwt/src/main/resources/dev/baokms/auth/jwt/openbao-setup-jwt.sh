role={{role}}
case $(field "sys/auth/$auth_mount" type) in
  jwt | oidc) ;;
  "") bao auth enable -path="$auth_mount" jwt >/dev/null; changed "login method $auth_mount" ;;
  *) die "auth/$auth_mount is not a jwt method; choose another auth.jwt.mountPath" ;;
esac

# The names and values of the role, as bao prints them.
wanted="role_type jwt
user_claim sub
bound_audiences {{boundAudiences}}
bound_subject {{boundSubject}}
token_policies [$policy]
token_no_default_policy true
token_ttl {{tokenTtl}}
token_max_ttl {{tokenMaxTtl}}"
found=$(while read -r name rest; do echo "$name $(field "auth/$auth_mount/role/$role" "$name")"; done <<<"$wanted")
if [ "$found" != "$wanted" ]; then
  bao write "auth/$auth_mount/role/$role" role_type=jwt user_claim=sub \
    bound_audiences={{boundAudiencesList}} bound_subject={{boundSubjectText}} \
    token_policies="$policy" token_no_default_policy=true token_ttl={{tokenTtl}} token_max_ttl={{tokenMaxTtl}} >/dev/null
  changed "role $role"
fi

if ! bao read "auth/$auth_mount/config" >/dev/null 2>&1; then
  if [ -n "${JWKS_URL:-}" ]; then
    bao write "auth/$auth_mount/config" jwks_url="$JWKS_URL" ${JWKS_CA_FILE:+jwks_ca_pem=@"$JWKS_CA_FILE"} \
      bound_issuer={{boundIssuer}} >/dev/null
  elif [ -n "${JWT_PUBLIC_KEY_FILE:-}" ]; then
    bao write "auth/$auth_mount/config" jwt_validation_pubkeys=@"$JWT_PUBLIC_KEY_FILE" \
      bound_issuer={{boundIssuer}} >/dev/null
  else
    die "auth/$auth_mount does not know who signs the JWTs; run this again with JWKS_URL (and JWKS_CA_FILE) or JWT_PUBLIC_KEY_FILE set"
  fi
  changed "who signs the JWTs of $auth_mount"
fi
