data "aws_region" "current" {}

locals {
  family  = "postgres${split(".", var.engine_version)[0]}"
  address = "${aws_db_instance.this.address}:${aws_db_instance.this.port}/${var.database_name}?sslmode=require"
}

resource "aws_kms_key" "this" {
  description             = "PostgreSQL ${var.identifier}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_db_subnet_group" "this" {
  name       = var.identifier
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.identifier}-postgresql"
  description = "PostgreSQL ${var.identifier}: from the cluster only, and nothing out"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = var.allowed_security_group_ids
  description                  = "PostgreSQL from ${each.key}"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.identifier}-"
  family      = local.family

  # The first two need a restart; a reload does not change them.
  parameter {
    name         = "max_connections"
    value        = tostring(var.connections.max)
    apply_method = "pending-reboot"
  }
  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements"
    apply_method = "pending-reboot"
  }
  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "immediate"
  }
  parameter {
    name         = "log_min_duration_statement"
    value        = "1000"
    apply_method = "immediate"
  }
  parameter {
    name         = "log_connections"
    value        = "1"
    apply_method = "immediate"
  }
  parameter {
    name         = "log_disconnections"
    value        = "1"
    apply_method = "immediate"
  }
  parameter {
    name         = "wal_compression"
    value        = "lz4"
    apply_method = "immediate"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role" "monitoring" {
  name = "${var.identifier}-${data.aws_region.current.region}-rds-monitoring"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_instance" "this" {
  identifier     = var.identifier
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance.instance_class
  db_name        = var.database_name
  username       = var.username

  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.this.arn

  storage_type          = "gp3"
  allocated_storage     = var.instance.allocated_storage
  max_allocated_storage = var.instance.max_allocated_storage
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  multi_az                            = var.instance.multi_az
  publicly_accessible                 = false
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  parameter_group_name                = aws_db_parameter_group.this.name
  iam_database_authentication_enabled = true

  backup_retention_period   = var.backup.retention_days
  backup_window             = var.backup.window
  maintenance_window        = var.backup.maintenance_window
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = var.deletion_protection
  final_snapshot_identifier = "${var.identifier}-final"
  skip_final_snapshot       = false

  auto_minor_version_upgrade      = true
  allow_major_version_upgrade     = false
  apply_immediately               = false
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.this.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn

  lifecycle {
    # Storage grows by itself up to max_allocated_storage.
    ignore_changes = [allocated_storage]
  }

  depends_on = [aws_iam_role_policy_attachment.monitoring]
}

module "runtime_password" {
  source = "../../password"
}

# The user of silos and APIs: it owns nothing. RDS replaces the master's password, not this one.
resource "aws_secretsmanager_secret" "runtime" {
  name_prefix = "${var.identifier}-database-"
  description = "DATABASE_URL of ${var.identifier}"
  kms_key_id  = aws_kms_key.this.arn
}

resource "aws_secretsmanager_secret_version" "runtime" {
  secret_id = aws_secretsmanager_secret.runtime.id
  secret_string_wo = jsonencode({
    DATABASE_URL     = "postgresql://${var.runtime.username}:${module.runtime_password.value}@${local.address}"
    DATABASE_ADDRESS = local.address
  })
  secret_string_wo_version = var.runtime.password_version
}

resource "aws_db_instance" "replica" {
  count               = var.instance.read_replicas
  identifier          = "${var.identifier}-replica-${count.index + 1}"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = coalesce(var.instance.replica_class, var.instance.instance_class)

  storage_type          = "gp3"
  max_allocated_storage = var.instance.max_allocated_storage
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  publicly_accessible                 = false
  vpc_security_group_ids              = [aws_security_group.this.id]
  parameter_group_name                = aws_db_parameter_group.this.name
  iam_database_authentication_enabled = true

  backup_retention_period         = 0
  copy_tags_to_snapshot           = true
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = true
  auto_minor_version_upgrade      = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.this.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
}

# The backups and the write-ahead log of the primary in another region, for the loss of this one. A key does not leave its region.
resource "aws_kms_key" "backup" {
  count                   = var.backup.replica_region == null ? 0 : 1
  region                  = var.backup.replica_region
  description             = "Copied backups of PostgreSQL ${var.identifier}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_db_instance_automated_backups_replication" "this" {
  count                  = var.backup.replica_region == null ? 0 : 1
  region                 = var.backup.replica_region
  source_db_instance_arn = aws_db_instance.this.arn
  kms_key_id             = aws_kms_key.backup[0].arn
  retention_period       = var.backup.retention_days
}
