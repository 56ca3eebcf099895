module "platform" {
  source          = "../../modules/azure/platform"
  environment     = "staging"
  location        = var.region
  vnet_cidr       = var.vnet_cidr
  vault_ip_ranges = var.vault_ip_ranges
  alert_emails    = var.alert_emails
  tags = {
    Project     = "retail-grains"
    Environment = "staging"
    ManagedBy   = "Terraform"
    CostCenter  = var.cost_center
  }

  kubernetes = {
    version                = var.kubernetes_version
    authorized_ip_ranges   = var.public_access_cidrs
    admin_group_object_ids = var.admin_group_object_ids
    nodes                  = { max_count = 6, spot_max_count = 4 }
  }

  database = {
    server      = { zone_redundant = true }
    connections = { max = 600, pool_size = 40, max_pods = 12 }
  }

  cache = {}

  storage = {
    suffix      = var.bucket_suffix
    replication = "ZRS"
  }
}
