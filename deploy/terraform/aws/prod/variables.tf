variable "region" {
  description = "AWS region."
  type        = string
  default     = "us-east-1"
}

variable "cost_center" {
  description = "Cost center for billing."
  type        = string
  default     = "data-engineering"
}

variable "vpc_cidr" {
  description = "CIDR block for the VPC."
  type        = string
  default     = "10.30.0.0/16"
}

variable "kubernetes_version" {
  description = "Kubernetes version."
  type        = string
  default     = "1.34"
}

variable "bucket_suffix" {
  description = "Makes the lake's bucket name unique: retail-grains-prod-SUFFIX."
  type        = string
}

variable "public_access_cidrs" {
  description = "Networks that may reach the API server from outside. Empty: none."
  type        = list(string)
  default     = []
}

variable "access_entries" {
  description = "Who may use the cluster: IAM principal, policy and namespaces."
  type = map(object({
    principal_arn = string
    policy        = optional(string, "AmazonEKSViewPolicy")
    namespaces    = optional(list(string), [])
  }))
  default = {}
}

variable "alert_emails" {
  description = "Addresses that receive alarms."
  type        = set(string)
  default     = []
}

variable "replica_region" {
  description = "Region that gets a copy of the lake and of PostgreSQL's backups. Null: no copy."
  type        = string
  default     = "us-west-2"
}
