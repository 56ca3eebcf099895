variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group of everything here."
  type        = string
}

variable "endpoint_subnet_id" {
  description = "Subnet of the private endpoint."
  type        = string
}

variable "dns_zone_id" {
  description = "Private DNS zone of the endpoint."
  type        = string
}

variable "cache" {
  description = "Size and high availability. access_keys: whether clients may sign in by key, which puts the keys into Terraform's state; off, they need Entra tokens, which the platform cannot use yet, so REDIS_URL stays unset."
  type = object({
    sku_name          = optional(string, "Balanced_B5")
    high_availability = optional(bool, true)
    access_keys       = optional(bool, false)
  })
  default = {}
}
