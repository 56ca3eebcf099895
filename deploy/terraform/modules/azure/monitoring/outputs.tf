output "alert_channel" {
  description = "Action group that receives alarms."
  value       = azurerm_monitor_action_group.this.id
}

output "metrics_endpoint" {
  description = "Workspace that Prometheus writes to."
  value       = azurerm_monitor_workspace.this.query_endpoint
}

output "log_workspace_id" {
  description = "Log Analytics workspace."
  value       = azurerm_log_analytics_workspace.this.id
}
