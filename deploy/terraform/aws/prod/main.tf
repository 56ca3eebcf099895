module "platform" {
  source       = "../../modules/aws/platform"
  environment  = "prod"
  vpc_cidr     = var.vpc_cidr
  zones        = 3
  nat_per_zone = true
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    public_access_cidrs = var.public_access_cidrs
    access_entries      = var.access_entries
    node_groups = {
      main = { instance_types = ["m7i.2xlarge", "m6i.2xlarge"], min_size = 3, desired_size = 5, max_size = 12, disk_size = 500 }
      spot = {
        capacity_type  = "SPOT"
        instance_types = ["m7i.2xlarge", "m6i.2xlarge", "m5.2xlarge"]
        min_size       = 0
        desired_size   = 2
        max_size       = 10
        taints         = [{ key = "spot", value = "true", effect = "NO_SCHEDULE" }]
      }
    }
  }

  database = {
    instance    = { instance_class = "db.m7g.2xlarge", allocated_storage = 500, max_allocated_storage = 4000, read_replicas = 1 }
    backup      = { retention_days = 35, replica_region = var.replica_region }
    connections = { max = 1500, pool_size = 40, max_pods = 32, reserve = 100 }
  }

  cache = {
    node_type               = "cache.m7g.xlarge"
    num_cache_clusters      = 3
    snapshot_retention_days = 14
  }

  storage = {
    suffix         = var.bucket_suffix
    replica_region = var.replica_region
  }
}
