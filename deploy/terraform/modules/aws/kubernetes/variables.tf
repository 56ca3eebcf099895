variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, such as 1.34."
  type        = string
  validation {
    condition     = can(regex("^1\\.(3[2-9]|[4-9][0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version must be 1.32 or newer, such as 1.34."
  }
}

variable "subnet_ids" {
  description = "Private subnets of nodes and pods, in two zones or more."
  type        = list(string)
}

variable "public_access_cidrs" {
  description = "Networks that may reach the API server from outside. Empty: it is reached from the network only."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]) >= 8, false)])
    error_message = "public_access_cidrs must be networks of /8 or smaller: the API server is not opened to the world."
  }
}

variable "node_groups" {
  description = "Groups of nodes by name. Silos need an on-demand group: a spot node is taken away within two minutes, and a silo drains longer."
  type = map(object({
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
  validation {
    condition     = alltrue([for group in var.node_groups : contains(["ON_DEMAND", "SPOT"], group.capacity_type)])
    error_message = "capacity_type must be ON_DEMAND or SPOT."
  }
  validation {
    condition     = alltrue([for group in var.node_groups : group.min_size <= group.desired_size && group.desired_size <= group.max_size])
    error_message = "A node group needs min_size <= desired_size <= max_size."
  }
  validation {
    condition     = anytrue([for group in var.node_groups : group.capacity_type == "ON_DEMAND" && length(group.taints) == 0])
    error_message = "One node group must be ON_DEMAND and without taints: silos run there."
  }
  validation {
    condition     = alltrue([for group in var.node_groups : group.capacity_type == "ON_DEMAND" || length(group.taints) > 0])
    error_message = "A SPOT group needs a taint, or silos are scheduled on it."
  }
}

variable "access_entries" {
  description = "Who may use the cluster: IAM principal, policy, and namespaces (none: the whole cluster). Whoever creates the cluster gets nothing by that."
  type = map(object({
    principal_arn = string
    policy        = optional(string, "AmazonEKSViewPolicy")
    namespaces    = optional(list(string), [])
  }))
  default = {}
  validation {
    condition     = alltrue([for entry in var.access_entries : startswith(entry.policy, "AmazonEKS")])
    error_message = "policy must be the name of one of EKS' access policies, such as AmazonEKSClusterAdminPolicy."
  }
}

variable "pod_identities" {
  description = "Roles of service accounts by Pod Identity: what their pods may do in the account."
  type = map(object({
    namespace       = string
    service_account = string
    policy          = string
  }))
  default = {}
}

variable "log_key_arn" {
  description = "Key that encrypts the control plane's logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which the control plane's logs are kept."
  type        = number
  default     = 365
}
