variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}

variable "database_max_connections" {
  description = "max_connections of PostgreSQL; an alarm is raised at four fifths of it."
  type        = number
}
