resource "google_redis_instance" "this" {
  name                    = var.name
  region                  = var.region
  redis_version           = "REDIS_7_2"
  tier                    = var.instance.high_availability ? "STANDARD_HA" : "BASIC"
  memory_size_gb          = var.instance.memory_size_gb
  replica_count           = var.instance.high_availability ? 1 : 0
  read_replicas_mode      = var.instance.high_availability ? "READ_REPLICAS_ENABLED" : "READ_REPLICAS_DISABLED"
  authorized_network      = var.network_id
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  reserved_ip_range       = var.managed_range
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  auth_enabled            = var.instance.auth

  # Streams hold sales that nobody has recorded yet: when memory is full, writers are refused and nothing is evicted.
  redis_configs = { "maxmemory-policy" = "noeviction" }

  persistence_config {
    persistence_mode    = "RDB"
    rdb_snapshot_period = "ONE_HOUR"
  }

  lifecycle {
    prevent_destroy = true
  }
}
