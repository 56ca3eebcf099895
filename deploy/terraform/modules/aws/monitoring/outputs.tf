output "alert_channel" {
  description = "Topic that receives alarms."
  value       = aws_sns_topic.this.arn
}

output "metrics_endpoint" {
  description = "Where Prometheus writes to (remote_write)."
  value       = aws_prometheus_workspace.this.prometheus_endpoint
}
