output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets of nodes and pods, one per zone."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "database_subnet_ids" {
  description = "Subnets of PostgreSQL, without a way out."
  value       = [for zone in var.availability_zones : aws_subnet.database[zone].id]
}

output "cache_subnet_ids" {
  description = "Subnets of Redis, without a way out."
  value       = [for zone in var.availability_zones : aws_subnet.cache[zone].id]
}

output "database_cidrs" {
  description = "Address ranges of PostgreSQL, for the pods' network policies."
  value       = [for zone in var.availability_zones : local.data[zone]]
}

output "cache_cidrs" {
  description = "Address ranges of Redis, for the pods' network policies."
  value       = [for zone in var.availability_zones : local.cache[zone]]
}

output "log_key_arn" {
  description = "Key that encrypts log groups."
  value       = aws_kms_key.logs.arn
}
