module "platform" {
  source       = "../../modules/google/platform"
  environment  = "prod"
  project_id   = var.project_id
  region       = var.region
  cidr         = var.cidr
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    authorized_networks = var.public_access_cidrs
    node_pools = {
      main = { machine_type = "n2-standard-8", min_count = 1, max_count = 4, disk_size_gb = 500 }
      spot = { machine_type = "n2-standard-8", spot = true, min_count = 0, max_count = 4 }
    }
  }

  database = {
    instance    = { tier = "db-perf-optimized-N-8", disk_size = 500, retention_days = 35 }
    connections = { max = 1500, pool_size = 40, max_pods = 32, reserve = 100 }
  }

  cache = { memory_size_gb = 13 }

  storage = {
    suffix   = var.bucket_suffix
    location = "EU"
  }
}
