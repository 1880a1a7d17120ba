output "transit" {
  description = "What transit.* and auth.jwt.* of the provider's configuration have to say"
  value = {
    mountPath    = vault_mount.transit.path
    keyName      = vault_transit_secret_backend_key.kms.name
    jwtMountPath = "auth/${var.jwt_mount}"
    role         = vault_jwt_auth_backend_role.kms.role_name
  }
}
