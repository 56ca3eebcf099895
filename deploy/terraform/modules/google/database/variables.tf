variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
}

variable "network_id" {
  description = "Network of the instance."
  type        = string
}

variable "managed_range" {
  description = "Name of the address range of managed databases."
  type        = string
}

variable "database_name" {
  description = "Database of the ledger and its projections."
  type        = string
  default     = "retail"
}

variable "username" {
  description = "Owner of the schema."
  type        = string
  default     = "retail"
}

variable "password_version" {
  description = "Add one to give the user a new password. The secret gets the same one."
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

variable "instance" {
  description = "Size, high availability over zones, and read replicas."
  type = object({
    tier           = optional(string, "db-perf-optimized-N-2")
    edition        = optional(string, "ENTERPRISE_PLUS")
    disk_size      = optional(number, 100)
    regional       = optional(bool, true)
    read_replicas  = optional(number, 1)
    retention_days = optional(number, 14)
  })
  default = {}
  validation {
    condition     = var.instance.retention_days >= 7 && var.instance.retention_days <= 35
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

variable "deletion_protection" {
  description = "Whether the instance refuses to be deleted."
  type        = bool
  default     = true
}
