mock_provider "azurerm" {
  source = "../../tests/azure"
}

mock_provider "random" {}

variables {
  bucket_suffix          = "tests"
  admin_group_object_ids = ["00000000-0000-0000-0000-000000000001"]
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
    condition     = output.platform.storage_bucket != null && output.platform.database_port == 5432
    error_message = "An output that the manifests need is missing."
  }
}
