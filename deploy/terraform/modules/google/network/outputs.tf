output "network_id" {
  description = "The network, once managed databases can be placed in it."
  value       = google_compute_network.this.id
  depends_on  = [google_service_networking_connection.managed]
}

output "subnetwork_id" {
  description = "Subnetwork of nodes."
  value       = google_compute_subnetwork.nodes.id
}

output "managed_range" {
  description = "Name of the range of managed databases."
  value       = google_compute_global_address.managed.name
}

output "managed_cidrs" {
  description = "Address ranges of PostgreSQL and Redis, for the pods' network policies."
  value       = [local.managed]
}
