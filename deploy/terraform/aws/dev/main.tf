module "platform" {
  source       = "../../modules/aws/platform"
  environment  = "dev"
  vpc_cidr     = var.vpc_cidr
  zones        = 2
  nat_per_zone = false
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    public_access_cidrs = var.public_access_cidrs
    access_entries      = var.access_entries
    node_groups = {
      main = { instance_types = ["m7i.large"], desired_size = 2, max_size = 4 }
    }
  }

  database = {
    instance            = { instance_class = "db.t4g.medium", allocated_storage = 20, max_allocated_storage = 100, multi_az = false, read_replicas = 0 }
    backup              = { retention_days = 7 }
    connections         = { max = 300, pool_size = 20, max_pods = 10 }
    deletion_protection = false
  }

  cache = {
    node_type               = "cache.t4g.small"
    snapshot_retention_days = 1
  }

  storage = {
    suffix         = var.bucket_suffix
    replica_region = null
  }
}
