variable "mount" {
  description = "Path of the Transit mount; transit.mountPath of the provider"
  type        = string
  default     = "transit"
}

variable "key" {
  description = "Name of the Transit key; transit.keyName of the provider"
  type        = string
}

variable "policy_name" {
  description = "Name of the policy that the provider's token gets"
  type        = string
  default     = "bao-kms-provider"
}

variable "jwt_mount" {
  description = "Path of the JWT auth mount without auth/, which exists already"
  type        = string
  default     = "jwt"
}

variable "role" {
  description = "Name of the JWT role; auth.jwt.role of the provider"
  type        = string
}

variable "bound_audiences" {
  description = "Audiences that a JWT must name; auth.jwt.expectedAudience of the provider"
  type        = set(string)

  validation {
    condition     = length(var.bound_audiences) > 0
    error_message = "Without an audience a JWT made for another service would be accepted; name at least one."
  }
}

variable "bound_subject" {
  description = "Subject that a JWT must have"
  type        = string

  validation {
    condition     = var.bound_subject != ""
    error_message = "Without a subject every JWT of the issuer would be accepted; name the control plane's."
  }
}

variable "token_ttl_seconds" {
  description = "Life of a token; the provider renews it at two thirds"
  type        = number
  default     = 3600
}
