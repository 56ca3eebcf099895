module "password" {
  source = "../../password"
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                              = var.name
  location                          = var.location
  resource_group_name               = var.resource_group_name
  version                           = var.engine_version
  sku_name                          = var.server.sku_name
  storage_mb                        = var.server.storage_mb
  auto_grow_enabled                 = true
  delegated_subnet_id               = var.subnet_id
  private_dns_zone_id               = var.dns_zone_id
  public_network_access_enabled     = false
  administrator_login               = var.username
  administrator_password_wo         = module.password.value
  administrator_password_wo_version = var.password_version
  backup_retention_days             = var.server.retention_days
  geo_redundant_backup_enabled      = var.server.geo_backup

  dynamic "high_availability" {
    for_each = var.server.zone_redundant ? [1] : []
    content {
      mode = "ZoneRedundant"
    }
  }

  lifecycle {
    # After a failover the standby's zone is the primary's.
    ignore_changes  = [zone, high_availability[0].standby_availability_zone]
    prevent_destroy = true
  }
}

resource "azurerm_postgresql_flexible_server" "replica" {
  count                         = var.server.read_replicas
  name                          = "${var.name}-replica-${count.index + 1}"
  location                      = var.location
  resource_group_name           = var.resource_group_name
  create_mode                   = "Replica"
  source_server_id              = azurerm_postgresql_flexible_server.this.id
  sku_name                      = var.server.sku_name
  auto_grow_enabled             = true
  delegated_subnet_id           = var.subnet_id
  private_dns_zone_id           = var.dns_zone_id
  public_network_access_enabled = false
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  name      = var.database_name
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
}

# max_connections and shared_preload_libraries take effect when the server restarts.
resource "azurerm_postgresql_flexible_server_configuration" "this" {
  for_each = {
    max_connections            = tostring(var.connections.max)
    shared_preload_libraries   = "pg_stat_statements"
    require_secure_transport   = "on"
    log_checkpoints            = "on"
    log_connections            = "on"
    log_disconnections         = "on"
    log_min_duration_statement = "1000"
  }
  name      = each.key
  value     = each.value
  server_id = azurerm_postgresql_flexible_server.this.id
}

module "runtime_password" {
  source = "../../password"
}

# The user of silos and APIs: it owns nothing.
resource "azurerm_key_vault_secret" "runtime" {
  name             = "database-url"
  key_vault_id     = var.key_vault_id
  content_type     = "DATABASE_URL"
  value_wo         = "postgresql://${var.runtime.username}:${module.runtime_password.value}@${azurerm_postgresql_flexible_server.this.fqdn}:5432/${var.database_name}?sslmode=require"
  value_wo_version = var.runtime.password_version
}

resource "azurerm_key_vault_secret" "this" {
  name             = "migration-database-url"
  key_vault_id     = var.key_vault_id
  content_type     = "MIGRATION_DATABASE_URL"
  value_wo         = "postgresql://${var.username}:${module.password.value}@${azurerm_postgresql_flexible_server.this.fqdn}:5432/${var.database_name}?sslmode=require"
  value_wo_version = var.password_version
}
