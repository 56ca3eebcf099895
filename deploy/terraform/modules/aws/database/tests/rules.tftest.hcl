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

run "silos_have_a_user_of_their_own" {
  command = plan
  assert {
    condition     = aws_secretsmanager_secret_version.runtime.secret_string == null && aws_secretsmanager_secret_version.runtime.secret_string_wo_version == 1
    error_message = "The password of silos and APIs is in the state."
  }
}

run "the_owner_is_not_the_user_of_silos" {
  command = plan
  variables {
    runtime = { username = "retail" }
  }
  expect_failures = [var.runtime]
}

run "backups_stay_without_a_region" {
  command = plan
  assert {
    condition     = length(aws_db_instance_automated_backups_replication.this) == 0 && length(aws_kms_key.backup) == 0
    error_message = "There is a copy that nobody asked for."
  }
  assert {
    condition     = aws_iam_role.monitoring.name == "tests-us-east-1-rds-monitoring"
    error_message = "Names of roles are unique in an account: without the region, two regions clash."
  }
}

run "backups_are_copied_to_another_region" {
  command = plan
  variables {
    backup = { retention_days = 35, replica_region = "us-west-2" }
  }
  assert {
    condition     = aws_db_instance_automated_backups_replication.this[0].region == "us-west-2" && aws_db_instance_automated_backups_replication.this[0].retention_period == 35
    error_message = "The copy is in the wrong region, or kept for another time than the backups."
  }
  assert {
    condition     = aws_kms_key.backup[0].region == "us-west-2" && aws_kms_key.backup[0].enable_key_rotation
    error_message = "The copy's key is not in its region."
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
