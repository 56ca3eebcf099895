# What tests of every Azure root take for granted: ids that other resources parse, and addresses that outputs read.
mock_data "azurerm_client_config" {
  defaults = { tenant_id = "00000000-0000-0000-0000-000000000002", object_id = "00000000-0000-0000-0000-000000000003" }
}

mock_resource "azurerm_kubernetes_cluster" {
  defaults = { private_fqdn = "cluster.test", fqdn = "cluster.test" }
}

mock_resource "azurerm_postgresql_flexible_server" {
  defaults = { fqdn = "database.test" }
}
