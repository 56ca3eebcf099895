output "platform" {
  description = "What manifests and operators need; the same fields for every cloud."
  value = {
    cluster_name           = module.kubernetes.cluster_name
    cluster_endpoint       = module.kubernetes.cluster_endpoint
    database_host          = module.database.host
    database_port          = module.database.port
    database_name          = var.database.name
    database_replica_hosts = module.database.replica_hosts
    database_owner_secret  = module.database.secret_arn
    database_secret        = module.database.runtime_secret_arn
    database_cidrs         = module.network.database_cidrs
    redis_host             = module.cache.host
    redis_port             = module.cache.port
    redis_secret           = module.cache.secret_arn
    redis_cidrs            = module.network.cache_cidrs
    jwt_secret             = aws_secretsmanager_secret.jwt.arn
    storage_bucket         = module.storage.bucket
    alert_channel          = module.monitoring.alert_channel
    metrics_endpoint       = module.monitoring.metrics_endpoint
  }
}
