module "platform" {
  source       = "../../modules/aws/platform"
  environment  = "staging"
  vpc_cidr     = var.vpc_cidr
  zones        = 3
  nat_per_zone = false
  alert_emails = var.alert_emails

  kubernetes = {
    version             = var.kubernetes_version
    public_access_cidrs = var.public_access_cidrs
    access_entries      = var.access_entries
    node_groups = {
      main = { instance_types = ["m7i.xlarge", "m6i.xlarge"], desired_size = 3, max_size = 6 }
      spot = {
        capacity_type  = "SPOT"
        instance_types = ["m7i.xlarge", "m6i.xlarge", "m5.xlarge"]
        min_size       = 0
        desired_size   = 1
        max_size       = 4
        taints         = [{ key = "spot", value = "true", effect = "NO_SCHEDULE" }]
      }
    }
  }

  database = {
    instance    = { instance_class = "db.m7g.large", read_replicas = 1 }
    connections = { max = 600, pool_size = 40, max_pods = 12 }
  }

  cache = {
    node_type = "cache.m7g.large"
  }

  storage = {
    suffix         = var.bucket_suffix
    replica_region = null
  }
}
