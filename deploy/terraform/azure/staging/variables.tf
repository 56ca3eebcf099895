variable "region" {
  description = "Azure region."
  type        = string
  default     = "westeurope"
}

variable "cost_center" {
  description = "Cost center for billing."
  type        = string
  default     = "data-engineering"
}

variable "vnet_cidr" {
  description = "CIDR block for the virtual network."
  type        = string
  default     = "10.21.0.0/16"
}

variable "kubernetes_version" {
  description = "Kubernetes version."
  type        = string
  default     = "1.34"
}

variable "bucket_suffix" {
  description = "Makes the names of the lake's account and of the vault unique."
  type        = string
}

variable "admin_group_object_ids" {
  description = "Entra groups that administer the cluster."
  type        = list(string)
}

variable "public_access_cidrs" {
  description = "Networks that may reach the API server from outside. Empty: none."
  type        = list(string)
  default     = []
}

variable "vault_ip_ranges" {
  description = "Networks of those who apply this configuration."
  type        = list(string)
  default     = []
}

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}
