mock_provider "google" {
  source = "../../../tests/google"
}

variables {
  name               = "tests"
  region             = "europe-west1"
  project_id         = "tests"
  kubernetes_version = "1.34"
  network_id         = "tests"
  subnetwork_id      = "tests"
  node_pools         = { main = {} }
}

run "private_without_networks" {
  command = plan
  assert {
    condition     = google_container_cluster.this.private_cluster_config[0].enable_private_endpoint
    error_message = "The API server is public."
  }
}

run "not_open_to_the_world" {
  command = plan
  variables {
    authorized_networks = { world = "0.0.0.0/0" }
  }
  expect_failures = [var.authorized_networks]
}

run "silos_are_not_on_spot_nodes" {
  command = plan
  variables {
    node_pools = { spot = { spot = true } }
  }
  expect_failures = [var.node_pools]
}
