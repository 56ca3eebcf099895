module "platform" {
  source       = "../../modules/google/platform"
  environment  = "dev"
  project_id   = var.project_id
  region       = var.region
  cidr         = var.cidr
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    authorized_networks = var.public_access_cidrs
    node_pools = {
      main = { min_count = 1, max_count = 2 }
    }
  }

  database = {
    instance            = { tier = "db-custom-2-7680", edition = "ENTERPRISE", disk_size = 20, regional = false, read_replicas = 0, retention_days = 7 }
    connections         = { max = 300, pool_size = 20, max_pods = 10 }
    deletion_protection = false
  }

  cache = { memory_size_gb = 1, high_availability = false }

  storage = {
    suffix   = var.bucket_suffix
    location = null
  }
}
