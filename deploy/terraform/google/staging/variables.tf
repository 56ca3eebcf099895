variable "project_id" {
  description = "Google project."
  type        = string
}

variable "region" {
  description = "Google region."
  type        = string
  default     = "europe-west1"
}

variable "cost_center" {
  description = "Cost center for billing."
  type        = string
  default     = "data-engineering"
}

variable "cidr" {
  description = "CIDR block for the network."
  type        = string
  default     = "10.22.0.0/16"
}

variable "kubernetes_version" {
  description = "Kubernetes version."
  type        = string
  default     = "1.34"
}

variable "bucket_suffix" {
  description = "Makes the lake's bucket name unique: retail-grains-staging-SUFFIX."
  type        = string
}

variable "public_access_cidrs" {
  description = "Networks that may reach the API server from outside, by name. Empty: none."
  type        = map(string)
  default     = {}
}

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}
