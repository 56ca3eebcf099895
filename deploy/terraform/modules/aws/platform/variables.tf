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

variable "vpc_cidr" {
  description = "Address range of the network."
  type        = string
}

variable "zones" {
  description = "Number of zones to spread over."
  type        = number
  default     = 3
}

variable "nat_per_zone" {
  description = "Whether each zone has a gateway of its own."
  type        = bool
  default     = true
}

variable "kubernetes" {
  description = "Version, access and node groups of the cluster; see the module kubernetes."
  type = object({
    version             = optional(string, "1.34")
    public_access_cidrs = optional(list(string), [])
    node_groups = map(object({
      capacity_type  = optional(string, "ON_DEMAND")
      instance_types = optional(list(string), ["m7i.large", "m6i.large"])
      min_size       = optional(number, 1)
      desired_size   = optional(number, 3)
      max_size       = optional(number, 10)
      disk_size      = optional(number, 100)
      labels         = optional(map(string), {})
      taints = optional(list(object({
        key    = string
        value  = optional(string)
        effect = string
      })), [])
    }))
    access_entries = optional(map(object({
      principal_arn = string
      policy        = optional(string, "AmazonEKSViewPolicy")
      namespaces    = optional(list(string), [])
    })), {})
  })
}

variable "database" {
  description = "PostgreSQL: name, users, version, instance, backup and connections; see the module database."
  type = object({
    name           = optional(string, "retail")
    username       = optional(string, "retail")
    engine_version = optional(string, "17")
    runtime = optional(object({
      username         = optional(string, "retail_app")
      password_version = optional(number, 1)
    }), {})
    instance = optional(object({
      instance_class        = optional(string, "db.m7g.large")
      allocated_storage     = optional(number, 100)
      max_allocated_storage = optional(number, 1000)
      multi_az              = optional(bool, true)
      read_replicas         = optional(number, 1)
      replica_class         = optional(string)
    }), {})
    backup = optional(object({
      retention_days     = optional(number, 14)
      window             = optional(string, "03:00-04:00")
      maintenance_window = optional(string, "sun:04:30-sun:05:30")
      replica_region     = optional(string)
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
  description = "Redis: nodes, snapshots and the version of its token; see the module cache."
  type = object({
    node_type               = optional(string, "cache.m7g.large")
    num_cache_clusters      = optional(number, 2)
    snapshot_retention_days = optional(number, 7)
    auth_token_version      = optional(number, 1)
  })
  default = {}
}

variable "storage" {
  description = "The lake: a suffix that makes the bucket's name unique, and a region that gets a copy."
  type = object({
    suffix         = string
    replica_region = optional(string)
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
