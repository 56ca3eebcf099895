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

variable "project_id" {
  description = "Google project."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
}

variable "cidr" {
  description = "Address range of the network."
  type        = string
}

variable "kubernetes" {
  description = "Version, access and node pools of the cluster; see the module kubernetes."
  type = object({
    version             = optional(string, "1.34")
    authorized_networks = optional(map(string), {})
    node_pools = map(object({
      machine_type = optional(string, "n2-standard-4")
      spot         = optional(bool, false)
      min_count    = optional(number, 1)
      max_count    = optional(number, 4)
      disk_size_gb = optional(number, 100)
    }))
  })
}

variable "database" {
  description = "PostgreSQL: name, users, instance and connections; see the module database."
  type = object({
    name             = optional(string, "retail")
    username         = optional(string, "retail")
    engine_version   = optional(string, "17")
    password_version = optional(number, 1)
    runtime = optional(object({
      username         = optional(string, "retail_app")
      password_version = optional(number, 1)
    }), {})
    instance = optional(object({
      tier           = optional(string, "db-perf-optimized-N-2")
      edition        = optional(string, "ENTERPRISE_PLUS")
      disk_size      = optional(number, 100)
      regional       = optional(bool, true)
      read_replicas  = optional(number, 1)
      retention_days = optional(number, 14)
    }), {})
    connections = optional(object({
      max       = optional(number, 1000)
      pool_size = optional(number, 40)
      max_pods  = optional(number, 20)
      reserve   = optional(number, 50)
    }), {})
    deletion_protection = optional(bool, true)
  })
  default = {}
}

variable "cache" {
  description = "Redis; see the module cache."
  type = object({
    memory_size_gb    = optional(number, 5)
    high_availability = optional(bool, true)
    auth              = optional(bool, false)
  })
  default = {}
}

variable "storage" {
  description = "The lake: a suffix that makes the bucket's name unique, and its location (null: the region)."
  type = object({
    suffix   = string
    location = optional(string)
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
