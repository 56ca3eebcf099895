output "host" {
  description = "Address of the primary."
  value       = google_redis_instance.this.host
}

output "port" {
  description = "Port of the primary, with TLS."
  value       = google_redis_instance.this.port
}
