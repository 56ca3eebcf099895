mock_provider "aws" {
  source = "../../tests/aws"
}

mock_provider "random" {}

variables {
  bucket_suffix = "tests"
  access_entries = {
    operators = { principal_arn = "arn:aws:iam::123456789012:role/operators", policy = "AmazonEKSClusterAdminPolicy" }
  }
}

run "apply" {
  assert {
    condition     = output.platform.cluster_name == "retail-grains-prod" && output.platform.database_name == "retail"
    error_message = "Names differ from the environment's."
  }
  assert {
    condition     = output.platform.database_secret != output.platform.database_owner_secret
    error_message = "Silos and APIs get the schema's owner."
  }
  assert {
    condition     = output.platform.storage_bucket != null && output.platform.redis_port == 6379 && output.platform.database_port == 5432
    error_message = "An output that the manifests need is missing."
  }
  assert {
    condition     = length(output.platform.database_replica_hosts) == 1
    error_message = "The number of read replicas is wrong."
  }
}
