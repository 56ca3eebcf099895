module "platform" {
  source          = "../../modules/azure/platform"
  environment     = "prod"
  location        = var.region
  vnet_cidr       = var.vnet_cidr
  vault_ip_ranges = var.vault_ip_ranges
  alert_emails    = var.alert_emails
  tags = {
    Project     = "retail-grains"
    Environment = "prod"
    ManagedBy   = "Terraform"
    CostCenter  = var.cost_center
  }

  kubernetes = {
    version                = var.kubernetes_version
    authorized_ip_ranges   = var.public_access_cidrs
    admin_group_object_ids = var.admin_group_object_ids
    nodes                  = { vm_size = "Standard_D8ds_v5", min_count = 3, max_count = 12, spot_vm_size = "Standard_D8ds_v5", spot_max_count = 10 }
  }

  database = {
    server      = { sku_name = "GP_Standard_D8ds_v5", storage_mb = 524288, retention_days = 35 }
    connections = { max = 1500, pool_size = 40, max_pods = 32, reserve = 100 }
  }

  cache = { sku_name = "Balanced_B10" }

  storage = {
    suffix      = var.bucket_suffix
    replication = "GZRS"
  }
}
