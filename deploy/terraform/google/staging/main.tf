module "platform" {
  source       = "../../modules/google/platform"
  environment  = "staging"
  project_id   = var.project_id
  region       = var.region
  cidr         = var.cidr
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    authorized_networks = var.public_access_cidrs
    node_pools = {
      main = {}
      spot = { spot = true, min_count = 0, max_count = 2 }
    }
  }

  database = {
    connections = { max = 600, pool_size = 40, max_pods = 12 }
  }

  cache = {}

  storage = {
    suffix   = var.bucket_suffix
    location = null
  }
}
