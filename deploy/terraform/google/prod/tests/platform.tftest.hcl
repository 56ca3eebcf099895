mock_provider "google" {
  source = "../../tests/google"
}

mock_provider "random" {}

variables {
  bucket_suffix = "tests"
  project_id    = "retail-tests"
}

run "apply" {
  assert {
    condition     = output.platform.cluster_name == "retail-grains-prod" && output.platform.database_name == "retail"
    error_message = "Names differ from the environment's."
  }
  assert {
    condition     = output.platform.storage_bucket == "retail-grains-prod-tests" && output.platform.database_port == 5432
    error_message = "An output that the manifests need is missing."
  }
}
