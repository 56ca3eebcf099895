mock_provider "aws" {
  source = "../../../tests/aws"
}

variables {
  bucket = "tests-lake"
}

run "no_copy" {
  assert {
    condition     = length(aws_s3_bucket.this) == 1 && length(aws_s3_bucket_replication_configuration.this) == 0
    error_message = "There is a copy that nobody asked for."
  }
}

run "copy" {
  variables {
    replica_region = "us-west-2"
  }
  assert {
    condition     = aws_s3_bucket.this["replica"].region == "us-west-2" && aws_s3_bucket_versioning.this["replica"].versioning_configuration[0].status == "Enabled"
    error_message = "The copy is in the wrong region or not versioned."
  }
  assert {
    condition     = alltrue([for block in aws_s3_bucket_public_access_block.this : block.block_public_policy && block.restrict_public_buckets])
    error_message = "A bucket may be made public."
  }
}

run "the_copys_name_fits" {
  command = plan
  variables {
    bucket = "a-name-of-fifty-three-characters-is-too-long-for-copy"
  }
  expect_failures = [var.bucket]
}

run "classes_are_in_order" {
  command = plan
  variables {
    lifecycle_rules = { glacier_days = 31 }
  }
  expect_failures = [var.lifecycle_rules]
}
