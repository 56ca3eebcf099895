output "host" {
  description = "Address of Redis."
  value       = azurerm_managed_redis.this.hostname
}

output "port" {
  description = "Port of Redis, with TLS."
  value       = 10000
}

output "id" {
  description = "The cache, for alarms."
  value       = azurerm_managed_redis.this.id
}
