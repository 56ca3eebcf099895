# Takes the place of modules/password/main.tf in tests. A variable, because nothing else makes a constant ephemeral.
variable "of_tests" {
  description = "The password."
  type        = string
  ephemeral   = true
  default     = "of-the-tests-and-not-a-password-of-anything-at-all"
}

locals {
  value = substr(var.of_tests, 0, min(var.length, 50))
}
