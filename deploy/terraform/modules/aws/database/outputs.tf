output "host" {
  description = "Address of the primary."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the primary."
  value       = aws_db_instance.this.port
}

output "replica_hosts" {
  description = "Addresses of the read replicas."
  value       = aws_db_instance.replica[*].address
}

output "secret_arn" {
  description = "Secret with username and password, which RDS rotates."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "runtime_secret_arn" {
  description = "Secret with DATABASE_URL of silos and APIs, and DATABASE_ADDRESS, what follows the password in it."
  value       = aws_secretsmanager_secret.runtime.arn
}

output "key_arn" {
  description = "Key that decrypts both secrets."
  value       = aws_kms_key.this.arn
}

output "instance_ids" {
  description = "The primary and its replicas, for alarms."
  value       = { primary = aws_db_instance.this.identifier, replicas = aws_db_instance.replica[*].identifier }
}
