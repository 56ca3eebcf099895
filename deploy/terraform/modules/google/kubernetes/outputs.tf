output "cluster_name" {
  description = "Name of the cluster."
  value       = google_container_cluster.this.name
}

output "cluster_endpoint" {
  description = "Address of the API server."
  value       = google_container_cluster.this.endpoint
}

output "workload_pool" {
  description = "Identity pool of the cluster's service accounts."
  value       = google_container_cluster.this.workload_identity_config[0].workload_pool
}
