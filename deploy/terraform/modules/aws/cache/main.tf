resource "aws_kms_key" "this" {
  description             = "Redis ${var.replication_group_id}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_elasticache_subnet_group" "this" {
  name       = var.replication_group_id
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.replication_group_id}-redis"
  description = "Redis ${var.replication_group_id}: from the cluster only, and nothing out"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = var.allowed_security_group_ids
  description                  = "Redis from ${each.key}"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

# Streams hold sales that nobody has recorded yet: when memory is full, writers are refused and nothing is evicted.
resource "aws_elasticache_parameter_group" "this" {
  name   = var.replication_group_id
  family = "valkey${split(".", var.engine_version)[0]}"
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/elasticache/${var.replication_group_id}"
  retention_in_days = 90
  kms_key_id        = var.log_key_arn
}

module "token" {
  source = "../../password"
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.replication_group_id
  description          = "Streams and cached lists of ${var.replication_group_id}"
  engine               = "valkey"
  engine_version       = var.engine_version
  node_type            = var.nodes.node_type
  num_cache_clusters   = var.nodes.num_cache_clusters
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.this.name
  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.this.id]

  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token_wo              = module.token.value
  auth_token_wo_version      = var.auth_token_version

  snapshot_retention_limit   = var.snapshot_retention_days
  snapshot_window            = "02:00-03:00"
  maintenance_window         = "sun:05:30-sun:06:30"
  auto_minor_version_upgrade = true
  apply_immediately          = false

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.this.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }
}

resource "aws_secretsmanager_secret" "this" {
  name_prefix = "${var.replication_group_id}-redis-"
  description = "REDIS_URL of ${var.replication_group_id}"
  kms_key_id  = aws_kms_key.this.arn
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id = aws_secretsmanager_secret.this.id
  secret_string_wo = jsonencode({
    REDIS_URL = "rediss://:${module.token.value}@${aws_elasticache_replication_group.this.primary_endpoint_address}:6379/0"
  })
  secret_string_wo_version = var.auth_token_version
}
