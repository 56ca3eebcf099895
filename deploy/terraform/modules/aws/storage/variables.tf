variable "bucket" {
  description = "Name of the bucket; unique in all of S3."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,50}[a-z0-9]$", var.bucket))
    error_message = "bucket must be 3 to 52 lower-case letters, digits and hyphens: the names of its copy and of the role that copies are longer."
  }
}

variable "lifecycle_rules" {
  description = "When objects move to colder classes (days after creation), and when old versions and unfinished uploads are deleted."
  type = object({
    infrequent_days             = optional(number, 30)
    glacier_days                = optional(number, 90)
    deep_archive_days           = optional(number, 365)
    noncurrent_expiration_days  = optional(number, 90)
    abort_multipart_upload_days = optional(number, 7)
  })
  default = {}
  validation {
    condition = (var.lifecycle_rules.infrequent_days >= 30
      && var.lifecycle_rules.glacier_days >= var.lifecycle_rules.infrequent_days + 30
    && var.lifecycle_rules.deep_archive_days >= var.lifecycle_rules.glacier_days + 90)
    error_message = "An object stays 30 days before STANDARD_IA, 30 more before GLACIER, and 90 more before DEEP_ARCHIVE."
  }
}

variable "replica_region" {
  description = "Region that gets a copy of every object. Null: no copy."
  type        = string
  default     = null
}
