output "host" {
  description = "Address of the primary."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "port" {
  description = "Port of the primary."
  value       = aws_elasticache_replication_group.this.port
}

output "secret_arn" {
  description = "Secret with REDIS_URL."
  value       = aws_secretsmanager_secret.this.arn
}

output "key_arn" {
  description = "Key that decrypts the secret."
  value       = aws_kms_key.this.arn
}

output "replication_group_id" {
  description = "Name of the group, for alarms."
  value       = aws_elasticache_replication_group.this.id
}
