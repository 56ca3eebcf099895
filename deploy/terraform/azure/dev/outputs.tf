output "platform" {
  description = "What manifests and operators need; the same fields for every cloud and environment."
  value       = module.platform.platform
}
