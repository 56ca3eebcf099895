output "node_subnet_id" {
  description = "Subnet of nodes."
  value       = azurerm_subnet.nodes.id
}

output "database_subnet_id" {
  description = "Subnet of PostgreSQL."
  value       = azurerm_subnet.database.id
  depends_on  = [azurerm_subnet_network_security_group_association.database]
}

output "endpoint_subnet_id" {
  description = "Subnet of private endpoints."
  value       = azurerm_subnet.endpoints.id
}

output "dns_zone_ids" {
  description = "Private DNS zones: database, redis, blob, vault."
  value       = { for key, zone in azurerm_private_dns_zone.this : key => zone.id }
  depends_on  = [azurerm_private_dns_zone_virtual_network_link.this]
}

output "database_cidrs" {
  description = "Address ranges of PostgreSQL, for the pods' network policies."
  value       = [local.database]
}

output "cache_cidrs" {
  description = "Address ranges of Redis, for the pods' network policies."
  value       = [local.endpoints]
}
