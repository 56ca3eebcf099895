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

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}

variable "database_server_id" {
  description = "The primary of PostgreSQL."
  type        = string
}

variable "database_max_connections" {
  description = "max_connections of PostgreSQL; an alarm is raised at four fifths of it."
  type        = number
}

variable "retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 90
}
