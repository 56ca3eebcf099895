mock_provider "aws" {
  source = "../../../tests/aws"
}

variables {
  identifier                 = "tests"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-1", "subnet-2"]
  allowed_security_group_ids = { cluster = "sg-1" }
}

run "safe_by_default" {
  command = plan
  assert {
    condition     = aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.multi_az
    error_message = "The instance is not encrypted, is public, or has no standby."
  }
  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "The password is known to Terraform."
  }
  assert {
    condition     = length(aws_db_instance.replica) == 1 && alltrue([for replica in aws_db_instance.replica : replica.storage_encrypted])
    error_message = "There is no encrypted replica."
  }
}

run "pools_fit_max_connections" {
  command = plan
  variables {
    connections = { max = 200, pool_size = 150, max_pods = 20 }
  }
  expect_failures = [var.connections]
}

run "backups_are_kept_for_a_week" {
  command = plan
  variables {
    backup = { retention_days = 0 }
  }
  expect_failures = [var.backup]
}
