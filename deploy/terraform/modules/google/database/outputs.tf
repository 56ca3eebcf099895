output "host" {
  description = "Address of the primary."
  value       = google_sql_database_instance.this.private_ip_address
}

output "port" {
  description = "Port of the primary."
  value       = 5432
}

output "replica_hosts" {
  description = "Addresses of the read replicas."
  value       = google_sql_database_instance.replica[*].private_ip_address
}

output "runtime_secret" {
  description = "Secret with DATABASE_URL."
  value       = google_secret_manager_secret.runtime.id
}

output "secret" {
  description = "Secret with MIGRATION_DATABASE_URL."
  value       = google_secret_manager_secret.this.id
}
