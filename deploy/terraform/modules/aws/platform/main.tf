data "aws_availability_zones" "available" {
  state = "available"
}

locals {
  name = "${var.project_name}-${var.environment}"
}

module "network" {
  source             = "../network"
  name               = local.name
  vpc_cidr           = var.vpc_cidr
  availability_zones = slice(data.aws_availability_zones.available.names, 0, var.zones)
  nat                = { per_zone = var.nat_per_zone }
}

module "kubernetes" {
  source              = "../kubernetes"
  cluster_name        = local.name
  kubernetes_version  = var.kubernetes.version
  subnet_ids          = module.network.private_subnet_ids
  public_access_cidrs = var.kubernetes.public_access_cidrs
  node_groups         = var.kubernetes.node_groups
  access_entries      = var.kubernetes.access_entries
  log_key_arn         = module.network.log_key_arn
  pod_identities = {
    # external-secrets reads what the platform needs, and nothing else.
    secrets = {
      namespace       = "external-secrets"
      service_account = "external-secrets"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
            Resource = [module.database.secret_arn, module.database.runtime_secret_arn, module.cache.secret_arn, aws_secretsmanager_secret.jwt.arn]
          },
          {
            Effect   = "Allow"
            Action   = ["kms:Decrypt"]
            Resource = [module.database.key_arn, module.cache.key_arn, aws_kms_key.jwt.arn]
          },
        ]
      })
    }
  }
}

module "database" {
  source                     = "../database"
  identifier                 = local.name
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.database_subnet_ids
  allowed_security_group_ids = { cluster = module.kubernetes.cluster_security_group_id }
  database_name              = var.database.name
  username                   = var.database.username
  runtime                    = var.database.runtime
  engine_version             = var.database.engine_version
  instance                   = var.database.instance
  backup                     = var.database.backup
  connections                = var.database.connections
  deletion_protection        = var.database.deletion_protection
}

module "cache" {
  source                     = "../cache"
  replication_group_id       = local.name
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.cache_subnet_ids
  allowed_security_group_ids = { cluster = module.kubernetes.cluster_security_group_id }
  nodes                      = { node_type = var.cache.node_type, num_cache_clusters = var.cache.num_cache_clusters }
  snapshot_retention_days    = var.cache.snapshot_retention_days
  auth_token_version         = var.cache.auth_token_version
  log_key_arn                = module.network.log_key_arn
}

module "storage" {
  source         = "../storage"
  bucket         = "${local.name}-${var.storage.suffix}"
  replica_region = var.storage.replica_region
}

module "monitoring" {
  source                   = "../monitoring"
  name                     = local.name
  alert_emails             = var.alert_emails
  database_instance_ids    = module.database.instance_ids
  database_max_connections = var.database.connections.max
  replication_group_id     = module.cache.replication_group_id
  cache_nodes              = var.cache.num_cache_clusters
}

resource "aws_kms_key" "jwt" {
  description             = "JWT_SECRET_KEY of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_secretsmanager_secret" "jwt" {
  name_prefix = "${local.name}-jwt-"
  description = "JWT_SECRET_KEY of ${local.name}"
  kms_key_id  = aws_kms_key.jwt.arn
}

module "jwt" {
  source = "../../password"
}

resource "aws_secretsmanager_secret_version" "jwt" {
  secret_id                = aws_secretsmanager_secret.jwt.id
  secret_string_wo         = jsonencode({ JWT_SECRET_KEY = module.jwt.value })
  secret_string_wo_version = var.jwt_key_version
}
