data "aws_caller_identity" "current" {}

locals {
  instances = concat([var.database_instance_ids.primary], var.database_instance_ids.replicas)
  keys      = concat(["primary"], [for index, _ in var.database_instance_ids.replicas : "replica-${index + 1}"])
  by_key    = zipmap(local.keys, local.instances)

  database = merge(
    { for key, id in local.by_key : "${key}-cpu" => {
      metric = "CPUUtilization", id = id, statistic = "Average", comparison = "GreaterThanThreshold", threshold = var.thresholds.database_cpu, periods = 3
    } },
    { for key, id in local.by_key : "${key}-storage" => {
      metric = "FreeStorageSpace", id = id, statistic = "Minimum", comparison = "LessThanThreshold", threshold = var.thresholds.database_free_gb * pow(1024, 3), periods = 1
    } },
    { for key, id in local.by_key : "${key}-connections" => {
      metric = "DatabaseConnections", id = id, statistic = "Maximum", comparison = "GreaterThanThreshold", threshold = floor(0.8 * var.database_max_connections), periods = 1
    } },
    { for key, id in local.by_key : "${key}-lag" => {
      metric = "ReplicaLag", id = id, statistic = "Maximum", comparison = "GreaterThanThreshold", threshold = var.thresholds.replica_lag_seconds, periods = 3
    } if key != "primary" },
  )

  cache = merge([for node in range(1, var.cache_nodes + 1) : {
    "node-${node}-memory"    = { metric = "DatabaseMemoryUsagePercentage", node = format("%s-%03d", var.replication_group_id, node), threshold = var.thresholds.cache_memory }
    "node-${node}-evictions" = { metric = "Evictions", node = format("%s-%03d", var.replication_group_id, node), threshold = 0 }
  }]...)
}

resource "aws_kms_key" "this" {
  description             = "Alarms of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = var.alert_emails
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "database" {
  for_each            = local.database
  alarm_name          = "${var.name}-postgresql-${each.key}"
  alarm_description   = "PostgreSQL ${each.value.id}: ${each.value.metric}"
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = each.value.id }
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "cache" {
  for_each            = local.cache
  alarm_name          = "${var.name}-redis-${each.key}"
  alarm_description   = "Redis ${each.value.node}: ${each.value.metric}"
  namespace           = "AWS/ElastiCache"
  metric_name         = each.value.metric
  dimensions          = { CacheClusterId = each.value.node }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

# Where the cluster's Prometheus writes to, so that metrics outlive the cluster.
resource "aws_prometheus_workspace" "this" {
  alias = var.name
}
