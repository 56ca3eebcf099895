variable "name" {
  description = "Prefix of every name: project and environment."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
}

variable "bucket" {
  description = "Name of the bucket; unique in all of Google Cloud."
  type        = string
}

variable "location" {
  description = "Region of the bucket, or a multi-region such as US, which is replicated over regions."
  type        = string
}

variable "lifecycle_rules" {
  description = "Days after which objects move to colder classes, and old versions are deleted."
  type = object({
    nearline_days              = optional(number, 30)
    coldline_days              = optional(number, 90)
    archive_days               = optional(number, 365)
    noncurrent_expiration_days = optional(number, 90)
  })
  default = {}
}
