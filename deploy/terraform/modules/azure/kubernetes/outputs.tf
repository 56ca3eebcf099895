output "cluster_name" {
  description = "Name of the cluster."
  value       = azurerm_kubernetes_cluster.this.name
}

output "cluster_endpoint" {
  description = "Address of the API server."
  value       = coalesce(azurerm_kubernetes_cluster.this.private_fqdn, azurerm_kubernetes_cluster.this.fqdn)
}

output "oidc_issuer_url" {
  description = "Issuer of service account tokens, for federated credentials."
  value       = azurerm_kubernetes_cluster.this.oidc_issuer_url
}
