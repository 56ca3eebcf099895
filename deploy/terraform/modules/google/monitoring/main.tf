locals {
  alarms = {
    cpu         = { metric = "cloudsql.googleapis.com/database/cpu/utilization", resource = "cloudsql_database", threshold = 0.8 }
    storage     = { metric = "cloudsql.googleapis.com/database/disk/utilization", resource = "cloudsql_database", threshold = 0.8 }
    connections = { metric = "cloudsql.googleapis.com/database/postgresql/num_backends", resource = "cloudsql_database", threshold = floor(0.8 * var.database_max_connections) }
    redis       = { metric = "redis.googleapis.com/stats/memory/usage_ratio", resource = "redis_instance", threshold = 0.75 }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each     = var.alert_emails
  display_name = "${var.name} ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
}

resource "google_monitoring_alert_policy" "this" {
  for_each              = local.alarms
  display_name          = "${var.name} ${each.key}"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.email : channel.id]

  conditions {
    display_name = each.value.metric
    condition_threshold {
      filter          = "metric.type=\"${each.value.metric}\" AND resource.type=\"${each.value.resource}\""
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = "300s"
      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }
}
