module "platform" {
  source          = "../../modules/azure/platform"
  environment     = "dev"
  location        = var.region
  vnet_cidr       = var.vnet_cidr
  vault_ip_ranges = var.vault_ip_ranges
  alert_emails    = var.alert_emails
  tags = {
    Project     = "retail-grains"
    Environment = "dev"
    ManagedBy   = "Terraform"
    CostCenter  = var.cost_center
  }

  kubernetes = {
    version                = var.kubernetes_version
    authorized_ip_ranges   = var.public_access_cidrs
    admin_group_object_ids = var.admin_group_object_ids
    nodes                  = { min_count = 1, max_count = 4, zones = ["1", "2"] }
  }

  database = {
    server      = { sku_name = "B_Standard_B2s", storage_mb = 32768, zone_redundant = false, read_replicas = 0, retention_days = 7, geo_backup = false }
    connections = { max = 300, pool_size = 20, max_pods = 10 }
  }

  cache = { sku_name = "Balanced_B0", high_availability = false }

  storage = {
    suffix      = var.bucket_suffix
    replication = "LRS"
  }
}
