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

variable "subnet_id" {
  description = "Subnet delegated to PostgreSQL."
  type        = string
}

variable "dns_zone_id" {
  description = "Private DNS zone of the server."
  type        = string
}

variable "key_vault_id" {
  description = "Vault that gets DATABASE_URL and MIGRATION_DATABASE_URL."
  type        = string
}

variable "database_name" {
  description = "Database of the ledger and its projections."
  type        = string
  default     = "retail"
}

variable "username" {
  description = "Administrator of the server, and owner of the schema."
  type        = string
  default     = "retail"
}

variable "password_version" {
  description = "Add one to give the administrator a new password. The vault gets the same one."
  type        = number
  default     = 1
}

variable "runtime" {
  description = "User of silos and APIs, which owns nothing. For another password give it another name too, and add one to the version."
  type = object({
    username         = optional(string, "retail_app")
    password_version = optional(number, 1)
  })
  default = {}
  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.runtime.username)) && var.runtime.username != var.username
    error_message = "runtime.username must be a name in lower case, and not the owner's: a silo must not be able to change the schema."
  }
}

variable "engine_version" {
  description = "Major version of PostgreSQL."
  type        = string
  default     = "17"
}

variable "server" {
  description = "Size, storage in MB, high availability over zones, and read replicas."
  type = object({
    sku_name       = optional(string, "GP_Standard_D2ds_v5")
    storage_mb     = optional(number, 131072)
    zone_redundant = optional(bool, true)
    read_replicas  = optional(number, 1)
    retention_days = optional(number, 14)
    geo_backup     = optional(bool, true)
  })
  default = {}
  validation {
    condition     = var.server.retention_days >= 7 && var.server.retention_days <= 35
    error_message = "retention_days must be 7 to 35."
  }
}

variable "connections" {
  description = "max_connections, and who uses them: pools of most pods, and a reserve for migrations, backups and people."
  type = object({
    max       = optional(number, 1000)
    pool_size = optional(number, 40)
    max_pods  = optional(number, 20)
    reserve   = optional(number, 50)
  })
  default = {}
  validation {
    condition     = var.connections.pool_size * var.connections.max_pods <= var.connections.max - var.connections.reserve
    error_message = "pool_size * max_pods must not exceed max - reserve, or pods that scale out are refused connections."
  }
}
