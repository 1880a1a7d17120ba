terraform {
  required_version = ">= 1.6"

  required_providers {
    # OpenBao speaks Vault's API; this is the provider that knows Transit.
    vault = {
      source  = "hashicorp/vault"
      version = ">= 4.0, < 6.0"
    }
  }
}
