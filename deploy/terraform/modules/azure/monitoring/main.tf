locals {
  database = {
    cpu         = { metric = "cpu_percent", aggregation = "Average", threshold = 80 }
    storage     = { metric = "storage_percent", aggregation = "Maximum", threshold = 80 }
    connections = { metric = "active_connections", aggregation = "Maximum", threshold = floor(0.8 * var.database_max_connections) }
  }
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = "PerGB2018"
  retention_in_days   = var.retention_days
}

resource "azurerm_monitor_workspace" "this" {
  name                = "${var.name}-metrics"
  location            = var.location
  resource_group_name = var.resource_group_name
}

resource "azurerm_monitor_action_group" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  short_name          = "retail"

  dynamic "email_receiver" {
    for_each = var.alert_emails
    content {
      name          = email_receiver.value
      email_address = email_receiver.value
    }
  }
}

resource "azurerm_monitor_metric_alert" "database" {
  for_each            = local.database
  name                = "${var.name}-postgresql-${each.key}"
  resource_group_name = var.resource_group_name
  scopes              = [var.database_server_id]
  description         = "PostgreSQL: ${each.value.metric} above ${each.value.threshold}"
  severity            = 2
  frequency           = "PT5M"
  window_size         = "PT15M"

  criteria {
    metric_namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = "GreaterThan"
    threshold        = each.value.threshold
  }
  action {
    action_group_id = azurerm_monitor_action_group.this.id
  }
}
