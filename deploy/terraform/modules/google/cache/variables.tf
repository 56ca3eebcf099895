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

variable "instance" {
  description = "Memory in GB and high availability. auth: whether clients need the password that Google makes, which puts it into Terraform's state; off, whoever reaches the private address may connect: the pods' network policies decide."
  type = object({
    memory_size_gb    = optional(number, 5)
    high_availability = optional(bool, true)
    auth              = optional(bool, false)
  })
  default = {}
  validation {
    condition     = var.instance.memory_size_gb >= 1 && (!var.instance.high_availability || var.instance.memory_size_gb >= 5)
    error_message = "memory_size_gb must be 1 or more, and 5 or more with a replica."
  }
}
