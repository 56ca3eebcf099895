variable "identifier" {
  description = "Name of the instance."
  type        = string
}

variable "vpc_id" {
  description = "Network of the instance."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in two zones or more."
  type        = list(string)
}

variable "allowed_security_group_ids" {
  description = "Security groups that may connect, by a name for each."
  type        = map(string)
}

variable "database_name" {
  description = "Database of the ledger and its projections (DATABASE_URL)."
  type        = string
  default     = "retail"
}

variable "username" {
  description = "Master user, and owner of the schema. Its password is made, kept and rotated by RDS in Secrets Manager and never known here."
  type        = string
  default     = "retail"
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
  description = "Major version of PostgreSQL, or major and minor."
  type        = string
  default     = "17"
  validation {
    condition     = can(regex("^1[5-8](\\.[0-9]+)?$", var.engine_version))
    error_message = "engine_version must be PostgreSQL 15 to 18."
  }
}

variable "instance" {
  description = "Size, storage in GB, high availability and read replicas. Replicas are for analysts: the platform reads the primary only."
  type = object({
    instance_class        = optional(string, "db.m7g.large")
    allocated_storage     = optional(number, 100)
    max_allocated_storage = optional(number, 1000)
    multi_az              = optional(bool, true)
    read_replicas         = optional(number, 1)
    replica_class         = optional(string)
  })
  default = {}
  validation {
    condition     = var.instance.max_allocated_storage > var.instance.allocated_storage
    error_message = "max_allocated_storage must exceed allocated_storage."
  }
  validation {
    condition     = var.instance.read_replicas >= 0 && var.instance.read_replicas <= 5
    error_message = "read_replicas must be 0 to 5."
  }
}

variable "backup" {
  description = "Days of point-in-time recovery, the daily windows (UTC), and a region that gets a copy of the backups. Null: no copy."
  type = object({
    retention_days     = optional(number, 14)
    window             = optional(string, "03:00-04:00")
    maintenance_window = optional(string, "sun:04:30-sun:05:30")
    replica_region     = optional(string)
  })
  default = {}
  validation {
    condition     = var.backup.retention_days >= 7 && var.backup.retention_days <= 35
    error_message = "retention_days must be 7 to 35: read replicas and point-in-time recovery need backups."
  }
}

variable "connections" {
  description = "max_connections, and who uses them: DATABASE_POOL_SIZE of a pod, most silos and APIs (their autoscalers' maxReplicas plus one while rolling out), and a reserve for migrations, backups and people."
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
