output "value" {
  description = "Letters and digits, others at each apply: only for write-only arguments."
  value       = local.value
  ephemeral   = true
}
