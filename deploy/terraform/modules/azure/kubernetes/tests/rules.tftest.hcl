mock_provider "azurerm" {
  source = "../../../tests/azure"
}

variables {
  name                   = "tests"
  location               = "westeurope"
  resource_group_name    = "tests"
  kubernetes_version     = "1.34"
  subnet_id              = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/tests/providers/Microsoft.Network/virtualNetworks/tests/subnets/nodes"
  log_workspace_id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/tests/providers/Microsoft.OperationalInsights/workspaces/tests"
  admin_group_object_ids = []
}

run "private_without_networks" {
  command = plan
  assert {
    condition     = azurerm_kubernetes_cluster.this.private_cluster_enabled && azurerm_kubernetes_cluster.this.local_account_disabled
    error_message = "The API server is public, or has a local account."
  }
}

run "not_open_to_the_world" {
  command = plan
  variables {
    authorized_ip_ranges = ["0.0.0.0/0"]
  }
  expect_failures = [var.authorized_ip_ranges]
}
