variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "alert_emails" {
  description = "Addresses that receive alarms. Each must confirm the subscription."
  type        = set(string)
  default     = []
}

variable "database_instance_ids" {
  description = "The primary of PostgreSQL and its replicas."
  type = object({
    primary  = string
    replicas = optional(list(string), [])
  })
}

variable "database_max_connections" {
  description = "max_connections of PostgreSQL; an alarm is raised at four fifths of it."
  type        = number
}

variable "replication_group_id" {
  description = "The replication group of Redis."
  type        = string
}

variable "cache_nodes" {
  description = "Number of nodes of the replication group."
  type        = number
}

variable "thresholds" {
  description = "When an alarm is raised: CPU and memory in per cent, free storage in GB, replica lag in seconds."
  type = object({
    database_cpu        = optional(number, 80)
    database_free_gb    = optional(number, 20)
    replica_lag_seconds = optional(number, 60)
    cache_memory        = optional(number, 75)
  })
  default = {}
}
