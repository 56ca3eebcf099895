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

variable "account_name" {
  description = "Name of the account; unique in all of Azure."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.account_name))
    error_message = "account_name must be 3 to 24 lower-case letters and digits."
  }
}

variable "endpoint_subnet_id" {
  description = "Subnet of the private endpoint."
  type        = string
}

variable "dns_zone_id" {
  description = "Private DNS zone of the endpoint."
  type        = string
}

variable "replication" {
  description = "ZRS: three zones. GZRS: also another region."
  type        = string
  default     = "ZRS"
  validation {
    condition     = contains(["LRS", "ZRS", "GZRS"], var.replication)
    error_message = "replication must be LRS, ZRS or GZRS."
  }
}

variable "lifecycle_rules" {
  description = "Days after which objects move to colder tiers, and old versions are deleted."
  type = object({
    cool_days                  = optional(number, 30)
    cold_days                  = optional(number, 90)
    archive_days               = optional(number, 365)
    noncurrent_expiration_days = optional(number, 90)
  })
  default = {}
}
