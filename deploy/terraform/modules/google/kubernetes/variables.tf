variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, such as 1.34."
  type        = string
}

variable "network_id" {
  description = "Network of the cluster."
  type        = string
}

variable "subnetwork_id" {
  description = "Subnetwork of nodes, with ranges named pods and services."
  type        = string
}

variable "project_id" {
  description = "Google project."
  type        = string
}

variable "authorized_networks" {
  description = "Networks that may reach the API server from outside, by name. Empty: none."
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for cidr in values(var.authorized_networks) : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]) >= 8, false)])
    error_message = "authorized_networks must be networks of /8 or smaller: the API server is not opened to the world."
  }
}

variable "node_pools" {
  description = "Groups of nodes by name; counts are per zone. Silos need one that is not spot; spot pools are tainted."
  type = map(object({
    machine_type = optional(string, "n2-standard-4")
    spot         = optional(bool, false)
    min_count    = optional(number, 1)
    max_count    = optional(number, 4)
    disk_size_gb = optional(number, 100)
  }))
  validation {
    condition     = anytrue([for pool in var.node_pools : !pool.spot])
    error_message = "One node pool must not be spot: silos run there."
  }
  validation {
    condition     = alltrue([for pool in var.node_pools : pool.min_count <= pool.max_count])
    error_message = "A node pool needs min_count <= max_count."
  }
}
