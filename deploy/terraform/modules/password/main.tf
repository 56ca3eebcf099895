# Made for one apply and never stored: neither plan nor state has it. A module of its own, because mock providers know no ephemeral
# resources: `terraform test` runs on a copy with checks/password-of-tests.tf in this file's place.
ephemeral "random_password" "this" {
  length  = var.length
  special = false
}

locals {
  value = ephemeral.random_password.this.result
}
