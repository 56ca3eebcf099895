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

variable "vnet_cidr" {
  description = "Address range of the network, from /16 to /20."
  type        = string
  validation {
    condition     = can(cidrhost(var.vnet_cidr, 0)) && try(tonumber(split("/", var.vnet_cidr)[1]) >= 16 && tonumber(split("/", var.vnet_cidr)[1]) <= 20, false)
    error_message = "vnet_cidr must be an IPv4 range from /16 to /20, such as 10.0.0.0/16."
  }
}
