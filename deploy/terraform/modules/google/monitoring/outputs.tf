output "alert_channel" {
  description = "Channels that receive alarms."
  value       = join(",", [for channel in google_monitoring_notification_channel.email : channel.id])
}
