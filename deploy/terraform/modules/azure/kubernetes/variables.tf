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

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, such as 1.34."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of nodes."
  type        = string
}

variable "authorized_ip_ranges" {
  description = "Networks that may reach the API server from outside. Empty: the cluster is private."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for cidr in var.authorized_ip_ranges : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]) >= 8, false)])
    error_message = "authorized_ip_ranges must be networks of /8 or smaller: the API server is not opened to the world."
  }
}

variable "admin_group_object_ids" {
  description = "Entra groups that administer the cluster. There is no local account."
  type        = list(string)
}

variable "nodes" {
  description = "On-demand nodes, where silos run, and spot nodes (max_count 0: none), which are tainted."
  type = object({
    zones          = optional(list(string), ["1", "2", "3"])
    vm_size        = optional(string, "Standard_D4ds_v5")
    min_count      = optional(number, 3)
    max_count      = optional(number, 10)
    spot_vm_size   = optional(string, "Standard_D4ds_v5")
    spot_max_count = optional(number, 0)
  })
  default = {}
  validation {
    condition     = var.nodes.min_count >= 1 && var.nodes.min_count <= var.nodes.max_count
    error_message = "nodes need 1 <= min_count <= max_count."
  }
}

variable "log_workspace_id" {
  description = "Log Analytics workspace of the control plane's logs."
  type        = string
}
