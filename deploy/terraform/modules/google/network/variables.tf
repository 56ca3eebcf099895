variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
}

variable "cidr" {
  description = "Address range of nodes, pods, services and managed databases, from /14 to /18."
  type        = string
  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) >= 14 && tonumber(split("/", var.cidr)[1]) <= 18, false)
    error_message = "cidr must be an IPv4 range from /14 to /18, such as 10.0.0.0/16."
  }
}
