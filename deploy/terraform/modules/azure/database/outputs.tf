output "host" {
  description = "Address of the primary."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "port" {
  description = "Port of the primary."
  value       = 5432
}

output "replica_hosts" {
  description = "Addresses of the read replicas."
  value       = azurerm_postgresql_flexible_server.replica[*].fqdn
}

output "runtime_secret" {
  description = "Secret with DATABASE_URL."
  value       = azurerm_key_vault_secret.runtime.versionless_id
}

output "secret" {
  description = "Secret with MIGRATION_DATABASE_URL."
  value       = azurerm_key_vault_secret.this.versionless_id
}

output "server_id" {
  description = "The primary, for alarms."
  value       = azurerm_postgresql_flexible_server.this.id
}
