variable "project_name" {
  description = "Prefix of every name."
  type        = string
  default     = "retail-grains"
}

variable "environment" {
  description = "Environment name (dev, staging, prod)."
  type        = string
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "Environment must be dev, staging, or prod."
  }
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "vnet_cidr" {
  description = "Address range of the network."
  type        = string
}

variable "tags" {
  description = "Tags of the resource group."
  type        = map(string)
  default     = {}
}

variable "vault_ip_ranges" {
  description = "Networks of those who apply this configuration, which reach the vault from outside."
  type        = list(string)
  default     = []
}

variable "kubernetes" {
  description = "Version, access and nodes of the cluster; see the module kubernetes."
  type = object({
    version                = optional(string, "1.34")
    authorized_ip_ranges   = optional(list(string), [])
    admin_group_object_ids = list(string)
    nodes = optional(object({
      zones          = optional(list(string), ["1", "2", "3"])
      vm_size        = optional(string, "Standard_D4ds_v5")
      min_count      = optional(number, 3)
      max_count      = optional(number, 10)
      spot_vm_size   = optional(string, "Standard_D4ds_v5")
      spot_max_count = optional(number, 0)
    }), {})
  })
}

variable "database" {
  description = "PostgreSQL: name, users, server and connections; see the module database."
  type = object({
    name             = optional(string, "retail")
    username         = optional(string, "retail")
    engine_version   = optional(string, "17")
    password_version = optional(number, 1)
    runtime = optional(object({
      username         = optional(string, "retail_app")
      password_version = optional(number, 1)
    }), {})
    server = optional(object({
      sku_name       = optional(string, "GP_Standard_D2ds_v5")
      storage_mb     = optional(number, 131072)
      zone_redundant = optional(bool, true)
      read_replicas  = optional(number, 1)
      retention_days = optional(number, 14)
      geo_backup     = optional(bool, true)
    }), {})
    connections = optional(object({
      max       = optional(number, 1000)
      pool_size = optional(number, 40)
      max_pods  = optional(number, 20)
      reserve   = optional(number, 50)
    }), {})
  })
  default = {}
}

variable "cache" {
  description = "Redis; see the module cache."
  type = object({
    sku_name          = optional(string, "Balanced_B5")
    high_availability = optional(bool, true)
    access_keys       = optional(bool, false)
  })
  default = {}
}

variable "storage" {
  description = "The lake: a suffix that makes the account's name unique, and its replication."
  type = object({
    suffix      = string
    replication = optional(string, "ZRS")
  })
}

variable "jwt_key_version" {
  description = "Add one to make a new JWT_SECRET_KEY. All tokens become invalid with it."
  type        = number
  default     = 1
}

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}
