# What one provider needs in OpenBao: a mount that creates no keys by accident, a key that cannot leave it, a policy that allows
# wrapping and unwrapping with that key and nothing else, and a JWT role that hands the policy out.

resource "vault_mount" "transit" {
  path        = var.mount
  type        = "transit"
  description = "Keys of Kubernetes control planes"

  # Every Secret in etcd and in its backups is lost with this mount.
  lifecycle {
    prevent_destroy = true
  }
}

# An encrypt call on a misspelt key must fail instead of creating one.
resource "vault_generic_endpoint" "no_upsert" {
  path                 = "${vault_mount.transit.path}/config/keys"
  data_json            = jsonencode({ disable_upsert = true })
  disable_delete       = true
  ignore_absent_fields = true
}

resource "vault_transit_secret_backend_key" "kms" {
  backend                = vault_mount.transit.path
  name                   = var.key
  type                   = "aes256-gcm96"
  derived                = false
  convergent_encryption  = false
  exportable             = false
  allow_plaintext_backup = false
  deletion_allowed       = false
  # Rotation is planned: kube-apiserver has to see the new version before Secrets are migrated to it.
  auto_rotate_period = 0

  depends_on = [vault_generic_endpoint.no_upsert]

  lifecycle {
    prevent_destroy = true
    # Raised by operators when they retire versions; never lowered from here.
    ignore_changes = [min_decryption_version, min_encryption_version]
  }
}

resource "vault_policy" "kms" {
  name   = var.policy_name
  policy = data.vault_policy_document.kms.hcl
}

# The same rules as bao-kms-provider policy openbao prints.
data "vault_policy_document" "kms" {
  rule {
    path         = "${var.mount}/keys/${var.key}"
    capabilities = ["read"]
  }
  # update without create: create would be an upsert.
  rule {
    path         = "${var.mount}/encrypt/${var.key}"
    capabilities = ["update"]
  }
  rule {
    path         = "${var.mount}/decrypt/${var.key}"
    capabilities = ["update"]
  }
  rule {
    path         = "${var.mount}/config/keys"
    capabilities = ["read"]
  }
  rule {
    path         = "sys/capabilities-self"
    capabilities = ["update"]
  }
  rule {
    path         = "auth/token/renew-self"
    capabilities = ["update"]
  }
}

resource "vault_jwt_auth_backend_role" "kms" {
  backend                 = var.jwt_mount
  role_name               = var.role
  role_type               = "jwt"
  user_claim              = "sub"
  bound_audiences         = var.bound_audiences
  bound_subject           = var.bound_subject
  token_policies          = [vault_policy.kms.name]
  token_no_default_policy = true
  token_ttl               = var.token_ttl_seconds
}
