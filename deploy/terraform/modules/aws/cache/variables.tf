variable "replication_group_id" {
  description = "Name of the replication group."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.replication_group_id))
    error_message = "replication_group_id must be 2 to 40 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "vpc_id" {
  description = "Network of the nodes."
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

variable "engine_version" {
  description = "Version of Valkey. The platform needs Redis 7.0 or what is compatible with it."
  type        = string
  default     = "8.1"
}

variable "nodes" {
  description = "Node type and number of nodes: a primary and its replicas."
  type = object({
    node_type          = optional(string, "cache.m7g.large")
    num_cache_clusters = optional(number, 2)
  })
  default = {}
  validation {
    condition     = var.nodes.num_cache_clusters >= 2 && var.nodes.num_cache_clusters <= 6
    error_message = "num_cache_clusters must be 2 to 6: failover needs a replica."
  }
}

variable "snapshot_retention_days" {
  description = "Days for which daily snapshots are kept."
  type        = number
  default     = 7
}

variable "auth_token_version" {
  description = "Add one to give the group a new token. The secret gets the same one."
  type        = number
  default     = 1
}

variable "log_key_arn" {
  description = "Key that encrypts log groups."
  type        = string
}
